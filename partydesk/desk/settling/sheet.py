"""The sheet of a grid: typed and pasted into, each row with its word at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from partydesk.desk.forms.dates import tidy_date
from partydesk.desk.forms.editors import Around
from partydesk.desk.kit import theme
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.suggest import SuggestLine, matching
from partydesk.desk.settling.rows import GridColumns, GridRow
from partydesk.records.fields import Field, Kind

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
PADDING = 12  # pixels before and behind a text
Change = tuple[int, str, str | None]
"""A row, a column, what was typed there before (None: nothing)."""


class Cells(QAbstractTableModel):
    """The rows. `typed` says that something was typed, pasted or taken back."""

    typed = Signal()

    def __init__(self, columns: GridColumns, rows: Sequence[GridRow]) -> None:
        super().__init__()
        self.columns, self.rows = columns, list(rows)
        self._done: list[list[Change]] = []

    @property
    def first(self) -> int:
        """The first column that can be typed into."""
        return 1 + len(self.columns.seen)

    def field(self, column: int) -> Field | None:
        """The settling field of a column."""
        at = column - self.first
        return self.columns.asked[at] if 0 <= at < len(self.columns.asked) else None

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self.first + len(self.columns.asked) + 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self.asked(index) else usual

    def asked(self, index: _Index) -> bool:
        """Whether a cell is asked of its row."""
        field = self.field(index.column())
        return field is not None and any(
            field.column in item.norm.settles.fields for item in self.rows[index.row()].items
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole,
                        Qt.ItemDataRole.ToolTipRole):  # fmt: skip
            return None
        row, field = self.rows[index.row()], self.field(index.column())
        if field is not None:
            wrong = row.wrong.get(field.column, "")
            if role == Qt.ItemDataRole.ToolTipRole:
                return tip_text(wrong or field.help or field.label)
            return row.typed.get(field.column, row.kept.get(field.column, ""))
        if index.column() == 0:
            return row.name
        if index.column() <= len(self.columns.seen):
            return row.seen[index.column() - 1]
        said = row.told()[0]
        return tip_text(said) if role == Qt.ItemDataRole.ToolTipRole else said

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        heads = [self.columns.name, *(f.label for f in (*self.columns.seen, *self.columns.asked))]
        return heads[section] if section < len(heads) else ""

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        field = self.field(index.column())
        if role != Qt.ItemDataRole.EditRole or field is None or not self.asked(index):
            return False
        self.put([(index.row(), field, str(value))])
        return True

    def put(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        """Type into several cells at once; a blank leaves a cell as it is kept."""
        done: list[Change] = []
        for number, field, text in cells:
            row = self.rows[number]
            text = tidy_date(text) if field.kind is Kind.DATE and text.strip() else text.strip()
            shown = row.typed.get(field.column, row.kept.get(field.column, ""))
            if text == shown and (text or field.column not in row.typed):
                continue
            done.append((number, field.column, row.typed.get(field.column)))
            if text and text != row.kept.get(field.column):
                row.typed[field.column] = text
            else:
                row.typed.pop(field.column, None)
        if done:
            self._done.append(done)
            self._changed()

    def take_back(self) -> bool:
        """Undo the last typing; whether there was any."""
        if not self._done:
            return False
        for number, column, before in self._done.pop():
            if before is None:
                self.rows[number].typed.pop(column, None)
            else:
                self.rows[number].typed[column] = before
        self._changed()
        return True

    def _changed(self) -> None:
        self.refresh()
        self.typed.emit()

    def refresh(self) -> None:
        """What is told of the rows may have changed."""
        last = self.index(len(self.rows) - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)


class _Painter(QStyledItemDelegate):
    """Cells with lines between them, red where wrong; the last one is a pill."""

    def __init__(self, view: Sheet, around: Around) -> None:
        super().__init__(view)
        self._view, self._around = view, around
        self._small = theme.sized(theme.SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, cells = theme.colours(), self._view.cells
        rect: QRect = option.rect
        row, field = cells.rows[index.row()], cells.field(index.column())
        last = index.column() == cells.columnCount() - 1
        ground, ink = QColor(now.surface), QColor(now.text)
        if field is None and not last:
            ground, ink = QColor(now.hover), QColor(now.text if index.column() == 0 else now.text2)
        elif field is not None and field.column in row.wrong:
            ink, ground = (QColor(each) for each in now.tone("bad"))
        elif field is not None and not cells.asked(index):
            ground = QColor(now.ground)
        elif field is not None and field.column not in row.typed:
            ink = QColor(now.text2)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected and not last:
            ground = QColor(now.selected)
        painter.fillRect(rect, ground)
        painter.setPen(QPen(QColor(now.line), 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(PADDING, 0, -PADDING, 0)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        text = str(index.data() or "")
        if last and text:
            self._pill(painter, inside, text, row.told()[1])
        else:
            painter.setPen(ink)
            text = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, inside.width()
            )
            painter.drawText(inside, middle, text)
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _pill(self, painter: QPainter, inside: QRect, text: str, tone: str) -> None:
        ink, ground = theme.colours().tone(tone)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width() - 20)
        wide = metrics.horizontalAdvance(text) + 20
        pill = QRectF(inside.left(), inside.center().y() - 9.5, wide, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(pill, 10, 10)
        painter.setPen(QColor(ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index
    ) -> QWidget:
        field = self._view.cells.field(index.column())
        assert field is not None  # only those can be edited
        line: QLineEdit
        if field.kind in (Kind.PERSON, Kind.PEOPLE):
            people = self._around.people
            line = SuggestLine(
                lambda text: matching(text, people(), names=True),
                several=field.kind is Kind.PEOPLE,
            )
        elif field.choices is not None:
            labels = list(field.choices.labels)
            line = SuggestLine(lambda text: matching(text, labels))
        else:
            line = QLineEdit()
        line.setParent(parent)
        line.setProperty("role", "cell")
        line.setAccessibleName(f"{self._view.cells.rows[index.row()].name}：{field.label}")
        return line

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data() or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(0, 0, 0, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the cell below."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            offering = isinstance(watched, SuggestLine) and watched.offering
            if event.key() in enter and not offering and isinstance(watched, QLineEdit):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                self._view.go_down()
                return True
        return super().eventFilter(watched, event)


class Sheet(QTableView):
    """The sheet. `pasted` tells in words what of a clipboard found no place, `left` asks to
    leave."""

    pasted = Signal(str)
    left = Signal()

    def __init__(self, cells: Cells, around: Around, undo: Callable[[], object]) -> None:
        super().__init__()
        self.cells, self._undo = cells, undo
        self.setModel(cells)
        self.setItemDelegate(_Painter(self, around))
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
