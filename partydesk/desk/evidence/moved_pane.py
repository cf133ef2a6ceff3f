"""The pane of 为什么变了: a record's cells before and after, who did it, which figures it moved."""

from __future__ import annotations

from PySide6.QtCore import Signal

from partydesk.desk.evidence.why_bars import signed
from partydesk.desk.kit.action_pane import ActionPane
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import (
    button,
    empty,
    local_time,
    pill,
    row,
    rule,
    text,
)
from partydesk.exchange.merge import trace
from partydesk.exchange.merge.compare import CAME, CHANGED, WENT, Comparison, Moved
from partydesk.exchange.merge.why import BranchStory
from partydesk.records.base import kind_of

_WORDS = {CAME: ("来了", "ok"), WENT: ("走了", "bad"), CHANGED: ("改了", "warn")}
_BESIDE, _MOST = 150, 20  # pixels, lines


class MovedPane(ActionPane):
    """`record_wanted` carries kind and uid of the record to open."""

    record_wanted = Signal(str, str)

    def __init__(self, context: AppContext) -> None:
        super().__init__(least=_BESIDE)
        self._context = context
        self._moved: Moved | None = None
        self.open_button = button("打开这条记录", self.open)
        self.flow.addWidget(self.open_button)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say what the pane is for."""
        self._begin(None)
        self.body.addWidget(text("选一行，看改了哪几格、谁做的。", "hint", wrap=True))
        self.body.addStretch(1)

    def show_branch(self, name: str, story: BranchStory) -> None:
        """Show what was done about a branch's submissions."""
        self._begin(None)
        self._head(name, signed(story.amount), "idle", f"{story.code}　{story.said}")
        self._acts(story)
        self.body.addStretch(1)

    def show_moved(self, name: str, story: BranchStory, moved: Moved, found: Comparison) -> None:
        """Show a record that moved a figure."""
        self._begin(moved)
        title = kind_of(moved.kind).title
        where = "　".join(filter(None, (name, moved.date, title)))
        self._head(moved.text.split("\n")[0], *_WORDS[moved.how], where)
        if moved.cells:
            self._section(f"改了哪几格　{len(moved.cells)} 格")
            for label, before, after in moved.cells[:_MOST]:
                self.body.addWidget(text(label, "small"))
                self.body.addLayout(
                    row(
                        pill((before or "空")[:40], "idle"), text("→", "small"),
                        pill((after or "空")[:40], "warn"), None, spacing=6,
                    )
                )  # fmt: skip
        self._acts(story)
        touched = [
            (each, other)
            for each in found.figures
            for other in each.moved
            if (other.kind, other.uid, other.organisation)
            == (moved.kind, moved.uid, moved.organisation)
        ]
        if touched:
            self._section("牵动的数字")
            for each, other in touched[:_MOST]:
                before, after = (
                    "无" if value is None else f"{value:g}" for value in (each.before, each.after)
                )
                words = f"{signed(other.amount)}（{before} → {after}）"
                self.body.addLayout(row(text(each.indicator.label), None, text(words, "small")))
        self.body.addStretch(1)

    def open(self) -> None:
        """Ask for the record that is shown, where it is still there."""
        moved = self._moved
        if moved is None:
            return
        if moved.how == WENT:
            self._context.tell("这条记录已经不在现在的数据里，打不开", "idle")
            return
        self.record_wanted.emit(moved.kind, moved.uid)

    def _begin(self, moved: Moved | None) -> None:
        empty(self.body)
        self._moved = moved
        self.foot.setVisible(moved is not None and moved.how != WENT)

    def _head(self, words: str, word: str, tone: str, where: str) -> None:
        head = row(text(words, "title", wrap=True), pill(word, tone))
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addWidget(text(where, "small", wrap=True))

    def _section(self, words: str) -> None:
        self.body.addWidget(rule())
        self.body.addWidget(text(words, "section"))

    def _acts(self, story: BranchStory) -> None:
        if not story.acts:
            return
        self._section("怎么变的")
        for act in story.acts[:_MOST]:
            self.body.addLayout(
                row(
                    text(local_time(act.at), "small"), pill(act.act, trace.TONES[act.act]),
                    text(act.about), None, text(act.operator or "没有记名", "small"),
                )
            )  # fmt: skip
            if act.reason:
                self.body.addWidget(text(act.reason, "hint", wrap=True))
