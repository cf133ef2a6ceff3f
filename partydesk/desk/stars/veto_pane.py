"""One veto in the pane: what it is, what was said of it, and to set it or take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.cards import button, rule, text
from partydesk.desk.kit.side_pane import PaneBody
from partydesk.desk.stars import words
from partydesk.desk.stars.items_model import VetoLine, veto_word
from partydesk.desk.stars.score_form import ScoreForm

if TYPE_CHECKING:
    from partydesk.rules.stars.scores import Given


class VetoPane(PaneBody):
    """`decided` carries whether it happened; the reason stands in `form`."""

    decided = Signal(bool)

    def __init__(self, committee: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._committee = committee
        column = self.column
        self.facts = text("", "small", wrap=True)
        self.says = text("", "", wrap=True)
        self.said = text("", "", wrap=True)
        self.form = ScoreForm(scored=False)
        self.form.words_label.setText(f"理由（写进{words.EVIDENCE}）")
        for part in (self.facts, self.says, rule(), self.said, self.form):
            column.addWidget(part)
        column.addStretch(1)
        self.withdraw = button("撤回否决", lambda: self.decided.emit(False))
        self.happened = button("记为发生", lambda: self.decided.emit(True))
        self.set_foot(None, self.withdraw, self.happened)

    def show_veto(self, key: object, line: VetoLine, written_here: str) -> None:
        """Show this veto."""
        given = line.given
        self.facts.setText(f"一票否决　发生了最多 {line.veto.stars} 星，分数不变")
        self.says.setText(line.veto.says)
        self.says.setVisible(bool(line.veto.says))
        self.said.setText(self._told(given, written_here))
        mine = given.review_score if self._committee else given.self_score
        theirs = given.self_score if self._committee else None
        self.happened.setVisible(not (mine or 0) > 0)
        self.withdraw.setVisible((mine if mine is not None else theirs or 0) > 0)
        self.form.words.setAccessibleName(f"{line.veto.label} 理由")
        self.form.load(key, "", written_here)

    def _told(self, given: Given, written_here: str) -> str:
        """Who said what; the committee's word stands before the branch's."""
        lines = [
            f"{who}：{veto_word(score)[0] or '没有说明'}"
            for who, score in (("支部自报", given.self_score), ("党委认定", given.review_score))
        ]
        if given.evidence and given.evidence != written_here:
            lines.append(f"{words.EVIDENCE}：{given.evidence}")
        return "\n".join(lines)
