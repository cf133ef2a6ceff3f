"""A combo box that shows its arrow and that the wheel does not change while one scrolls."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from partydesk.desk.kit import icons, theme

_ARROW = 12


class _Item(QStyledItemDelegate):
    """An entry of the list; what leaves the field empty says so."""

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        return str(super().displayText(value, locale)) or "（不填）"


class ComboBox(QComboBox):
    """Draws its arrow itself: a styled drop-down has none of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The style's own drawing of the list knows nothing of our colours.
        self.setItemDelegate(_Item(self))
        # Nor does the wheel, on its way over it, take the cursor from where somebody is typing.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        where = QRectF(self.width() - _ARROW - 8, (self.height() - _ARROW) / 2 + 1, _ARROW, _ARROW)
        colour = theme.colours().text2 if self.isEnabled() else theme.colours().text3
        icons.paint(QPainter(self), "down", where, QColor(colour))
