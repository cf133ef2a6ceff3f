"""Beside the grid of a campaign: who is behind, on which step, who answers for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from partydesk.desk.kit.cards import button, empty, link, pill, row, rule, text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.side_pane import PaneBody, SidePane
from partydesk.records.quotes import nested
from partydesk.rules.campaign_standing import Campaign, Subject

_SHOWN = 40  # subjects told at a time: more are never read


def late_words(subject: Subject, whole: Campaign) -> str:
    """How late somebody is: 超 12 天, 今天到期."""
    late = subject.days_late(whole.today)
    return f"超 {late} 天" if late else "今天到期"


def reminder(whole: Campaign, subjects: list[Subject]) -> str:
    """What is pasted to those who are behind."""
    lines = [f"“{whole.head.name}”进度提醒："]
    for each in subjects:
        step = each.next_step
        if step is not None:
            who = f"（责任人 {each.owner}）" if each.owner else ""
            lines.append(
                f"{each.name}{who}：第 {step.number} 步“{step.name}”{late_words(each, whole)}，"
                f"期限 {step.due}"
            )
    lines.append("请尽快办好，办完在工作台打勾、随报送表报来。")
    return "\n".join(map(nested, lines))


class CampaignPane(SidePane):
    """`go` puts the cursor on a subject, `told` says what became of something."""

    def __init__(self, go: Callable[[Subject], object], told: Callable[[str], object]) -> None:
        super().__init__()
        self._go, self._told = go, told
        self._whole: Campaign | None = None
        self.setAccessibleName("谁落后了")
        self.body = PaneBody(self)
        self.copy_all = button("复制催办话", self.copy_reminder, "main")
        self.copy_all.setIcon(icon("copy", "on_accent"))
        self.body.set_foot(self.copy_all, None)
        self.say("新建一个行动，谁落后了会列在这里。")

    def show_campaign(self, whole: Campaign) -> None:
        """Tell who is behind."""
        self._whole = whole
        behind = whole.behind()
        late = sum(each.days_late(whole.today) > 0 for each in behind)
        unit = whole.head.unit
        words = f"{len(behind)} {unit}，{late} {unit}超了期" if behind else ""
        self.show_body(self.body, "谁落后了", words, "bad" if late else "warn")
        column = self.body.column
        empty(column)
        self.copy_all.setEnabled(bool(behind))
        if not behind:
            said = "没有落后的。" if whole.subjects else "还没有对象。"
            column.addWidget(text(said, "small", wrap=True))
        for each in behind[:_SHOWN]:
            self._one(whole, each)
        if len(behind) > _SHOWN:
            more = f"还有 {len(behind) - _SHOWN} {unit}，在左边点“落后”看全部"
            column.addWidget(text(more, "small", wrap=True))
        if whole.goals:
            self._goals(whole)
        branches = Counter(each.branch for each in behind if each.branch)
        if len(branches) > 1:
            told = "，".join(f"{name} {count} {unit}" for name, count in branches.most_common(5))
            column.addWidget(text(f"按支部：{told}", "small", wrap=True))
        column.addStretch(1)

    def _goals(self, whole: Campaign) -> None:
        """Each branch against its own goal."""
        column, unit = self.body.column, whole.head.unit
        column.addWidget(text("各支部目标", "section"))
        for each in whole.branches():
            tone = "warn" if each.lacks else "ok"
            said = f"差 {each.lacks} {unit}" if each.lacks else "完成了"
            name = text(each.branch or "没有分到支部的", "small", wrap=True)
            line = row(name, text(f"{each.done}/{each.goal}", "small"), pill(said, tone))
            line.setStretch(0, 1)
            column.addLayout(line)

    def _one(self, whole: Campaign, each: Subject) -> None:
        step = each.next_step
        if step is None:
            return
        late = bool(each.days_late(whole.today))
        name: QPushButton = link(each.name, lambda: self._go(each))
        urge = link("催办", lambda: self._copy([each]))
        urge.setAccessibleName(f"复制催办话：{each.name}")
        tone = "bad" if late else "warn"
        column = self.body.column
        column.addLayout(row(name, pill(late_words(each, whole), tone), None, urge))
        who = f"　责任人 {each.owner}" if each.owner else ""
        told = f"卡在 第 {step.number} 步 {step.name}{who}"
        column.addWidget(text(told, "small", wrap=True))
        column.addWidget(rule())

    def copy_reminder(self) -> None:
        """Put what all who are behind are told on the clipboard."""
        if self._whole is not None:
            self._copy(self._whole.behind())

    def _copy(self, subjects: list[Subject]) -> None:
        if self._whole is not None and subjects:
            QGuiApplication.clipboard().setText(reminder(self._whole, subjects))
            self._told(f"已复制 {len(subjects)} {self._whole.head.unit}的催办话，可以直接粘贴")
