"""Makes the stored files of the present versions: run once per version, before its release.

    python tests/store/files/make.py

Never made anew for a version that people already have: it stands for their files.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite3

from partydesk.sample.makers import make_branch
from partydesk.store import archive, portable_copy, protection, schema
from partydesk.store.attachments import Kept, attach, keep_bytes
from partydesk.store.home import Home
from partydesk.store.store import create

WORD = "存样用的密码"


def main() -> None:
    """Write v<version>.db beside this script; refuses when it is there."""
    target = Path(__file__).parent / f"v{schema.VERSION}.db"
    if target.exists():
        sys.exit(f"{target} is there already")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        store = make_branch(
            home,
            "P0312",
            "中共示例园区甲科技有限公司支部委员会",
            short_name="甲科技支部",
            seed=1,
            members=6,
            through=date(2026, 2, 28),
            sessions=6,
            talks=3,
            tickets=5,
        )
        with store.write("添加党员") as writer:
            person = writer.add("member", {"name": "张三", "category": "full"})
            gone = writer.add("member", {"name": "李四", "category": "full"})
        with store.write("添加附件") as writer:
            attach(writer, "member", person, Kept("入党申请书.pdf", "0123456789abcdef" * 4, 81920))
        with store.write("填报数字") as writer:
            writer.add(
                "figure",
                {
                    "figure": "tax_revenue",
                    "period": "2026Q1",
                    "value": 3.5,
                    "unit": "亿元",
                    "source": "税务分局",
                    "reported_on": date(2026, 3, 25),
                },
            )
        with store.write("删除党员") as writer:
            writer.remove("member", gone)
        with store.transaction() as connection:
            connection.exec_driver_sql("UPDATE operation SET actor = '示例'")
        store.close()
        with closing(sqlite3.connect(home.database)) as connection:
            # A file this small is mostly empty pages; smaller ones make it a third.
            connection.executescript(
                "PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM;"
            )
        target.write_bytes(home.database.read_bytes())


def carry(out: Path) -> None:
    """Write a small archive of the present format, of a member with a file, under WORD."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with create(home, "branch", {"code": "P0312", "name": "甲支部"}) as store:
            with store.write("添加党员") as writer:
                person = writer.add("member", {"name": "张三", "category": "full"})
                attach(writer, "member", person, keep_bytes(home, b"%PDF-1.4", "入党申请书.pdf"))
            with store.transaction() as connection:
                connection.exec_driver_sql("UPDATE operation SET actor = '示例'")
        protection.set_password(home, WORD)
        portable_copy.save(home, out)


if __name__ == "__main__":
    carried = Path(__file__).parent / f"archive{archive.FORMAT}.partydesk"
    if not carried.exists():
        carry(carried)
    main()
