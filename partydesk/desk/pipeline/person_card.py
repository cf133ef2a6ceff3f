"""One person on the board: how far, what is lacking, the next step and what begins it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import Card as Surface
from partydesk.desk.kit.cards import link, pill, row, text
from partydesk.desk.kit.elided import Elided
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.pipeline.words import next_line, pill_of
from partydesk.rules.pipeline_card import Card, When

_LINK = 5  # pixels around the words of a small link
_LEAST = 150  # pixels of width that the pills of a card surely have


class PersonCard(Surface):
    """`opened` asks for the person's form, `begun` for the next step, `steps_wanted` for the
    steps in the pane; each carries the Card."""

    opened = Signal(object)
    begun = Signal(object)
    steps_wanted = Signal(object)

    def __init__(self, card: Card, today: date, *, branches: bool, editable: bool) -> None:
        super().__init__()
        self.card = card
        self.setProperty("opens", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # The links have room around their words: what stands above them begins where they do.
        self.rows.setContentsMargins(12 - _LINK, 8, 12, 6)
        self.rows.setSpacing(3)
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(_LINK, 0, 0, 0)
        self._lines.setSpacing(3)
        self.rows.addLayout(self._lines)
        corner, tone = pill_of(card, today)
        head = row(Elided(card.name, "section"), None, spacing=4)
        if corner:
            head.addWidget(pill(corner, tone))
        self._lines.addLayout(head)
        if branches:
            self._lines.addWidget(Elided(card.branch, "small"))
        self._lines.addWidget(text(f"{card.since} 起" if card.since else "没有日期", "small"))
        self._tell()
        self.begin = self._foot(editable and not card.reported)
        name = f"{card.name}，{card.told}" + (f"，{corner}" if corner else "")
        self.setAccessibleName(name)

    def _tell(self) -> None:
        card = self.card
        if not card.lacking or card.tone != "warn":
            told = text(card.told, wrap=True)
            told.setProperty("said", card.tone)
            self._lines.addWidget(told)
        if card.lacking:
            holder = QWidget()
            line = FlowLayout(holder, spacing=4, least=_LEAST)
            for part in (text("还差", "small"), *(pill(each, "warn") for each in card.lacking)):
                line.addWidget(part)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            holder.setSizePolicy(policy)
            self._lines.addWidget(holder)

    def _foot(self, editable: bool) -> QPushButton | None:
        step, begin = self.card.next, None
        told_already = step is not None and step.label in self.card.told and step.when in (
            When.NOW, When.FROM,
        )  # fmt: skip
        if step is not None and not told_already:
            line = text(next_line(step), "small", wrap=True)
            line.setToolTip(tip_text(step.why))
            self._lines.addWidget(line)
        foot = row(spacing=4)
        if step is not None and step.when is not When.FROM and editable:
            begin = self._link("去办理", f"打开登记表，填“{step.label}”", self.begun)
            begin.setAccessibleName(f"{self.card.name}：{step.label}")
            foot.addWidget(begin)
        steps = self._link("看步骤", "25 个步骤办到哪里了", self.steps_wanted)
        steps.setAccessibleName(f"{self.card.name}：看步骤")
        foot.addWidget(steps)
        foot.addStretch(1)
        self.rows.addLayout(foot)
        return begin

    def _link(self, words: str, tip: str, signal: object) -> QPushButton:
        made = link(words, lambda: signal.emit(self.card))  # type: ignore[attr-defined] # a bound signal
        made.setProperty("small", "true")
        made.setToolTip(tip_text(tip))
        return made

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        here = self.rect().contains(event.position().toPoint())
        if here and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.card)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A link within it leaves Enter to what is around it.
        if self.hasFocus() and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        ):
            self.opened.emit(self.card)
        else:
            super().keyPressEvent(event)
