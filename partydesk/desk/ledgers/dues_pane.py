"""Beside the grid of dues: what one member is to pay and why, what he owes, what was before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import button, empty, link, pill, row, rule, text
from partydesk.desk.kit.side_pane import PaneBody, SidePane
from partydesk.records.dues import BANDS, PAYER, RATE, REDUCED, STANDARD
from partydesk.records.money import yuan

if TYPE_CHECKING:
    from partydesk.rules.norms.dues_months import Base, DuesMember

_AT_MOST_BACK = 6


class DuesPane(SidePane):
    """`income` finds the base of a 核定 in cents, `settle` begins another 核定 of somebody,
    `change` opens one, `make_good` records his arrears as paid."""

    def __init__(
        self,
        income: Callable[[str], int | None],
        settle: Callable[[DuesMember], None],
        change: Callable[[str], None],
        make_good: Callable[[DuesMember], None],
    ) -> None:
        super().__init__()
        self._income, self._settle = income, settle
        self._change, self._make_good = change, make_good
        self._revealed = ""
        self.body = PaneBody(self)
        self.show_nobody()

    def show_nobody(self) -> None:
        """Say what the pane is for."""
        self.say("选一名党员，看他的核定和欠交。")

    def show_member(self, member: DuesMember, *, writable: bool) -> None:
        """Tell of somebody."""
        owing = member.owing
        words = f"欠 {len(owing)} 个月" if owing else ""
        self.show_body(self.body, member.name, words, "bad")
        column = self.body.column
        empty(column)
        where = "　".join(filter(None, (member.group, member.enterprise)))
        if where:
            column.addWidget(text(where, "small", wrap=True))
        base = member.base
        again = link("重新核定…" if base else "核定…", lambda: self._settle(member))
        again.setEnabled(writable)
        since = f"{base.from_month} 起" if base else "还没有核定"
        column.addLayout(row(text("核定", "section"), text(since, "small"), None, again))
        if base is not None:
            self._base(column, member, base)
        if owing:
            self._owing(column, member, writable)
        if len(member.bases) > 1:
            column.addWidget(rule())
            column.addWidget(text("以前的核定", "section"))
            for each in member.bases[1:]:
                told = f"{yuan(each.due)} 元" if each.due else REDUCED.label(each.reduced)
                more = RATE.label(each.rate) if each.rate else ""
                line = row(text(f"{each.from_month} 起", "small"), text(told), text(more, "small"))
                line.addStretch(1)
                column.addLayout(line)
        column.addStretch(1)

    def _base(self, column: QVBoxLayout, member: DuesMember, base: Base) -> None:
        income = self._income(base.uid)
        if income is not None:
            shown = base.uid == self._revealed
            told = f"{yuan(income)} 元" if shown else "＊＊＊＊ 元"
            turn = link("遮住" if shown else "显示", lambda: self._reveal(member, base))
            column.addLayout(_pair("计费基数", text(told), turn))
            column.addWidget(text("基数只存在这台电脑，不写进任何报送表。", "small", wrap=True))
        bands = BANDS.get(base.kind, ()) if base.rate else ()
        if bands:
            pills = QHBoxLayout()
            pills.setSpacing(4)
            low = 0
            for most, rate in bands:
                mine = rate == base.rate
                pills.addWidget(pill(f"{rate}%", "ok" if mine else "idle"))
                if mine:
                    upto = f"至 {most // 100:,} 元" if most else "元以上"
                    told = f"{low // 100:,} {upto}" if low or not most else upto
                    pills.addWidget(text(told, "small"))
                low = most or low
            pills.addStretch(1)
            column.addLayout(pills)
        due = "免交" if base.reduced == "exempt" else f"{yuan(base.due)} 元"
        column.addLayout(_pair("月应交", text(due), text(PAYER.label(base.kind), "small")))
        if base.reduced != "none":
            approved = f"{base.approved_on or ''} 批准"
            column.addLayout(_pair("减免", text(REDUCED.label(base.reduced)), text(approved)))
        standard = f"标准：{STANDARD}；不按月领的收入按上季度月均"
        column.addWidget(text(standard, "small", wrap=True))
        column.addLayout(row(link("改这条核定", lambda: self._change(base.uid)), None))

    def _owing(self, column: QVBoxLayout, member: DuesMember, writable: bool) -> None:
        months = "、".join(f"{int(each.month[5:])} 月" for each in member.owing)
        column.addWidget(rule())
        told = text(f"{months}，共 {yuan(member.owed)} 元", "small", wrap=True)
        column.addLayout(row(text("欠交", "section"), told))
        pay = button("记作已补交", lambda: self._make_good(member))
        pay.setEnabled(writable)
        column.addLayout(row(pay, None))
        words = (
            f"补交一般不超过 {_AT_MOST_BACK} 个月。有困难的，支部研究、报上级党委批准后"
            "可以少交或免交。欠得久了先看记录、再找本人谈。"
        )
        column.addWidget(text(words, "small", wrap=True))

    def _reveal(self, member: DuesMember, base: Base) -> None:
        self._revealed = "" if self._revealed == base.uid else base.uid
        self.show_member(member, writable=True)

    def forget(self) -> None:
        """Hide what was shown."""
        self._revealed = ""


def _pair(label: str, *parts: QWidget) -> QHBoxLayout:
    name = text(label, "label")
    name.setFixedWidth(72)
    return row(name, *parts, None)
