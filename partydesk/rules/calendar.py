"""组织生活 of a year: what was held and what the norms still ask for, kinds by months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from partydesk.records import clock
from partydesk.records.indicator import one_of, within
from partydesk.records.kinds import SESSION_KIND, SESSION_KINDS
from partydesk.records.periods import Period, parse_period
from partydesk.records.session_year import YEARLY, counted_on
from partydesk.records.study import StudySession
from partydesk.rules import norms
from partydesk.rules.deduplication import counted_elsewhere
from partydesk.rules.indicator_engine import committee
from partydesk.rules.norms import NOT_ASKED, Norm, Obligation, State, meeting_norms
from partydesk.rules.norms.meeting_norms import kind_of

_ONLY_IF_ASKED = ("branch_committee", "group_meeting")
_LAST_QUARTER = 10
"""What is asked once a year is usually held from this month on (支部工作条例 Art. 17)."""


def _kinds() -> dict[str, str]:
    """Each kind with the norm that asks branches for it; 党课 by local custom alone."""
    asked = {kind_of(norm): norm.id for norm in meeting_norms.NORMS if norm.held_by == "B"}
    return {kind.code: asked[kind.code] for kind in SESSION_KINDS if kind.code in asked}


class Mark(StrEnum):
    """What a cell says. `coming` lies ahead and is not pressing, `before` before 启用日期;
    `planned` has a plan that lies ahead, `asks` one whose time has passed; `none`: nothing is
    asked."""

    HELD = "held"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    COMING = "coming"
    NONE = "none"
    BEFORE = "before"
    PLANNED = "planned"
    ASKS = "asks"


_WORST = (Mark.NONE, Mark.BEFORE, Mark.COMING, Mark.HELD, Mark.DUE, Mark.MISSED, Mark.OVERDUE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind in one month: sessions held in it, and what is lacking.

    `planned` are sessions that one organisation plans in it, or has not said what became of.
    Over many branches `asked` are the branches that the norm asks it of by this month and `done`
    those that held it; for one branch both are 0.
    """

    kind: str
    month: int
    mark: Mark
    held: int = 0
    lacking: tuple[Obligation, ...] = ()
    done: int = 0
    asked: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A kind and its twelve months; `norm` is None where nothing asks for it."""

    kind: str
    label: str
    norm: Norm | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year. `many` says that it is over branches; what each of them lacks is then counted.
    `missing` counts what is overdue or was not held, `overdue` what can still be made good of it.
    `used_from` is the 启用日期 where one branch has one within the year."""

    year: int
    many: bool
    rows: tuple[Row, ...]
    held: int
    due: int
    missing: int
    used_from: date | None = None
    planned: int = 0
    overdue: int = 0


def calendar(
    connection: Connection, year: int, organisation: int | None, today: date | None = None
) -> Calendar:
    """The calendar of one organisation, or of all branches (None)."""
    day = today or clock.today()
    only = None if organisation is None else (organisation,)
    asked = Asked(organisation)
    for item in norms.judge(connection, parse_period(str(year)), today=day, organisations=only):
        asked.add(item)
    return calendar_from(connection, year, organisation, asked, day)


class Asked:
    """What the norms said of the meetings of a year, of one organisation or of all (None): who is
    asked for what, and what is not done of it."""

    def __init__(self, organisation: int | None) -> None:
        self._organisation = organisation
        self._wanted = frozenset(_kinds().values())
        self.norms: dict[str, Norm] = {}
        self.asked: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self.lacking: dict[str, list[Obligation]] = defaultdict(list)

    def add(self, item: Obligation) -> None:
        """Take in what a norm says, if the calendar tells of it."""
        id = item.norm.id
        if id not in self._wanted or self._organisation not in (None, item.organisation):
            return
        self.norms.setdefault(id, item.norm)
        if item.state not in NOT_ASKED:
            self.asked[id][item.slot].add(item.organisation)
            if item.state is not State.DONE:
                self.lacking[id].append(item)


