"""The cells of a year of duties: what each is to do down, months across."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from partydesk.desk.tables.cell_faces import Face, GridCells
from partydesk.desk.tables.cell_grid import CellGrid
from partydesk.records.periods import parse_period
from partydesk.rules.duties import Done, DutyRow, DutyState, Turn, share

AREA, HOLDER, TEXT, OFTEN = 0, 1, 2, 3
BESIDE = 4
"""So many columns stand before the months."""
_WIDTHS = {AREA: 116, HOLDER: 64, OFTEN: 62}
HEAD, LINE, SUM = 34, 34, 56  # pixels


def month_span(year: int, month: int) -> tuple[date, date]:
    """The first and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def turns_of(duty: DutyRow, year: int, month: int) -> list[Turn]:
    """The times of a duty that a month shows: weeks that end in it, else the one it is part of."""
    first, last = month_span(year, month)
    if duty.cadence == "week":
        return list(duty.turns(first, last))
    return [
        turn
        for turn in duty.turns(first, date(year + 1, 12, 31))
        if turn.first <= last and turn.last >= first
    ][:1]


def done_in(duty: DutyRow, year: int, month: int) -> list[Done]:
    """What was recorded in a month."""
    first, last = month_span(year, month)
    return [each for each in duty.done if first <= each.on <= last]


def day_to_record(duty: DutyRow, year: int, month: int, today: date) -> date | None:
    """The day on which a click records it: today, or the last day of a month (a week) that is
    over; None for a month ahead, and where all that has begun is done."""
    first, last = month_span(year, month)
    if first > today:
        return None
    if duty.cadence == "week":
        for turn in turns_of(duty, year, month):
            if turn.first <= today and not duty.of(turn):
                return min(today, turn.last)
        return None
    return None if done_in(duty, year, month) else min(today, last)


