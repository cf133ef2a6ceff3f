"""A layout that sets widgets side by side and goes on below where the line is full."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then the next line; its height follows from its width.

    `least` is the width in pixels it will surely have: layouts around it reckon with the height
    at the least width, and at the width of one item that would be a tower.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = 8, least: int = 0) -> None:
        super().__init__(parent)
        self._least = least
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width: layouts around it ask many times over
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        if self._least:
            return QSize(max(size.width(), self._least), self.heightForWidth(self._least))
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y = rect.x(), rect.y()
        line: list[tuple[QLayoutItem, int, QSize]] = []
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            hint = item.sizeHint()
            if line and x + hint.width() > rect.right() + 1:
                y += self._end_line(line, y, move) + self.spacing()
                x, line = rect.x(), []
            line.append((item, x, hint))
            x += hint.width() + self.spacing()
        return y + self._end_line(line, y, move) - rect.y()

    @staticmethod
    def _end_line(line: list[tuple[QLayoutItem, int, QSize]], y: int, move: bool) -> int:
        """Set a full line, each item in the middle of its height; returns that height."""
        height = max((hint.height() for _, _, hint in line), default=0)
        if move:
            for item, x, hint in line:
                item.setGeometry(QRect(QPoint(x, y + (height - hint.height()) // 2), hint))
        return height
