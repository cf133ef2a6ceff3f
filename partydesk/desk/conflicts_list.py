"""What two branches both report: both sides shown, one decision each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.cards import Card, button, empty, pill, row, scrolled, text
from partydesk.desk.desk import Desk

if TYPE_CHECKING:
    from partydesk.exchange.conflicts import ConflictItem


class ConflictsList(QWidget):
    """The conflicts that stand. `decided` tells that one more was decided."""

    decided = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.items: list[ConflictItem] = []
        inside = QWidget()
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(0, 0, 8, 0)
        self._body.setSpacing(10)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))

    @property
    def open_count(self) -> int:
        """How many wait for a decision."""
        return sum(1 for item in self.items if item.state == "open")

    def refresh(self) -> None:
        """Ask the store again."""
        from partydesk.exchange.conflicts import conflicts

        self.items = self._desk.attempt(lambda: conflicts(self._desk.store), writes=False) or []
        empty(self._body)
        if not self.items:
            self._body.addWidget(text("没有两边都报的人、活动或编码。", "hint"))
        for item in self.items:
            self._body.addWidget(self._card(item))
        self._body.addStretch(1)

    def decide(self, item: ConflictItem, decision: str) -> None:
        """Keep the officer's decision."""
        from partydesk.exchange.conflicts import decide

        def work() -> bool:
            decide(self._desk.store, item.key, decision)
            return True

        if self._desk.attempt(work):
            self._desk.tell("已记下，以后再收表也照这样办", "ok")
            self.refresh()
            self.decided.emit()

    def _card(self, item: ConflictItem) -> Card:
        from partydesk.exchange.conflicts import DECISIONS

        card = Card()
        told = text(item.text, wrap=True)
        state = pill("待定", "warn") if item.decision is None else pill("已定", "ok")
        line = row(told, state)
        line.setStretch(0, 1)
        card.rows.addLayout(line)
        names = {"first": 0, "second": 1}
        for number, side in enumerate(item.sides):
            which = "第一方" if number == 0 else "第二方" if number == 1 else "另一方"
            card.rows.addWidget(
                text(f"{which}：{side['organisation']} {side['name']}　{side['text']}", "small")
            )
        buttons = row()
        for decision, words in DECISIONS.items():
            if names.get(decision, 0) < len(item.sides):
                made = button(words, partial(self.decide, item, decision), "chip")
                made.setCheckable(True)
                made.setChecked(item.decision == decision)
                buttons.addWidget(made)
        buttons.addStretch(1)
        card.rows.addLayout(buttons)
        return card
