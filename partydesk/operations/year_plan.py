"""年度计划, written: themes typed or pasted into its cells, a column filled, a plan taken out.

Every act is one step of undo. What cannot be is told by its cell, and the rest is done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from partydesk.operations.plans import COPIED
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.kinds import SESSION_KIND, SESSION_KINDS
from partydesk.rules.park_settings import Holidays, holidays
from partydesk.rules.recurring_day import RecurringDay, nth_weekday, recurring_day
from partydesk.rules.working_days import UNKNOWN, moved_to_work
from partydesk.rules.year_plan import (
    OTHERS,
    OTHERS_LABEL,
    PlanCell,
    PlanMark,
    YearPlan,
    column_of,
    year_plan,
)
from partydesk.store.store import Store
from partydesk.store.writing import Writer

USUAL = time(14, 0)
"""When a meeting starts of which nobody knows more."""

_AGAIN = tuple(name for name in COPIED if name not in ("kind", "topic", "elements", "group"))
_DATED = re.compile(
    r"(?:(\d{1,2})[-./月])?(\d{1,2})[日号]?(?:\s+(\d{1,2})[:：](\d{2}))?[\s，,　]+(.+)"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a cell: its column (a kind or OTHERS), its month, the text."""

    column: str
    month: int
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """What an act did: how many plans were added, changed, taken out; what is to be said of days;
    what was refused, by cell."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    remarks: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """In a sentence."""
        parts = [f"排了 {self.added} 次"] if self.added else []
        parts += [f"改了 {self.changed} 次"] if self.changed else []
        parts += [f"取消了 {self.removed} 次"] if self.removed else []
        said = "，".join(parts) or "没有改动"
        # What is said of the whole year comes after the days that were moved.
        year = [each for each in self.remarks if UNKNOWN in each]
        moved = [each for each in self.remarks if each not in year]
        return "。".join((said, *moved[:3], *year, *self.refused[:3]))


@dataclass(frozen=True, slots=True)
class Proposed:
    """A day that filling a column proposes for a month; `why` not, where it plans nothing."""

    month: int
    starts_at: datetime | None
    remark: str = ""
    why: str = ""


def type_cells(store: Store, year: int, typed: Sequence[Typed]) -> Written:
    """Write what was typed or pasted: a theme changes the cell's plan or plans one on its usual
    day, an empty one takes the plan out. Raises UserError where a single cell is refused, or all
    are; nothing is then changed."""
    done = [0, 0, 0]
    remarks: list[str] = []
    refused: list[str] = []
    with store.read() as connection:
        shown = year_plan(connection, store.own.id, store.role, year)
        extra = holidays(connection)
    plain = [each for each in typed if each.text.strip() or _plan(shown, each)]
    if not plain:
        return Written()
    label = (
        f"年度计划：{_named(shown, plain[0])}" if len(plain) == 1 else f"年度计划：{len(plain)} 格"
    )
    with store.write(label) as writer:
        for each in plain:
            try:
                what, remark = _write(writer, store.role, shown, each, extra)
            except UserError as error:
                if len(plain) == 1:
                    raise
                refused.append(f"{_named(shown, each)}没有排：{error.message}")
                continue
            if what is not None:
                done[what] += 1
            if remark:
                remarks.append(remark)
        if refused and not any(done):
            raise UserError("refused", "；".join(refused[:3]))
    added, changed, removed = done
    return Written(added, changed, removed, tuple(dict.fromkeys(remarks)), tuple(refused))


def fill_column(store: Store, year: int, column: str, rule: str, theme: str = "") -> Written:
    """Plan a whole column by a rule (每月第一个星期五), in one step: every month that has nothing
    yet and is still to come. Raises UserError for a rule nobody understands, or no month left."""
    proposed = proposed_days(store, year, column, rule)
    said = theme.strip()
    kind = _kind_in(said, store.role) if column == OTHERS else column
    ahead = [each for each in proposed if each.starts_at is not None]
    if not ahead:
        raise UserError("nothing-left", "这一列没有要排的月份：" + _why(proposed))
    told = said or SESSION_KIND.label(kind)
    with store.write(f"年度计划：{SESSION_KIND.label(kind)}整列") as writer:
        again = _again(writer.connection, store.own.id, kind)
        for each in ahead:
            values = {**again, "kind": kind, "topic": told, "starts_at": each.starts_at,
                      "state": "planned"}  # fmt: skip
            writer.add("session", values)
    return Written(len(ahead), remarks=tuple(dict.fromkeys(e.remark for e in ahead if e.remark)))


def proposed_days(store: Store, year: int, column: str, rule: str) -> list[Proposed]:
    """The days of a rule in a column, month by month, before anything is written.

    Raises UserError for a rule nobody understands.
    """
    wanted = recurring_day(rule)
    with store.read() as connection:
        shown = year_plan(connection, store.own.id, store.role, year)
        extra = holidays(connection)
        kind = "" if column == OTHERS else column
        at = wanted.at or _usual_time(connection, store.own.id, kind)
    return [
        _proposed(shown.cells[column, month], wanted, year, at, shown.before, extra)
        for month in wanted.months
    ]


def take_out(store: Store, year: int, cells: Sequence[tuple[str, int]]) -> Written:
    """Take the plans out of these cells, in one step. Raises UserError where there is none."""
    with store.read() as connection:
        shown = year_plan(connection, store.own.id, store.role, year)
    plans = [plan for key in cells if (plan := shown.cells[key].plan) is not None]
    if not plans:
        raise UserError("no-plan", "这一格没有计划；已开的不从这里删")
    with store.write(f"年度计划：取消 {len(plans)} 次") as writer:
        for plan in plans:
            writer.remove("session", plan.uid)
    return Written(removed=len(plans))


def _write(
    writer: Writer, role: str, shown: YearPlan, typed: Typed, extra: Holidays
) -> tuple[int | None, str]:
    """Write one cell: 0 for added, 1 changed, 2 removed, None for nothing; what is to be said."""
    cell, text = _cell(shown, typed), " ".join(typed.text.split())
    plan = cell.plan
    if not text:
        if plan is None:
            return None, ""
        writer.remove("session", plan.uid)
        return 2, ""
    at, theme = _dated(text, shown.year, typed.month)
    kind = plan.kind if plan is not None else typed.column
    if typed.column == OTHERS and (plan is None or _named_kind(theme, role)):
        kind = _kind_in(theme, role)
        theme = theme.removeprefix(SESSION_KIND.label(kind)).lstrip("：: ") or theme
    if plan is not None:
        changes: dict[str, Any] = {"topic": theme, "kind": kind}
        if at is not None:
            changes["starts_at"] = _with_time(at, plan.starts_at.time())
            _ahead(changes["starts_at"])
        return (1 if writer.edit("session", plan.uid, changes) else None), ""
    again = _again(writer.connection, writer.own, kind)
    usual = _usual_time(writer.connection, writer.own, kind)
    remark = ""
    if at is None:
        day, remark = _usual_day(
            writer.connection, writer.own, kind, shown.year, typed.month, extra
        )
        starts = _next_free(datetime.combine(day, usual), typed.month, extra)
        remark = remark if starts.date() == day else ""
    else:
        starts = _with_time(at, usual)
        _ahead(starts)
    values = {**again, "kind": kind, "topic": theme, "starts_at": starts, "state": "planned"}
    writer.add("session", values)
    return 0, remark


def _cell(shown: YearPlan, typed: Typed) -> PlanCell:
    return shown.cells[typed.column, typed.month]


def _plan(shown: YearPlan, typed: Typed) -> bool:
    return _cell(shown, typed).plan is not None


def _named(shown: YearPlan, typed: Typed) -> str:
    return f"{typed.month} 月{dict(shown.columns)[typed.column]}"


def _dated(text: str, year: int, month: int) -> tuple[tuple[date, time | None] | None, str]:
    """The day that begins what was typed (21日 14:00 学习研讨), None where it begins with none."""
    found = _DATED.fullmatch(text)
    if not found or (found[1] and int(found[1]) != month):
        return None, text
    if not found[1] and not re.match(r"\d{1,2}[日号]", text):
        return None, text
    try:
        day = date(year, month, int(found[2]))
        at = time(int(found[3]), int(found[4])) if found[3] else None
    except ValueError:
        raise UserError("bad-date", f"“{text}”里的日期不对，请写成：21日 14:00 主题") from None
    return (day, at), found[5].strip()


def _with_time(at: tuple[date, time | None], usual: time) -> datetime:
    return datetime.combine(at[0], at[1] or usual)


def _ahead(starts: datetime) -> None:
    if starts <= clock.now():
        raise UserError("past", f"{starts:%m-%d} 已经过了，补记请按“新增”")


def _next_free(starts: datetime, month: int, extra: Holidays) -> datetime:
    """The usual day, or where that has passed the next working day of the month. Raises
    UserError where the month is over."""
    while starts <= clock.now():
        day = moved_to_work(max(starts.date(), clock.today()) + timedelta(days=1), extra)
        starts = datetime.combine(day, starts.time())
        if day.month != month or day.year != starts.year:
            break
    if starts.month != month:
        raise UserError("past", f"{month} 月已经过了，补记请按“新增”")
    return starts


def _usual_day(
    connection: Connection, own: int, kind: str, year: int, month: int, extra: Holidays
) -> tuple[date, str]:
    """On which day of a month a kind is usually held: at the place of the last one in its month,
    else the third Friday; off the holidays, with what is to be said of that."""
    last = connection.exec_driver_sql(
        "SELECT starts_at FROM session WHERE organisation = ? AND kind = ? AND submission IS NULL "
        "AND deleted_at IS NULL ORDER BY starts_at DESC LIMIT 1",
        (own, kind),
    ).scalar()
    number, weekday = 3, 4
    if last:
        day = date.fromisoformat(last[:10])
        number, weekday = (day.day - 1) // 7 + 1, day.weekday()
    if weekday > 4:
        return nth_weekday(year, month, weekday, number), ""
    return RecurringDay((month,), number, weekday, None).on(year, month, extra)


def _usual_time(connection: Connection, own: int, kind: str) -> time:
    """When a kind usually starts: as the last one did."""
    last = connection.exec_driver_sql(
        "SELECT substr(starts_at, 12, 5) FROM session WHERE organisation = ? AND kind = ? "
        "AND submission IS NULL AND deleted_at IS NULL AND substr(starts_at, 12, 5) != '00:00' "
        "ORDER BY starts_at DESC LIMIT 1",
        (own, kind),
    ).scalar()
    return time.fromisoformat(last) if last else USUAL


def _again(connection: Connection, own: int, kind: str) -> Mapping[str, Any]:
    """What the last session of a kind says about the next: place, who chairs, hours."""
    columns = ", ".join(f'"{name}"' for name in _AGAIN)
    found = connection.exec_driver_sql(
        f"SELECT {columns} FROM session WHERE organisation = ? AND kind = ? AND submission IS NULL "
        "AND deleted_at IS NULL ORDER BY starts_at DESC LIMIT 1",
        (own, kind),
    ).fetchone()
    return dict(zip(_AGAIN, found, strict=True)) if found else {}


def _named_kind(text: str, role: str) -> str:
    """The kind among the others that a text names; "" for none."""
    names = [
        (len(name), kind.code)
        for kind in SESSION_KINDS
        if column_of(kind.code, role) == OTHERS
        for name in (kind.label, *kind.aliases)
        if name in text
    ]
    return max(names)[1] if names else ""


def _kind_in(text: str, role: str) -> str:
    """The same. Raises UserError for a text that names none."""
    found = _named_kind(text, role)
    if not found:
        raise UserError(
            "no-kind",
            f"“{OTHERS_LABEL}”这一列看不出“{text}”是哪种活动，请带上类型，例如：警示教育：看警示教育片",
        )
    return found


def _proposed(
    cell: PlanCell, wanted: RecurringDay, year: int, at: time, before: int, extra: Holidays
) -> Proposed:
    if cell.mark in (PlanMark.PLANNED, PlanMark.ASKS):
        return Proposed(cell.month, None, why="已有计划")
    if cell.mark is PlanMark.HELD:
        return Proposed(cell.month, None, why="已开过")
    if cell.month <= before:
        return Proposed(cell.month, None, why="启用以前")
    day, remark = wanted.on(year, cell.month, extra)
    starts = datetime.combine(day, at)
    if starts <= clock.now():
        return Proposed(cell.month, None, why="已经过了")
    return Proposed(cell.month, starts, remark)


def _why(proposed: Sequence[Proposed]) -> str:
    told: dict[str, list[str]] = {}
    for each in proposed:
        told.setdefault(each.why, []).append(str(each.month))
    return "；".join(f"{'、'.join(months)} 月{why}" for why, months in told.items())
