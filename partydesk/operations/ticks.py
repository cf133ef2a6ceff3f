"""晨会 and 学习日 are ticked: each tick is a session with what is known; each act is one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.kinds import SESSION_KIND, TICKED
from partydesk.rules.ticks import tick_year
from partydesk.store.store import Store

_AGAIN = ("topic", "place", "host", "hours")
_MORE = ("summary", "decisions", "first_agenda", "lecturer", "reflections", "ballot_kind",
         "expected_count", "present_count")  # fmt: skip
"""What a session holds beyond a tick, besides who was there and files."""


def tick(store: Store, kind: str, days: Sequence[date]) -> int:
    """Record that a kind was held on these days, like the last one; how many days that added.

    Days that have one already are left. Raises UserError for a day ahead or a kind that is not
    ticked; nothing is then changed.
    """
    if kind not in TICKED:
        raise UserError("not-ticked", f"{SESSION_KIND.label(kind)}不是打勾记的，请一次一次记")
    if ahead := [day for day in days if day > clock.today()]:
        raise UserError("ahead", f"{ahead[0]:%m-%d} 还没到，到了再勾")
    label = SESSION_KIND.label(kind)
    named = f"{days[0]:%m-%d}" if len(days) == 1 else f"{len(days)} 天"
    with store.read() as connection:
        years = {day.year for day in days}
        held = {
            each.day
            for year in years
            for each in tick_year(connection, store.own.id, kind, year).days.values()
            if each.held
        }
        first, at = _last(connection, store.own.id, kind)
    wanted = [day for day in days if day not in held]
    if not wanted:
        return 0
    with store.write(f"{label}打勾 {named}") as writer:
        for day in wanted:
            starts = datetime.combine(day, at)
            if starts > clock.now():
                starts = datetime.combine(day, time())  # today's, before its usual hour
            writer.add("session", {"topic": label, **first, "kind": kind, "starts_at": starts})
    return len(wanted)


def tick_working_days(store: Store, kind: str, year: int, month: int) -> int:
    """Tick every working day of a month that has none, until today; how many. Raises UserError
    where there is none."""
    with store.read() as connection:
        missing = tick_year(connection, store.own.id, kind, year).missing(month)
    if not missing:
        raise UserError("nothing", f"{month} 月到今天为止的工作日都有了")
    return tick(store, kind, missing)


def untick(store: Store, kind: str, day: date) -> None:
    """Take a day's tick off. Raises UserError where the record holds more than a tick, which is
    not to be lost by a click."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT uid, id, {', '.join(_MORE)} FROM session WHERE organisation = ? AND kind = ? "
            "AND submission IS NULL AND deleted_at IS NULL AND state = 'held' "
            "AND substr(starts_at, 1, 10) = ?",
            (store.own.id, kind, day.isoformat()),
        ).fetchall()
        full = [row for row in rows if any(row[2:]) or _has_more(connection, row[0], row[1])]
    if full:
        raise UserError(
            "more", f"{day:%m-%d} 的记录里还记了内容或到会，请打开那条记录再删（回车打开）"
        )
    with store.write(f"{SESSION_KIND.label(kind)}取消打勾 {day:%m-%d}") as writer:
        for row in rows:
            writer.remove("session", row[0])


def _has_more(connection: Connection, uid: str, id: int) -> bool:
    """Whether somebody was named at a session, or a file hangs on it."""
    return bool(
        connection.exec_driver_sql(
            "SELECT EXISTS (SELECT 1 FROM attendance WHERE session = ? AND deleted_at IS NULL) "
            "OR EXISTS (SELECT 1 FROM attachment WHERE of_uid = ? AND deleted_at IS NULL)",
            (id, uid),
        ).scalar()
    )


def _last(connection: Connection, own: int, kind: str) -> tuple[dict[str, Any], time]:
    """What the last one of a kind says about the next, and its hour."""
    columns = ", ".join(f'"{name}"' for name in _AGAIN)
    found = connection.exec_driver_sql(
        f"SELECT substr(starts_at, 12, 5), {columns} FROM session WHERE organisation = ? "
        "AND kind = ? AND submission IS NULL AND deleted_at IS NULL AND state = 'held' "
        "ORDER BY starts_at DESC LIMIT 1",
        (own, kind),
    ).fetchone()
    if found is None:
        return {}, time()
    return dict(zip(_AGAIN, found[1:], strict=True)), time.fromisoformat(found[0])
