"""生成汇总表: what it would hold, said before it is written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.handover.collect_writing import write_rollup
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.cards import Card, button, pill, row, text
from partydesk.exchange.rollup.contents import MOST_ROWS, Contents
from partydesk.records.periods import Period

_WIDTH = 640
_NAMED = 8  # of those missing; more would be a list, and that is what 催交名单 is for


class RollupDialog(QDialog):
    """Tells what the roll-up of a period holds and asks where it goes; `page` shows progress."""

    def __init__(self, context: AppContext, period: Period, held: Contents, page: QWidget) -> None:
        super().__init__(page.window())
        self._context, self._period, self._page = context, period, page
        self.setWindowTitle("生成汇总表")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        whole.setSpacing(theme.ROOM)
        whole.addWidget(text(f"{period.title}汇总表", "section"))
        card = Card()
        whole.addWidget(card)
        for mark, said in _told(held):
            line = row(mark, text(said, wrap=True))
            line.setStretch(1, 1)
            card.rows.addLayout(line)
        whole.addWidget(text("附上逐行的表", "section"))
        self.sheets: dict[str, QCheckBox] = {}
        ticks = QGridLayout()
        ticks.setHorizontalSpacing(theme.ROOM)
        ticks.setVerticalSpacing(4)
        for number, (kind, sheet, count) in enumerate(held.rows):
            tick = QCheckBox(f"{sheet}　{count:,} 行")
            tick.setChecked(kind in held.usual)
            tick.setEnabled(count > 0)
            self.sheets[kind] = tick
            ticks.addWidget(tick, number // 3, number % 3)
        whole.addLayout(ticks)
        few = f"超过 {MOST_ROWS:,} 行的先不附，表小、打开快；要全的就都选上。谈话内容不在里面。"
        whole.addWidget(text(few, "hint", wrap=True))
        whole.addStretch(1)
        self.write_button = button("存到…", self.choose, "main")
        self.write_button.setDefault(True)
        whole.addLayout(row(None, button("取消", self.reject), self.write_button))
        # A dialog does not reckon by itself with what lines of text need that go on below.
        self.setFixedWidth(_WIDTH)
        self.setMinimumHeight(whole.totalHeightForWidth(_WIDTH))

    def choose(self) -> None:
        """Ask where it goes, and write it."""
        name = f"{self._context.store.own.short_name}_{self._period.text}_汇总表.xlsx"
        out = ask_file(self._context, self, "汇总表存到哪里", name)
        if out is not None:
            self.accept()
            chosen = [kind for kind, tick in self.sheets.items() if tick.isChecked()]
            write_rollup(self._context, self._period, out, self._page, chosen)


def _told(held: Contents) -> list[tuple[QWidget, str]]:
    """Lines of the dialog: a pill and what it says."""
    covered, absent = held.listed.covered, held.listed.absent
    lines: list[tuple[QWidget, str]] = [(pill("在内", "ok"), covered.sentence)]
    if absent:
        names = "、".join(each.name for each in absent[:_NAMED])
        more = f"等 {len(absent)} 个" if len(absent) > _NAMED else ""
        lines.append((pill("未交", "bad" if absent[0].days > 0 else "idle"), f"{names}{more}"))
    if held.open_conflicts:
        lines.append(
            (
                pill("待定", "warn"),
                f"有 {held.open_conflicts} 处两边都报还没有定，两边都会算进去",
            )
        )
    lines.append(
        (
            pill("内容", "info"),
            "首页（A4 横向，打印出来就能签字）；各党组织的全部指标和合计；报送情况、问题、图表。"
            "没有报来的支部留空，不算零，也不进平均",
        )
    )
    return lines
