"""What two branches both report: the rows side by side, one decision each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, empty, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.records.organisation import Organisation

if TYPE_CHECKING:
    from partydesk.exchange.merge.conflicts import ConflictItem

_WHAT = (Column("项目", 116), Column("比对", 72))
_DIFFERENT, _SAME = Cell("不同", "warn"), Cell("相同", "idle")
_OPEN, _DECIDED = Cell("待定", "warn"), Cell("已定", "ok")


class ConflictsList(QWidget):
    """The conflicts that stand. `decided` tells that one more was decided."""

    decided = Signal()

    def __init__(self, context: AppContext, who: OperatorBar) -> None:
        super().__init__()
        self._context, self._who = context, who
        self.items: list[ConflictItem] = []
        self.shown: ConflictItem | None = None
        self.table = PlainTable([Column("状态", 76), Column("两边都报的")])
        self.table.setAccessibleName("两边都报的人、活动和编码")
        self.table.chosen.connect(self._show)
        on_keys(self.table, self._to_decide, "Return", "Enter", alone=True)
        self.both = PlainTable(_WHAT)
        self.both.setAccessibleName("两边各报了什么")
        self.told = text("", wrap=True)
        self._chips = FlowLayout(spacing=6, least=240)
        left, right = Card(), Card()
        left.rows.setContentsMargins(1, 1, 1, 1)
        left.rows.addWidget(self.table)
        right.rows.addWidget(self.told)
        right.rows.addWidget(self.both, 1)
        right.rows.addLayout(self._chips)
        self._across = whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(left, 2)
        whole.addWidget(right, 3)

    @property
    def open_count(self) -> int:
        """How many wait for a decision."""
        return sum(1 for item in self.items if item.state == "open")

    def refresh(self) -> None:
        """Ask the store again; the one that was shown stays in sight."""
        from partydesk.exchange.merge.conflicts import conflicts

        kept = self.shown.key if self.shown else ""
        self.items = (
            self._context.attempt(lambda: conflicts(self._context.store), writes=False) or []
        )
        self.table.show_rows(
            [(_OPEN if item.state == "open" else _DECIDED, item.text) for item in self.items]
        )
        keys = [item.key for item in self.items]
        if self.items:
            self.table.selectRow(keys.index(kept) if kept in keys else 0)
        else:
            self._show(-1)

    def decide(self, item: ConflictItem, decision: str) -> None:
        """Keep the officer's decision, and go on to the next that waits for one."""
        from partydesk.exchange.merge.deciding import decide

        made = self._context.attempt(lambda: decide(self._context.store, item.key, decision))
        if made is None:
            return
        told = "已记下，以后再收表也照这样办"
        if item.kind == "two-rolls" and decision != "both":
            told = "已记下，从今天起这样算；已经结束的期间不改"
        self._context.tell(f"{told}。{made.text}", "ok")
        self.refresh()
        waiting = (at for at, each in enumerate(self.items) if each.state == "open")
        if (following := next(waiting, None)) is not None:
            self.table.selectRow(following)
        self.table.setFocus()
        self.decided.emit()

    def _first(self, item: ConflictItem, decision: str) -> None:
        self._who.first(lambda: self.decide(item, decision))

    def _show(self, number: int) -> None:
        from partydesk.exchange.merge.conflict_diff import both_sides

        self.shown = item = self.items[number] if 0 <= number < len(self.items) else None
        empty(self._chips)
        self.both.setVisible(item is not None)
        if item is None:
            self.told.setText("没有两边都报的人、活动或编码。")
            return
        store = self._context.store
        compared = self._context.attempt(lambda: both_sides(store, item), writes=False) or []
        different = sum(1 for each in compared if each.differs)
        same = f"有 {different} 项不同，列在前面" if different else "各项都相同"
        self.told.setText(f"{item.text}。{same}。")
        # Three sides beside one another need room.
        self._across.setStretch(0, 2 if len(item.sides) == 2 else 1)
        more = len(item.sides) - len(item.places)
        self.both.set_columns([*_WHAT, *map(Column, (*item.places, *["另一方"] * more))])
        rows: list[list[Cell | str]] = [[Organisation.title, ""]]
        rows[0] += [f"{side['organisation']} {side['name']}" for side in item.sides]
        for each in compared:
            rows.append([each.label, _DIFFERENT if each.differs else _SAME, *each.texts])
        self.both.show_rows(rows)
        for decision, words in item.choices.items():
            chip = button(words, partial(self._first, item, decision), "chip")
            chip.setCheckable(True)
            chip.setChecked(item.decision == decision)
            self._chips.addWidget(chip)
            chip.show()

    def _to_decide(self) -> None:
        first = self._chips.itemAt(0)
        made = first.widget() if first is not None else None
        if isinstance(made, QPushButton):
            made.setFocus(Qt.FocusReason.TabFocusReason)
