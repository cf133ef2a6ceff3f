"""A line of text that is cut with … where there is no room, and then told whole in its tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from partydesk.desk.kit.plain_text import tip_text


class Elided(QLabel):
    """A label as wide as its text or as the room there is; `tip` is told besides what was cut."""

    def __init__(self, words: str, role: str = "", tip: str = "") -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._tip = tip
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().horizontalAdvance("字" * 4)
        return QSize(min(least, super().sizeHint().width()), super().minimumSizeHint().height())

    def setText(self, words: str) -> None:
        super().setText(words)
        self._tell_rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_rest()

    def _tell_rest(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(
            tip_text("\n".join(part for part in (self.text() if cut else "", self._tip) if part))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
