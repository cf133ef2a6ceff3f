"""The records behind a measure, each with whether it counts; opening one shows the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.stars import words
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.records.base import kind_of
from partydesk.rules.stars.scores import score_text

if TYPE_CHECKING:
    from partydesk.rules.stars.computed import Measure
    from partydesk.rules.stars.model import Item


class RowsDialog(QDialog):
    """`record_wanted` carries kind and uid of the record to open; the dialog is closed then."""

    record_wanted = Signal(str, str)

    def __init__(self, item: Item, measure: Measure, counted: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(item.label)
        self.resize(760, 480)
        # What was not done comes first: it is what somebody can still do something about.
        self._rows = measure.rows if counted else sorted(measure.rows, key=lambda r: r.amount)
        self.table = PlainTable([Column("记录", 100), Column("内容"), Column("算不算", 110)])
        self.table.setAccessibleName("算进来的记录")
        self.table.show_rows(
            [(kind_of(each.kind).title, each.text, _counts(each.amount, counted))
             for each in self._rows]
        )  # fmt: skip
        self.table.activated.connect(lambda index: self.open_row(index.row()))
        self.table.chosen.connect(self._chosen)
        card = Card()
        card.rows.setContentsMargins(1, 1, 1, 1)
        card.rows.addWidget(self.table)
        self.open_button = button(
            "打开这条记录", lambda: self.open_row(self.table.currentIndex().row())
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        column.setSpacing(theme.ROOM)
        told = words.measured(item, measure)
        if not counted:
            done = sum(1 for each in measure.rows if each.amount)
            told += f"：{len(measure.rows)} 条里做到 {done} 条"
        column.addWidget(text(told, "section"))
        column.addWidget(card, 1)
        column.addLayout(row(None, button("关闭", self.close), self.open_button))
        self.table.selectRow(0)

    def open_row(self, number: int) -> None:
        """Go to the record of a row."""
        if 0 <= number < len(self._rows) and self._rows[number].uid:
            self.record_wanted.emit(self._rows[number].kind, self._rows[number].uid)
            self.close()

    def _chosen(self, number: int) -> None:
        there = 0 <= number < len(self._rows) and bool(self._rows[number].uid)
        self.open_button.setEnabled(there)
        self.open_button.setToolTip(tip_text("" if there else "这一条说的是支部，没有单独的记录"))


def _counts(amount: float, counted: bool) -> Cell:
    if counted:
        return Cell(f"算 {score_text(amount)}", "ok" if amount else "idle")
    return Cell("做到", "ok") if amount else Cell("没做到", "warn")
