"""The cells of a settling grid: people by what is asked of them, each row with its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from partydesk.desk.forms.dates import tidy_date
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.settling.rows import GridColumns, GridRow
from partydesk.records.fields import Field, Kind

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
Change = tuple[int, str, str | None]
"""A row, a column, what was typed there before (None: nothing)."""


class Cells(QAbstractTableModel):
    """The rows. `typed` says that something was typed, pasted or taken back."""

    typed = Signal()

    def __init__(self, columns: GridColumns, rows: Sequence[GridRow]) -> None:
        super().__init__()
        self.columns, self.rows = columns, list(rows)
        self._done: list[list[Change]] = []

    @property
    def first(self) -> int:
        """The first column that can be typed into."""
        return 1 + len(self.columns.seen)

    def field(self, column: int) -> Field | None:
        """The settling field of a column."""
        at = column - self.first
        return self.columns.asked[at] if 0 <= at < len(self.columns.asked) else None

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self.first + len(self.columns.asked) + 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self.asked(index) else usual

    def asked(self, index: _Index) -> bool:
        """Whether a cell is asked of its row."""
        field = self.field(index.column())
        return field is not None and any(
            field.column in item.norm.settles.fields for item in self.rows[index.row()].items
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole,
                        Qt.ItemDataRole.ToolTipRole):  # fmt: skip
            return None
        row, field = self.rows[index.row()], self.field(index.column())
        if field is not None:
            wrong = row.wrong.get(field.column, "")
            if role == Qt.ItemDataRole.ToolTipRole:
                return tip_text(wrong or field.help or field.label)
            return row.typed.get(field.column, row.kept.get(field.column, ""))
        if index.column() == 0:
            return row.name
        if index.column() <= len(self.columns.seen):
            return row.seen[index.column() - 1]
        said = row.told()[0]
        return tip_text(said) if role == Qt.ItemDataRole.ToolTipRole else said

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        heads = [self.columns.name, *(f.label for f in (*self.columns.seen, *self.columns.asked))]
        return heads[section] if section < len(heads) else ""

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        field = self.field(index.column())
        if role != Qt.ItemDataRole.EditRole or field is None or not self.asked(index):
            return False
        self.put([(index.row(), field, str(value))])
        return True

    def put(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        """Type into several cells at once; a blank leaves a cell as it is kept."""
        done: list[Change] = []
        for number, field, text in cells:
            row = self.rows[number]
            text = tidy_date(text) if field.kind is Kind.DATE and text.strip() else text.strip()
            shown = row.typed.get(field.column, row.kept.get(field.column, ""))
            if text == shown and (text or field.column not in row.typed):
                continue
            done.append((number, field.column, row.typed.get(field.column)))
            if text and text != row.kept.get(field.column):
                row.typed[field.column] = text
            else:
                row.typed.pop(field.column, None)
        if done:
            self._done.append(done)
            self._changed()

    def take_back(self) -> bool:
        """Undo the last typing; whether there was any."""
        if not self._done:
            return False
        for number, column, before in self._done.pop():
            if before is None:
                self.rows[number].typed.pop(column, None)
            else:
                self.rows[number].typed[column] = before
        self._changed()
        return True

    def _changed(self) -> None:
        self.refresh()
        self.typed.emit()

    def refresh(self) -> None:
        """What is told of the rows may have changed."""
        last = self.index(len(self.rows) - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