class DutyCells(GridCells):
    """The duties shown, and `months` of a year; the last column tells how many times were done."""

    def __init__(self) -> None:
        super().__init__()
        self.duties: Sequence[DutyRow] = ()
        self.year, self.today = 0, date.min
        self.months: tuple[int, ...] = ()
        self.places: dict[int, str] = {}

    def show(
        self,
        duties: Sequence[DutyRow],
        year: int,
        months: tuple[int, ...],
        today: date,
        places: dict[int, str],
    ) -> None:
        """Show these duties of a year; `places` are branches' names by id, of those to be told."""
        self.beginResetModel()
        self.duties, self.year, self.months, self.today = duties, year, months, today
        self.places = places
        self.heads = (
            "网格岗位",
            "责任人",
            "责任事项",
            "频次",
            *(f"{m} 月" for m in months),
            "已做",
        )
        now = today.month if today.year == year else 0
        self.accent_column = BESIDE + months.index(now) if now in months else -1
        self.endResetModel()

    def rows(self) -> int:
        return len(self.duties)

    def month(self, column: int) -> int:
        """The month of a column; 0 for the others."""
        at = column - BESIDE
        return self.months[at] if 0 <= at < len(self.months) else 0

    def area(self, duty: DutyRow) -> str:
        """The area, behind its branch where that is to be told."""
        place = "发给各支部" if duty.sent else self.places.get(duty.organisation, "")
        return f"{place} {duty.area}" if place else duty.area

    def face(self, row: int, column: int) -> Face | None:
        duty, month = self.duties[row], self.month(column)
        if month:
            return self._month(duty, month)
        match column:
            case 0:
                return Face(self.area(duty), ink="text2", side="left", plain=True)
            case 1:
                return Face(duty.holder, ink="text", side="left", plain=True)
            case 2:
                return Face(duty.text, ink="text", side="left", plain=True)
            case 3:
                return Face(duty.how_often, ink="text2", side="left")
        told = share((duty,), parse_period(str(self.year)), self.today)
        return Face(f"{told.done}/{told.asked}", ink="text", side="right", plain=True)

    def _month(self, duty: DutyRow, month: int) -> Face:
        turns, done = turns_of(duty, self.year, month), done_in(duty, self.year, month)
        if duty.cadence == "week":
            states = [
                state
                for turn in turns
                if (state := duty.state(turn, self.today))
                in (DutyState.DONE, DutyState.OPEN, DutyState.MISSED)
            ]
            if not states:
                return Face("·" if turns else "—")
            words = f"{states.count(DutyState.DONE)}/{len(states)}"
            if DutyState.MISSED in states:
                return Face(words, tone="bad")
            open_ = DutyState.OPEN in states
            return Face(words, tone="info") if open_ else Face(words, tick=True, ink="text2")
        if done:
            more = f"×{len(done)}" if len(done) > 1 else ""
            return Face(f"{done[-1].on:%m-%d}{more}", tick=True, ink="text2")
        if not turns:
            return Face("—")
        turn, last = turns[0], month_span(self.year, month)[1]
        state = duty.state(turn, self.today)
        if turn.last > last or state in (DutyState.DONE, DutyState.AHEAD):
            return Face("·")
        if state in (DutyState.BEFORE, DutyState.UNREPORTED):
            return Face("—" if state is DutyState.BEFORE else "未报到")
        return Face("缺", tone="bad") if state is DutyState.MISSED else Face("该做", tone="warn")

    def spoken(self, row: int, column: int) -> str:
        duty, month = self.duties[row], self.month(column)
        who = f"{self.area(duty)}，{duty.holder}：{duty.text}，{duty.how_often}"
        if not month:
            return who
        done = done_in(duty, self.year, month)
        if done:
            said = "；".join(f"{e.on:%m-%d} 做了{'，' + e.note if e.note else ''}" for e in done)
            return f"{duty.text} {month} 月：{said}"
        words = self._month(duty, month).words
        stands = {"·": "不用做，或还没到", "—": "不在责任起止之内，或启用以前", "缺": "没有做",
                  "该做": "该做了"}.get(words, words)  # fmt: skip
        return f"{duty.text} {month} 月：{stands}"

    def edited(self, row: int, column: int) -> str | None:
        month = self.month(column)
        if not month or not self.duties[row].own:
            return None
        done = done_in(self.duties[row], self.year, month)
        return f"{done[-1].on}{' ' + done[-1].note if done[-1].note else ''}" if done else ""


class DutyGrid(CellGrid):
    """The grid; `cells` are what it shows."""

    def __init__(self) -> None:
        self.cells = DutyCells()
        super().__init__(self.cells, "责任清单，按事项按月", head=HEAD, line=LINE, fixed={},
                         typing=True)  # fmt: skip

    def show_duties(
        self,
        duties: Sequence[DutyRow],
        year: int,
        months: tuple[int, ...],
        today: date,
        places: dict[int, str],
    ) -> None:
        """Show duties of a year; the cursor stays with the one it was on."""
        at, before = self.currentIndex(), ""
        if at.isValid() and at.row() < len(self.cells.duties):
            before = self.cells.duties[at.row()].uid
        now = today.month if today.year == year else months[0]
        first = BESIDE + (months.index(now) if now in months else 0)
        same = at.isValid() and months == self.cells.months
        column = at.column() if same else first
        self.cells.show(duties, year, months, today, places)
        narrow = len(months) < 12
        self.fixed = {**_WIDTHS, len(self.cells.heads) - 1: SUM}
        self.fixed |= {BESIDE + n: 58 for n in range(len(months))}
        self.setColumnHidden(AREA, narrow)
        across = self.horizontalHeader()
        across.setSectionResizeMode(across.ResizeMode.Stretch)
        self.fix_widths()
        row = next((n for n, each in enumerate(duties) if each.uid == before), 0)
        self.put_cursor(row, column)

    @property
    def duty(self) -> DutyRow | None:
        """Whose row the cursor is in."""
        row = self.currentIndex().row()
        return self.cells.duties[row] if 0 <= row < len(self.cells.duties) else None
