"""The cells of 年度计划 as a sheet knows them: what stands in each, what is typed and pasted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from partydesk.desk.kit.plain_text import tip_text

if TYPE_CHECKING:
    from partydesk.rules.year_plan import PlanCell, YearPlan

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

Key = tuple[str, int]
"""A cell: its column (a kind, or the others) and its month."""


class PlanCells(QAbstractTableModel):
    """The cells. `typed` carries [(column, month, text)] of what somebody typed or pasted."""

    typed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.plan: YearPlan | None = None
        self.kinds: tuple[str, ...] = ()  # the columns of one kind
        self.other_kinds: list[str] = []  # what can stand in the last column
        self.months: list[int] = []  # 0 is the one line of the months before the start day

    def show(self, plan: YearPlan, months: Sequence[int]) -> None:
        self.beginResetModel()
        self.plan, self.months = plan, list(months)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.months)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() or self.plan is None else len(self.plan.columns)

    def key(self, index: _Index) -> Key | None:
        """Which cell stands there; None for none, and in the folded line."""
        if self.plan is None or not index.isValid() or not self.months[index.row()]:
            return None
        return self.plan.columns[index.column()][0], self.months[index.row()]

    def cell(self, index: _Index) -> PlanCell | None:
        """The cell there."""
        key = self.key(index)
        return self.plan.cells[key] if key is not None and self.plan is not None else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self.key(index) is not None else usual

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell, plan = self.cell(index), self.plan
        if plan is None:
            return None
        if cell is None:
            folded = f"1–{plan.before} 月，启用以前" if plan.before > 1 else "1 月，启用以前"
            return folded if role == Qt.ItemDataRole.AccessibleTextRole else None
        theme_, told = cell.words
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return theme_
            case Qt.ItemDataRole.EditRole:
                # Typing over what was held plans one more: it begins empty.
                return theme_ if cell.plan is not None else ""
            case Qt.ItemDataRole.AccessibleTextRole:
                label = dict(plan.columns)[cell.column]
                said = "，".join(part for part in (theme_.strip("—"), told) if part)
                return f"{cell.month} 月{label}，{said or '空着'}"
            case Qt.ItemDataRole.ToolTipRole if cell.sessions:
                lines = [f"{each.starts_at:%m-%d %H:%M} {each.topic}" for each in cell.sessions]
                return tip_text("\n".join(lines))
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        key = self.key(index)
        if role != Qt.ItemDataRole.EditRole or key is None:
            return False
        text = str(value).strip()
        if text != str(index.data(Qt.ItemDataRole.EditRole)):
            self.typed.emit([(*key, text)])
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or self.plan is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.plan.columns[section][1]
        month = self.months[section]
        before = self.plan.before
        return f"{month} 月" if month else f"1–{before} 月" if before > 1 else "1 月"

    def pasted(self, text: str, at: _Index) -> list[tuple[str, int, str]]:
        """Where a block of a sheet goes: by its own heads (kinds above, months at the left) where
        it has them, else from the cursor on. Blanks leave what is there."""
        plan = self.plan
        block = [line.split("\t") for line in text.replace("\r", "").rstrip("\n").split("\n")]
        if plan is None or not block:
            return []
        labels = {label: key for key, label in plan.columns}
        columns = [key for key, _ in plan.columns]
        heads: list[str | None] | None = None
        if sum(each.strip() in labels for each in block[0]) > 0:
            heads = [labels.get(each.strip()) for each in block.pop(0)]
        found: list[tuple[str, int, str]] = []
        by_month = bool(block) and all(_month(line[0]) for line in block)
        for step, line in enumerate(block):
            row = at.row() + step
            month = _month(line[0]) if by_month else (
                self.months[row] if row < len(self.months) else 0
            )  # fmt: skip
            cells = line[1:] if by_month else line
            skipped = heads[1:] if heads is not None and by_month else heads
            for offset, value in enumerate(cells):
                place = at.column() + offset if not by_month else offset
                key = columns[place] if place < len(columns) else None
                if skipped is not None:
                    key = skipped[offset] if offset < len(skipped) else None
                if key is not None and month and value.strip():
                    found.append((key, month, value.strip()))
        return found

    def before_words(self) -> str:
        """What the folded line says."""
        plan = self.plan
        if plan is None:
            return ""
        sessions = [each for (_, month), cell in plan.cells.items() if month <= plan.before
                    for each in cell.sessions]  # fmt: skip
        more = f"，记了 {len(sessions)} 次，回车展开" if sessions else ""
        return f"启用以前{more}"


def _month(text: str) -> int:
    """The month that a text names (9 月, 9月, 九月 is none); 0 for none."""
    words = text.strip().removesuffix("份").removesuffix("月").strip()
    return int(words) if words.isdecimal() and 1 <= int(words) <= 12 and "月" in text else 0
