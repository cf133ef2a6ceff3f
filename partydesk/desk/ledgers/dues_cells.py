"""The cells of a year of dues: members down, months across; what each says and takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from partydesk.desk.tables.cell_faces import Face, GridCells, Index
from partydesk.records.money import yuan
from partydesk.rules.norms.dues_months import DuesMember, DuesMonth, DuesState

if TYPE_CHECKING:
    from partydesk.rules.norms.dues_months import DuesYear

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


class DuesCells(GridCells):
    """The members shown: a tick and the amount where it was paid; arrears and what is due as words
    on their tone."""

    heads = ("姓名", "月应交", *(f"{month} 月" for month in range(1, 13)), "今年已交")

    def __init__(self) -> None:
        super().__init__()
        self.year: DuesYear | None = None
        self.members: Sequence[DuesMember] = ()

    def show(self, year: DuesYear, members: Sequence[DuesMember]) -> None:
        """Show these members of a year."""
        self.beginResetModel()
        self.year, self.members = year, members
        this = year.now[:4] == str(year.year)
        self.accent_column = FIRST + int(year.now[5:]) - 1 if this else -1
        self.endResetModel()

    def rows(self) -> int:
        return len(self.members)

    def month(self, column: int) -> str:
        """The month of a column; "" for the others."""
        if self.year is None or not FIRST <= column < SUM:
            return ""
        return self.year.months[column - FIRST]

    def at(self, index: Index) -> tuple[DuesMember, DuesMonth] | None:
        """Whose month is there."""
        return self.of(index.row(), index.column()) if index.isValid() else None

    def of(self, row: int, column: int) -> tuple[DuesMember, DuesMonth] | None:
        """Whose month is in a place."""
        month = self.month(column)
        return (self.members[row], self.members[row].months[month]) if month else None

    def face(self, row: int, column: int) -> Face:
        found = self.of(row, column)
        if found is None:
            words = self._beside(self.members[row], column)
            ink = "text2" if column == MONTHLY else "text"
            return Face(words, ink=ink, side="left" if column == NAME else "right", plain=True)
        each = found[1]
        words = cell_words(each)
        if each.state is DuesState.PAID:
            return Face(words, ink="info" if each.extra else "text", tick=True, side="right")
        tone = WORDS.get(each.state, ("", ""))[1]
        return Face(words, words.replace(" ", "").removesuffix(".00"), tone)

    def spoken(self, row: int, column: int) -> str:
        member, found = self.members[row], self.of(row, column)
        if found is None:
            words = self._beside(member, column)
            lacks = column == NAME and not member.base
            return f"{words}，没有核定每月交多少" if lacks else words
        each = found[1]
        said = f"{member.name} {int(each.month[5:])} 月{_SAID[each.state]}"
        if each.uid:
            said += f" {yuan(each.paid)} 元（{each.paid_on}）"
        if each.extra:
            said += f"，其中多交 {yuan(each.extra)} 元"
        if each.lacking:
            said += f"，还差 {yuan(each.lacking)} 元"
        return said

    def edited(self, row: int, column: int) -> str | None:
        found = self.of(row, column)
        if found is None:
            return None
        return yuan(found[1].paid) if found[1].uid else ""

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
