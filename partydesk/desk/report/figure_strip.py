"""The line under the report: what the figure that was clicked says, and the way to its rows."""

from __future__ import annotations

from PySide6.QtCore import Signal

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import Card, link, row, text
from partydesk.desk.kit.elided import Elided
from partydesk.desk.report.evidence import counted
from partydesk.documents.report.content import Report


class FigureStrip(Card):
    """`evidence_wanted` and `fill_wanted` carry the figure's id, `words_wanted` the id of the
    block whose words are to be changed."""

    evidence_wanted = Signal(str)
    fill_wanted = Signal(str)
    words_wanted = Signal(str)

    def __init__(self, *, editable: bool) -> None:
        super().__init__()
        self._editable = editable
        self.figure = ""
        self.block = ""
        self._mine = False
        self.rows.setContentsMargins(theme.CELL, 6, theme.CELL, 6)
        self.value = text("", "section")
        self.label = Elided("")
        self.says = Elided("", "small")
        self.evidence = link("", lambda: self.evidence_wanted.emit(self.figure))
        self.fill = link("去填", lambda: self.fill_wanted.emit(self.figure))
        self.words = link("改说法", lambda: self.words_wanted.emit(self.block))
        self.away = link("收起", self.hide)
        self.rows.addLayout(row(self.value, self.label, self.says, None, self.evidence,
                                self.fill, self.words, self.away))  # fmt: skip
        self.hide()

    def show_figure(self, report: Report, figure: str, block: str, *, mine: bool) -> None:
        """Show this figure, clicked in a block; `mine`: it is recorded in this file."""
        self.figure, self.block, self._mine = figure, block, mine
        self.renew(report, other=False)
        self.show()

    def renew(self, report: Report, *, other: bool) -> None:
        """The figures of the report anew; of another report nothing is told."""
        known = {each.id: each for each in (*report.more, *report.figures)}
        now = known.get(self.figure)
        if other or now is None:
            self.hide()
            return
        missing = now.value is None
        self.value.setText(now.shown if missing else f"{now.shown} {now.unit}")
        self.label.setText(now.label)
        self.says.setText(now.definition)
        self.evidence.setText(f"看这 {now.evidence:,} 条")
        self.evidence.setVisible(now.evidence > 0 and self.figure in counted())
        self.fill.setVisible(missing and self._mine)
        self.words.setVisible(self._editable and bool(self.block))
