"""An invented training plan: a branch's courses and hours online; a committee's for secretaries and
workers of all branches, some of whom do not come."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sqlalchemy import Connection

from partydesk.records.base import RecordWriter
from partydesk.store import queries
from partydesk.store.store import Store

_OF_BRANCH = (
    ("支部委员履职培训", "secretary,committee", 12.0, "Q2", "5"),
    ("党员集中轮训", "member", 8.0, "Q4", ""),
)
_OF_COMMITTEE = (
    ("党组织书记培训班", "secretary", 8.0, "Q2", "4"),
    ("党务工作者培训班", "worker", 8.0, "Q3", "7"),
    ("党建指导员培训班", "worker", 8.0, "Q4", "11"),
    ("新党员培训班", "new", 8.0, "Q4", ""),
)
"""Name, whom it is for, hours, quarter, the month of the 党务培训 that is held for it."""
_ONLINE_EVERY = 6


def keep_training(store: Store, year: int, through: date, seed: int) -> None:
    """Plan the year's courses and say which sessions were held for them; a committee calls it with
    its branches' rolls taken in."""
    committee = store.role == "committee"
    with store.write("编培训计划") as writer:
        for name, whom, hours, quarter, month in _OF_COMMITTEE if committee else _OF_BRANCH:
            uid = writer.add("course", {
                "year": year, "name": name, "for_whom": whom, "hours": hours, "quarter": quarter,
                "by": "园区党校" if committee else store.own.short_name,
            })  # fmt: skip
            held = _held(writer.connection, store.own.id, year, int(month)) if month else None
            if held is not None:
                writer.edit("session", held, {"course": writer.reference("course", uid)})
                if committee:
                    _call_the_roll(writer, held, whom, Random(seed + int(month)))
        if not committee:
            _study_online(writer, store, year, through)


def _held(connection: Connection, own: int, year: int, month: int) -> str | None:
    found = connection.exec_driver_sql(
        "SELECT uid FROM session WHERE organisation = ? AND kind = 'training' AND state = 'held' "
        "AND deleted_at IS NULL AND substr(starts_at, 1, 7) = ? ORDER BY id",
        (own, f"{year}-{month:02d}"),
    ).fetchone()
    return None if found is None else str(found[0])


def _call_the_roll(writer: RecordWriter, session: str, whom: str, random: Random) -> None:
    """Of those it is for, nine of ten come; a branch has one secretary."""
    duty = "m.duty = 'secretary'"
    if whom == "worker":
        duty = (
            "EXISTS (SELECT 1 FROM worker w WHERE w.organisation = m.organisation "
            "AND w.name = m.name AND w.role IN ('worker', 'instructor') AND w.until IS NULL "
            "AND w.deleted_at IS NULL)"
        )
    row = writer.find("session", session) or {}
    for member, name in writer.connection.exec_driver_sql(
        f"SELECT m.id, m.name FROM member m WHERE {duty} AND m.submission IS NOT NULL "
        "AND m.deleted_at IS NULL AND coalesce(m.relation, 'on_roll') = 'on_roll' ORDER BY m.id"
    ).fetchall():
        state = "present" if random.random() < 0.8 else "leave"
        writer.add(
            "attendance", {"session": row["id"], "member": member, "name": name, "state": state}
        )


def _study_online(writer: RecordWriter, store: Store, year: int, through: date) -> None:
    """One in six of the roll studied online in the half-year."""
    wanted = queries.ids(writer.connection, queries.Query("member", organisation=store.own.id))
    people = queries.window(writer.connection, "member", wanted)
    day = min(through, date(year, 6, 30)) - timedelta(days=1)
    roll = [each for each in wanted if people[each]["category"] in ("full", "probationary")]
    for each in roll[::_ONLINE_EVERY]:
        writer.add("study_credit", {
            "member": each, "way": "online", "on": day, "hours": 4.0,
            "topic": "学习强国专题学习", "by": "学习强国",
        })  # fmt: skip
