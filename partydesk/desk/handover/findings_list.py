"""A file's problems at the left, the row of the one under the cursor at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from partydesk.desk.kit.cards import Card, text
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable

if TYPE_CHECKING:
    from partydesk.exchange.merge.finding_rows import FindingRow

_MUST, _LOOK = Cell("必须改", "bad"), Cell("请核对", "warn")
_HERE = Cell("这一格", "bad")


class FindingsList(QWidget):
    """Shows the problems of one file."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[FindingRow] = []
        self.table = PlainTable([Column("程度", 84), Column("在哪里", 150), Column("哪里不对")])
        self.table.setAccessibleName("这份表的问题")
        self.table.chosen.connect(self._show)
        self.row = PlainTable([Column("列", 140), Column("", 84), Column("表里写的")])
        self.row.setAccessibleName("有问题的那一行")
        self.told = text("", wrap=True)
        left, right = Card(), Card()
        left.rows.setContentsMargins(1, 1, 1, 1)
        left.rows.addWidget(self.table)
        right.rows.addWidget(self.told)
        right.rows.addWidget(self.row, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(left, 1)
        whole.addWidget(right, 1)

    def show_findings(self, found: list[FindingRow]) -> None:
        """Show these, the first of them at the right."""
        self.shown = found
        self.table.show_rows(
            [
                (
                    _MUST if each.finding.fatal else _LOOK,
                    f"{each.finding.sheet or '整份表'}"
                    + (f" 第 {each.finding.row} 行" if each.finding.row else ""),
                    each.finding.message,
                )
                for each in found
            ]
        )
        self.table.selectRow(0)

    def _show(self, number: int) -> None:
        if not 0 <= number < len(self.shown):
            return
        one = self.shown[number]
        self.told.setText(str(one.finding))
        self.row.setVisible(bool(one.cells))
        # The cell in question first: a row has more columns than the eye takes in at once.
        cells = sorted(one.cells, key=lambda cell: cell[0] != one.finding.column)
        self.row.show_rows(
            [
                (head, _HERE, said or "空") if head == one.finding.column else (head, "", said)
                for head, said in cells
            ]
        )
