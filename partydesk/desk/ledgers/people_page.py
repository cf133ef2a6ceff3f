"""The common part: people in groups, one line each, under the parts of a tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.evidence.list_page import Act, EvidencePage
from partydesk.desk.evidence.model import Evidence, Line
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row
from partydesk.desk.kit.empty import EmptyState, Way
from partydesk.desk.overview.navigation import OverviewNavigation


class PeoplePage(EvidencePage):
    """A list that is itself a part: no way back, the parts in the place of its title.

    `goes_here` says what stands there while there are no people, below `nobody`; `adding` is what
    its way to begin is called.
    """

    pause = 200
    nobody = "名册里还没有党员"
    goes_here = ""
    adding = ""

    def __init__(
        self,
        context: AppContext,
        look: Callable[[], Evidence],
        acts: Sequence[Act] = (),
        verb: str = "打开",
    ) -> None:
        super().__init__(context, look, acts, verb)
        self.back.hide()
        # Beside the chips: the head is full with the parts and what every list has.
        self.bar = row(*(each for each, _act in self._acts))
        self.bar.insertStretch(0, 1)
        self._chips_at.insertLayout(2, self.bar)
        self.ways = OverviewNavigation(context, self)
        self.opened.connect(self.go)
        self.empty = EmptyState(self.nobody, self.goes_here, self._ways_in())
        self.empty.hide()
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.addWidget(self.empty, 1)

    def _ways_in(self) -> list[Way]:
        if not self.adding:
            sheets = NavigationTarget(tab="collect")
            return [("去收表", "main", "", lambda: self.start_wanted.emit(sheets))]
        roll = NavigationTarget(tab="members", part="member")
        return [
            ("去录入名册", "main", "", lambda: self.start_wanted.emit(roll)),
            (self.adding, "", "add", self.add),
        ]

    def show_evidence(self, found: Evidence) -> None:
        """Show these people, or what goes here while there are none."""
        super().show_evidence(found)
        anybody = any(group.lines for group in found.groups)
        self.empty.setVisible(not anybody)
        for each in (self.card, self.said, self.open_button, *([self.chips] if self.chips else ())):
            each.setVisible(anybody)

    def _make_chips(self, found: Evidence) -> None:
        super()._make_chips(found)
        if self.chips is not None:
            self._chips_at.removeWidget(self.chips)
            self.bar.insertWidget(0, self.chips, 100)  # the room is the chips'

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts in the place of the title."""
        self.title.hide()
        self.head.insertWidget(0, parts)

    def leave(self) -> None:
        """Esc leads nowhere from a part."""

    def go(self, line: Line) -> None:
        """What opening a line does."""
        raise NotImplementedError
