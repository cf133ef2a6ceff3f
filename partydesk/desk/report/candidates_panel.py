"""What a paragraph can be told from: sessions or solved problems, the ones told now first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import Card, button, empty, link, pill, row, rule, scrolled, text
from partydesk.desk.kit.elided import Elided
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.documents.report.choosing import MOST_PICKED
from partydesk.documents.report.content import Report
from partydesk.documents.report.outline import Candidate, Paragraph

WIDTH = 300


class CandidatesPanel(Card):
    """`picked` carries the paragraph's id and the uids to tell; `evidence_wanted` the kind and uid
    of a record to open; `closed` when somebody is done."""

    picked = Signal(str, list)
    evidence_wanted = Signal(str, str)
    closed = Signal()

    def __init__(self, *, editable: bool) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._editable = editable
        self.paragraph = ""
        self._chosen: list[str] = []
        self._shown: tuple[Candidate, ...] | None = None
        self.boxes: dict[str, QCheckBox] = {}
        self.rows.setContentsMargins(1, 10, 1, 10)
        self.rows.setSpacing(6)
        self.title = text("", "section")
        self.close_link = link("收起", self.closed.emit)
        self.where = text("", "small")
        head = row(self.title, self.where, None, self.close_link)
        head.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        self.rows.addLayout(head)
        self.hint = text("", "hint", wrap=True)
        hint = row(self.hint)
        hint.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        self.rows.addLayout(hint)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        self._list.setSpacing(theme.GAP)
        self.area = scrolled(inside)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.addWidget(self.area, 1)
        self.rows.addWidget(rule())
        self.put = button("放进", self._put)
        self.none = button("都不用", self._none)
        self.count = text("", "small")
        foot = row(self.put, self.none, None, self.count)
        foot.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        self.rows.addLayout(foot)
        hand_on_focus(self, self.close_link)

    def set_wide(self, wide: bool) -> None:  # noqa: FBT001
        """As wide as there is room for, or as a column."""
        if wide:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(WIDTH)

    def show_candidates(self, report: Report, paragraph: Paragraph, where: str) -> None:
        """Show what this paragraph can be told from; `where` is the heading it stands under."""
        found = tuple(each for each in report.candidates if each.paragraph == paragraph.id)
        self.title.setText(paragraph.label)
        self.where.setText(f"放进 {where}")
        if (paragraph.id, found) == (self.paragraph, self._shown):
            return
        self.paragraph, self._shown = paragraph.id, found
        self._chosen = [each.uid for each in found if each.picked]
        self.hint.setText(
            "放进去的是记录里的原话，双击正文可以改。" if found
            else "这段时间没有可写的：学习活动要写内容摘要，问题要解决了并写整改措施。"
        )  # fmt: skip
        empty(self._list)
        self.boxes = {}
        for each in found:
            self._list.addWidget(self._line(each))
        self._list.addStretch(1)
        self.area.verticalScrollBar().setValue(0)
        self._count()

    def _line(self, candidate: Candidate) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        box = QCheckBox()
        box.setChecked(candidate.picked)
        box.setEnabled(self._editable)
        box.setAccessibleName(candidate.title)
        box.toggled.connect(lambda on, uid=candidate.uid: self._pick(uid, on=on))
        self.boxes[candidate.uid] = box
        inside = pill("已放进", "ok") if candidate.picked else None
        column.addLayout(row(box, Elided(candidate.title), inside, None))
        said = text(candidate.said, "small", wrap=True)
        said.setContentsMargins(26, 0, 0, 0)
        column.addWidget(said)
        see = link("看依据", lambda: self.evidence_wanted.emit(candidate.kind, candidate.uid))
        below = row(Elided(candidate.where, "small"), None, see)
        below.setContentsMargins(26, 0, 0, 0)
        column.addLayout(below)
        column.addWidget(rule())
        return holder

    def _pick(self, uid: str, *, on: bool) -> None:
        if on and len(self._chosen) >= MOST_PICKED:
            # The latest choice counts: the earliest goes.
            self.boxes[self._chosen[0]].setChecked(False)
        if on:
            self._chosen.append(uid)
        elif uid in self._chosen:
            self._chosen.remove(uid)
        self._count()

    def _count(self) -> None:
        count = len(self._chosen)
        self.put.setText(f"放进（{count} 件）" if count else "放进")
        now = [each.uid for each in self._shown or () if each.picked]
        self.put.setEnabled(self._editable and bool(count) and self._chosen != now)
        self.none.setEnabled(self._editable and bool(now))
        self.count.setText(f"最多 {MOST_PICKED} 件")

    def _put(self) -> None:
        self.picked.emit(self.paragraph, list(self._chosen))

    def _none(self) -> None:
        self.picked.emit(self.paragraph, [])
