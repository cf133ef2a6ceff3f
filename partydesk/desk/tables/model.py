"""The rows of a list for Qt: the ids in order, and windows of rows fetched when looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.tables.columns import Column, text_of
from partydesk.store import queries
from partydesk.store.grouping import Group, grouped
from partydesk.store.queries import Query
from partydesk.store.store import Store

CHUNK, KEPT = 64, 48  # rows fetched at once; chunks kept

STORED, TONE = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
BESIDE = Qt.ItemDataRole.UserRole + 4  # small text after a cell's own
STRONG = Qt.ItemDataRole.UserRole + 5  # whether it is set in semi-bold
SORTED = Qt.ItemDataRole.UserRole + 3  # a column's place in the order from 1, and if it descends

_Index = QModelIndex | QPersistentModelIndex
_NEAR = 200  # rows that are looked through for one that was held
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Head:
    """A row that heads a group: what the group is called, its rows, whether they are folded."""

    label: str
    number: int
    folded: bool


class RowsModel(QAbstractTableModel):
    """What a Query finds. Search, filter and order are SQL; the table is never loaded whole.

    With a `group_by` the rows stand in groups, each below a row that heads it. Such a row has no
    values: `row` gives none for it. `grey` tells of a row whether it is written in grey.
    """

    def __init__(
        self, store: Store, kind: str, columns: Sequence[Column],
        grey: Callable[[Mapping[str, Any]], bool] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._grey = grey
        self._store = store
        self.kind = kind
        self.columns = tuple(columns)
        self.query = Query(kind)
        self.group_by = ""
        self.count = 0  # records found, folded ones among them
        self._ids: list[int] = []  # -1, -2, … stand for the heads of the first, second group
        self._groups: list[Group] = []
        self._folded: set[str] = set()
        self._chunks: OrderedDict[int, dict[int, dict[str, Any]]] = OrderedDict()

    # -- what the list holds -------------------------------------------------------------------

    def show(self, query: Query) -> None:
        """Ask for this query's rows and show them."""
        self.query = query
        self.refresh()

    def refresh(self) -> None:
        """Ask again: something changed."""
        with self._store.read() as connection:
            if self.group_by:
                self._groups = grouped(connection, self.query, self.group_by)
                found = []
            else:
                self._groups = []
                found = queries.ids(connection, self.query)
        self.count = len(found) + sum(len(group.ids) for group in self._groups)
        self._lay_out(found)

    def _lay_out(self, ungrouped: list[int]) -> None:
        self.beginResetModel()
        self._ids = ungrouped
        for number, group in enumerate(self._groups, 1):
            self._ids.append(-number)
            if group.label not in self._folded:
                self._ids += group.ids
        self._chunks.clear()
        self.endResetModel()

    def group(self, by: str) -> None:
        """From the next query on put the rows into groups by a column; "" takes them out."""
        if by != self.group_by:
            self._folded.clear()
        self.group_by = by

    def head(self, index: int) -> Head | None:
        """What stands in a row that heads a group; None for a record."""
        if not 0 <= index < len(self._ids) or self._ids[index] >= 0:
            return None
        group = self._groups[-self._ids[index] - 1]
        return Head(group.label, len(group.ids), group.label in self._folded)

    def fold(self, index: int, folded: bool) -> int:
        """Fold or unfold the group that a row heads or stands in; returns where its head is."""
        while index >= 0 and self.head(index) is None:
            index -= 1
        head = self.head(index)
        if head is not None and head.folded != folded:
            self._folded ^= {head.label}
            self._lay_out([])
        return index

    def fold_all(self, folded: bool) -> None:
        """Fold or unfold every group."""
        self._folded = {group.label for group in self._groups} if folded else set()
        self._lay_out([])

    def row(self, index: int) -> Mapping[str, Any]:
        """The stored values of a row; nothing for a group's head and when it has just gone."""
        if not 0 <= index < len(self._ids) or self._ids[index] < 0:
            return {}
        number = index // CHUNK
        chunk = self._chunks.get(number)
        if chunk is None:
            part = self._ids[number * CHUNK : (number + 1) * CHUNK]
            wanted = [row_id for row_id in part if row_id >= 0]
            with self._store.read() as connection:
                chunk = queries.window(connection, self.kind, wanted)
            self._chunks[number] = chunk
            if len(self._chunks) > KEPT:
                self._chunks.popitem(last=False)
        else:
            self._chunks.move_to_end(number)
        return chunk.get(self._ids[index], {})

    def place_of(self, row_id: int) -> int:
        """Where a row stands, or -1."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def place_of_uid(self, uid: str) -> int:
        """Where the row with this uid stands, or -1. The group it is in is unfolded."""
        from partydesk.store import rows

        with self._store.read() as connection:
            row = rows.find(connection, self.kind, uid)
        if row is None:
            return -1
        for number, group in enumerate(self._groups, 1):
            if group.label in self._folded and row["id"] in group.ids:
                self.fold(self._ids.index(-number), False)
        return self.place_of(row["id"])

    def text(self, row: int, column: int) -> str:
        """The text of a cell, personal values masked."""
        return text_of(self.kind, self.columns[column], self.row(row))

    def is_grey(self, row: int) -> bool:
        """Whether a row is written in grey."""
        return self._grey is not None and self._grey(self.row(row))

    def first_told(self, row: int) -> int:
        """The first row from here on that is not in grey: a year's plans lie above what was held.
        The row itself where there is none near."""
        near = range(row, min(row + _NEAR, self.rowCount()))
        return next((each for each in near if not self.is_grey(each)), row)

    def cell(self, row: int, column: int) -> tuple[str, str | None, Qt.AlignmentFlag]:
        """What a cell is painted from: its text, the tone of its pill if it has one, its side."""
        shown = self.columns[column]
        tone = shown.tone(self.row(row).get(shown.name)) if shown.pill else None
        return self.text(row, column), tone, _RIGHT if shown.number else _LEFT

    # -- Qt's questions ------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 # Qt's way
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 # Qt's way
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if self._groups and (head := self.head(index.row())) is not None:
            return _of_head(head, role)
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.text(index.row(), index.column())
            case Qt.ItemDataRole.ToolTipRole:
                text = self.text(index.row(), index.column())
                # Only what a cell may have to cut is worth a tip.
                return tip_text(text) if len(text) * 2 > column.width else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.number else _LEFT
            case _ if role == STORED:
                return self.row(index.row()).get(column.name)
            case _ if role == TONE and column.pill:
                return column.tone(self.row(index.row()).get(column.name))
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            help_text = column.field.help if column.field else ""
            return tip_text(f"{column.label}：{help_text}" if help_text else column.label)
        if role == SORTED:
            return next(
                (
                    (place, descending)
                    for place, (name, descending) in enumerate(self.query.order, 1)
                    if name == column.name
                ),
                None,
            )
        return None

    def order_by(self, order: tuple[tuple[str, bool], ...]) -> None:
        """From the next query on order by these (column, descending); none: the list's own way."""
        self.query = replace(self.query, order=order)


def _of_head(head: Head, role: int) -> Any:
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{head.label}，{head.number} 条，{'已折起' if head.folded else '已展开'}"
    return None
