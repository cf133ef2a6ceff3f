"""The common part of pages whose grid is acted in: each act is one step, what is refused is said in
the line above the grid, where it covers nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, text
from partydesk.desk.kit.folding import FoldingPane
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.plain_text import tip_text
from partydesk.records.findings import UserError


class ActingPage(LivePage):
    """`hint` is what the line `said` says while there is nothing else to say; `head` is the line at
    the top, which the parts of the tab are put into."""

    hint = ""
    head: QHBoxLayout

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.said = text(self.hint, "small", wrap=True)

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts at the head."""
        self.head.insertWidget(0, parts)

    def stepper(self, drawing: str, words: str, do: Callable[[], object]) -> QPushButton:
        """A button without words that turns to what is before or after."""
        made = button("", do, "quiet")
        made.setIcon(icon(drawing))
        made.setToolTip(tip_text(words))
        made.setAccessibleName(words)
        return made

    def act(self, do: Callable[[], object]) -> bool:
        """Do it; whether it was done. What is refused is said."""
        refused: list[UserError] = []

        def tried() -> bool:
            try:
                do()
            except UserError as error:
                refused.append(error)
            return True

        done = bool(self.context.attempt(tried))
        self.say(refused[0].message if refused else "")
        return done and not refused

    def say(self, words: str, role: str = "error") -> None:
        """Say something in the line; nothing brings the hint back."""
        self.said.setText(words or self.hint)
        repolish(self.said, "role", role if words else "small")


class FoldingGridPage(ActingPage):
    """Beside the `grid` stands a pane, which lies over it where there is little room."""

    grid: QWidget
    folding: FoldingPane

    def fold(self) -> None:
        """Put the pane away that lies over the grid."""
        self.folding.fold()
        self.grid.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the pane away that lies over the grid."""
        if event.key() == Qt.Key.Key_Escape and self.folding.covers:
            self.fold()
        else:
            super().keyPressEvent(event)
