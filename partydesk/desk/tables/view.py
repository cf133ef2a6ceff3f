"""The list on the screen: fixed rows, keys, copying, columns that fit their page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.tables.columns import for_others
from partydesk.desk.tables.delegate import CellDelegate, Header
from partydesk.desk.tables.key_menu import MenuTable
from partydesk.desk.tables.model import RowsModel

_HALF = 7.6  # pixels a half-width character takes at 14 px
_CAPITAL = 8.4  # and of one of a code, which may be all capitals
# Keys that fold the group whose head has the cursor (True), unfold it, or turn it round (None).
_FOLDING: dict[int, bool | None] = {
    Qt.Key.Key_Left: True,
    Qt.Key.Key_Right: False,
    Qt.Key.Key_Return: None,
    Qt.Key.Key_Enter: None,
    Qt.Key.Key_Space: None,
}
_TELLING = 10 * theme.TEXT + 2 * theme.CELL


class RowsView(MenuTable):
    """A list of records.

    `opened` carries the row a person wants to open, `removal_wanted` says that Delete was
    pressed, `current_changed` the row that now has the cursor (-1 for none), `cell_wanted` the
    row and column that is to be changed in place, `widths_set` that a width was set by hand.
    """

    opened = Signal(int)
    removal_wanted = Signal()
    current_changed = Signal(int)
    cell_wanted = Signal(int, int)
    widths_set = Signal()

    def __init__(self, model: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._by_hand = False  # the person has set a width: it is theirs from now on
        self._fitting = False
        self._wanted = [n for n, column in enumerate(model.columns) if column.listed]
        self._chosen = False
        self.setModel(model)
        self._cells = CellDelegate(self)
        self.setItemDelegate(self._cells)
        self.head = header = Header(self)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.sectionResized.connect(self._resized_by_hand)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.verticalHeader().setMinimumSectionSize(theme.ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        # Scrolling then moves what is painted and paints only what comes into sight.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # No order is marked until one is chosen: the list then has its own.
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setSortIndicatorShown(True)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._told_current)
        model.modelReset.connect(self._after_reset)

    def _open(self, index: QModelIndex) -> None:
        if self._rows.head(index.row()) is None:
            self.opened.emit(index.row())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.ink(theme.colours().surface))
        painter.end()
        super().paintEvent(event)

    # -- the cursor ----------------------------------------------------------------------------

    def current_row(self) -> int:
        """The row with the cursor, or -1."""
        return self.currentIndex().row()

    def selected_rows(self) -> list[int]:
        """The chosen records, from the top; heads of groups are none."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for row in chosen if self._rows.head(row) is None]

    def go_to(self, row: int, *, centred: bool = False) -> None:
        """Put the cursor on a row and show it, at wish with what stands above and below it."""
        if not 0 <= row < self._rows.rowCount():
            return
        index = self._rows.index(row, self._first_column())
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        hint = QAbstractItemView.ScrollHint
        self.scrollTo(index, hint.PositionAtCenter if centred else hint.EnsureVisible)
        self._point(False)

    def go_to_cell(self, row: int, column: int) -> None:
        """Put the cursor on a cell of a row and mark it."""
        self.go_to(row)
        self.selectionModel().setCurrentIndex(
            self._rows.index(row, column), QItemSelectionModel.SelectionFlag.NoUpdate
        )
        self.scrollTo(self._rows.index(row, column))
        self._point(True)

    def _point(self, pointed: bool) -> None:
        if self._cells.pointed != pointed:
            self._cells.pointed = pointed
            self.viewport().update()

    def shown_columns(self) -> list[int]:
        """The columns in sight, from the left."""
        header = self.horizontalHeader()
        places = (header.logicalIndex(place) for place in range(header.count()))
        return [each for each in places if not self.isColumnHidden(each)]

    def _first_column(self) -> int:
        return next(iter(self.shown_columns()), 0)

    def _told_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.current_changed.emit(current.row())

    def _after_reset(self) -> None:
        self._cells.hovered = -1
        self._cells.pointed = False
        self.current_changed.emit(-1)

    # -- copying -------------------------------------------------------------------------------

    def copy(self, *, headed: bool = False) -> str:
        """Put the chosen rows on the clipboard as a spreadsheet takes them; returns the text."""
        from partydesk.exchange.roster.pasted_text import text_of_rows

        shown = self.shown_columns()
        lines: list[Sequence[str]] = []
        if headed:
            lines.append([self._rows.columns[each].label for each in shown])
        columns = self._rows.columns
        lines += [
            [for_others(columns[each], self._rows.text(row, each)) for each in shown]
            for row in self.selected_rows()
        ]
        text = text_of_rows(lines)
        if text:
            QGuiApplication.clipboard().setText(text)
        return text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif (
            event.key() == Qt.Key.Key_C
            and event.modifiers()
            == Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            self.copy(headed=True)
        elif self._rows.head(self.current_row()) is not None and event.key() in _FOLDING:
            self._fold_current(_FOLDING[event.key()])
        elif event.key() == Qt.Key.Key_F2 and self.current_row() >= 0:
            self.cell_wanted.emit(self.current_row(), self.currentIndex().column())
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            self._walk(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() >= 0:
            self.opened.emit(self.current_row())
        elif event.key() == Qt.Key.Key_Delete and self.selected_rows():
            self.removal_wanted.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            # Home and End mean the list's ends; a row is not walked cell by cell.
            self.go_to(0 if event.key() == Qt.Key.Key_Home else self._rows.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def _walk(self, event: QKeyEvent) -> None:
        """Along the row; from its first cell back to the head of its group."""
        first = self.currentIndex().column() == self._first_column()
        if event.key() == Qt.Key.Key_Left and first and self._rows.group_by:
            row = self.current_row()
            while row >= 0 and self._rows.head(row) is None:
                row -= 1
            self.go_to(row)
            return
        if self._cells.pointed or event.key() == Qt.Key.Key_Right:
            super().keyPressEvent(event)
        self._point(self.current_row() >= 0)

    def _fold_current(self, folded: bool | None) -> None:
        head = self._rows.head(self.current_row())
        assert head is not None  # asked before
        self.go_to(
            self._rows.fold(self.current_row(), not head.folded if folded is None else folded)
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self.rowAt(event.position().toPoint().y())
        if (
            event.button() is Qt.MouseButton.LeftButton
            and not event.modifiers()
            and row == self.current_row()
            and self._rows.head(row) is not None
        ):
            self._fold_current(None)

    # -- the row under the mouse ---------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._cells.hovered:
            self._cells.hovered = row
            self.viewport().update()

    # -- widths --------------------------------------------------------------------------------

    def want(self, columns: Iterable[int], *, chosen: bool) -> None:
        """Show these columns. Unless the person chose them, the last ones may be left out where
        the page is too narrow for all.
        """
        self._wanted, self._chosen = sorted(columns), chosen
        self._by_hand = False
        self.fit()

    def use_widths(self, widths: Mapping[int, int]) -> None:
        """Give columns the widths that a person set for them once."""
        self.fit()
        self._fitting = True
        for number, width in widths.items():
            self.setColumnWidth(number, width)
        self._fitting = False
        self._by_hand = bool(widths)

    def widths_by_hand(self) -> dict[int, int]:
        """The widths of the columns in sight, if a person set any of them."""
        if not self._by_hand:
            return {}
        return {number: self.columnWidth(number) for number in self.shown_columns()}

    @property
    def wanted(self) -> list[int]:
        """The columns to be shown, also those for which there is no room now."""
        return self._wanted

    def fit(self) -> None:
        """Give columns their declared widths; where the page is narrower, texts give way.

        The widest text takes what is left over. Nothing makes the page scroll sideways unless
        the person asked for more columns than can be.
        """
        if self._by_hand:
            return
        metrics = QFontMetrics(self.horizontalHeader().font())
        widths: dict[int, int] = {}
        least: dict[int, int] = {}
        for number in self._wanted:
            column = self._rows.columns[number]
            # A head may stand on two small lines.
            half = -(-len(column.label) // 2) * theme.SMALL
            head = metrics.horizontalAdvance(column.label)
            body = round(column.width * (_CAPITAL if column.code else _HALF))
            widths[number] = max(body, min(head + 14, 132)) + 2 * theme.CELL
            narrow = max(min(body, 76), half) if column.loose else max(body, half)
            least[number] = min(narrow + 2 * theme.CELL, widths[number])
        loose = [n for n in self._wanted if self._rows.columns[n].loose]
        if loose:
            # What the rows are told apart by keeps ten characters.
            telling = max(loose, key=lambda n: self._rows.columns[n].width)
            least[telling] = min(widths[telling], _TELLING)
        room = self.viewport().width()
        shown = list(self._wanted)
        while not self._chosen and len(shown) > 1 and sum(least[n] for n in shown) > room:
            # The last number or date goes first; what names the record stays.
            shown.pop()
        over = sum(widths[n] for n in shown) - room
        loose = [n for n in loose if n in shown]
        if over > 0:
            for part in (loose, [n for n in shown if n not in loose]):
                give = {n: widths[n] - least[n] for n in part if widths[n] > least[n]}
                total = sum(give.values())
                take = min(over, total)
                for number, slack in give.items():
                    widths[number] -= min(slack, -(-take * slack // total))
                over -= take
        elif shown:
            # The widest text takes what is left.
            widest = max(loose or shown[-1:], key=lambda n: self._rows.columns[n].width)
            widths[widest] -= over
        self._fitting = True
        for number in range(len(self._rows.columns)):
            self.setColumnHidden(number, number not in shown)
        for number in shown:
            self.setColumnWidth(number, widths[number])
        self._fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: object) -> None:
        QTimer.singleShot(0, self, self.fit)

    def _resized_by_hand(self, _section: int, _old: int, _new: int) -> None:
        if not self._fitting and self.isVisible() and QGuiApplication.mouseButtons():
            self._by_hand = True
            self.widths_set.emit()
