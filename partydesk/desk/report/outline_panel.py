"""The outline beside the report: what is switched on, in which order, and last year's choices."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import Card, link, row, rule, stack, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.report.outline_view import OutlineView
from partydesk.documents.report.content import Report

WIDTH = 280


class OutlinePanel(Card):
    """`add_wanted` carries the part that gets a paragraph of one's own; `last_wanted` asks for the
    choices and words of the year before."""

    add_wanted = Signal(str)
    last_wanted = Signal()

    def __init__(self, *, editable: bool) -> None:
        super().__init__()
        self._folded = self._open = False
        self.rows.setContentsMargins(1, 10, 1, 10)
        self.rows.setSpacing(6)
        self.toggle = link("展开", self._toggle)
        self.toggle.hide()
        head = row(text("段落", "section"), None, text("拖动可换次序", "small"), self.toggle)
        head.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        self.rows.addLayout(head)
        self.view = OutlineView(editable=editable)
        self.add = link("＋ 添一段", self._add)
        self.add.setToolTip("在光标所在的部分末尾写一段自己的话")
        self.last = link("照去年的", self.last_wanted.emit)
        self.last.setToolTip("用去年这份报告的开关、次序和改过的话；数字还是今年的")
        self._body = QWidget()
        body = stack(self._body, 6)
        body.addWidget(self.view, 1)
        body.addWidget(rule())
        foot = row(self.add, None, self.last)
        foot.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        body.addLayout(foot)
        self.rows.addWidget(self._body, 1)
        for each in (self.add, self.last):
            each.setEnabled(editable)
        hand_on_focus(self, self.view)

    def show_report(self, report: Report) -> None:
        """Show the outline of this."""
        self._report = report
        self.view.show_report(report)

    @property
    def is_open(self) -> bool:
        """Whether a folded panel shows its outline."""
        return self._open

    def _add(self) -> None:
        item = self.view.currentItem()
        parts = [part.id for part in self._report.outline if not part.fixed and part.on]
        here = self.view.part_of(item)
        if parts:
            self.add_wanted.emit(here if here in parts else parts[-1])

    # -- where there is little room ------------------------------------------------------------

    def set_folded(self, folded: bool) -> None:
        """Folded it stands above the report, only its head until it is opened."""
        self._folded = folded
        self.toggle.setVisible(folded)
        self._arrange()

    def _toggle(self) -> None:
        self._open = not self._open
        self._arrange()
        if self._open:
            self.view.setFocus()

    def _arrange(self) -> None:
        self.toggle.setText("收起" if self._open else "展开")
        self._body.setVisible(self._open or not self._folded)
        if self._folded:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(WIDTH)
