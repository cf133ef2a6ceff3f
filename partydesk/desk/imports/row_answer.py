"""The question that one row raises, with a button for each answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.kit import cards
from partydesk.desk.kit.flow import FlowLayout
from partydesk.records.registry import kind_of

if TYPE_CHECKING:
    from partydesk.exchange.roster.proposal import Decision, Proposal

_MOST = 5  # answers side by side; of more the first


class RowAnswer(QFrame):
    """Stands below the rows while the cursor is on one that is asked about.

    `answered` carries the row's place and the answer: a uid, `new` or `leave`.
    """

    answered = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 8, 14, 8)
        inside.setSpacing(6)
        self._words = cards.text("", "label", wrap=True)
        inside.addWidget(self._words)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, spacing=6)
        inside.addWidget(self._holder)
        self.buttons: list[QPushButton] = []
        self.hide()

    def ask(self, found: Proposal | None, at: int) -> None:
        """Show the question of the row at a place; nothing where it raises none."""
        item = found.items[at] if found is not None and 0 <= at < len(found.items) else None
        if found is None or item is None or not item.candidates or item.about:
            self.hide()
            return
        self._words.setText(f"第 {item.row} 行：{item.question}")
        cards.empty(self._flow)
        self.buttons = []
        given = found.source.answers.rows.get(at)
        for words, answer in self._answers(found, item):
            one = cards.button(words, partial(self.answered.emit, at, answer), "chip")
            one.setCheckable(True)
            one.setChecked(answer == (given or "leave"))
            self.buttons.append(one)
            self._flow.addWidget(one)
        self.show()

    def _answers(self, found: Proposal, item: Decision) -> list[tuple[str, str]]:
        unit = kind_of(found.source.kind).counted
        known = [(f"是：{text}", uid) for uid, text in item.candidates if uid][:_MOST]
        return [*known, (f"是另一{unit}，新增", "new"), ("先不收", "leave")]
