"""A list that is short enough to be held whole: what an import would do, what was handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from partydesk.desk.kit import theme
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.tables.delegate import CellDelegate, Header, head_room
from partydesk.desk.tables.model import BESIDE, STRONG, TONE

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_NAMED = 84  # pixels that a column keeps in which rows are named


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in pixels (0: what is left), numbers at the right."""

    label: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, for a pill its tone, small text `beside` it, whether it is `strong`."""

    text: str
    tone: str | None = None
    beside: str = ""
    strong: bool = False

    @property
    def words(self) -> str:
        """All that it says."""
        return f"{self.text} {self.beside}".strip()


class _Rows(QAbstractTableModel):
    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: list[Sequence[Cell | str]] = []

    def show(self, rows: Sequence[Sequence[Cell | str]]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), []
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if role == Qt.ItemDataRole.ToolTipRole:
                return tip_text(cell.words if isinstance(cell, Cell) else cell)
            return cell.text if isinstance(cell, Cell) else cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.words if isinstance(cell, Cell) else cell
        if role in (TONE, BESIDE, STRONG):
            if not isinstance(cell, Cell):
                return None
            return {TONE: cell.tone, BESIDE: cell.beside, STRONG: cell.strong}[role]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _side(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag(1)
        return (side | Qt.AlignmentFlag.AlignVCenter).value


class PlainTable(QTableView):
    """Rows of texts and pills. `chosen` carries the row that got the cursor, -1 for none."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._rows = _Rows(columns)
        self.setModel(self._rows)
        self.setItemDelegate(CellDelegate(self))
        self.setHorizontalHeader(Header(self))
        self.horizontalHeader().setSectionsMovable(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.chosen.emit(now.row())
        )
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Have these columns from now on, and no rows yet."""
        self._rows.set_columns(columns)
        self._fit()

    def sort_by(self, do: Callable[[int], object]) -> None:
        """Let the heads be pressed: `do` is given the column."""
        self.horizontalHeader().sectionClicked.connect(do)

    def mark_order(self, order: tuple[int, bool] | None) -> None:
        """Mark the head that the rows are ordered by, downwards or not; None: none."""
        header = self.horizontalHeader()
        header.setSortIndicatorShown(order is not None)
        if order is not None:
            way = Qt.SortOrder.DescendingOrder if order[1] else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(order[0], way)

    def show_rows(self, rows: Sequence[Sequence[Cell | str]]) -> None:
        """Show these rows, one text or Cell per column."""
        self._rows.show(rows)

    @property
    def texts(self) -> list[list[str]]:
        """What is shown."""
        return [
            [cell.words if isinstance(cell, Cell) else cell for cell in row]
            for row in self._rows.rows
        ]

    def copy(self) -> None:
        """Put the row under the cursor onto the clipboard, numbers in free text hidden."""
        from partydesk.exchange.roster.pasted_text import text_of_rows
        from partydesk.records.personal_numbers import without_numbers

        at = self.currentIndex().row()
        if 0 <= at < len(self.texts):
            row = [without_numbers(cell) for cell in self.texts[at]]
            QGuiApplication.clipboard().setText(text_of_rows([row]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Fixed columns keep their widths as long as there is room; the others share the rest."""
        columns = self._rows.columns
        room = self.viewport().width()
        seen = [c for number, c in enumerate(columns) if not self.isColumnHidden(number)]
        fixed = sum(column.width for column in seen)
        loose = sum(1 for column in seen if not column.width)
        rest = max(room - fixed, 120 * loose) if loose else 0
        scale = min(1.0, (room - rest) / fixed) if fixed else 1.0
        widths = [
            max(40, int(column.width * scale) if column.width else rest // loose)
            for column in columns
        ]
        if scale < 1.0:
            # A head is read by its words: the widest column gives what the others' lack.
            lack = [max(0, head_room(column.label) - width)
                    for column, width in zip(columns, widths, strict=True)]  # fmt: skip
            widest = max(range(len(widths)), key=lambda number: widths[number])
            if not lack[widest] and widths[widest] - sum(lack) >= _NAMED:
                widths = [width + more for width, more in zip(widths, lack, strict=True)]
                widths[widest] -= sum(lack)
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)
