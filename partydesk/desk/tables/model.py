"""The rows of a list for Qt: the ids in order, and windows of rows fetched when looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from partydesk.desk.tables.columns import Column, text_of
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.store import Store

CHUNK, KEPT = 64, 48  # rows fetched at once; chunks kept

STORED, TONE = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel):
    """What a Query finds. Search, filter and order are SQL; the table is never loaded whole."""

    def __init__(self, store: Store, kind: str, columns: Sequence[Column]) -> None:
        super().__init__()
        self._store = store
        self.kind = kind
        self.columns = tuple(columns)
        self.query = Query(kind)
        self._ids: list[int] = []
        self._chunks: OrderedDict[int, dict[int, dict[str, Any]]] = OrderedDict()

    # -- what the list holds -------------------------------------------------------------------

    def show(self, query: Query) -> None:
        """Ask for this query's rows and show them."""
        self.query = query
        self.refresh()

    def refresh(self) -> None:
        """Ask again: something changed."""
        with self._store.read() as connection:
            found = queries.ids(connection, self.query)
        self.beginResetModel()
        self._ids = found
        self._chunks.clear()
        self.endResetModel()

    def row(self, index: int) -> Mapping[str, Any]:
        """The stored values of a row; nothing when it has just gone."""
        if not 0 <= index < len(self._ids):
            return {}
        number = index // CHUNK
        chunk = self._chunks.get(number)
        if chunk is None:
            wanted = self._ids[number * CHUNK : (number + 1) * CHUNK]
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
        """Where the row with this uid stands, or -1."""
        from partydesk.store import rows

        with self._store.read() as connection:
            row = rows.find(connection, self.kind, uid)
        return self.place_of(row["id"]) if row else -1

    def text(self, row: int, column: int) -> str:
        """The text of a cell, personal values masked."""
        return text_of(self.kind, self.columns[column], self.row(row))

    # -- Qt's questions ------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 # Qt's way
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 # Qt's way
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.text(index.row(), index.column())
            case Qt.ItemDataRole.ToolTipRole:
                text = self.text(index.row(), index.column())
                # Only what a cell may have to cut is worth a tip.
                return text if len(text) * 2 > column.width else None
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
            return f"{column.label}：{help_text}" if help_text else column.label
        return None

    def order_by(self, column: int, order: Qt.SortOrder) -> None:
        """From the next query on order by a column; -1 means the list's own order."""
        by: tuple[tuple[str, bool], ...] = ()
        if 0 <= column < len(self.columns):
            by = ((self.columns[column].name, order is Qt.SortOrder.DescendingOrder),)
        self.query = replace(self.query, order=by)
