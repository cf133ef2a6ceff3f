"""The four figures at the foot of 总览 and the rows behind each; asked off the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from partydesk.desk.evidence.model import (
    Evidence,
    Group,
    Line,
    Place,
    columns,
    coverage_of,
    of_items,
    of_rows,
    places,
)
from partydesk.records.periods import Period, parse_period
from partydesk.records.ticket import PENDING
from partydesk.records.values import shown
from partydesk.store import queries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partydesk.rules.norms import Obligation

BLANK = "〔待填〕"
HOURS, TALKS, TICKETS, TURNOUT = "hours", "integrity_talks", "tickets_resolved", "turnout"
# The directions of 谈心谈话 by their norms (支部工作条例 Art. 19).
_DIRECTIONS = {
    "talk_committee": "支委之间",
    "talk_committee_member": "支委与党员",
    "talk_members": "党员之间",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it is shown. `missing` says that nobody recorded anything for it."""

    id: str
    number: str
    unit: str
    label: str
    said: str
    tone: str = ""
    missing: bool = False


class YearSaid:
    """What the norms say of a year that the figures tell of: the talks by direction (done and
    asked), and the uids of the problems over their limit."""

    def __init__(self) -> None:
        from partydesk.rules.derived_indicators import Shares

        self._talks = Shares()
        self.late: set[str] = set()

    def add(self, item: Obligation) -> None:
        """Take in what a norm says."""
        self._talks.add_talk(item)
        if _is_late(item):
            self.late.add(item.uid)

    def talks(self, direction: str) -> tuple[int, int] | None:
        """How many of how many had a talk in a direction; None where nobody is asked."""
        there = [share[direction] for share in self._talks.found.values() if direction in share]
        if not there:
            return None
        return sum(each.done for each in there), sum(each.asked for each in there)


def four(
    connection: Connection, year: int, own: int | None, said: YearSaid, today: date
) -> tuple[Figure, ...]:
    """The figures of one organisation's year, or of the whole file's (own None)."""
    from partydesk.rules import indicators

    tally = indicators.tally(connection, parse_period(str(year)))
    scope = None if own is None else (own,)
    return (
        _hours(connection, year, own, today),
        _talks(tally.value(TALKS, scope).value, said),
        _tickets(connection, tally.value(TICKETS, scope).value, own, said.late),
        _turnout(connection, own, today),
    )


def evidence(connection: Connection, id: str, year: int, own: int | None, today: date) -> Evidence:
    """The rows behind one of the four."""
    named = places(connection)
    if id == HOURS:
        return _who_studied(connection, year, own, today, named)
    if id == TURNOUT:
        return _sessions(connection, own, today, named)
    found = of_indicator(connection, id, parse_period(str(year)), own)
    groups = [Group("谈话" if id == TALKS else "已解决", found.groups[0].lines)]
    if id == TALKS:
        groups += _not_talked(connection, year, own, today, named)
    else:
        groups += _open_tickets(connection, own, today, named)
    return Evidence(found.title, found.said, found.columns, tuple(groups))


def of_indicator(connection: Connection, id: str, period: Period, own: int | None) -> Evidence:
    """The rows behind one number of the report or beyond it."""
    from partydesk.rules import derived_indicators, indicators

    scope = None if own is None else (own,)
    indicator: Any
    try:
        indicator = indicators.indicator(id)
        rows: Any = indicators.evidence(connection, id, period, scope)
    except KeyError:
        worked_out = derived_indicators.derive(connection, period, scope)
        indicator = next(each for each in worked_out if each.id == id)
        rows = derived_indicators.evidence_of(connection, id, period, scope)
    named = {place.code: place.name for place in places(connection).values()}
    many = own is None
    # What a rate is of stands in a unit of its own.
    unit = {"%": "元" if id == "dues_rate" else ""}.get(indicator.unit, indicator.unit)
    lines = of_rows(rows, unit, named, many)
    return Evidence(
        f"{indicator.label}　{period.title}",
        "。".join(filter(None, (indicator.definition, coverage_of(connection, period)))),
        columns(("内容", 0), ("数量", 100), many=many),
        (Group("依据", lines),),
    )


# -- 学时 ----------------------------------------------------------------------------------------


_HOURS_LABEL = "学时达到要求"


