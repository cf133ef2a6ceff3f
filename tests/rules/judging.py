"""Small branches to judge: records in a line each, and what the norms say of them in a line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.records.values import to_stored
from partydesk.rules.norms import Obligation, evaluate
from partydesk.store.store import Store
from tests.earlier import let_in

LONG_AGO = date(2000, 7, 1)


def ids(store: Store) -> dict[str, int]:
    """Code → id of the organisations of a file."""
    with store.read() as connection:
        found = connection.exec_driver_sql("SELECT code, id FROM organisation").fetchall()
    return {str(row[0]): int(row[1]) for row in found}


def moved(store: Store, uid: str, on: str, *states: str) -> None:
    """Steps of a problem on one day, an hour apart."""
    with store.write("办理") as writer:
        for hour, state in enumerate(states):
            at = datetime.fromisoformat(f"{on} {hour:02d}:00")
            values = {"ticket": writer.reference("ticket", uid), "at": at, "note": "办"}
            writer.add("ticket_step", values | {"state": state})


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def typed(values: dict[str, Any]) -> dict[str, Any]:
    """Dates may be written as text."""
    dates = ("_on", "_from", "_to", "_until")
    return {
        name: day(value)
        if name.endswith(dates) and name not in ("left_to", "arrived_from", "floating_to")
        and isinstance(value, str) else value
        for name, value in values.items()
    }  # fmt: skip


def add(store: Store, kind_of: str, /, **values: Any) -> str:
    """Add a record; a member's state may lack its day or place, as in an earlier version."""
    with store.write("添加") as writer:
        try:
            return writer.add(kind_of, typed(values))
        except UserError as error:
            if error.code != "invalid" or kind_of != "member":
                raise
            return let_in(writer, kind_of, typed(values))


def edit(store: Store, kind_of: str, uid: str, /, **values: Any) -> None:
    """Edit a record; a member may become one that only an earlier version let be."""
    with store.write("修改") as writer:
        try:
            writer.edit(kind_of, uid, typed(values))
        except UserError as error:
            row = writer.find(kind_of, uid)
            if error.code != "invalid" or kind_of != "member" or row is None:
                raise
            stored = {name: to_stored(each) for name, each in typed(values).items()}
            writer.set(kind_of, row, stored)


def remove(store: Store, kind_of: str, uid: str) -> None:
    with store.write("删除") as writer:
        writer.remove(kind_of, uid)


def member(store: Store, name: str = "张三", /, **values: Any) -> str:
    """A full member of long standing unless said otherwise."""
    known = {"category": "full"}
    if values.get("category", "full") in ("full", "probationary"):
        known |= {"joined_on": LONG_AGO}  # type: ignore[dict-item] # a date is as good
    if values.get("category", "full") == "full" and "joined_on" not in values:
        known |= {"confirmed_on": date(2001, 7, 1)}  # type: ignore[dict-item]
    return add(store, "member", name=name, **(known | values))


def members(store: Store, count: int, **values: Any) -> list[str]:
    return [member(store, f"陈{chr(0x4E00 + number)}", **values) for number in range(count)]


def session(store: Store, kind: str, on: str, /, *present: str, **values: Any) -> str:
    """A session, with these members (uids) present."""
    at = datetime.fromisoformat(on if " " in on else f"{on} 14:30")
    with store.write("添加") as writer:
        uid = writer.add("session", {"kind": kind, "starts_at": at, "topic": "主题"} | values)
        for who in present:
            attend(writer, uid, who)
    return uid


def attend(writer: Any, session_uid: str, who: str, state: str = "present") -> str:
    values = {
        "session": writer.reference("session", session_uid),
        "member": writer.reference("member", who),
        "state": state,
    }
    return str(writer.add("attendance", values))


def talk(store: Store, talker: str, subjects: str, on: str = "2026-05-01", **values: Any) -> str:
    known = {"kind": "heart", "topic": "谈心", "held_on": on}
    return add(store, "talk", talker=talker, subjects=subjects, **(known | values))


def hand_in(store: Store, period: str, made: str, state: str = "written") -> None:
    """A sheet for a period that was written on a day."""
    span = parse_period(period)
    with store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
            "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
            "edited_rows, problems, counts, taken_at) "
            "VALUES ('out', ?, ?, ?, '', ?, ?, ?, 1, ?, '', '', '', '', '[]', '[]', '{}', ?)",
            (state, store.own.uid, store.own.code, period, span.first.isoformat(),
             span.last.isoformat(), f"{made}T08:00:00+00:00", f"{made}T08:00:00+00:00"),
        )  # fmt: skip


def judged(
    store: Store,
    *norms: str,
    period: str = "2026",
    today: str = "2026-12-31",
    organisations: Collection[int] | None = None,
) -> list[Obligation]:
    """What these norms say."""
    with store.read() as connection:
        items = evaluate(
            connection, parse_period(period), today=day(today), organisations=organisations
        )
    return [item for item in items if item.norm.id in norms]


def states(store: Store, *norms: str, **when: str) -> dict[str, str]:
    """Slot (or what it is about) → state."""
    return {
        item.slot or item.about: str(item.state)
        for item in judged(store, *norms, **when)  # type: ignore[arg-type]
    }


def told(store: Store, *norms: str, **when: str) -> list[tuple[str, str, str | None]]:
    """(about, state, due) of each item."""
    return [
        (item.about, str(item.state), item.due.isoformat() if item.due else None)
        for item in judged(store, *norms, **when)  # type: ignore[arg-type]
    ]
