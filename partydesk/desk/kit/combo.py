"""A combo box that shows its arrow and that the wheel does not change while one scrolls."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from partydesk.desk.kit import icons, theme

_ARROW = 12


class ComboBox(QComboBox):
    """Draws its arrow itself: a styled drop-down has none of its own."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        where = QRectF(self.width() - _ARROW - 8, (self.height() - _ARROW) / 2 + 1, _ARROW, _ARROW)
        colour = theme.colours().text2 if self.isEnabled() else theme.colours().text3
        icons.paint(QPainter(self), "down", where, QColor(colour))
