"""A year of dues in a grid: members down, months across, the sums standing still below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import theme
from partydesk.desk.ledgers.dues_cells import FIRST, MONTHLY, NAME, SUM, DuesCells
from partydesk.desk.tables.cell_grid import CellGrid
from partydesk.records.money import yuan
from partydesk.rules.norms.dues_months import DuesMember, DuesState

if TYPE_CHECKING:
    from partydesk.rules.norms.dues_months import DuesYear

HEAD, LINE = 34, 34  # pixels
_WIDTHS = {NAME: 76, MONTHLY: 62, SUM: 76}


class DuesGrid(CellGrid):
    """`paid` carries uid and month that a click or Space is to record as paid, `cleared` the (uid,
    month) pairs to be taken back, `month_wanted` the month that all have paid, `base_wanted` the
    uid of whose 核定 Enter opens, `pasted` the text to be taken in from the cell under the cursor.
    """

    paid = Signal(str, str)
    cleared = Signal(object)
    month_wanted = Signal(str)
    base_wanted = Signal(str)

    def __init__(self) -> None:
        self.cells = DuesCells()
        super().__init__(self.cells, "党费，按人按月", head=HEAD, line=LINE, fixed=_WIDTHS,
                         typing=True)  # fmt: skip
        self.clicked.connect(lambda at: self._pay(at.row(), at.column()))
        self.spaced.connect(self._turn)
        self.opened.connect(self._open)
        self.erased.connect(self._clear)
        self.column_wanted.connect(self._all)

    def show_year(self, year: DuesYear, members: Sequence[DuesMember]) -> None:
        """Show members of a year; the cursor stays with whom it was on."""
        at = self.currentIndex()
        before = self.cells.members[at.row()].uid if at.isValid() else ""
        column = at.column() if at.isValid() else -1
        self.cells.show(year, members)
        self.fix_widths()
        row = next((n for n, each in enumerate(members) if each.uid == before), 0)
        self.put_cursor(row, column if column >= 0 else max(self.cells.accent_column, FIRST))

    @property
    def member(self) -> DuesMember | None:
        """Whose row the cursor is in."""
        at = self.currentIndex()
        return self.cells.members[at.row()] if at.isValid() else None

    def _pay(self, row: int, column: int) -> None:
        """A click records what is due, and takes nothing back."""
        found = self.cells.of(row, column)
        if found is not None and found[1].state in (DuesState.DUE, DuesState.OWED):
            self.paid.emit(found[0].uid, found[1].month)

    def _turn(self, row: int, column: int) -> None:
        found = self.cells.of(row, column)
        if found is not None and found[1].uid:
            self.cleared.emit([(found[0].uid, found[1].month)])
        elif found is not None:
            self.paid.emit(found[0].uid, found[1].month)

    def _open(self, row: int, column: int) -> None:
        if self.cells.of(row, column) is None:
            self.base_wanted.emit(self.cells.members[row].uid)
        else:
            self.edit(self.cells.index(row, column))

    def _clear(self, places: Sequence[tuple[int, int]]) -> None:
        chosen = [self.cells.of(row, column) for row, column in places]
        self.cleared.emit([(who.uid, m.month) for who, m in filter(None, chosen) if m.uid])

    def _all(self, column: int) -> None:
        if month := self.cells.month(column):
            self.month_wanted.emit(month)


class Totals(QWidget):
    """The sums below the grid, each under its month."""

    def __init__(self, grid: DuesGrid) -> None:
        super().__init__()
        self._grid = grid
        self.setFixedHeight(LINE)
        grid.horizontalHeader().sectionResized.connect(lambda *_: self.update())
        grid.cells.modelReset.connect(self.update)

    def words(self, column: int) -> str:
        """The sum of a column of all who are shown."""
        cells = self._grid.cells
        if column == NAME:
            return "合计"
        if column == MONTHLY:
            cents = sum(each.base.due for each in cells.members if each.base is not None)
        elif column == SUM:
            cents = sum(each.paid for each in cells.members)
        else:
            month = cells.month(column)
            cents = sum(each.months[month].paid for each in cells.members) if month else 0
        return yuan(cents) if cents else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.colours(), QPainter(self)
        painter.fillRect(self.rect(), QColor(now.ground))
        painter.setPen(QColor(now.text))
        for column in range(SUM + 1):
            left = self._grid.columnViewportPosition(column)
            width = self._grid.columnWidth(column)
            small = FIRST <= column < SUM
            painter.setFont(theme.sized(theme.SMALL if small else theme.TEXT))
            room = QRectF(left, 0, width, LINE).adjusted(10 if column == NAME else 0, 0, -5, 0)
            side = Qt.AlignmentFlag.AlignLeft if column == NAME else Qt.AlignmentFlag.AlignRight
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, self.words(column))
