"""An icon that stands by itself, in the colour of the scheme shown now."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import icons, theme


class Drawing(QWidget):
    """The drawing of this name, 16 pixels square; `colour` is the name of one of the theme's."""

    def __init__(self, name: str, colour: str = "text2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour = name, colour
        self.setFixedSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = QColor(getattr(theme.colours(), self._colour))
        icons.paint(painter, self._name, QRectF(0, 0, 16, 16), colour)
        painter.end()
