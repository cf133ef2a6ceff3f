"""The rows of one branch's score table: groups, their items, and the vetoes at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.stars import words
from partydesk.desk.tables.model import TONE
from partydesk.rules.stars.model import Scheme, Veto
from partydesk.rules.stars.scores import score_text

if TYPE_CHECKING:
    from partydesk.rules.stars.scores import Given
    from partydesk.rules.stars.scoring import Scored, ScoredItem

ITEM, POINTS, COMPUTED, MEASURE, SELF, REVIEW, APART, EVIDENCE = range(8)
HEADS = ("项目", "满分", "计算得分", "怎么算的", words.SELF, words.REVIEW, "差", words.EVIDENCE)
_NUMBERS = (POINTS, COMPUTED, SELF, REVIEW)
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Group:
    """The line above the items of a group; `told` is what they gave together."""

    label: str
    told: str


@dataclass(frozen=True, slots=True)
class VetoLine:
    """A veto and what was said of it."""

    veto: Veto
    given: Given


if TYPE_CHECKING:
    Line = Group | ScoredItem | VetoLine


def lines_of(scheme: Scheme, scored: Scored) -> list[Line]:
    """All lines of a branch."""
    lines: list[Line] = []
    groups: dict[str, list[ScoredItem]] = {}
    for each in scored.items:
        groups.setdefault(each.item.group, []).append(each)
    for group, items in groups.items():
        most = score_text(sum(each.item.points for each in items))
        got = [each.final for each in items if each.final is not None]
        had = score_text(round(sum(got), 2)) if got else "还没有得分"
        lines.append(Group(group, f"{had} / {most} 分" if got else f"{had}，满分 {most} 分"))
        lines.extend(items)
    if scheme.vetoes:
        in_force = {veto.label for veto in scored.vetoes}
        told = f"{len(in_force)} 项发生" if in_force else "没有发生"
        lines.append(Group("一票否决", told))
        lines.extend(VetoLine(veto, scored.veto_rows[veto.label]) for veto in scheme.vetoes)
    return lines


def veto_word(score: float | None) -> tuple[str, str]:
    """What was said of a veto, as word and tone."""
    if score is None:
        return "", "idle"
    return ("发生", "bad") if score > 0 else ("没有", "idle")


def label_of(line: Line) -> str:
    """The name of an item or veto; empty for a group's line."""
    if isinstance(line, Group):
        return ""
    return line.veto.label if isinstance(line, VetoLine) else line.item.label


class ItemsModel(QAbstractTableModel):
    """The lines; the column `editable` takes scores, which go to `give(label, text)`.

    `give` keeps a score and says whether it could.
    """

    def __init__(self, give: Callable[[str, str], bool]) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()
        self.editable = SELF
        self._give = give
        self._entered: dict[int, str] = {}

    def show(self, lines: Sequence[Line], editable: int) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.lines, self.editable = lines, editable
        self._entered.clear()
        self.endResetModel()

    def is_group(self, row: int) -> bool:
        """Whether the line only heads the ones below it."""
        return 0 <= row < len(self.lines) and isinstance(self.lines[row], Group)

    def place_of(self, label: str) -> int:
        """Where an item or veto stands, or -1."""
        return next(
            (row for row, line in enumerate(self.lines) if label and label_of(line) == label), -1
        )

    # -- Qt's questions ------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        line = self.lines[index.row()]
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == self.editable and not isinstance(line, Group | VetoLine):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._cell(index.row(), index.column())[0]
            case Qt.ItemDataRole.EditRole:
                return self._cell(index.row(), index.column())[0]
            case Qt.ItemDataRole.ToolTipRole:
                return tip_text(self._tip(index.row(), index.column()) or "")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(index.column())
            case _ if role == TONE:
                return self._cell(index.row(), index.column())[1]
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = index.row()
        if role != Qt.ItemDataRole.EditRole or str(value) == self._cell(row, index.column())[0]:
            return False
        if not self._give(label_of(self.lines[row]), str(value)):
            return False
        # Until all has been scored again the cell shows what was typed.
        self._entered[row] = str(value).strip()
        self.dataChanged.emit(index, index)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if role == Qt.ItemDataRole.ToolTipRole and section == APART:
            return f"算数的得分（{words.REVIEW}，没有时为计算得分）比自评分多或少多少"
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _cell(self, row: int, column: int) -> tuple[str, str | None]:
        """Text and, for a pill, tone."""
        line = self.lines[row]
        if isinstance(line, Group):
            return (f"{line.label}　{line.told}" if column == ITEM else ""), None
        if isinstance(line, VetoLine):
            return _veto_cell(line, column)
        if column == self.editable and row in self._entered:
            return self._entered[row], None
        match column:
            case _ if column == ITEM:
                return line.item.label, None
            case _ if column == POINTS:
                return score_text(line.item.points), None
            case _ if column == COMPUTED:
                return score_text(line.computed), None
            case _ if column == MEASURE:
                return words.measured(line.item, line.measure), None
            case _ if column == SELF:
                return score_text(line.given.self_score), None
            case _ if column == REVIEW:
                return score_text(line.given.review_score), None
            case _ if column == APART:
                return words.difference(line) or ("", None)
        return line.given.evidence.replace("\n", " "), None

    def _tip(self, row: int, column: int) -> str | None:
        line = self.lines[row]
        if isinstance(line, Group) or column not in (ITEM, MEASURE, APART, EVIDENCE):
            return None
        if column == ITEM:
            return line.veto.says if isinstance(line, VetoLine) else words.way(line.item)
        return self._cell(row, column)[0] or None


def _veto_cell(line: VetoLine, column: int) -> tuple[str, str | None]:
    if column == ITEM:
        return line.veto.label, None
    if column == MEASURE:
        return f"发生了最多 {line.veto.stars} 星", None
    if column in (SELF, REVIEW):
        own = column == SELF
        return veto_word(line.given.self_score if own else line.given.review_score)
    return (line.given.evidence.replace("\n", " ") if column == EVIDENCE else ""), None


def _side(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return (side | Qt.AlignmentFlag.AlignVCenter).value
