"""The search box at the top of the window."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from partydesk.desk.kit import icons, theme

_LONG_HINT, _SHORT_HINT = "查找姓名、主题、问题…　Ctrl+K", "查找　Ctrl+K"
LEAST, MOST = 150, 270  # pixels


class SearchBox(QLineEdit):
    """A line with its glass and a hint as long as there is room for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setAccessibleName("查找")
        self.setToolTip("汉字、拼音或拼音首字母都可以（Ctrl+K）")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)

    def fit(self, room: int) -> None:
        """Choose the hint for this many pixels."""
        long = self.fontMetrics().horizontalAdvance(_LONG_HINT) + 48  # glass and margins
        self.setPlaceholderText(_LONG_HINT if room >= long else _SHORT_HINT)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        where = QRectF(11, (self.height() - 14) / 2, 14, 14)
        icons.paint(painter, "search", where, QColor(theme.colours().text3))
        painter.end()
