"""交过的表: every revision a branch wrote, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal

from partydesk.desk.kit.cards import Card, link, local_time, period_title, row, text
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable

# A handed-in submission's state, as the list tells it.
STATES = {
    "written": Cell("已写出", "ok"),
    "accepted": Cell("已收", "ok"),
    "returned": Cell("退回", "bad"),
}


class SubmissionHistoryCard(Card):
    """The list of revisions; `open_slip` asks for what came back.

    `asked` carries the submission whose answer somebody wants to see.
    """

    asked = Signal(object)

    def __init__(self, open_slip: Callable[[], object]) -> None:
        super().__init__()
        self._handed: Sequence[dict[str, Any]] = ()
        self.rows.addLayout(row(text("交过的表", "section"), None, link("打开退回单", open_slip)))
        self.table = PlainTable(
            [Column("期间"), Column("版本", 84), Column("写出时间", 116), Column("状态", 92)]
        )
        self.table.setMinimumHeight(180)
        self.table.setAccessibleName("交过的表")
        self.table.clicked.connect(lambda index: self._ask(index.row()))
        on_keys(self.table, self._ask_here, "Return", "Enter", alone=True)
        self.nothing = text("还没有交过表。写出以后，每一版都记在这里。", "hint", wrap=True)
        self.rows.addWidget(self.nothing)
        self.rows.addWidget(self.table, 1)
        self.rows.addStretch(0)

    def show_submissions(self, handed: Sequence[dict[str, Any]]) -> None:
        """Show these submissions."""
        self._handed = handed
        self.table.show_rows(
            [
                (
                    period_title(one["period"]),
                    f"第 {one['revision']} 版",
                    local_time(one["taken_at"]),
                    STATES[one["state"]],
                )
                for one in handed
            ]
        )
        self.table.setVisible(bool(handed))
        self.nothing.setVisible(not handed)

    def _ask_here(self) -> None:
        self._ask(self.table.currentIndex().row())

    def _ask(self, number: int) -> None:
        if 0 <= number < len(self._handed):
            self.asked.emit(self._handed[number])
