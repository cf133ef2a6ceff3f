"""组织生活 by month: one table, painted; every cell has its words for the ear and for the mouse."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal

from partydesk.desk.tables.cell_faces import Face, GridCells
from partydesk.desk.tables.cell_grid import CellGrid

if TYPE_CHECKING:
    from partydesk.rules.calendar_cells import Calendar, Cell, Row

# By the marks of rules.calendar: the tone, and the word that stands where no number does.
TONES = {"held": "ok", "due": "warn", "asks": "warn", "overdue": "bad", "missed": "bad",
         "coming": "idle"}  # fmt: skip
WORDS = {"due": "待办", "overdue": "逾期", "missed": "缺", "coming": "未到", "none": "不作要求",
         "before": "启用以前，不算缺", "planned": "计划", "asks": "开了吗"}  # fmt: skip

HEAD, LEAST, MOST = 28, 38, 64  # pixels: the months, a row at least and at most
LABEL = 90


def cell_text(cell: Cell) -> str:
    """What stands in a cell."""
    if cell.asked:
        return "" if cell.mark == "coming" and not cell.done else f"{cell.done}/{cell.asked}"
    if cell.mark == "held":
        return str(cell.held)
    if cell.mark in TONES or cell.mark == "planned":
        return WORDS[cell.mark]
    return "—" if cell.mark == "before" else "·"


def cell_short(cell: Cell) -> str:
    """What stands there where of a hundred branches there is no room for both numbers."""
    if not cell.asked:
        return cell_text(cell)
    return str(cell.done) if cell.done >= cell.asked else f"缺 {cell.asked - cell.done}"


def cell_name(row: Row, cell: Cell) -> str:
    """A cell in words: what, when, how it stands."""
    said = f"{row.label}，{cell.month} 月，"
    if cell.asked:
        return f"{said}{cell.asked} 个支部中 {cell.done} 个已开"
    parts = [f"已开 {cell.held} 次"] if cell.held else []
    if cell.mark != "held":
        parts.append(WORDS[cell.mark])
    if cell.planned and cell.mark != "planned":
        parts.append(f"计划 {cell.planned} 次")
    return said + "，".join(parts)


def cell_tip(row: Row, cell: Cell) -> str:
    """The name, who lacks it, the norm and its article."""
    lines = [cell_name(row, cell)]
    who = [item.about for item in cell.lacking if item.about]
    if who and not cell.asked:
        lines.append(f"还没有：{'、'.join(who)}")
    if row.norm is not None:
        lines.append(f"{row.norm.says} · {row.norm.article}")
    return "\n".join(lines)


class CalendarCells(GridCells):
    """The rows of a year's calendar, a month a column."""

    heads = tuple(f"{month}月" for month in range(1, 13))
    plain_labels = True

    def __init__(self) -> None:
        super().__init__()
        self.shown: tuple[Row, ...] = ()

    def show(self, calendar: Calendar, today: date) -> None:
        """Show a year."""
        self.beginResetModel()
        self.shown = calendar.rows
        self.accent_column = today.month - 1 if calendar.year == today.year else -1
        self.endResetModel()

    def rows(self) -> int:
        return len(self.shown)

    def label(self, row: int) -> str:
        return self.shown[row].label

    def face(self, row: int, column: int) -> Face:
        cell = self.shown[row].cells[column]
        planned = cell.mark == "planned"
        tone = TONES.get(str(cell.mark), "")
        ink = "text2" if planned else "text3"
        return Face(cell_text(cell), cell_short(cell), tone, ink, ring=planned)

    def spoken(self, row: int, column: int) -> str:
        return cell_name(self.shown[row], self.shown[row].cells[column])

    def tip(self, row: int, column: int) -> str:
        return cell_tip(self.shown[row], self.shown[row].cells[column])


class CalendarGrid(CellGrid):
    """The months of a year. `chosen` carries the Cell that a click or Enter opens, `asked` the Cell
    whose menu is wanted and where it goes."""

    chosen = Signal(object)
    asked = Signal(object, QPoint)

    def __init__(self) -> None:
        self.cells = CalendarCells()
        super().__init__(self.cells, "组织生活日历", head=HEAD, line=LEAST, fixed={}, labels=LABEL,
                         menus=True)  # fmt: skip
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for signal in (self.touched, self.opened):
            signal.connect(lambda row, column: self.chosen.emit(self.cell(row, column)))
        self.menu_wanted.connect(
            lambda row, column, where: self.asked.emit(self.cell(row, column), where)
        )

    def show_calendar(self, calendar: Calendar, today: date) -> None:
        """Show a year; the cursor stays on its cell."""
        at = self.currentIndex()
        row, column = (at.row(), at.column()) if at.isValid() else (0, today.month - 1)
        self.cells.show(calendar, today)
        self.setMinimumHeight(HEAD + LEAST * len(calendar.rows))
        self.setMaximumHeight(HEAD + MOST * len(calendar.rows))
        self.put_cursor(row, column)

    def cell(self, row: int, column: int) -> Cell:
        """What stands there."""
        return self.cells.shown[row].cells[column]
