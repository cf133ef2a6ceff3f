"""The pane beside the scores: one frame, in it whatever the line under the cursor is about."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import pill, row, scrolled, stack, text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.messages import repolish


class SidePane(QFrame):
    """A title with a pill, below it one of several bodies. `close_wanted` asks to fold it."""

    close_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.setAccessibleName("所选的一行")
        self.back = QPushButton()
        self.back.setProperty("role", "quiet")
        self.back.setIcon(icon("back"))
        self.back.setToolTip("回到列表（Esc）")
        self.back.setAccessibleName("回到列表")
        self.back.clicked.connect(self.close_wanted)
        self.title = text("", "title", wrap=True)
        self.pill = pill("", "idle")
        self.bodies = QStackedWidget()
        self.nothing = text("", "small", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.bodies.addWidget(self.nothing)
        head = row(self.back, self.title, self.pill)
        head.setStretch(1, 1)
        head.setContentsMargins(18, 14, 18, 6)
        column = stack(self, 0)
        column.addLayout(head)
        column.addWidget(self.bodies, 1)
        self.nothing.setContentsMargins(18, 0, 18, 16)
        self.back.hide()
        self.pill.hide()

    def set_folded(self, folded: bool) -> None:
        """Whether the pane lies over the list and needs a way back."""
        self.back.setVisible(folded)

    def show_body(self, body: QWidget, title: str, words: str = "", tone: str = "idle") -> None:
        """Show this body under a title and, unless empty, a pill."""
        if self.bodies.indexOf(body) < 0:
            self.bodies.addWidget(body)
        self.title.setText(title)
        self.pill.setText(words)
        self.pill.setVisible(bool(words))
        repolish(self.pill, "tone", tone)
        self.bodies.setCurrentWidget(body)

    def say(self, words: str) -> None:
        """Nothing is chosen: say what the pane is for."""
        self.nothing.setText(words)
        self.show_body(self.nothing, "")


class PaneBody(QWidget):
    """A body of the pane: `column` scrolls, over a foot with buttons."""

    def __init__(self, pane: QWidget, *, right: int = 18, spacing: int = 6) -> None:
        super().__init__(pane)
        self.hide()  # until the side pane turns to it
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(18, 0, right, 12)
        self.column.setSpacing(spacing)
        self._whole = stack(self, 0)
        self._whole.addWidget(scrolled(inside), 1)

    def set_foot(self, *parts: QWidget | None) -> None:
        """Put these side by side below; None is where the room goes."""
        foot = QFrame()
        foot.setProperty("role", "foot")
        line = row(*parts)
        line.setContentsMargins(18, 8, 18, 8)
        foot.setLayout(line)
        self._whole.addWidget(foot)
