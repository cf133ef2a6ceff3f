"""One branch of the ranking in the pane: how it stands, where it differs, and the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from partydesk.desk.kit.cards import button, empty, pill, row, rule, text
from partydesk.desk.kit.side_pane import PaneBody
from partydesk.desk.stars import words
from partydesk.desk.stars.drawings import StarsRow
from partydesk.rules.stars.scores import score_text

if TYPE_CHECKING:
    from partydesk.rules.stars.scoring import Scored, ScoredItem
    from partydesk.rules.stars.year import Year

_MOST = 6  # differing or missing items told; all of them stand in the branch's own table


class BranchPane(PaneBody):
    """`review_wanted` asks to see the branch item by item."""

    review_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, spacing=8)
        self.review = button("逐项评分", self.review_wanted.emit, "main")
        self.set_foot(None, self.review)

    def show_branch(self, year: Year, scored: Scored) -> None:
        """Show how this branch stands."""
        empty(self.column)
        scheme = year.scheme
        stars = StarsRow()
        stars.show_stars(scored.stars or 0, len(scheme.thresholds))
        self.column.addLayout(row(stars, None))
        self.column.addWidget(text(self._totals(year, scored), wrap=True))
        if told := words.next_star(scheme, scored):
            self.column.addWidget(text(told, "small", wrap=True))
        for veto in scored.vetoes:
            reason = scored.veto_rows[veto.label].evidence
            line = f"{veto.label}，最多 {veto.stars} 星" + (f"：{reason}" if reason else "")
            self.column.addLayout(row(pill("一票否决", "bad"), None))
            self.column.addWidget(text(line, wrap=True))
        self.column.addWidget(rule())
        self._groups(scored)
        differing = [each for each in scored.items if each.difference]
        differing.sort(key=lambda each: -abs(each.difference or 0.0))
        self._list("和自评有出入", [self._differs(each) for each in differing])
        self._list("还没有得分", [item.label for item in scored.missing], joined=True)
        self._list("要看一下", [finding.message for finding in scored.findings])
        self.column.addStretch(1)

    @staticmethod
    def _totals(year: Year, scored: Scored) -> str:
        if scored.total is None:
            return "还没有得分。收下这个支部的报送表，或者逐项给出党委评分。"
        told = f"总分 {score_text(scored.total)} / {score_text(year.scheme.points)}"
        if scored.self_total is not None:
            told += f"　自评 {score_text(scored.self_total)}，{scored.self_stars} 星"
        return f"{told}　{words.last_year(year, scored)}"

    def _groups(self, scored: Scored) -> None:
        """A bar for each group of items."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        groups: dict[str, list[ScoredItem]] = {}
        for each in scored.items:
            groups.setdefault(each.item.group, []).append(each)
        for line, (group, items) in enumerate(groups.items()):
            most = sum(each.item.points for each in items)
            had = round(sum(each.final or 0.0 for each in items), 2)
            told = f"{score_text(had)} / {score_text(most)}"
            bar = QProgressBar()
            bar.setTextVisible(False)
            bar.setRange(0, max(1, int(most * 100)))
            bar.setValue(int(had * 100))
            bar.setAccessibleName(f"{group} {told} 分")
            grid.addWidget(text(group, "label"), line, 0)
            grid.addWidget(bar, line, 1)
            grid.addWidget(text(told, "small"), line, 2)
        self.column.addLayout(grid)

    def _list(self, title: str, told: list[str], *, joined: bool = False) -> None:
        if not told:
            return
        self.column.addWidget(rule())
        self.column.addWidget(text(f"{title}（{len(told)}）", "section"))
        lines = ["、".join(told)] if joined else told[:_MOST]
        for each in lines:
            self.column.addWidget(text(each, wrap=True))
        if not joined and len(told) > _MOST:
            self.column.addWidget(text(f"还有 {len(told) - _MOST} 项，逐项评分时看全部", "hint"))

    @staticmethod
    def _differs(each: ScoredItem) -> str:
        apart = words.difference(each)
        mine = score_text(each.given.self_score)
        return f"{each.item.label}：自评 {mine}，得 {score_text(each.final)}，{apart and apart[0]}"
