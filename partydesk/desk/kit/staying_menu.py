"""A menu that stays open while several of its entries are ticked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu


class StayingMenu(QMenu):
    """An entry that can be ticked is ticked without closing; Esc or a click elsewhere closes."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        act = self.actionAt(event.position().toPoint())
        if act is not None and act.isCheckable() and act.isEnabled():
            act.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self.activeAction()
        ticks = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if ticks and act is not None and act.isCheckable() and act.isEnabled():
            act.trigger()
        else:
            super().keyPressEvent(event)
