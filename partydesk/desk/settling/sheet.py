"""The sheet of a grid: typed and pasted into, each row with its word at the end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from partydesk.desk.forms.editors import Around
from partydesk.desk.kit import theme
from partydesk.desk.settling.rows import GridRow
from partydesk.desk.settling.sheet_cells import Cells
from partydesk.desk.settling.sheet_painter import PADDING, SheetPainter
from partydesk.records.fields import Field, Kind


class Sheet(QTableView):
    """The sheet. `pasted` tells in words what of a clipboard found no place, `left` asks to
    leave."""

    pasted = Signal(str)
    left = Signal()

    def __init__(self, cells: Cells, around: Around, undo: Callable[[], object]) -> None:
        super().__init__()
        self.cells, self._undo = cells, undo
        self.setModel(cells)
        painter = SheetPainter(self, cells, around)
        painter.entered.connect(self.go_down)
        self.setItemDelegate(painter)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        self.setAccessibleName("逐人填写")
        widths = [88, *(104 for _ in cells.columns.seen), *map(_wide, cells.columns.asked)]
        metrics = self.fontMetrics()
        for number, wide in enumerate(widths):
            label = str(cells.headerData(number, Qt.Orientation.Horizontal) or "")
            needs = metrics.horizontalAdvance(label) + 2 * PADDING + 8
            self.setColumnWidth(number, max(wide, needs))

    def begin(self) -> None:
        """Put the cursor into the first cell that is asked for and empty."""
        for row in range(self.cells.rowCount()):
            for column in range(self.cells.first, self.cells.columnCount() - 1):
                index = self.cells.index(row, column)
                if self.cells.asked(index) and not index.data():
                    self.setCurrentIndex(index)
                    self.setFocus()
                    return
        self.setCurrentIndex(self.cells.index(0, self.cells.first))
        self.setFocus()

    def go_down(self) -> None:
        """The cell below, or the first one of the next column."""
        at = self.currentIndex()
        below = self.cells.index(at.row() + 1, at.column())
        if not below.isValid():
            below = self.cells.index(0, at.column() + 1)
        if below.isValid() and self.cells.field(below.column()) is not None:
            self.setCurrentIndex(below)
        self.setFocus()

    def chosen_rows(self) -> list[GridRow]:
        """The rows in which something is selected."""
        numbers = sorted({index.row() for index in self.selectedIndexes()})
        return [self.cells.rows[number] for number in numbers]

    def paste(self, text: str) -> None:
        """Put a block of a sheet in from the cursor on; where its first column holds names of
        people here, by name. A blank leaves what is there."""
        block = [line.split("\t") for line in text.replace("\r", "").rstrip("\n").split("\n")]
        by_name: dict[str, list[int]] = {}
        for number, row in enumerate(self.cells.rows):
            by_name.setdefault(row.name, []).append(number)
        named = sum(line[0].strip() in by_name for line in block)
        at = self.currentIndex()
        put: list[tuple[int, Field, str]] = []
        lost: list[str] = []
        for step, line in enumerate(block):
            if named and len(line) > 1:
                found = by_name.get(line[0].strip(), [])
                if len(found) != 1:
                    lost.append(line[0].strip() or "空行")
                    continue
                number, column, values = found[0], self.cells.first, line[1:]
            else:
                number, column, values = at.row() + step, max(at.column(), self.cells.first), line
            for offset, value in enumerate(values):
                field = self.cells.field(column + offset)
                if number >= self.cells.rowCount() or field is None:
                    if value.strip():
                        lost.append(value.strip())
                elif value.strip() and self.cells.asked(self.cells.index(number, column + offset)):
                    put.append((number, field, value))
        self.cells.put(put)
        told = f"没有对上、没有贴的：{'、'.join(lost[:6])}{'等' if len(lost) > 6 else ''}"
        self.pasted.emit(told if lost else "")

    def event(self, event: QEvent) -> bool:
        """The sheet's own keys go before the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_V, Qt.Key.Key_D):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        key, at = event.key(), self.currentIndex()
        if control and key == Qt.Key.Key_V:
            self.paste(QGuiApplication.clipboard().text())
        elif control and key == Qt.Key.Key_D and at.row() > 0:
            above = self.cells.index(at.row() - 1, at.column()).data()
            self.cells.setData(at, above)
        elif control and key == Qt.Key.Key_Z:
            if not self.cells.take_back():
                self._undo()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._clear()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_down()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _clear(self) -> None:
        put = []
        for index in self.selectedIndexes():
            field = self.cells.field(index.column())
            if field is not None:
                put.append((index.row(), field, ""))
        self.cells.put(put)


def _wide(field: Field) -> int:
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return 132
    return max(112, min(240, field.width * 10))
