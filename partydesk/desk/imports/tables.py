"""The four tables of a preview: every row, the columns, what is written otherwise, the remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.imports.columns_table import ColumnsTable
from partydesk.desk.imports.row_answer import RowAnswer
from partydesk.desk.kit.cards import link
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable

if TYPE_CHECKING:
    from partydesk.exchange.roster.proposal import Decision, Proposal

WORDS = {
    "add": ("新增", "ok"),
    "update": ("更新", "info"),
    "same": ("不变", "idle"),
    "ask": ("要问", "warn"),
    "refuse": ("收不下", "bad"),
}
ROWS, COLUMNS, CHANGES, FINDINGS = range(4)


class PreviewTables(QWidget):
    """Shows a proposal, one table at a time.

    `mapped` carries a mapping of columns by hand ({} is asked for by 忘掉), `answered` the place of
    a row and the answer to its question.
    """

    mapped = Signal(dict)
    answered = Signal(int, str)
    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: Proposal | None = None
        self.items = PlainTable(
            [
                Column("行", 56, True),
                Column("会怎样", 96),
                Column("姓名或名称", 190),
                Column("说明"),
            ]
        )
        self.answer = RowAnswer()
        self.answer.answered.connect(self.answered)
        self.items.chosen.connect(lambda at: self.answer.ask(self._found, at))
        self.columns = ColumnsTable()
        self.columns.mapped.connect(self.mapped)
        self.forget_button = link("忘掉手工指定，按表头来", self.forgotten.emit)
        self.changes = PlainTable(
            [
                Column("行", 56, True),
                Column("列", 150),
                Column("表里写的", 200),
                Column("收成", 200),
                Column("为什么"),
            ]
        )
        self.findings = PlainTable(
            [
                Column("工作表", 110),
                Column("行", 56, True),
                Column("列", 130),
                Column("", 84),
                Column("哪里不对，怎么办"),
            ]
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        whole.addLayout(chips)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        self._stack = QStackedWidget()
        inside.addWidget(self._stack)
        whole.addWidget(card, 1)
        whole.addWidget(self.answer)
        group = QButtonGroup(self)
        self.chips: list[QPushButton] = []
        tables = (self.items, self.columns, self.changes, self.findings)
        for number, table in enumerate(tables):
            chip = QPushButton()
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            group.addButton(chip)
            chip.clicked.connect(lambda _checked, n=number: self.turn_to(n))
            self.chips.append(chip)
            self._stack.addWidget(table)
            chips.addWidget(chip)
        chips.addStretch(1)
        chips.addWidget(self.forget_button)

    @property
    def current(self) -> int:
        """Which table is in front."""
        return self._stack.currentIndex()

    def turn_to(self, number: int) -> None:
        """Bring a table to the front."""
        self.chips[number].setChecked(True)
        self._stack.setCurrentIndex(number)
        at = self.items.currentIndex().row() if number == ROWS else -1
        self.answer.ask(self._found, at)
        mapped = self._found is not None and bool(self._found.source.mapped)
        self.forget_button.setVisible(number == COLUMNS and mapped)

    def show_found(self, found: Proposal) -> None:
        """Fill the tables; the cursor stays on its row."""
        before, self._found = self.items.currentIndex().row(), found
        self.items.show_rows(
            [
                (str(item.row), Cell(*WORDS[item.action]), item.name, _why(item))
                for item in found.items
            ]
        )
        self.columns.show_columns(found)
        self.changes.show_rows(
            [
                (str(change.row), change.column, change.before, change.after, change.why)
                for change in found.changes
            ]
        )
        self.findings.show_rows(
            [
                (
                    finding.sheet,
                    str(finding.row or ""),
                    finding.column,
                    Cell("收不下", "bad") if finding.fatal else Cell("请核对", "warn"),
                    finding.message,
                )
                for finding in found.findings
            ]
        )
        unread = sum(1 for column in found.columns if not column.field)
        words = (
            f"每一行 {len(found.items):,}",
            f"列 {len(found.columns)}" + (f"（{unread} 列不收）" if unread else ""),
            f"改写的值 {len(found.changes):,}",
            f"要看的 {len(found.findings):,}",
        )
        for chip, text in zip(self.chips, words, strict=True):
            chip.setText(text)
        first = next((at for at, item in enumerate(found.items) if item.action == "ask"), -1)
        at = before if 0 <= before < len(found.items) else first
        if at >= 0:
            self.items.selectRow(at)


def _why(item: Decision) -> str:
    if item.action == "ask":
        texts = "；".join(text for _, text in item.candidates) if not item.about else ""
        return f"{item.question}登记的是：{texts}" if texts else item.question
    if item.action == "refuse":
        return item.why
    return "；".join(
        f"{label}：{old or '空'} → {new or '空'}" for label, (old, new) in item.differs.items()
    )
