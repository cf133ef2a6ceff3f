"""The ranking of all branches, and how many have how many stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import Card, stack
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.side_pane import SidePane
from partydesk.desk.stars import words
from partydesk.desk.stars.branch_pane import BranchPane
from partydesk.desk.stars.drawings import Distribution
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.rules.stars.scores import score_text

if TYPE_CHECKING:
    from partydesk.rules.stars.scoring import Ranked, Scored
    from partydesk.rules.stars.year import Year

_LOW = 480  # pixels of height below which the bars leave their room to the list
_BARS, _LOW_BARS = 116, 84


class BoardView(QWidget):
    """`review_wanted` carries the id of the branch to look at item by item."""

    review_wanted = Signal(int)

    def __init__(self, pane: SidePane) -> None:
        super().__init__()
        self._pane = pane
        self._year: Year | None = None
        self._at = 0  # the id of the branch under the cursor
        self.distribution = Distribution()
        bars = Card()
        bars.rows.setContentsMargins(12, 6, 12, 6)
        bars.rows.addWidget(self.distribution)
        self.table = PlainTable(
            [
                Column("名次", 62, True),
                Column("党组织"),
                Column("星级", 84),
                Column("总分", 76, True),
                Column("自评总分", 92, True),
                Column("差", 100),
                Column("目标", 122),
                Column("一票否决", 132),
            ]
        )
        self.table.setAccessibleName("星级排名")
        self.table.chosen.connect(self._chosen)
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.branch_pane = BranchPane(pane)
        self.branch_pane.review_wanted.connect(lambda: self.review_wanted.emit(self._at))
        card = Card()
        card.rows.setContentsMargins(1, 3, 1, 3)
        card.rows.addWidget(self.table)
        column = stack(self, theme.ROOM)
        column.addWidget(bars)
        column.addWidget(card, 1)
        self._bars = bars
        hand_on_focus(self, self.table)

    def show_board(self, year: Year) -> None:
        """Show the ranking; the cursor stays on its branch."""
        self._year, at = year, self._at
        self.distribution.show_shares(year.shares, year.scheme.goals)
        self.table.show_rows([self._cells(year, place) for place in year.board])
        ids = [place.scored.organisation for place in year.board]
        self.go_to(at if at in ids else (ids[0] if ids else 0))

    def go_to(self, branch: int) -> None:
        """Put the cursor on a branch."""
        if self._year is None:
            return
        for number, place in enumerate(self._year.board):
            if place.scored.organisation == branch:
                self.table.selectRow(number)
                self.table.scrollTo(self.table.model().index(number, 0))

    def show_pane(self) -> None:
        """Let the pane say how the branch under the cursor stands."""
        scored = self._year.by_id.get(self._at) if self._year else None
        if self._year is None or scored is None:
            self._pane.say("选中一个党组织，这里看它的得分。")
            return
        tone = words.goal_reached(self._year.scheme, scored)[1]
        self.branch_pane.show_branch(self._year, scored)
        self._pane.show_body(self.branch_pane, scored.name, words.stars_of(scored), tone)

    @staticmethod
    def _cells(year: Year, place: Ranked) -> list[Cell | str]:
        scored: Scored = place.scored
        apart = words.apart(scored.total, scored.self_total)
        goal, tone = words.goal_reached(year.scheme, scored)
        return [
            "—" if place.rank is None else str(place.rank),
            scored.name,
            words.stars_of(scored) if scored.stars is not None else "没有得分",
            score_text(scored.total),
            score_text(scored.self_total),
            Cell(apart, "ok" if apart == "一致" else "warn") if apart else "",
            Cell(goal, tone) if goal else "",
            Cell("、".join(veto.label for veto in scored.vetoes), "bad") if scored.vetoes else "",
        ]

    def _chosen(self, number: int) -> None:
        if self._year is not None and 0 <= number < len(self._year.board):
            self._at = self._year.board[number].scored.organisation
            self.show_pane()

    def _open(self, number: int) -> None:
        if self._year is not None and 0 <= number < len(self._year.board):
            self.review_wanted.emit(self._year.board[number].scored.organisation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bars.setFixedHeight(_LOW_BARS if self.height() < _LOW else _BARS)
