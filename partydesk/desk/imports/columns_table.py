"""Which field each column of a sheet is taken as, with a box to say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.exchange.roster.header_names import PLACE, header_key
from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of

if TYPE_CHECKING:
    from partydesk.exchange.roster.proposal import Proposal

_LEFT = "不收"
_UNKNOWN = "不认识这种叫法，要收请在左边选"


class ColumnsTable(PlainTable):
    """Shows the columns; `mapped` carries the whole mapping by hand after one box was changed."""

    mapped = Signal(dict)

    def __init__(self) -> None:
        super().__init__([Column("表里的列", 260), Column("收到哪一项", 220), Column("说明")])
        self._found: Proposal | None = None
        self.boxes: dict[int, ComboBox] = {}

    def show_columns(self, found: Proposal) -> None:
        """Show the columns of a proposal."""
        self._found = found
        record = kind_of(found.source.kind)
        # A reference is told by other columns.
        labels = {
            name: field.label
            for name, field in fields(record).items()
            if field.kind is not Kind.REFERENCE
        }
        if record.placed_by:
            labels[PLACE] = "所在组织"
        self.show_rows(
            [
                (
                    column.header or f"（第 {column.index + 1} 列，没有表头）",
                    labels.get(column.field or "", "") or Cell(_LEFT, "idle"),
                    column.note or (_UNKNOWN if column.unknown and column.path else ""),
                )
                for column in found.columns
            ]
        )
        self.boxes = {}
        for at, (column, taken) in enumerate(zip(found.columns, found.source.columns, strict=True)):
            if not column.path or found.source.reread is None:
                continue
            box = ComboBox()
            box.setAccessibleName(f"“{column.header}”收到哪一项")
            box.addItem(_LEFT, "")
            for name, label in labels.items():
                box.addItem(label, name)
            box.setCurrentIndex(max(0, box.findData(taken.field or "")))
            box.activated.connect(lambda _, row=at: self._changed(row))
            self.boxes[at] = box
            self.setIndexWidget(self.model().index(at, 1), box)

    def _changed(self, at: int) -> None:
        assert self._found is not None  # a box stands for one of its columns
        source = self._found.source
        key = header_key(source.columns[at].path)
        self.mapped.emit({**source.mapped, key: self.boxes[at].currentData()})
