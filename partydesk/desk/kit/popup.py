"""What drops below a field: Esc closes it and nothing else, and it stays on the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.screen_room import screen_room

_GAP = 2  # pixels between it and the field


def keeps_escape(event: QEvent) -> bool:
    """Whether this asks if Esc is to be a shortcut of what is around: not while something is open
    that it closes. The event is accepted then."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.key() != Qt.Key.Key_Escape:
        return False
    event.accept()
    return True


class Popup(QWidget):
    """A window of its own that goes with a click beside it or with Esc."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def open(self, line: QWidget) -> None:
        """Show it below a line; above it where the screen ends."""
        self.adjustSize()
        below = line.mapToGlobal(QPoint(0, line.height() + _GAP))
        screen = screen_room(line)
        left = max(screen.left(), min(below.x(), screen.right() + 1 - self.width()))
        top = below.y()
        if top + self.height() > screen.bottom() + 1:
            top = max(screen.top(), line.mapToGlobal(QPoint(0, -_GAP)).y() - self.height())
        self.move(left, top)
        self.show()

    def event(self, event: QEvent) -> bool:
        return keeps_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
