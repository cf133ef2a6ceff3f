"""A table whose menu is that of the cell with the cursor when a key asks for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QTableView


class MenuTable(QTableView):
    """Asks for its own menu (CustomContextMenu) in the viewport's pixels, by mouse and by key: of
    a key Qt tells in those of the whole table, its head among them, a row too low."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ContextMenu
            and isinstance(event, QContextMenuEvent)
            and event.reason() == QContextMenuEvent.Reason.Keyboard
            and self.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu
        ):
            at = self.currentIndex()
            if at.isValid():
                self.scrollTo(at)
                self.customContextMenuRequested.emit(self.visualRect(at).center())
            event.accept()
            return True
        return super().event(event)
