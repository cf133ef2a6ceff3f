"""The list of 本期收表, or in its place what two branches report, or a file's problems."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from partydesk.desk.handover.conflicts_list import ConflictsList
from partydesk.desk.handover.findings_list import FindingsList
from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.printing.shown_table import ShownTable
from partydesk.desk.tables.plain_table import Column, PlainTable

_COLUMNS = (
    Column("编码", 78), Column("党组织", 150), Column("状态", 84), Column("版本", 84),
    Column("说明"), Column("党员行", 66, True), Column("活动行", 66, True), Column("收到", 76),
)  # fmt: skip

_PRINTED = (8, 18, 7, 8, 22, 6, 6, 8)  # widths on paper, in characters


class CollectList(QStackedWidget):
    """One of the three in front. `left` says that a file's problems were looked at enough."""

    left = Signal()

    def __init__(self, context: AppContext, who: OperatorBar) -> None:
        super().__init__()
        self.table = PlainTable(_COLUMNS)
        self.table.setAccessibleName("各支部的报送情况")
        card = Card()
        card.rows.setContentsMargins(1, 1, 1, 1)
        card.rows.addWidget(self.table)
        self.conflicts = ConflictsList(context, who)
        self.findings = FindingsList()
        self.setMinimumHeight(96)
        for each in (card, self.conflicts, self.findings):
            self.addWidget(each)
        on_keys(self.findings, self.left, "Esc")

    def as_shown(self, title: str, said: str) -> ShownTable:
        """The branches as they stand here, in a table of this title under what is said of all."""
        heads = [(each.label, width) for each, width in zip(_COLUMNS, _PRINTED, strict=True)]
        return ShownTable(title, heads, [(said, self.table.texts)], "个支部")
