"""What stands where a list would be when there is nothing to list: what goes here, how to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.icons import icon

Way = tuple[str, str, str, Callable[[], object]]
"""A way on: its label, its role (main, link or ""), its icon (or ""), what it does."""


class EmptyState(QWidget):
    """A title, a sentence or two, and the ways to fill the page; in the middle of its place."""

    def __init__(
        self, title: str, text: str, ways: Sequence[Way], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, theme.AIR)
        column.setSpacing(theme.GAP)
        self.title = cards.text(title, "title", parent=inside)
        self.text = cards.text(text, "small", wrap="\n" not in text, parent=inside)
        self.text.setMinimumWidth(360)
        column.addWidget(self.title)
        column.addWidget(self.text)
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.GAP, 0, 0)
        row.setSpacing(theme.GAP)
        self.buttons: list[QPushButton] = []
        for label, role, drawing, do in ways:
            button = QPushButton(label, inside)
            if role:
                button.setProperty("role", role)
            if drawing:
                button.setIcon(icon(drawing, "on_accent" if role == "main" else "text2"))
            button.clicked.connect(do)
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        outside = QVBoxLayout(self)
        outside.addStretch(1)
        outside.addWidget(inside, 0, Qt.AlignmentFlag.AlignHCenter)
        outside.addStretch(1)