def _hours(connection: Connection, year: int, own: int | None, today: date) -> Figure:
    from partydesk.rules.norms import State
    from partydesk.rules.study import studied

    found = lacking = spared = 0
    fewest, told = float("inf"), True
    for each in studied(connection, year, own, today):
        told = told and each.state is not State.UNREPORTED
        found += each.asked
        spared += not each.asked
        if each.asked and not each.met:
            lacking += 1
            fewest = min(fewest, each.hours)
    if not found:
        said = "名册里还没有要求学时的党员" if told else "各支部今年还没有报来"
        return Figure(HOURS, "—", "", _HOURS_LABEL, said, "idle")
    said, tone = "都达到了", "ok"
    if own is None:
        spared = 0
    if lacking:
        least = f"{spared} 人不作要求" if spared else f"最少的 {fewest:g} 学时"
        said, tone = f"{lacking} 人还差，{least}", "warn"
    elif spared:
        said += f"，{spared} 人不作要求"
    return Figure(HOURS, str(found - lacking), f"/ {found} 人", _HOURS_LABEL, said, tone)


def _who_studied(
    connection: Connection, year: int, own: int | None, today: date, named: dict[int, Place]
) -> Evidence:
    from partydesk.rules.norms.study_hours import HOURS_32, HOURS_56
    from partydesk.rules.study import hours

    groups: dict[str, list[Line]] = {"达到": [], "还差": [], "不作要求": []}
    for each in hours(connection, year, own, today):
        standing = "达到" if each.met else "还差" if each.asked else "不作要求"
        short = f"还差 {each.lacks:g}" if each.lacks else each.why
        cells = [each.name, f"{each.hours:g} / {each.wanted:g} 学时", short]
        if own is None:
            cells.append(named[each.organisation].name)
        groups[standing].append(Line(tuple(cells), "member", each.uid))
    table: tuple[tuple[str, int], ...] = (("姓名", 0), ("已学", 140), ("怎样", 240))
    return Evidence(
        f"{_HOURS_LABEL}　{year} 年",
        f"在册党员当年出席和补学的学习活动的学时之和，{HOURS_32.says}，书记和班子成员 "
        f"{HOURS_56.hours} 学时；不满一年的按在册月数折算（{HOURS_32.article}）",
        (*table, ("党组织", 200)) if own is None else table,
        tuple(
            Group(title, tuple(lines))
            for title, lines in groups.items()
            if lines or title != "不作要求"
        ),
    )


# -- 谈话 ----------------------------------------------------------------------------------------


def _talks(value: float | int | None, said: YearSaid) -> Figure:
    label = "廉政谈心谈话"
    if value is None:
        return Figure(TALKS, "—", "", label, BLANK, "warn", True)
    told = []
    for id, words in _DIRECTIONS.items():
        if (share := said.talks(id)) is not None:
            done, asked = share
            told.append(f"{words} {done}/{asked}")
    # Two fit beside each other; the third direction is in the list behind the number.
    return Figure(TALKS, f"{value:g}", "人次", label, " · ".join(told[:2]))


def _not_talked(
    connection: Connection, year: int, own: int | None, today: date, named: dict[int, Place]
) -> list[Group]:
    from partydesk.rules import norms

    only = None if own is None else (own,)
    year_said = norms.judge(connection, parse_period(str(year)), today=today, organisations=only)
    items = [item for item in year_said if item.norm.id in _DIRECTIONS]
    open_states = (norms.State.DUE, norms.State.OVERDUE, norms.State.MISSED)
    groups = []
    for id, words in _DIRECTIONS.items():
        lacking = [i for i in items if i.norm.id == id and i.state in open_states]
        if lacking:
            groups.append(Group(f"{words}还没有谈", _people(lacking, named, own is None)))
    return groups


def _people(items: Sequence[Obligation], named: dict[int, Place], many: bool) -> tuple[Line, ...]:
    """In a list of talks: whom a talk is still due with, and until when."""
    made = []
    for line in of_items(items, named, many):
        day, who, what, *whose = line.cells
        made.append(Line((day, f"{who}，{what}", "", *whose), about=line.about))
    return tuple(made)


# -- 问题 ----------------------------------------------------------------------------------------


def _tickets(
    connection: Connection, value: float | int | None, own: int | None, late_ones: set[str]
) -> Figure:
    label = "问题台账"
    if value is None:
        return Figure(TICKETS, "—", "", label, BLANK, "warn", True)
    working = _working(connection, own)
    late = sum(row["uid"] in late_ones for row in working)
    said, tone = "没有在办的", "ok"
    if working:
        said, tone = f"在办 {len(working)} 件", "warn"
    if late:
        said, tone = f"{said}，{late} 件超时限", "bad"
    return Figure(TICKETS, f"{value:g}", "件已解决", label, said, tone)