def calendar_from(
    connection: Connection, year: int, organisation: int | None, asked: Asked, today: date
) -> Calendar:
    """The calendar from what the norms said of the year."""
    counts = _counts(connection, year, organisation)
    plans = _plans(connection, year, organisation)
    start = _used_from(connection, organisation)
    before = {month for month in range(1, 13)
              if start is not None and date(year, month, 28) < start.replace(day=1)}  # fmt: skip
    rows = []
    for kind, id in _kinds().items():
        held = counts[kind]
        if kind in _ONLY_IF_ASKED and id not in asked.norms and not any(held.values()):
            continue
        if organisation is None:
            cells = _branches(kind, asked.asked[id], asked.lacking[id], held, today)
        else:
            cells = _months(kind, asked.lacking[id], held, today)
        cells = [
            replace(cell, mark=Mark.BEFORE)
            if cell.mark is Mark.NONE and cell.month in before
            else cell
            for cell in cells
        ]
        cells = [_with_plans(cell, plans.get((kind, cell.month), ())) for cell in cells]
        norm = asked.norms.get(id)
        rows.append(Row(kind, SESSION_KIND.label(kind), norm, tuple(cells)))
    every = [cell for row in rows for cell in row.cells]

    def number(*marks: Mark) -> int:
        chosen = [cell for cell in every if cell.mark in marks]
        return sum(c.asked - c.done for c in chosen) if organisation is None else len(chosen)

    return Calendar(
        year, organisation is None, tuple(rows), sum(cell.held for cell in every),
        number(Mark.DUE), number(Mark.OVERDUE, Mark.MISSED),
        start if before else None, sum(cell.planned for cell in every), number(Mark.OVERDUE),
    )  # fmt: skip


def _plans(
    connection: Connection, year: int, organisation: int | None
) -> dict[tuple[str, int], list[bool]]:
    """Kind and month → for each plan of one organisation whether its time has passed."""
    found: dict[tuple[str, int], list[bool]] = defaultdict(list)
    now = f"{clock.now():%Y-%m-%d %H:%M}"
    for kind, starts in connection.exec_driver_sql(
        "SELECT kind, starts_at FROM session WHERE organisation = ? AND state = 'planned' "
        "AND deleted_at IS NULL AND starts_at >= ? AND starts_at < ?",
        (organisation, f"{year}-01-01", f"{year + 1}-01-01"),
    ):
        found[kind, int(starts[5:7])].append(starts <= now)
    return found


def _with_plans(cell: Cell, passed: Collection[bool]) -> Cell:
    """The cell with its plans: they are told where nothing worse is."""
    mark = cell.mark
    if any(passed) and mark in (Mark.NONE, Mark.BEFORE, Mark.COMING, Mark.DUE):
        mark = Mark.ASKS
    elif passed and mark in (Mark.NONE, Mark.COMING, Mark.DUE):
        mark = Mark.PLANNED
    return replace(cell, mark=mark, planned=len(passed))


def _used_from(connection: Connection, organisation: int | None) -> date | None:
    """From when on one branch uses the program."""
    found = connection.exec_driver_sql(
        "SELECT used_from FROM organisation WHERE id = ?", (organisation,)
    ).scalar()
    return date.fromisoformat(found) if found else None


def counted(kind: str, period: Period) -> ColumnElement[bool]:
    """The sessions that a cell of this kind counts; 党课 may be a part of another session."""
    condition = StudySession.kind == kind
    if kind == "lecture":
        condition = or_(condition, one_of(StudySession.elements, (kind,)))
    return and_(condition, within(_day(kind), period))


def _day(kind: str) -> Any:
    """The day on which a session of a kind is shown: what is for a year, in that year."""
    return counted_on() if kind in YEARLY else StudySession.starts_at


