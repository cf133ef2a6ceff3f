"""The cells of 组织生活 of a year: how what was held and what is lacking stands in each month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from partydesk.records.periods import Period, parse_period
from partydesk.rules.norms import Norm, Obligation, State

_LAST_QUARTER = 10
"""What is asked once a year is usually held from this month on (支部工作条例 Art. 17)."""


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


def with_plans(cell: Cell, passed: Collection[bool]) -> Cell:
    """The cell with its plans: they are told where nothing worse is."""
    mark = cell.mark
    if any(passed) and mark in (Mark.NONE, Mark.BEFORE, Mark.COMING, Mark.DUE):
        mark = Mark.ASKS
    elif passed and mark in (Mark.NONE, Mark.COMING, Mark.DUE):
        mark = Mark.PLANNED
    return replace(cell, mark=mark, planned=len(passed))


def months_of(
    kind: str, items: Iterable[Obligation], held: dict[int, int], today: date
) -> list[Cell]:
    """A kind in the months of one organisation; `items` are what is not done of it, `held` how
    many were held by month."""
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


def months_of_all(
    kind: str,
    slots: dict[str, set[int]],
    items: Iterable[Obligation],
    held: dict[int, int],
    today: date,
) -> list[Cell]:
    """A kind in the months of all branches; `slots` are who is asked for it by each period."""
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
