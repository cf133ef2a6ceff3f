"""One branch's score table: groups spanned, scores typed in place, all of it by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from partydesk.desk.kit import theme
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.stars import items_model
from partydesk.desk.stars.items_model import ItemsModel, label_of
from partydesk.desk.tables.delegate import CellDelegate, dress

if TYPE_CHECKING:
    from partydesk.desk.stars.items_model import Line

_Index = QModelIndex | QPersistentModelIndex
# Widths in pixels; 0 shares what is left.
_WIDTHS = (168, 58, 86, 0, 74, 88, 84, 0)
_MEASURE_SHARE = 0.58


class _Cells(CellDelegate):
    """Paints heads of groups and opens a line to type a score in.

    `check` says what is wrong with a typed score (label, text), or nothing.
    """

    def __init__(self, view: ItemsTable, check: Callable[[str, str], str]) -> None:
        super().__init__(view)
        self._table, self._check = view, check

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if not self._table.items.is_group(index.row()):
            super().paint(painter, option, index)
            return
        now = theme.colours()
        rect: QRect = option.rect
        painter.fillRect(rect, QColor(now.ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(now.line))
        label, _, told = str(index.data() or "").partition("　")
        inside = rect.adjusted(theme.CELL, 0, -theme.CELL, -1)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.sized(13, QFont.Weight.DemiBold))
        painter.setPen(QColor(now.text))
        painter.drawText(inside, side, label)
        inside.setLeft(inside.left() + painter.fontMetrics().horizontalAdvance(label) + 12)
        painter.setFont(theme.sized(theme.SMALL))
        painter.setPen(QColor(now.text2))
        painter.drawText(inside, side, told)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> QLineEdit:
        line = QLineEdit(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        label = label_of(self._table.items.lines[index.row()])
        line.setAccessibleName(f"{label} {items_model.HEADS[index.column()]}")
        line.setProperty("label", label)
        return line

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(QModelIndex(index), editor.text())  # type: ignore[arg-type] # the stub knows no persistent index here

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(4, 2, 0, -3))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if (
            isinstance(editor, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
        ):
            wrong = self._check(str(editor.property("label")), editor.text())
            repolish(editor, "faulty", "true" if wrong else "false")
            editor.setToolTip(tip_text(wrong))
            if wrong:
                self._table.refused.emit(wrong)
                return True  # what was typed stays, to be put right
        return super().eventFilter(editor, event)


class ItemsTable(QTableView):
    """`chosen` carries the line under the cursor (or None), `measure_wanted` too.

    `refused` carries what is wrong with a score that was typed, `pane_wanted` asks for the pane
    where nothing can be typed in place, `typed` tells that nothing is being typed any more.
    """

    chosen = Signal(object)
    measure_wanted = Signal(object)
    refused = Signal(str)
    pane_wanted = Signal()
    typed = Signal()

    def __init__(self, give: Callable[[str, str], bool], check: Callable[[str, str], str]) -> None:
        super().__init__()
        self.items = ItemsModel(give)
        self.setModel(self.items)
        dress(self)
        self.setItemDelegate(_Cells(self, check))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionsClickable(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("评分项目")
        self.selectionModel().currentRowChanged.connect(lambda now, _: self._at(now.row()))
        self.doubleClicked.connect(self._double)

    def show_lines(self, lines: Sequence[Line], editable: int) -> None:
        """Show these; the cursor stays on its item where that is still there."""
        before = self.current_label
        top = self.verticalScrollBar().value()
        self.items.show(lines, editable)
        for row in range(len(lines)):
            if self.items.is_group(row):
                self.setSpan(row, 0, 1, len(items_model.HEADS))
        place = self.items.place_of(before)
        first = next((r for r in range(len(lines)) if not self.items.is_group(r)), -1)
        self.go_to(place if place >= 0 else first)
        if place >= 0:
            self.verticalScrollBar().setValue(top)

    @property
    def current_label(self) -> str:
        """The item or veto under the cursor."""
        row = self.currentIndex().row()
        return label_of(self.items.lines[row]) if 0 <= row < len(self.items.lines) else ""

    def go_to(self, row: int) -> None:
        """Put the cursor on a line, into the column that takes scores."""
        self.setCurrentIndex(self.items.index(row, self.items.editable))
        if row < 0:
            self.chosen.emit(None)

    def edit_score(self) -> None:
        """Open the score under the cursor for typing."""
        index = self.items.index(self.currentIndex().row(), self.items.editable)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)
        elif index.isValid():
            self.pane_wanted.emit()

    @property
    def editing(self) -> bool:
        """Whether a score is being typed."""
        return self.state() == QAbstractItemView.State.EditingState

    def _at(self, row: int) -> None:
        if 0 <= row < len(self.items.lines) and not self.items.is_group(row):
            if self.items.is_group(row - 1):
                self.scrollTo(self.items.index(row - 1, 0))  # its group's name comes along
            self.chosen.emit(self.items.lines[row])

    def _double(self, index: QModelIndex) -> None:
        if index.column() in (items_model.COMPUTED, items_model.MEASURE):
            self.measure_wanted.emit(self.items.lines[index.row()])
        else:
            self.edit_score()

    # -- events --------------------------------------------------------------------------------

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, keys: Qt.KeyboardModifier
    ) -> QModelIndex:
        """The cursor passes over heads of groups."""
        there = super().moveCursor(action, keys)
        now = self.currentIndex().row()
        step = 1 if there.row() >= now and there.row() < self.items.rowCount() - 1 else -1
        row = there.row()
        while self.items.is_group(row):
            row += step
        if row < 0:
            return self.currentIndex()
        return self.items.index(row, there.column())

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter and Tab go on to the next item, as in a spreadsheet."""
        none = QAbstractItemDelegate.EndEditHint.NoHint
        on = hint not in (none, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        super().closeEditor(editor, none if on else hint)
        if on:
            row = self.currentIndex().row() + 1
            while self.items.is_group(row):
                row += 1
            if row < self.items.rowCount():
                self.go_to(row)
        self.typed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        editing = self.editing
        if not editing and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_score()
        elif not editing and typed.isdigit():
            # A digit begins a new score, as in a spreadsheet.
            self.edit_score()
            editor = self.indexWidget(self.currentIndex())
            if isinstance(editor, QLineEdit):
                editor.setText(typed)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        rest = self.viewport().width() - sum(_WIDTHS)
        for column, width in enumerate(_WIDTHS):
            if not width:
                part = _MEASURE_SHARE if column == items_model.MEASURE else 1 - _MEASURE_SHARE
                width = max(60, int(rest * part))
            self.setColumnWidth(column, width)
