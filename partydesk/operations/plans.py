"""年度计划: sessions that lie ahead, and what became of them once their time has passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from partydesk.operations.exemptions import exemption_of
from partydesk.operations.records import save_record
from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.kinds import SESSION_KIND, TICKED
from partydesk.records.periods import parse_period
from partydesk.records.study import StudySession
from partydesk.rules.norms import UNMET, Obligation, evaluate, meeting_norms
from partydesk.rules.park_settings import Holidays, holidays
from partydesk.rules.recurring_day import RecurringDay
from partydesk.store.rows import find
from partydesk.store.store import Store
from partydesk.store.writing import Writer

COPIED = ("kind", "elements", "topic", "group", "place", "host", "hours", "partner", "organiser")
"""What last year's session says of this year's plan."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A plan made from last year's session: its uid, day, and what is to be said of that day: what
    moved it, or that nobody knows the holidays of its year; "" for nothing."""

    uid: str
    kind: str
    topic: str
    starts_at: datetime
    remark: str


def hold(store: Store, uid: str, values: Mapping[str, Any] | None = None) -> None:
    """A plan was held; `values` are typed values that are said of it at once.

    Raises UserError for one that lies ahead, or is no plan; nothing is then changed.
    """
    planned_for = start_of(store, uid)
    starts = (values or {}).get("starts_at") or planned_for
    if starts > clock.now():
        raise UserError("ahead", f"还没到开始时间（{starts:%Y-%m-%d %H:%M}），先不能记成已开")
    save_record(store, "session", uid, {**(values or {}), "state": "held"}, "开了")


def move(store: Store, uid: str, starts_at: datetime) -> None:
    """A plan is put off or forward to a day and time to come. Raises UserError."""
    start_of(store, uid)
    if starts_at <= clock.now():
        said = f"{starts_at:%Y-%m-%d %H:%M} 已经过了，改期要改到以后；那天开过的，请记成“开了”"
        raise UserError("past", said)
    save_record(store, "session", uid, {"starts_at": starts_at, "state": "planned"}, "改期")


def not_held(store: Store, uid: str, reason: str, exempting: Sequence[Obligation] = ()) -> None:
    """A plan was not held, and why: what the rules ask for stays open, but for what is `exempting`,
    which does not apply this once for the same reason. One step. Raises UserError."""
    start_of(store, uid)
    values = {"state": "not_held", "reason_not_held": reason.strip()}

    def excuse(writer: Writer, _uid: str) -> None:
        for item in exempting:
            writer.add("exemption", exemption_of(item, reason, once=True))

    save_record(store, "session", uid, values, "没开", (excuse,))


def still_asked(store: Store, uid: str) -> list[Obligation]:
    """What the rules ask a meeting of the plan's kind for in its month, quarter or year, and what
    nothing has answered yet. Raises UserError for what is no plan."""
    day = start_of(store, uid).date()
    with store.read() as connection:
        row = find(connection, "session", uid)
        kind, group = (str(row["kind"]), row["group"]) if row is not None else ("", None)
        items = evaluate(connection, parse_period(f"{day.year}"), organisations=(store.own.id,))
    return [
        item
        for item in items
        if meeting_norms.kind_of(item.norm) == kind
        and item.state in UNMET
        and item.slot
        and day in parse_period(item.slot)
        and item.about in ("", group or item.about)
    ]


def copy_year(store: Store, source: int, year: int) -> list[Copied]:
    """Plan a year like another: its sessions at the same place in the month, in one step.

    The first Friday of March stays the first Friday of March; a day that is a holiday moves to
    the next working day, and says so. What lies before today is left out, and what is planned
    already for that day and kind. Raises UserError where there is nothing to copy.
    """
    made: list[Copied] = []
    with store.read() as connection:
        extra = holidays(connection)
        columns = ", ".join(f'"{name}"' for name in COPIED)
        found = connection.exec_driver_sql(
            f"SELECT starts_at, {columns} FROM session WHERE organisation = ? "
            "AND submission IS NULL AND deleted_at IS NULL AND state = 'held' "
            "AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, id",
            (store.own.id, f"{source}-01-01", f"{source + 1}-01-01"),
        ).fetchall()
        # What is ticked day by day is not planned.
        found = [row for row in found if row[1] not in TICKED]
        taken = {
            (row[0], row[1])
            for row in connection.exec_driver_sql(
                "SELECT kind, substr(starts_at, 1, 10) FROM session WHERE organisation = ? "
                "AND submission IS NULL AND deleted_at IS NULL",
                (store.own.id,),
            )
        }
    if not found:
        raise UserError("nothing", f"{source} 年没有记过学习活动，没有可以照抄的")
    with store.write(f"照 {source} 年排 {year} 年的计划") as writer:
        for starts, *values in found:
            before = datetime.fromisoformat(starts)
            day, remark = _same_place(before.date(), year, extra)
            at = datetime.combine(day, before.time())
            told = dict(zip(COPIED, values, strict=True))
            if at <= clock.now() or (told["kind"], day.isoformat()) in taken:
                continue
            uid = writer.add("session", {**told, "starts_at": at, "state": "planned"})
            made.append(Copied(uid, told["kind"], told["topic"], at, remark))
    return made


def planned(store: Store, year: int) -> Iterator[dict[str, Any]]:
    """The sessions of a year with what became of them, by day, as the command line tells them."""
    choices = fields(StudySession)["state"].choices
    assert choices is not None
    with store.read() as connection:
        for uid, starts, kind, topic, state, reason in connection.exec_driver_sql(
            "SELECT uid, starts_at, kind, topic, state, reason_not_held FROM session "
            "WHERE organisation = ? AND submission IS NULL AND deleted_at IS NULL "
            "AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, id",
            (store.own.id, f"{year}-01-01", f"{year + 1}-01-01"),
        ).fetchall():
            yield {
                "uid": uid,
                "starts_at": starts,
                "kind": SESSION_KIND.label(kind),
                "topic": topic,
                "state": choices.label(state),
                "reason_not_held": reason,
            }


def start_of(store: Store, uid: str) -> datetime:
    """When the plan with this uid starts. Raises UserError for what is none."""
    with store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT starts_at, state FROM session WHERE uid = ? AND submission IS NULL "
            "AND deleted_at IS NULL",
            (uid,),
        ).fetchone()
    if row is None:
        raise UserError("not-found", f"没有编号为“{uid}”的{StudySession.title}，请核对编号")
    if row[1] == "held":
        raise UserError("held", "这次活动已经记成已开了，不是计划")
    return datetime.fromisoformat(row[0])


def _same_place(day: date, year: int, extra: Holidays) -> tuple[date, str]:
    """The day of a year at the same weekday of the same week of the month, off the holidays."""
    place = RecurringDay((day.month,), (day.day - 1) // 7 + 1, day.weekday(), None)
    return place.on(year, day.month, extra)
