"""组织生活 by month: one table, painted; every cell has its words for the ear and for the mouse."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from partydesk.desk.kit import theme
from partydesk.desk.kit.plain_text import tip_text

if TYPE_CHECKING:
    from partydesk.rules.calendar import Calendar, Cell, Row

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

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


class _Cells(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: tuple[Row, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else 12

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell_text(cell)
            case Qt.ItemDataRole.AccessibleTextRole:
                return cell_name(row, cell)
            case Qt.ItemDataRole.ToolTipRole:
                return tip_text(cell_tip(row, cell))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return f"{section + 1}月"
        return self.rows[section].label if section < len(self.rows) else None


class _Painter(QStyledItemDelegate):
    def __init__(self, grid: CalendarGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._small = theme.sized(theme.SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now = theme.colours()
        cell = self._grid.cell(index.row(), index.column())
        rect: QRect = option.rect
        inside = QRectF(rect).adjusted(2, 3, -2, -3)
        tone = TONES.get(str(cell.mark))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(now.text3)
        if tone is not None:
            ink, ground = now.tone(tone)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(inside, 4, 4)
        elif cell.mark == "planned":
            ink = QColor(now.text2)
            painter.setPen(QPen(QColor(now.line2), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        state: QStyle.StateFlag = option.state
        if self._grid.hasFocus() and index == self._grid.currentIndex():
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside.adjusted(1, 1, -1, -1), 4, 4)
        elif tone is not None and state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(ink, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(ink)
        painter.setFont(self._small)
        words = cell_text(cell)
        if painter.fontMetrics().horizontalAdvance(words) > inside.width():
            words = cell_short(cell)
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()


class _Head(QHeaderView):
    """Months above, kinds at the left: plain words, this month in the accent."""

    def __init__(self, orientation: Qt.Orientation, grid: CalendarGrid) -> None:
        super().__init__(orientation, grid)
        self._grid = grid
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        now = theme.colours()
        painter.save()
        painter.fillRect(rect, QColor(now.surface))
        words = str(self.model().headerData(logical, self.orientation()) or "")
        if self.orientation() == Qt.Orientation.Horizontal:
            painter.setFont(theme.sized(theme.SMALL))
            painter.setPen(QColor(now.accent if logical + 1 == self._grid.month else now.text2))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
        else:
            painter.setPen(QColor(now.text))
            painter.drawText(
                rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words
            )
        painter.restore()


class CalendarGrid(QTableView):
    """The months of a year. `opened` carries the Cell that a click or Enter opens, `menu_wanted`
    the Cell and where its menu goes. `month` is this month, 0 in another year."""

    opened = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.month = 0
        self._cells = _Cells()
        self.setModel(self._cells)
        self.setItemDelegate(_Painter(self))
        self.setHorizontalHeader(_Head(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Head(Qt.Orientation.Vertical, self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setFixedHeight(HEAD)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(LEAST)
        self.verticalHeader().setFixedWidth(LABEL)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.clicked.connect(lambda at: self.opened.emit(self.cell(at.row(), at.column())))
        self.setAccessibleName("组织生活日历")

    def show_calendar(self, calendar: Calendar, today: date) -> None:
        """Show a year; the cursor stays on its cell."""
        at = self.currentIndex()
        row, column = (at.row(), at.column()) if at.isValid() else (0, today.month - 1)
        self.month = today.month if calendar.year == today.year else 0
        self._cells.show(calendar.rows)
        self.setMinimumHeight(HEAD + LEAST * len(calendar.rows))
        self.setMaximumHeight(HEAD + MOST * len(calendar.rows))
        self.setCurrentIndex(self._cells.index(min(row, len(calendar.rows) - 1), column))

    def cell(self, row: int, column: int) -> Cell:
        """What stands there."""
        return self._cells.rows[row].cells[column]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and at.isValid():
            self.opened.emit(self.cell(at.row(), at.column()))
        elif event.key() == Qt.Key.Key_Menu and at.isValid():
            self._menu(self.visualRect(at).center())
        else:
            super().keyPressEvent(event)

    def _menu(self, where: QPoint) -> None:
        at = self.indexAt(where)
        if at.isValid():
            there = self.viewport().mapToGlobal(where)
            self.menu_wanted.emit(self.cell(at.row(), at.column()), there)
