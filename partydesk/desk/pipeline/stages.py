"""The five stages, side by side, or one below the other where the page is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.across import Across
from partydesk.desk.kit.cards import empty, link, row, stack, text
from partydesk.desk.pipeline.person_card import PersonCard
from partydesk.records.member import CATEGORY
from partydesk.rules.pipeline_card import STAGES, Card, Stage

SIDE_BY_SIDE = 940  # pixels of width below which the stages stand one below the other
SHOWN = 30  # cards of a stage until more are asked for: a committee's board has hundreds
_ACROSS = 3  # cards in a line where a stage has the whole width


class StageColumn(QWidget):
    """One stage: its title with how many, and their cards. Signals as those of a card."""

    opened = Signal(object)
    begun = Signal(object)
    steps_wanted = Signal(object)
    add_wanted = Signal(str)

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.cards: list[PersonCard] = []
        self._people: list[Card] = []
        self._given: tuple[date, bool, bool] = (date.min, False, False)
        self._fillers: list[QWidget] = []
        self._most, self._across = SHOWN, 1
        self.count = text("", "small")
        column = stack(self, theme.GAP)
        self.add = link("添加", lambda: self.add_wanted.emit(stage.code))
        self.add.setProperty("small", "true")
        self.add.setAccessibleName(f"添加一名{CATEGORY.label(stage.code)}")
        # Nobody comes to the last column from outside.
        self.add.setVisible(False)
        column.addLayout(row(text(stage.title, "section"), self.count, None, self.add))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.GAP)
        column.addLayout(self._grid)
        self.nobody = text("没有人", "hint")
        column.addWidget(self.nobody)
        self.more = link("", self._show_more)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def show_people(
        self, people: Sequence[Card], today: date, *, branches: bool, editable: bool
    ) -> None:
        """Show these people, in their order."""
        self._people, self._given = list(people), (today, branches, editable)
        self.count.setText(f"{len(people):,} 人" if people else "")
        self.nobody.setVisible(not people)
        self.add.setVisible(editable and self.stage.code != "full")
        self._make()

    def set_across(self, across: int) -> None:
        """So many cards in a line."""
        if across != self._across:
            self._across = across
            self._place()

    def _show_more(self) -> None:
        self._most += SHOWN
        self._make()

    def _make(self) -> None:
        empty(self._grid)
        self._fillers = []
        today, branches, editable = self._given
        self.cards = [
            PersonCard(card, today, branches=branches, editable=editable)
            for card in self._people[: self._most]
        ]
        for made in self.cards:
            made.opened.connect(self.opened)
            made.begun.connect(self.begun)
            made.steps_wanted.connect(self.steps_wanted)
        left = len(self._people) - len(self.cards)
        self.more.setVisible(left > 0)
        self.more.setText(f"还有 {left:,} 人，再看 {min(left, SHOWN)} 人")
        self._place()

    def _place(self) -> None:
        for number in range(_ACROSS):
            self._grid.setColumnStretch(number, 1 if number < self._across else 0)
        for each in self._fillers:
            each.deleteLater()
        # An empty place keeps the others as wide as those of a full line.
        self._fillers = [QWidget() for _ in range(len(self.cards), self._across)]
        for number, card in enumerate((*self.cards, *self._fillers)):
            line, place = divmod(number, self._across)
            self._grid.addWidget(card, line, place)
            self._grid.setAlignment(card, Qt.AlignmentFlag.AlignTop)
            card.show()  # the grid would do it later, and a hidden card takes no cursor


class Stages(QWidget):
    """All columns. Signals as those of a card."""

    opened = Signal(object)
    begun = Signal(object)
    steps_wanted = Signal(object)
    add_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.across = Across(self)
        self.across.setContentsMargins(theme.AIR, 2, theme.ROOM, 14)
        self.columns = {stage.code: StageColumn(stage) for stage in STAGES}
        for column in self.columns.values():
            column.opened.connect(self.opened)
            column.begun.connect(self.begun)
            column.steps_wanted.connect(self.steps_wanted)
            column.add_wanted.connect(self.add_wanted)
            self.across.addWidget(column, 1)
        self._arrange()

    @property
    def narrow(self) -> bool:
        """Whether the stages stand one below the other."""
        return self.width() < SIDE_BY_SIDE

    @property
    def cards(self) -> list[PersonCard]:
        """All cards, the first stage first."""
        return [card for column in self.columns.values() for card in column.cards]

    def _arrange(self) -> None:
        self.across.set_wide(not self.narrow)
        self.across.setSpacing(theme.GAP if self.narrow else theme.ROOM)
        for column in self.columns.values():
            column.set_across(_ACROSS if self.narrow else 1)
            self.across.setStretchFactor(column, 0 if self.narrow else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
