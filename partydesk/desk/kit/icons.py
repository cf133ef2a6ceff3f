"""Icons drawn as lines on a 16 × 16 grid, in the colour their place asks for.

They are painted, not loaded: no SVG library at start, and they follow the scheme by themselves.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from partydesk.desk.kit import theme

# M x y moves, L x y draws a line, C three points a curve, O x y r a circle, Z closes.
_DRAWINGS = {
    "search": "O 6.8 6.8 4.3 M 10 10 L 14 14",
    "add": "M 8 3 L 8 13 M 3 8 L 13 8",
    "more": "O 3 8 0.7 O 8 8 0.7 O 13 8 0.7",
    "undo": "M 6 3 L 3 6 L 6 9 M 3 6 L 10 6 C 12.2 6 13.5 7.4 13.5 9.2 "
    "C 13.5 11 12.2 12.5 10 12.5 L 7 12.5",
    "import": "M 8 2 L 8 10 M 4.8 7 L 8 10 L 11.2 7 M 2.5 10 L 2.5 13.5 L 13.5 13.5 L 13.5 10",
    "export": "M 8 10 L 8 2.5 M 4.8 5.5 L 8 2.5 L 11.2 5.5 M 2.5 10 L 2.5 13.5 L 13.5 13.5 "
    "L 13.5 10",
    "paste": "M 5.8 3.5 L 3.5 3.5 L 3.5 14 L 12.5 14 L 12.5 3.5 L 10.2 3.5 M 5.8 2.2 L 10.2 2.2 "
    "L 10.2 5 L 5.8 5 Z M 6 8.2 L 10 8.2 M 6 11 L 10 11",
    "columns": "M 2.5 3 L 13.5 3 L 13.5 13 L 2.5 13 Z M 6.2 3 L 6.2 13 M 9.8 3 L 9.8 13",
    "edit": "M 3 13 L 3.6 10.4 L 10.8 3.2 L 12.8 5.2 L 5.6 12.4 Z",
    "remove": "M 3 4.5 L 13 4.5 M 6.5 4.5 L 6.5 2.8 L 9.5 2.8 L 9.5 4.5 "
    "M 4.2 4.5 L 4.8 13.2 L 11.2 13.2 L 11.8 4.5",
    "close": "M 4 4 L 12 12 M 12 4 L 4 12",
    "back": "M 10 3 L 5 8 L 10 13",
    "next": "M 6 3 L 11 8 L 6 13",
    "down": "M 3.5 6 L 8 10.5 L 12.5 6",
    "check": "M 3 8.5 L 6.5 12 L 13 4.5",
    "warning": "M 8 2.5 L 14.2 13.3 L 1.8 13.3 Z M 8 6.5 L 8 9.8 M 8 11.4 L 8 11.6",
    "info": "O 8 8 6 M 8 7.2 L 8 11.2 M 8 4.7 L 8 4.9",
    "stick": "M 5 6.5 L 5 14 L 11 14 L 11 6.5 Z M 6.3 6.5 L 6.3 2.5 L 9.7 2.5 L 9.7 6.5",
    "table": "M 2.5 3 L 13.5 3 L 13.5 13 L 2.5 13 Z M 2.5 6.4 L 13.5 6.4 M 2.5 9.7 L 13.5 9.7 "
    "M 6.2 3 L 6.2 13",
    "folder": "M 2 12.8 L 2 3.5 L 6.3 3.5 L 7.8 5.3 L 14 5.3 L 14 12.8 Z",
    "clip": "M 11.5 6.5 L 6.8 11.2 C 5.6 12.4 3.6 10.4 4.8 9.2 L 10 4 C 11.9 2.1 14.6 4.8 12.7 6.7 "
    "L 7 12.4",
    "bell": "M 3 11.8 L 13 11.8 L 11.8 10 L 11.8 7 C 11.8 2.2 4.2 2.2 4.2 7 L 4.2 10 Z "
    "M 6.8 13.6 L 9.2 13.6",
    "sheet": "M 4 2 L 10 2 L 13 5 L 13 14 L 4 14 Z M 6.5 8 L 10.5 8 M 6.5 10.8 L 10.5 10.8",
    "print": "M 4.5 6 L 4.5 2.5 L 11.5 2.5 L 11.5 6 M 4.5 11.5 L 2.5 11.5 L 2.5 6 L 13.5 6 "
    "L 13.5 11.5 L 11.5 11.5 M 4.5 9.5 L 11.5 9.5 L 11.5 13.5 L 4.5 13.5 Z",
    "calendar": "M 2.5 3.5 L 13.5 3.5 L 13.5 13.5 L 2.5 13.5 Z M 2.5 6.5 L 13.5 6.5 "
    "M 5.5 2 L 5.5 4.5 M 10.5 2 L 10.5 4.5",
    "flag": "M 3.5 14 L 3.5 2.5 L 12.5 2.5 L 10.3 5.5 L 12.5 8.5 L 3.5 8.5",
    "sun": "O 8 8 2.8 M 8 1.5 L 8 3 M 8 13 L 8 14.5 M 1.5 8 L 3 8 M 13 8 L 14.5 8 "
    "M 3.4 3.4 L 4.5 4.5 M 11.5 11.5 L 12.6 12.6 M 12.6 3.4 L 11.5 4.5 M 4.5 11.5 L 3.4 12.6",
    "clock": "O 8 8 6 M 8 4.5 L 8 8 L 10.6 9.6",
    "lock": "M 3.5 7 L 12.5 7 L 12.5 13.5 L 3.5 13.5 Z M 5.2 7 L 5.2 5 C 5.2 1.4 10.8 1.4 10.8 5 "
    "L 10.8 7",
    "disks": "M 2 3 L 14 3 L 14 7.3 L 2 7.3 Z M 2 8.7 L 14 8.7 L 14 13 L 2 13 Z "
    "M 4.5 5.1 L 4.7 5.1 M 4.5 10.8 L 4.7 10.8",
    "book": "M 3 2.5 L 13 2.5 L 13 13.5 L 3 13.5 Z M 5.5 5.5 L 10.5 5.5 M 5.5 8 L 10.5 8 "
    "M 5.5 10.5 L 8.5 10.5",
    "bolt": "M 9 1.5 L 3.5 9 L 7.5 9 L 7 14.5 L 12.5 7 L 8.5 7 Z",
    "copy": "M 2.5 2.5 L 10 2.5 L 10 10 L 2.5 10 Z M 6 6 L 13.5 6 L 13.5 13.5 L 6 13.5 Z",
    "page": "M 2.5 3 L 13.5 3 L 13.5 13 L 2.5 13 Z M 2.5 6 L 13.5 6 M 6 6 L 6 13",
    "speech": "M 2.5 3 L 13.5 3 L 13.5 11 L 7.5 11 L 4.5 13.8 L 4.5 11 L 2.5 11 Z",
    "people": "O 8 5 2.6 M 3 13.5 C 3 8.8 13 8.8 13 13.5",
}


@cache
def _path(name: str) -> QPainterPath:
    path = QPainterPath()
    words = iter(_DRAWINGS[name].split())

    def point() -> QPointF:
        return QPointF(float(next(words)), float(next(words)))

    for word in words:
        match word:
            case "M":
                path.moveTo(point())
            case "L":
                path.lineTo(point())
            case "C":
                path.cubicTo(point(), point(), point())
            case "O":
                centre, radius = point(), float(next(words))
                path.addEllipse(centre, radius, radius)
            case "Z":
                path.closeSubpath()
    return path


def paint(painter: QPainter, name: str, where: QRectF, colour: QColor) -> None:
    """Draw an icon into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(where.topLeft())
    painter.scale(where.width() / 16, where.height() / 16)
    pen = QPen(colour, 1.3)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(name))
    painter.restore()


class _Engine(QIconEngine):
    """Paints an icon in the colour that the scheme gives its role at that moment."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        now = theme.colours()
        value = now.text3 if mode == QIcon.Mode.Disabled else getattr(now, self._role)
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        paint(painter, self._name, square, QColor(value))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return self.pixmap(size, mode, state)


def icon(name: str, role: str = "text2") -> QIcon:
    """An icon in a colour of the theme (text2, on_accent, accent, bad, …)."""
    return QIcon(_Engine(name, role))
