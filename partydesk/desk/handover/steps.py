"""The steps of 报送 that come before writing: which period, and a look before it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from partydesk.desk.kit.cards import Card, empty, link, pill, row, text
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.period_chooser import PeriodChooser
from partydesk.records.findings import Finding
from partydesk.records.periods import Period
from partydesk.records.registry import kinds

_SHOWN = 5  # findings shown before 还有 … 条
# What the link beside a finding says it leads to.
_VERBS = {"member-gaps": "去填写", "no-attendance": "去补记", "overdue": "查看"}
_TONES = {"overdue": ("提示", "info")}


class Step(Card):
    """One of the three steps: its number, or a tick once it is done."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        self._number = str(number)
        self.mark = text(self._number, "step")
        self.mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = text(title, "section")
        self.rows.addLayout(row(self.mark, self.title, None, spacing=10))

    def tick(self, done: bool) -> None:
        """Show whether the step is done."""
        self.mark.setText("✓" if done else self._number)
        repolish(self.mark, "role", "ticked" if done else "step")


class PeriodStep(Step):
    """Which period is handed in. One is always chosen, so the step is always done."""

    def __init__(self, chooser: PeriodChooser, toggle: Callable[[], object]) -> None:
        super().__init__(1, "")
        self._days = text("", "hint")
        self.rows.addLayout(row(self._days, None, link("换一个期间", toggle)))
        self.rows.addWidget(chooser)
        self.tick(True)

    def show_period(self, period: Period) -> None:
        """Name the period and its days."""
        self.title.setText(period.title)
        first, last = period.first, period.last
        self._days.setText(
            f"{first.month} 月 {first.day} 日至 {last.month} 月 {last.day} 日"
            if first.year == last.year
            else f"{first} 至 {last}"
        )


class PreflightStep(Step):
    """What is missing or odd before it goes. `record_wanted` carries kind and uid of a finding."""

    record_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(2, "交之前看一眼")
        self.findings: Sequence[Finding] = ()
        self._found = QVBoxLayout()
        self._found.setSpacing(4)
        self.counted = text("", "hint", wrap=True)
        self._all = False
        self.rows.addLayout(self._found)
        self.rows.addWidget(self.counted)

    def show_less(self) -> None:
        """Only the first findings again."""
        self._all = False

    def show_findings(self, findings: Sequence[Finding], counts: Mapping[str, int]) -> None:
        """Say what was found, and how many records of each kind would go."""
        self.findings = findings
        self._list()
        must = sum(1 for finding in findings if finding.fatal)
        self.tick(not must)
        said = f"有 {must} 处必须改。" if must else "没有必须改的。"
        listed = "，".join(
            f"{kinds()[kind].sheet} {count:,} 行" for kind, count in counts.items() if count
        )
        if counts.get("member"):
            listed += "（党员表里也有发展中的人和已经离开的人）"
        rows = f"表里有{listed}" if listed else "这个期间还没有记录"
        self.counted.setText(f"{said}{rows}。谈话内容不会写进表里。")

    def _list(self) -> None:
        empty(self._found)
        limit = len(self.findings) if self._all else _SHOWN
        for finding in self.findings[:limit]:
            word, tone = _TONES.get(finding.code, ("请核对", "warn"))
            if finding.fatal:
                word, tone = "必须改", "bad"
            told = text(finding.message, wrap=True)
            line = row(pill(word, tone), told)
            line.setStretch(1, 1)
            kind, _, uid = finding.value.partition(":")
            if uid:
                verb = _VERBS.get(finding.code, "查看")
                line.addWidget(link(verb, partial(self.record_wanted.emit, kind, uid)))
            self._found.addLayout(line)
        left = len(self.findings) - limit
        if left > 0:
            self._found.addLayout(row(link(f"还有 {left} 条", self._show_all), None))

    def _show_all(self) -> None:
        self._all = True
        self._list()
