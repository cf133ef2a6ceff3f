"""The outline beside the report: what is switched on, in which order, and last year's choices."""

from __future__ import annotations

from PySide6.QtCore import Signal

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import link, row, rule, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.report.folded_card import FoldedCard
from partydesk.desk.report.outline_view import OutlineView
from partydesk.documents.report.content import Report

WIDTH = 280


class OutlinePanel(FoldedCard):
    """`add_wanted` carries the part that gets a paragraph of one's own; `last_wanted` asks for the
    choices and words of the year before."""

    add_wanted = Signal(str)
    last_wanted = Signal()

    def __init__(self, *, editable: bool) -> None:
        super().__init__(WIDTH)
        head = row(text("段落", "section"), None, text("拖动可换次序", "small"), self.toggle)
        head.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        self.rows.addLayout(head)
        self.view = self.inside = OutlineView(editable=editable)
        self.add = link("＋ 添一段", self._add)
        self.add.setToolTip("在光标所在的部分末尾写一段自己的话")
        self.last = link("照去年的", self.last_wanted.emit)
        self.last.setToolTip("用去年这份报告的开关、次序和改过的话；数字还是今年的")
        body = self.lay_body()
        body.addWidget(self.view, 1)
        body.addWidget(rule())
        foot = row(self.add, None, self.last)
        foot.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        body.addLayout(foot)
        self._editable = editable
        for each in (self.add, self.last):
            each.setEnabled(False)  # until there is a report to change
        hand_on_focus(self, self.view)

    def show_report(self, report: Report) -> None:
        """Show the outline of this."""
        self._report = report
        for each in (self.add, self.last):
            each.setEnabled(self._editable)
        self.view.show_report(report)

    def _add(self) -> None:
        item = self.view.currentItem()
        parts = [part.id for part in self._report.outline if not part.fixed and part.on]
        here = self.view.part_of(item)
        if parts:
            self.add_wanted.emit(here if here in parts else parts[-1])
