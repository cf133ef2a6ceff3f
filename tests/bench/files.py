"""Full-year submissions for the benchmarks: made once into a folder, used again."""

from __future__ import annotations

import shutil
from pathlib import Path

from partydesk.exchange import sample
from partydesk.exchange.submission import export
from partydesk.records.base import new_uid, now_stamp
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.store import Store

ATTENDANCE = 6_000
PERIOD = parse_period("2026")


def full_year(folder: Path, number: int) -> Store:
    """A branch with 50 members, 150 sessions, 6,000 attendance rows, 60 talks, 40 tickets."""
    shutil.rmtree(folder, ignore_errors=True)
    store = sample.bulk_branch(
        Home(folder),
        f"P{number + 1000}",
        f"中共示例园区第{number}科技有限公司支部委员会",
        short_name=f"第{number}科技支部",
        seed=number,
        members=50,
        sessions=150,
        talks=60,
        tickets=40,
    )
    _fill_up(store)
    return store


def _fill_up(store: Store) -> None:
    """Bring the attendance rows to exactly the number the issue names."""
    with store.transaction() as connection:
        run = connection.exec_driver_sql
        there = set(map(tuple, run("SELECT session, member FROM attendance").fetchall()))
        sessions = [row[0] for row in run("SELECT id FROM session").fetchall()]
        members = run("SELECT id, name FROM member").fetchall()
        stamp = now_stamp()
        missing = [
            (new_uid(), store.own.id, stamp, stamp, session, member, name)
            for session in sessions
            for member, name in members
            if (session, member) not in there
        ][: max(0, ATTENDANCE - len(there))]
        connection.connection.cursor().executemany(
            "INSERT INTO attendance (uid, organisation, created_at, updated_at, search, session, "
            "member, name, state) VALUES (?, ?, ?, ?, '', ?, ?, ?, 'present')",
            missing,
        )


def submissions(folder: Path, count: int) -> list[Path]:
    """`count` submission files in a folder, made where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        if not list(folder.glob(f"P{number + 1000}_*.xlsx")):
            with full_year(folder.parent / "branch", number) as store:
                export(store, PERIOD, folder)
    return sorted(folder.glob("*.xlsx"))[:count]
