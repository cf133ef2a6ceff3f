"""Cells that are typed into where they stand."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from partydesk.desk.kit.suggest import SuggestLine

_Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """A cell is typed in with the line that `line_of` gives. `entered` says that Enter ended the
    typing: it goes on to the cell below."""

    entered = Signal()
    inset = (0, 0)
    """Pixels beside the line, and above and below it, within its cell."""

    def line_of(self, index: _Index) -> QLineEdit:
        """What a cell is typed in with."""
        return QLineEdit()

    def name_of(self, index: _Index) -> str:
        """What the cell is called to somebody who does not see it."""
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index
    ) -> QWidget:
        line = self.line_of(index)
        line.setParent(parent)
        line.setProperty("role", "cell")
        line.setAccessibleName(self.name_of(index))
        return line

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        rect: QRect = option.rect
        beside, above = self.inset
        editor.setGeometry(rect.adjusted(beside, above, -beside, -above))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the cell below."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            offering = isinstance(watched, SuggestLine) and watched.offering
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and not offering and isinstance(watched, QLineEdit):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                self.entered.emit()
                return True
        return super().eventFilter(watched, event)
