"""Full-year submissions for the benchmarks: made once into a folder, used again."""

from __future__ import annotations

import shutil
from pathlib import Path

from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.store import Store
from tests.sample import bulk

PERIOD = parse_period("2026")


def full_year(folder: Path, number: int) -> Store:
    """A branch with 50 members, 150 sessions, 6,000 attendance rows, 60 talks, 40 tickets."""
    shutil.rmtree(folder, ignore_errors=True)
    return bulk.bulk_branch(
        Home(folder),
        f"P{number + 1000}",
        f"中共示例园区第{number}科技有限公司支部委员会",
        short_name=f"第{number}科技支部",
        seed=number,
        members=50,
        sessions=150,
        talks=60,
        tickets=40,
        attendance=6_000,
    )


def submissions(folder: Path, count: int) -> list[Path]:
    """`count` submission files in a folder, made where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        if not list(folder.glob(f"P{number + 1000}_*.xlsx")):
            with full_year(folder.parent / "branch", number) as store:
                export(store, PERIOD, folder)
    return sorted(folder.glob("*.xlsx"))[:count]
