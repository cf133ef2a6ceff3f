"""The search box at the top of the window: it narrows the list in front, else opens the palette."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from partydesk.desk.kit import icons, theme

_HINTS = {
    False: ("查找姓名、主题、问题…　Ctrl+K", "查找　Ctrl+K"),
    True: ("在这张列表里查找　Ctrl+F", "查找　Ctrl+F"),
}
LEAST, MOST = 150, 290  # pixels


class SearchBox(QLineEdit):
    """A line with its glass and a hint as long as there is room for.

    `palette_wanted` carries what was typed into it where there is no list to be narrowed.
    """

    palette_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setAccessibleName("查找")
        self.setToolTip("汉字、拼音或拼音首字母都可以（Ctrl+K 到处找，Ctrl+F 在列表里找）")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)
        self._room = 0
        self.narrows = False

    def narrow_list(self, narrows: bool) -> None:
        """Whether there is a list in front that is narrowed by what stands here."""
        self.narrows = narrows
        self.setReadOnly(not narrows)
        self.fit(self._room)

    def fit(self, room: int) -> None:
        """Choose the hint for this many pixels."""
        self._room = room
        longer, shorter = _HINTS[self.narrows]
        long = self.fontMetrics().horizontalAdvance(longer) + 48  # glass and margins
        self.setPlaceholderText(longer if min(room, MOST) >= long else shorter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.narrows:
            super().mousePressEvent(event)
        else:
            self.palette_wanted.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        typed = event.text().strip()
        if not self.narrows and (enter or (typed and typed.isprintable())):
            self.palette_wanted.emit(typed)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        where = QRectF(11, (self.height() - 14) / 2, 14, 14)
        icons.paint(painter, "search", where, QColor(theme.colours().text3))
        painter.end()
