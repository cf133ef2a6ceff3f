"""Makes the stored submission of the present format: run once per format, before its release.

    python tests/exchange/files/make.py

Never made anew for a format that people already have: it stands for their files.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from partydesk.exchange.submission.columns import FORMAT_VERSION
from partydesk.exchange.submission.writing import export
from partydesk.records.base import kinds
from partydesk.records.fields import fields
from partydesk.records.periods import parse_period
from partydesk.sample.dues import keep_dues
from partydesk.sample.makers import make_branch
from partydesk.store.home import Home
from tests.attack.everything import typed as sample


def main() -> None:
    """Write format<version>.xlsx beside this script, with a row of every kind that came with it."""
    with tempfile.TemporaryDirectory() as folder:
        name = "中共示例园区甲科技有限公司支部委员会"
        home = Home(Path(folder) / "支部")
        through = date(2026, 2, 28)
        store = make_branch(
            home, "P0312", name, short_name="甲科技支部", seed=1, members=6, through=through,
            sessions=6, talks=3, tickets=5,
        )  # fmt: skip
        keep_dues(store, 2026, through, 1)
        with store.write("新的种类") as writer:
            for kind, record in kinds().items():
                if record.sheet and record.format_since == FORMAT_VERSION:
                    needed = [f for f in fields(record).values() if f.required]
                    writer.add(kind, {f.column: sample(writer.connection, f) for f in needed})
        made = export(store, parse_period("2026"), Path(folder))
        store.close()
        shutil.copy(made.file, Path(__file__).parent / f"format{FORMAT_VERSION}.xlsx")


if __name__ == "__main__":
    main()