def _working(connection: Connection, own: int | None) -> list[dict[str, Any]]:
    """The problems that are being worked on, the next to be due first."""
    by_limit = (("due_on", False),)
    query = queries.Query("ticket", where={"state": PENDING}, organisation=own, order=by_limit)
    wanted = queries.ids(connection, query)
    found = queries.window(connection, "ticket", wanted)
    return [found[each] for each in wanted]


def _is_late(item: Obligation) -> bool:
    """Whether it is a problem that the norms hold to be over its limit."""
    return item.norm.id == "ticket" and item.state == "overdue"


def _open_tickets(
    connection: Connection, own: int | None, today: date, named: dict[int, Place]
) -> list[Group]:
    from partydesk.rules import norms

    only = None if own is None else (own,)
    year = parse_period(str(today.year))
    said = norms.judge(connection, year, today=today, organisations=only)
    over = {item.uid for item in said if _is_late(item)}
    working: list[Line] = []
    late: list[Line] = []
    for row in _working(connection, own):
        cells = [row["due_on"] or "", row["description"].split("\n")[0], row["owner"] or ""]
        if own is None:
            cells.append(named[row["organisation"]].name)
        working.append(Line(tuple(cells), "ticket", row["uid"]))
        if row["uid"] in over:
            late.append(working[-1])
    return [Group("在办", tuple(working)), Group("超时限", tuple(late))]


# -- 到会 ----------------------------------------------------------------------------------------


def _quarters(connection: Connection, own: int | None, today: date) -> tuple[Period, Period]:
    """The latest quarter with attendance, this one or the one before, and the one before it."""
    from partydesk.rules.study import turnout

    now = _quarter(today.year, (today.month - 1) // 3)
    before = _before(now)
    if turnout(connection, now, own).expected:
        return now, before
    return before, _before(before)


def _quarter(year: int, index: int) -> Period:
    return parse_period(f"{year + index // 4}Q{index % 4 + 1}")


def _before(quarter: Period) -> Period:
    return _quarter(quarter.first.year, (quarter.first.month - 1) // 3 - 1)


def _said(quarter: Period) -> str:
    return f"{'一二三四'[int(quarter.text[-1]) - 1]}季度"


def _turnout(connection: Connection, own: int | None, today: date) -> Figure:
    from partydesk.rules.study import turnout

    now, before = _quarters(connection, own, today)
    rate, earlier = (turnout(connection, each, own).rate for each in (now, before))
    if rate is None:
        return Figure(TURNOUT, "—", "", "平均到会率", "还没有记出勤", "idle")
    label = f"{_said(now)}平均到会率"
    if earlier is None:
        return Figure(TURNOUT, str(rate), "%", label, f"{_said(before)}没有记出勤", "idle")
    more = rate - earlier
    said, tone = f"和{_said(before)}一样", "idle"
    if more:
        said = f"比{_said(before)}{'高' if more > 0 else '低'} {abs(more)} 个百分点"
        tone = "ok" if more > 0 else "warn"
    return Figure(TURNOUT, str(rate), "%", label, said, tone)


def _sessions(
    connection: Connection, own: int | None, today: date, named: dict[int, Place]
) -> Evidence:
    from partydesk.records.base import kind_of
    from partydesk.records.fields import fields

    now, before = _quarters(connection, own, today)
    declared = fields(kind_of("session"))
    groups = []
    for quarter in (now, before):
        query = queries.Query("session", period=quarter, organisation=own)
        wanted = queries.ids(connection, query)
        found = queries.window(connection, "session", wanted)
        lines = []
        for row in (found[each] for each in wanted):
            if row["state"] != "held" or not row["expected"]:
                continue
            cells = [
                row["starts_at"][:10],
                shown(declared["kind"], row["kind"]),
                row["topic"],
                f"{row['present']}/{row['expected']}",
                f"{row['attendance_rate']:g}%",
            ]
            if own is None:
                cells.append(named[row["organisation"]].name)
            lines.append(Line(tuple(cells), "session", row["uid"]))
        groups.append(Group(quarter.title, tuple(lines)))
    return Evidence(
        "平均到会率",
        "各次活动实到人次除以应到人次，不计入应到的人不算",
        columns(("类型", 130), ("主题", 0), ("实到/应到", 110), ("到会率", 90), many=own is None),
        tuple(groups),
    )
