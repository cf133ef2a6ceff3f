"""One grid for people, firms or months by columns: painted cells, keys, a click, paste.

What stands in it is told by its cells (cell_faces); what a click or a key means is for the page,
which the signals reach.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView

from partydesk.desk.tables.cell_faces import GridCells
from partydesk.desk.tables.cell_painter import CellHead, CellPainter
from partydesk.desk.tables.key_menu import MenuTable


class CellGrid(MenuTable):
    """`touched` is what a click or Space means (`spaced` Space alone), `opened` Enter, with row and
    column; `erased`
    carries the chosen cells [(row, column)], `column_wanted` a column for all, `pasted` the text to
    be taken in from the cell with the cursor, `menu_wanted` a cell and where its menu goes."""

    touched = Signal(int, int)
    spaced = Signal(int, int)
    opened = Signal(int, int)
    erased = Signal(object)
    column_wanted = Signal(int)
    pasted = Signal(str)
    menu_wanted = Signal(int, int, QPoint)

    def __init__(
        self,
        cells: GridCells,
        named: str,
        *,
        head: int,
        line: int,
        fixed: Mapping[int, int],
        labels: int = 0,
        typing: bool = False,
        menus: bool = False,
    ) -> None:
        """`head` and `line` are heights, `fixed` the widths of columns that do not stretch,
        `labels` the width of what stands before the rows (0: nothing does, and rows stay as high
        as they are). `typing`: cells are chosen by blocks and can be typed into."""
        super().__init__()
        cells.in_blocks = typing
        self._cells = cells
        self.setModel(cells)
        self.setItemDelegate(CellPainter(self, cells))
        self.setHorizontalHeader(CellHead(Qt.Orientation.Horizontal, self, cells))
        self.setVerticalHeader(CellHead(Qt.Orientation.Vertical, self, cells))
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setFixedHeight(head)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.fixed = dict(fixed)
        self.fix_widths()
        down.setVisible(bool(labels))
        if labels:
            down.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            down.setMinimumSectionSize(line)
            down.setFixedWidth(labels)
        else:
            down.setDefaultSectionSize(line)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        modes, triggers = QAbstractItemView.SelectionMode, QAbstractItemView.EditTrigger
        self.setSelectionMode(modes.ContiguousSelection if typing else modes.NoSelection)
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed if typing else triggers.NoEditTriggers
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(named)
        self.clicked.connect(lambda at: self.touched.emit(at.row(), at.column()))
        if menus:
            self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            self.customContextMenuRequested.connect(self._menu)

    def fix_widths(self) -> None:
        """Give the columns that do not stretch their widths."""
        across = self.horizontalHeader()
        for column, width in self.fixed.items():
            if column < across.count():
                across.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(column, width)

    def put_cursor(self, row: int, column: int) -> None:
        """Put the cursor into a cell, the nearest there is."""
        model = self.model()
        if model.rowCount() and model.columnCount():
            row = min(max(row, 0), model.rowCount() - 1)
            column = min(max(column, 0), model.columnCount() - 1)
            self.setCurrentIndex(model.index(row, column))

    def copy(self) -> str:
        """The chosen cells as spreadsheets take them."""
        chosen = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        rows = sorted({each.row() for each in chosen})
        columns = sorted({each.column() for each in chosen})
        model = self.model()
        return "\n".join(
            "\t".join(str(model.index(row, each).data() or "") for each in columns) for row in rows
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at, keys = self.currentIndex(), Qt.Key
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.matches(QKeySequence.StandardKey.Paste) and self._cells.in_blocks:
            from PySide6.QtGui import QGuiApplication

            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy) and self._cells.in_blocks:
            from PySide6.QtGui import QGuiApplication

            QGuiApplication.clipboard().setText(self.copy())
        elif not at.isValid():
            super().keyPressEvent(event)
        elif control and event.key() == keys.Key_D:
            self.column_wanted.emit(at.column())
        elif event.key() == keys.Key_Space:
            self.spaced.emit(at.row(), at.column())
            self.touched.emit(at.row(), at.column())
        elif event.key() in (keys.Key_Delete, keys.Key_Backspace) and self._cells.in_blocks:
            chosen = self.selectionModel().selectedIndexes()
            self.erased.emit([(each.row(), each.column()) for each in chosen])
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            # What is being typed is about to be taken.
            if self.state() is not QAbstractItemView.State.EditingState:
                self.opened.emit(at.row(), at.column())
        elif event.key() == keys.Key_Menu:
            self._menu(self.visualRect(at).center())
        else:
            super().keyPressEvent(event)

    def _menu(self, where: QPoint) -> None:
        at = self.indexAt(where)
        if at.isValid():
            there = self.viewport().mapToGlobal(where)
            self.menu_wanted.emit(at.row(), at.column(), there)
