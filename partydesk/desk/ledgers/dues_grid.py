"""A year of dues in a grid: members down, months across, the sums standing still below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from partydesk.desk.kit import icons, theme
from partydesk.desk.ledgers.dues_cells import FIRST, MONTHLY, NAME, SUM, WORDS, DuesCells
from partydesk.records.money import yuan
from partydesk.rules.norms.dues_months import DuesMember, DuesMonth, DuesState

if TYPE_CHECKING:
    from partydesk.rules.norms.dues_months import DuesYear

_Index = QModelIndex | QPersistentModelIndex
HEAD, LINE = 34, 34  # pixels
_WIDTHS = {NAME: 76, MONTHLY: 62, SUM: 76}


class _Head(QHeaderView):
    """Names of columns over what stands below them; this month's in the accent."""

    def __init__(self, view: DuesGrid) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        now, year = theme.colours(), self._view.cells.year
        painter.save()
        painter.fillRect(rect, QColor(now.surface))
        painter.setPen(QColor(now.line2))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(theme.sized(theme.SMALL))
        this = year is not None and self._view.cells.month(logical) == year.now
        painter.setPen(QColor(now.accent if this else now.text2))
        words = str(self.model().headerData(logical, Qt.Orientation.Horizontal) or "")
        side = Qt.AlignmentFlag.AlignLeft if logical == NAME else Qt.AlignmentFlag.AlignRight
        inside = rect.adjusted(10 if logical == NAME else 0, 0, -6, 0)
        painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class _Painter(QStyledItemDelegate):
    """A tick and the amount where it was paid; arrears and what is due as words on their tone."""

    def __init__(self, view: DuesGrid) -> None:
        super().__init__(view)
        self._view = view
        self._small, self._plain = theme.sized(theme.SMALL), theme.sized(theme.TEXT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, rect = theme.colours(), option.rect
        chosen = index.row() == self._view.currentIndex().row()
        picked = self._view.selectionModel().isSelected(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or picked:
            painter.fillRect(rect, QColor(now.selected))
        painter.setPen(QColor(now.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        found, words = self._view.cells.at(index), str(index.data() or "")
        inside = QRectF(rect).adjusted(2, 3, -2, -4)
        if found is None:
            self._beside(painter, inside, index.column(), words)
        else:
            self._month(painter, inside, found[1], words)
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, 3, 3)
        painter.restore()

    def _beside(self, painter: QPainter, inside: QRectF, column: int, words: str) -> None:
        now = theme.colours()
        painter.setFont(self._plain)
        painter.setPen(QColor(now.text2 if column == MONTHLY else now.text))
        side = Qt.AlignmentFlag.AlignLeft if column == NAME else Qt.AlignmentFlag.AlignRight
        room = inside.adjusted(8 if column == NAME else 0, 0, -4, 0)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def _month(self, painter: QPainter, inside: QRectF, each: DuesMonth, words: str) -> None:
        now = theme.colours()
        painter.setFont(self._small)
        ink = QColor(now.text3)
        if each.state in WORDS:
            ink, ground = now.tone(WORDS[each.state][1])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(inside, 3, 3)
        elif each.state is DuesState.PAID:
            room = painter.fontMetrics().horizontalAdvance("000.00") + 15
            if inside.width() >= room:
                at = QRectF(inside.left(), inside.center().y() - 5, 11, 11)
                icons.paint(painter, "check", at, QColor(now.tone("ok")[0]))
            ink = QColor(now.tone("info")[0] if each.extra else now.text)
            painter.setPen(ink)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inside.adjusted(0, 0, -3, 0), side, words)
            return
        painter.setPen(QColor(ink))
        if painter.fontMetrics().horizontalAdvance(words) > inside.width() - 4:
            words = words.replace(" ", "").removesuffix(".00")
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, words)


class DuesGrid(QTableView):
    """`paid` carries uid and month that a click or Space is to record as paid, `cleared` the (uid,
    month) pairs to be taken back, `month_wanted` the month that all have paid, `base_wanted` the
    uid of whose 核定 Enter opens, `pasted` the text to be taken in from the cell under the cursor.
    """

    paid = Signal(str, str)
    cleared = Signal(object)
    month_wanted = Signal(str)
    base_wanted = Signal(str)
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.cells = DuesCells()
        self.setModel(self.cells)
        self.setItemDelegate(_Painter(self))
        self.setHorizontalHeader(_Head(self))
        across = self.horizontalHeader()
        across.setFixedHeight(HEAD)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, width)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(LINE)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("党费，按人按月")
        self.clicked.connect(self._clicked)

    def show_year(self, year: DuesYear, members: Sequence[DuesMember]) -> None:
        """Show members of a year; the cursor stays with whom it was on."""
        at = self.currentIndex()
        before = self.cells.members[at.row()].uid if at.isValid() else ""
        now = int(year.now[5:]) if year.now[:4] == str(year.year) else 1
        column = at.column() if at.isValid() else FIRST + now - 1
        self.cells.show(year, members)
        row = next((n for n, each in enumerate(members) if each.uid == before), 0)
        if members:
            self.setCurrentIndex(self.cells.index(row, column))

    @property
    def member(self) -> DuesMember | None:
        """Whose row the cursor is in."""
        at = self.currentIndex()
        return self.cells.members[at.row()] if at.isValid() else None

    def copy(self) -> str:
        """The chosen cells as spreadsheets take them."""
        chosen = self.selectionModel().selectedIndexes()
        rows = sorted({each.row() for each in chosen})
        columns = sorted({each.column() for each in chosen})
        return "\n".join(
            "\t".join(str(self.cells.index(row, each).data() or "") for each in columns)
            for row in rows
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        found = self.cells.at(at)
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        keys = Qt.Key
        if event.matches(QKeySequence.StandardKey.Paste):
            from PySide6.QtGui import QGuiApplication

            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            from PySide6.QtGui import QGuiApplication

            QGuiApplication.clipboard().setText(self.copy())
        elif control and event.key() == keys.Key_D and found is not None:
            self.month_wanted.emit(found[1].month)
        elif event.key() == keys.Key_Space and found is not None:
            if found[1].uid:
                self.cleared.emit([(found[0].uid, found[1].month)])
            else:
                self.paid.emit(found[0].uid, found[1].month)
        elif event.key() in (keys.Key_Delete, keys.Key_Backspace):
            chosen = map(self.cells.at, self.selectionModel().selectedIndexes())
            self.cleared.emit([(who.uid, m.month) for who, m in filter(None, chosen) if m.uid])
        elif event.key() in (keys.Key_Return, keys.Key_Enter) and at.isValid():
            if self.state() is QAbstractItemView.State.EditingState:
                return  # what was typed is about to be taken
            if found is None:
                self.base_wanted.emit(self.cells.members[at.row()].uid)
            else:
                self.edit(at)
        else:
            super().keyPressEvent(event)

    def _clicked(self, at: QModelIndex) -> None:
        found = self.cells.at(at)
        asked = (DuesState.DUE, DuesState.OWED)
        if found is not None and found[1].state in asked:
            self.paid.emit(found[0].uid, found[1].month)


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
