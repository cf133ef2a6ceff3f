"""What stands in a grid: how each cell looks, what it says, what can be typed into it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from partydesk.desk.kit.plain_text import tip_text

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Face:
    """How a cell looks.

    `words` stand in it, `short` where there is no room for them. `tone` gives it a ground and its
    ink (theme.TONES); without one `ink` names a colour or tone. `ring`: an outline as of what can
    be filled. `tick`: a drawn check, before the words or alone. `side` is left, right or middle;
    `plain` words are of the reading size, others small.
    """

    words: str = ""
    short: str = ""
    tone: str = ""
    ink: str = "text3"
    ring: bool = False
    tick: bool = False
    side: str = "middle"
    plain: bool = False


class GridCells(QAbstractTableModel):
    """What a grid shows. `typed` carries row, column and the text that somebody typed.

    `accent_column` and `accent_row` are those of today, -1 for none. `in_blocks`: cells are chosen
    by blocks, a line under each row.
    """

    typed = Signal(int, int, str)
    heads: tuple[str, ...] = ()
    plain_labels = False  # what stands before the rows is of the reading size

    def __init__(self) -> None:
        super().__init__()
        self.accent_column = self.accent_row = -1
        self.writable = True
        self.in_blocks = False

    @abstractmethod
    def rows(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def face(self, row: int, column: int) -> Face | None:
        """How a cell looks; None for a place where there is no cell."""

    @abstractmethod
    def spoken(self, row: int, column: int) -> str:
        """A cell in words, for the ear and for the mouse."""

    def tip(self, row: int, column: int) -> str:
        """What the mouse is told over a cell: by default what the ear is."""
        return self.spoken(row, column)

    def label(self, row: int) -> str:
        """What stands before a row."""
        return ""

    def edited(self, row: int, column: int) -> str | None:
        """The text that typing into a cell begins with; None where nothing can be typed."""
        return None

    def columns(self) -> int:
        """How many columns there are."""
        return len(self.heads)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self.rows()

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self.columns()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                face = self.face(row, column)
                return None if face is None else face.words
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.spoken(row, column) or None
            case Qt.ItemDataRole.ToolTipRole:
                words = self.tip(row, column)
                return tip_text(words) if words else None
            case Qt.ItemDataRole.EditRole:
                return self.edited(row, column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.writable and self.edited(index.row(), index.column()) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        before = self.edited(index.row(), index.column())
        if role != Qt.ItemDataRole.EditRole or before is None:
            return False
        if str(value).strip() != before:
            self.typed.emit(index.row(), index.column(), str(value).strip())
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return tip_text(self.head_tip(section)) if self.head_tip(section) else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.label(section)
        return self.heads[section] if section < len(self.heads) else None

    def head_tip(self, column: int) -> str:
        """What the mouse is told over a head."""
        return ""
