"""年度计划 as one sheet: months down, kinds across; a theme is typed into its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView

from partydesk.desk.kit import theme
from partydesk.desk.ledgers.plan_cells import Key, PlanCells
from partydesk.desk.ledgers.plan_painter import PlanPainter
from partydesk.desk.tables.key_menu import MenuTable

if TYPE_CHECKING:
    from partydesk.rules.year_plan import YearPlan

_Index = QModelIndex | QPersistentModelIndex

HEAD, ROW, LABEL = 32, 42, 56  # pixels: the kinds, a month at least, the months' names


class _Head(QHeaderView):
    """Kinds above, months at the left; this month in the accent."""

    def __init__(self, orientation: Qt.Orientation, grid: PlanGrid) -> None:
        super().__init__(orientation, grid)
        self._grid = grid
        self.setSectionsClickable(orientation == Qt.Orientation.Horizontal)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        if orientation == Qt.Orientation.Horizontal:
            self.setToolTip("整列排：每月第一个星期五（Ctrl+D）")

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        now = theme.colours()
        painter.save()
        painter.fillRect(rect, QColor(now.surface))
        words = str(self.model().headerData(logical, self.orientation()) or "")
        middle = Qt.AlignmentFlag.AlignVCenter
        if self.orientation() == Qt.Orientation.Horizontal:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(now.line2))
            painter.setPen(QColor(now.text2))
            painter.drawText(
                rect.adjusted(11, 0, -4, -1), Qt.AlignmentFlag.AlignLeft | middle, words
            )
        else:
            this = self._grid.cells.months[logical] == self._grid.month
            painter.setPen(QColor(now.accent if this else now.text2))
            painter.drawText(
                rect.adjusted(0, 0, -8, 0), Qt.AlignmentFlag.AlignRight | middle, words
            )
        painter.restore()


class PlanGrid(MenuTable):
    """The sheet. `typed` carries [(column, month, text)], `cleared` and `opened` the keys of cells
    and one, `fill_wanted` a column, `menu_wanted` a key and where its menu goes, `next_wanted` the
    key of the cell of which the next session is to be shown, `went` that another cell is in front.
    `month` is this month, 0 in another year."""

    typed = Signal(object)
    cleared = Signal(object)
    opened = Signal(object)
    fill_wanted = Signal(str)
    menu_wanted = Signal(object, QPoint)
    next_wanted = Signal(object)
    went = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cells = PlanCells()
        self.month = 0
        self.unfolded = False
        self.setModel(self.cells)
        painter = PlanPainter(self, self.cells)
        painter.entered.connect(self.go_down)
        self.setItemDelegate(painter)
        self.setHorizontalHeader(_Head(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Head(Qt.Orientation.Vertical, self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setFixedHeight(HEAD)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.verticalHeader().setFixedWidth(LABEL)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.horizontalHeader().sectionClicked.connect(self._fill)
        self.cells.typed.connect(self.typed)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self.open)
        self.setAccessibleName("年度计划")
        self.setProperty("role", "plan")  # its cells show by themselves which are chosen

    def show_plan(self, plan: YearPlan, month: int) -> None:
        """Show a year; the cursor stays on its cell."""
        at, column = self.cells.key(self.currentIndex()), self.currentIndex().column()
        self.month = month
        folds = plan.before > 1 and not self.unfolded
        months = [0, *range(plan.before + 1, 13)] if folds else list(range(1, 13))
        self.cells.show(plan, months)
        wanted = at[1] if at is not None else month or plan.before + 1
        row = months.index(wanted) if wanted in months else 0
        self.setCurrentIndex(self.cells.index(row, max(column, 0)))

    def key(self) -> Key | None:
        """The cell with the cursor."""
        return self.cells.key(self.currentIndex())

    def chosen_keys(self) -> list[Key]:
        """The selected cells."""
        found = sorted(self.selectedIndexes(), key=lambda at: (at.row(), at.column()))
        return [key for at in found if (key := self.cells.key(at)) is not None]

    def go_down(self) -> None:
        """The cell below; from the last one the first of the next column."""
        at = self.currentIndex()
        below = self.cells.index(at.row() + 1, at.column())
        if not below.isValid():
            below = self.cells.index(0, at.column() + 1)
        if below.isValid():
            self.setCurrentIndex(below)
        self.setFocus()

    def open(self, at: _Index) -> None:
        """What Enter and a double click do: unfold, type a plan's theme, open what was held."""
        cell = self.cells.cell(at)
        if cell is None:
            self._toggle()
        elif cell.sessions and cell.plan is None:
            self.opened.emit((cell.column, cell.month))
        else:
            self.edit(self.currentIndex())

    def copied(self) -> str:
        """The selected cells as a block of a sheet."""
        rows: dict[int, dict[int, str]] = {}
        for at in self.selectedIndexes():
            rows.setdefault(at.row(), {})[at.column()] = str(at.data() or "").strip("—")
        lines = (
            "\t".join(cells.get(c, "") for c in range(min(cells), max(cells) + 1))
            for _, cells in sorted(rows.items())
        )
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if at.isValid():
                self.open(at)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.cleared.emit(self.chosen_keys())
            case Qt.Key.Key_Space if self.key() is not None:
                self.next_wanted.emit(self.key())
            case Qt.Key.Key_D if control and at.isValid():
                self._fill(at.column())
            case Qt.Key.Key_C if control:
                QGuiApplication.clipboard().setText(self.copied())
            case Qt.Key.Key_V if control:
                self.typed.emit(self.cells.pasted(QGuiApplication.clipboard().text(), at))
            case Qt.Key.Key_Menu if at.isValid():
                self._menu(self.visualRect(at).center())
            case _:
                super().keyPressEvent(event)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.went.emit()

    def _fill(self, column: int) -> None:
        if self.cells.plan is not None:
            self.fill_wanted.emit(self.cells.plan.columns[column][0])

    def _clicked(self, at: _Index) -> None:
        if self.cells.cell(at) is None:
            self._toggle()

    def _toggle(self) -> None:
        self.unfolded = not self.unfolded
        if self.cells.plan is not None:
            self.show_plan(self.cells.plan, self.month)

    def _menu(self, where: QPoint) -> None:
        key = self.cells.key(self.indexAt(where))
        if key is not None:
            self.menu_wanted.emit(key, self.viewport().mapToGlobal(where))
