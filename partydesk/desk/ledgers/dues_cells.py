"""The cells of a year of dues: members down, months across; what each says and takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from partydesk.desk.kit.plain_text import tip_text
from partydesk.records.money import yuan
from partydesk.rules.norms.dues_months import DuesMember, DuesMonth, DuesState

if TYPE_CHECKING:
    from partydesk.rules.norms.dues_months import DuesYear

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NAME, MONTHLY, FIRST, SUM = 0, 1, 2, 14

WORDS = {
    DuesState.DUE: ("应交", "warn"),
    DuesState.OWED: ("欠", "bad"),
    DuesState.SHORT: ("差", "bad"),
    DuesState.EXEMPT: ("免交", "idle"),
}
_SAID = {
    DuesState.PAID: "已交",
    DuesState.SHORT: "没有交足",
    DuesState.DUE: "应交",
    DuesState.OWED: "欠交",
    DuesState.EXEMPT: "免交",
    DuesState.OUT: "不在册，或启用以前",
    DuesState.UNSET: "没有核定",
    DuesState.AHEAD: "还没到",
}


def cell_words(each: DuesMonth) -> str:
    """What stands in a month's cell."""
    if each.state is DuesState.PAID:
        return yuan(each.paid)
    if each.state in (DuesState.OWED, DuesState.SHORT):
        return f"{WORDS[each.state][0]} {yuan(each.lacking)}"
    if each.state is DuesState.OUT:
        return "—"
    return WORDS.get(each.state, ("", ""))[0]


class DuesCells(QAbstractTableModel):
    """The members shown. `typed` carries uid, month and the text that was typed for it."""

    typed = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.year: DuesYear | None = None
        self.members: Sequence[DuesMember] = ()
        self.writable = True

    def show(self, year: DuesYear, members: Sequence[DuesMember]) -> None:
        """Show these members of a year."""
        self.beginResetModel()
        self.year, self.members = year, members
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.members)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else SUM + 1

    def month(self, column: int) -> str:
        """The month of a column; "" for the others."""
        if self.year is None or not FIRST <= column < SUM:
            return ""
        return self.year.months[column - FIRST]

    def at(self, index: _Index) -> tuple[DuesMember, DuesMonth] | None:
        """Whose month is there."""
        month = self.month(index.column()) if index.isValid() else ""
        if not month:
            return None
        member = self.members[index.row()]
        return member, member.months[month]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        texts = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, *texts):
            return None
        member, found = self.members[index.row()], self.at(index)
        if found is None:
            words = self._beside(member, index.column())
            if role in texts and index.column() == NAME and not member.base:
                words = f"{words}，没有核定每月交多少"
            return tip_text(words) if role == Qt.ItemDataRole.ToolTipRole else words
        each = found[1]
        if role == Qt.ItemDataRole.EditRole:
            return yuan(each.paid) if each.uid else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_words(each)
        said = f"{member.name} {int(each.month[5:])} 月{_SAID[each.state]}"
        if each.uid:
            said += f" {yuan(each.paid)} 元（{each.paid_on}）"
        if each.extra:
            said += f"，其中多交 {yuan(each.extra)} 元"
        if each.lacking:
            said += f"，还差 {yuan(each.lacking)} 元"
        return tip_text(said) if role == Qt.ItemDataRole.ToolTipRole else said

    @staticmethod
    def _beside(member: DuesMember, column: int) -> str:
        if column == NAME:
            return member.name
        if column == MONTHLY:
            base = member.base
            if base is None:
                return "待核定"
            return "—" if base.reduced == "exempt" else yuan(base.due)
        return yuan(member.paid) if member.paid else "—"

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.writable and self.at(index) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        found = self.at(index)
        if role != Qt.ItemDataRole.EditRole or found is None:
            return False
        if str(value).strip() != self.data(index, Qt.ItemDataRole.EditRole):
            self.typed.emit(found[0].uid, found[1].month, str(value).strip())
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            named = {NAME: "姓名", MONTHLY: "月应交", SUM: "今年已交"}
            return named.get(section) or f"{section - FIRST + 1} 月"
        return None