def _counts(
    connection: Connection, year: int, organisation: int | None
) -> dict[str, dict[int, int]]:
    """Kind → month → sessions held, in one query."""
    period = parse_period(str(year))
    month = func.substr(counted_on(), 6, 2)
    kinds = _kinds()
    columns: list[Any] = [func.sum(case((counted(kind, period), 1), else_=0)) for kind in kinds]
    # What is for a year is held in it, or in the year before or after.
    around = Period("", date(year - 1, 1, 1), date(year + 1, 12, 31))
    statement = (
        select(month, *columns)
        .where(
            StudySession.counts_where(),
            within(StudySession.starts_at, around),
            within(counted_on(), period),
        )
        .group_by(month)
    )
    if organisation is not None:
        statement = statement.where(StudySession.organisation == organisation)
    else:
        # The committee's own sessions are no branch's; a joint one is held once.
        statement = statement.where(
            StudySession.organisation != committee(connection),
            StudySession.id.not_in(counted_elsewhere(StudySession)),
        )
    found: dict[str, dict[int, int]] = {kind: {} for kind in kinds}
    for number, *sums in connection.execute(statement):
        for kind, held in zip(kinds, sums, strict=True):
            found[kind][int(number)] = held
    return found


def _months(
    kind: str, items: Iterable[Obligation], held: dict[int, int], today: date
) -> list[Cell]:
    marks = {month: Mark.HELD if held.get(month) else Mark.NONE for month in range(1, 13)}
    lacking: dict[int, list[Obligation]] = defaultdict(list)
    for item in items:
        for month, mark in _places(item, today):
            if mark is not Mark.COMING:
                lacking[month].append(item)
            marks[month] = max(marks[month], mark, key=_WORST.index)
    return [
        Cell(kind, month, mark, held.get(month, 0), tuple(lacking[month]))
        for month, mark in marks.items()
    ]


def _places(item: Obligation, today: date) -> list[tuple[int, Mark]]:
    """The months in which an item that is not done is shown, and as what."""
    slot = parse_period(item.slot)
    if item.state is not State.DUE:
        mark = Mark.OVERDUE if item.state is State.OVERDUE else Mark.MISSED
        return [(slot.last.month, mark)]
    if today > slot.last:
        return [(slot.last.month, Mark.DUE)]  # it may still be held in the next year
    if today in slot and _pressing(item, today):
        return [(today.month, Mark.DUE)]
    first = slot.last.month
    if slot.first.month == 1 and first == 12:
        first = max(_LAST_QUARTER, today.month) if today in slot else _LAST_QUARTER
    return [(month, Mark.COMING) for month in range(first, slot.last.month + 1)]


def _branches(
    kind: str,
    slots: dict[str, set[int]],
    items: Iterable[Obligation],
    held: dict[int, int],
    today: date,
) -> list[Cell]:
    open_items: dict[str, list[Obligation]] = defaultdict(list)
    for item in items:
        open_items[item.slot].append(item)
    # Where something is asked, only the month it is asked by is told; a quarter is one number.
    alone = Mark.NONE if slots else Mark.HELD
    cells = {
        month: Cell(kind, month, alone if held.get(month) else Mark.NONE, held.get(month, 0))
        for month in range(1, 13)
    }
    for text, those in slots.items():
        slot = parse_period(text)
        month = slot.last.month
        lacking = tuple(open_items[text])
        asked = len(those)
        mark = _mark(slot, lacking, today)
        cells[month] = Cell(
            kind, month, mark, held.get(month, 0), lacking,
            asked - len({item.organisation for item in lacking}), asked,
        )  # fmt: skip
    return list(cells.values())


def _mark(slot: Period, lacking: Collection[Obligation], today: date) -> Mark:
    if not lacking:
        return Mark.HELD
    states = {item.state for item in lacking}
    if State.OVERDUE in states:
        return Mark.OVERDUE
    if State.MISSED in states:
        return Mark.MISSED
    pressing = today in slot and any(_pressing(item, today) for item in lacking)
    return Mark.DUE if pressing or today > slot.last else Mark.COMING


def _pressing(item: Obligation, today: date) -> bool:
    """Whether its last day is so near that one is reminded of it."""
    return item.due is not None and item.due - today <= timedelta(days=item.norm.lead)
