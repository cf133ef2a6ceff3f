"""A year of days to tick: a month is a row, its last cell ticks all its working days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from partydesk.desk.tables.cell_faces import Face, GridCells
from partydesk.desk.tables.cell_grid import CellGrid

if TYPE_CHECKING:
    from partydesk.rules.ticks import TickDay, TickYear

_DAYS = 31
_WEEK = "一二三四五六日"
HEAD, LEAST, MOST, LABEL, ALL = 26, 26, 46, 52, 116  # pixels


class DayCells(GridCells):
    """The days of a year: a tick on green, a working day as an outline, nothing behind a month's
    end."""

    heads = (*(str(day) for day in range(1, _DAYS + 1)), "全部工作日")

    def __init__(self) -> None:
        super().__init__()
        self.shown: TickYear | None = None

    def show(self, year: TickYear, today: date) -> None:
        """Show a year."""
        self.beginResetModel()
        self.shown = year
        this = year.year == today.year
        self.accent_row = today.month - 1 if this else -1
        self.accent_column = today.day - 1 if this else -1
        self.endResetModel()

    def rows(self) -> int:
        return 0 if self.shown is None else 12

    def label(self, row: int) -> str:
        return f"{row + 1} 月"

    def day(self, row: int, column: int) -> TickDay | None:
        """The day there; None behind a month's end and in the last column."""
        if self.shown is None or row < 0:
            return None
        days = self.shown.month(row + 1)
        return days[column] if 0 <= column < len(days) else None

    def all_words(self, row: int) -> str:
        """What the last cell of a month says."""
        if self.shown is None:
            return ""
        held, missing = self.shown.held(row + 1), len(self.shown.missing(row + 1))
        return f"{held} 次，补 {missing}" if missing else f"{held} 次" if held else ""

    def face(self, row: int, column: int) -> Face | None:
        if column == _DAYS:
            lacks = self.shown is not None and bool(self.shown.missing(row + 1))
            return Face(self.all_words(row), ink="accent" if lacks else "text2", side="left")
        day = self.day(row, column)
        if day is None:
            return None
        if day.held:
            words = str(day.held) if day.held > 1 else ""
            return Face(words, tone="ok", tick=not words)
        if not day.works:
            return Face("休")
        return Face(ring=True) if day.open else Face("·")

    def spoken(self, row: int, column: int) -> str:
        if column == _DAYS:
            said = f"{row + 1} 月{self.all_words(row)}"
            if self.shown is not None and self.shown.missing(row + 1):
                said += " 个工作日：点一下全部打勾"
            return said
        day = self.day(row, column)
        if day is None:
            return ""
        works = "" if day.works else "，休息"
        how = "已开" if day.held else "没有勾" if day.open else "还没到"
        return f"{day.day:%m-%d} 星期{_WEEK[day.day.weekday()]}{works}，{how}"


class TickGrid(CellGrid):
    """`toggled` carries the TickDay that a click or Space is to tick or untick, `shown_wanted` the
    one whose record Enter opens, `month_wanted` the number of a month whose working days are to be
    ticked."""

    toggled = Signal(object)
    shown_wanted = Signal(object)
    month_wanted = Signal(int)

    def __init__(self) -> None:
        self.days = DayCells()
        super().__init__(self.days, "按天打勾", head=HEAD, line=LEAST, fixed={_DAYS: ALL},
                         labels=LABEL)  # fmt: skip
        self.setMaximumHeight(HEAD + 12 * MOST)
        self.touched.connect(self._touch)
        self.opened.connect(self._open)
        self.column_wanted.connect(lambda _column: self._month(self.currentIndex().row()))

    def show_year(self, year: TickYear, today: date) -> None:
        """Show a year; the cursor stays on its day, at first on today."""
        at = self.currentIndex()
        row, column = (at.row(), at.column()) if at.isValid() else (today.month - 1, today.day - 1)
        self.days.show(year, today)
        self.fix_widths()
        self.put_cursor(row, column)

    def _touch(self, row: int, column: int) -> None:
        day = self.days.day(row, column)
        if day is not None:
            self.toggled.emit(day)
        elif column == _DAYS:
            self._month(row)

    def _open(self, row: int, column: int) -> None:
        day = self.days.day(row, column)
        if day is not None and day.held:
            self.shown_wanted.emit(day)
        else:
            self._touch(row, column)

    def _month(self, row: int) -> None:
        self.month_wanted.emit(row + 1)
