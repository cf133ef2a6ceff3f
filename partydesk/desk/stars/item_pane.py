"""One item in the pane: what it asks, what was found, the scores, and the one to give here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.kit.cards import button, link, row, rule, text
from partydesk.desk.kit.side_pane import PaneBody
from partydesk.desk.stars import words
from partydesk.desk.stars.score_form import ScoreForm
from partydesk.rules.stars.scores import score_text

if TYPE_CHECKING:
    from partydesk.rules.stars.scoring import ScoredItem


class ItemPane(PaneBody):
    """`save_wanted` asks to keep what stands in `form`; `rows_wanted` to see what was counted."""

    save_wanted = Signal()
    rows_wanted = Signal()

    def __init__(self, committee: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._committee = committee
        column = self.column
        self.facts = text("", "small", wrap=True)
        self.way = text("", "", wrap=True)
        self.proof = text("", "small", wrap=True)
        column.addWidget(self.facts)
        column.addSpacing(4)
        column.addWidget(text("要求", "section"))
        column.addWidget(self.way)
        column.addWidget(self.proof)
        self._computed = QWidget()
        found = QVBoxLayout(self._computed)
        found.setContentsMargins(0, 6, 0, 0)
        found.setSpacing(6)
        found.addWidget(rule())
        found.addWidget(text("计算", "section"))
        self.measure = text("", "", wrap=True)
        found.addWidget(self.measure)
        self.rows_link = link("", self.rows_wanted.emit)
        found.addLayout(row(self.rows_link, None))
        column.addWidget(self._computed)
        column.addSpacing(4)
        column.addWidget(rule())
        self.other_title = text("", "section")
        self.other = text("", "", wrap=True)
        self.form = ScoreForm()
        self.form_title = text(words.REVIEW if committee else words.SELF, "section")
        self.form.words_label.setText(words.EVIDENCE)
        self.form.save_wanted.connect(self.save_wanted)
        self.form.edited.connect(self._edited)
        # The branch's word comes first, as the committee answers it.
        parts: list[QWidget] = [self.other_title, self.other]
        mine: list[QWidget] = [self.form_title, self.form]
        first, second = (parts, mine) if committee else (mine, parts)
        for part in first:
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(rule())
        for part in second:
            column.addWidget(part)
        column.addStretch(1)
        self.state = text("", "hint")
        self.drop = button("不改了", self.form.drop)
        self.save = button("保存", self.save_wanted.emit, "main")
        self.set_foot(self.state, None, self.drop, self.save)

    def show_item(self, key: object, scored: ScoredItem, written_here: str) -> None:
        """Show this item; `written_here` is the evidence written in this file."""
        item, given = scored.item, scored.given
        self.facts.setText(
            f"{item.group}　满分 {score_text(item.points)} 分　{words.standing(scored)}"
        )
        self.way.setText(words.way(item))
        self.proof.setText(f"看什么：{item.evidence}" if item.evidence else "")
        self.proof.setVisible(bool(item.evidence))
        self._computed.setVisible(bool(item.rule))
        told = words.measured(item, scored.measure)
        if scored.computed is not None:
            told += f"，得 {score_text(scored.computed)} 分"
        self.measure.setText(told)
        count = len(scored.measure.rows) if scored.measure else 0
        self.rows_link.setText(f"看背后的 {count} 条记录")
        self.rows_link.setVisible(count > 0)
        mine = given.review_score if self._committee else given.self_score
        theirs = given.self_score if self._committee else given.review_score
        self.other_title.setText(words.SELF if self._committee else words.REVIEW)
        said = "还没有评" if theirs is None else f"{score_text(theirs)} 分"
        apart = words.difference(scored)
        if apart and given.review_score is not None:
            said += "，与自评一致" if apart[1] == "ok" else f"，党委评分比自评{apart[0]} 分"
        if not self._committee and given.reason:
            said += f"\n理由：{given.reason}"
        if self._committee and given.evidence and given.evidence != written_here:
            said += f"\n{words.EVIDENCE}：{given.evidence}"
        self.other.setText(said)
        self.form.of.setText(f"/ {score_text(item.points)} 分")
        self.form.score.setAccessibleName(f"{item.label} {self.form_title.text()}")
        self.form.words.setAccessibleName(f"{item.label} {words.EVIDENCE}")
        self.form.load(key, score_text(mine), written_here)

    def _edited(self) -> None:
        dirty = self.form.dirty
        self.state.setText("还没有保存" if dirty else "")
        self.drop.setVisible(dirty)
        self.save.setEnabled(dirty)
