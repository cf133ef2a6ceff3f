"""The pane beside a list: words that scroll, with buttons under them; below the list, beside."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import scrolled
from partydesk.desk.kit.flow import FlowLayout

_ANY = 16_777_215  # pixels: what Qt takes for no limit


class ActionPane(QFrame):
    """What is shown goes into `body`, its buttons into `flow`, each `least` pixels wide or more."""

    def __init__(self, least: int, spacing: int = 6) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.folded = False
        self._least = least
        self._whole = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._whole.setSpacing(8)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.body.setSpacing(spacing)
        self._whole.addWidget(scrolled(inside), 1)
        self.foot = QWidget()
        self.flow = FlowLayout(self.foot, least=least)
        self._whole.addWidget(self.foot)
        self.set_folded(False, _ANY)

    def set_folded(self, folded: bool, height: int) -> None:
        """Stand beside the list, or lie below it, at most `height` pixels high.

        There it is wide and low, and the buttons are beside the words instead of under them.
        """
        self.folded = folded
        direction = QBoxLayout.Direction
        self._whole.setDirection(direction.LeftToRight if folded else direction.TopToBottom)
        edge = 8 if folded else 14
        self._whole.setContentsMargins(18, edge, 18, edge)
        self.foot.setMaximumWidth(self._least if folded else _ANY)
        self.setMinimumWidth(0 if folded else 300)
        self.setMaximumWidth(_ANY if folded else theme.PANE)
        self.setMaximumHeight(height if folded else _ANY)
