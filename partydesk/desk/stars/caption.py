"""A hint beside a title that gives way: it is shortened where the line is full."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class Caption(QLabel):
    """Takes the room that is left; what does not fit ends in … and is told by the tip."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.setProperty("role", "hint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, words: str) -> None:
        """Show these words."""
        self.words = words
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self.words, side, self.width()))
