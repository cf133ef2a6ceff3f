"""The card of the 组织生活 calendar: its year, what was held and what is lacking, the months."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from partydesk.desk.kit.cards import Card, pill, row, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.overview.calendar_grid import CalendarGrid
from partydesk.records import clock

if TYPE_CHECKING:
    from partydesk.rules.calendar_cells import Calendar, Cell

EARLIEST = 2000


class CalendarCard(Card):
    """`year_chosen` asks for another year. `held_wanted` carries a Cell whose sessions are to be
    listed, `planned_wanted` one whose plans are, `lacking_wanted` one whose branches are, `started`
    the Obligation to begin with."""

    year_chosen = Signal(int)
    held_wanted = Signal(object)
    planned_wanted = Signal(object)
    lacking_wanted = Signal(object)
    started = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.year = clock.today().year
        self._many = False
        self.rows.setContentsMargins(16, 12, 12, 12)
        self.rows.setSpacing(6)
        self.back = self._step("back", "前一年", -1)
        self.next = self._step("next", "后一年", 1)
        self._year = text(f"{self.year} 年", "small")
        self._begun = text("", "small")
        self.pills = {tone: pill("", tone) for tone in ("ok", "idle", "warn", "bad")}
        self.head = row(
            text("组织生活", "section"), self.back, self._year, self.next, self._begun, None,
            *self.pills.values(), spacing=4,
        )  # fmt: skip
        self.head.insertSpacing(1, 4)
        self.rows.addLayout(self.head)
        self.grid = CalendarGrid()
        self.grid.chosen.connect(self.open)
        self.grid.asked.connect(lambda cell, where: self._menu(cell).popup(where))
        self.rows.addWidget(self.grid, 1)
        self.rows.addStretch(0)
        hand_on_focus(self, self.grid)
        for each in self.pills.values():
            each.hide()

    def turn_to(self, year: int) -> None:
        """Be about another year; its calendar is to be shown next."""
        self.year = min(max(EARLIEST, year), clock.today().year + 1)
        self._year.setText(f"{self.year} 年")

    def show_calendar(self, calendar: Calendar, today: date) -> None:
        """Show a year."""
        if calendar.year != self.year:
            return  # another one has been asked for meanwhile
        self._many = calendar.many
        start = calendar.used_from
        begun = f"{start.month} 月 {start.day} 日起用，以前的不算缺" if start is not None else ""
        if start is not None and start.year != calendar.year:
            begun = f"{start} 起用，以前的不算缺"
        self._begun.setText(begun)
        self.grid.show_calendar(calendar, today)
        numbers = (
            ("ok", "已开", calendar.held),
            ("idle", "计划", calendar.planned),
            ("warn", "待办", calendar.due),
            ("bad", _missing(calendar), calendar.missing),
        )
        for tone, word, number in numbers:
            self.pills[tone].setText(f"{word} {number:,}")
            self.pills[tone].setVisible(number > 0)

    def open(self, cell: Cell) -> None:
        """What a click or Enter on a cell does."""
        if cell.lacking and self._many:
            self.lacking_wanted.emit(cell)
        elif cell.mark in ("planned", "asks"):
            self.planned_wanted.emit(cell)
        elif len(cell.lacking) > 1:
            at = self.grid.visualRect(self.grid.currentIndex()).bottomLeft()
            self._menu(cell).popup(self.grid.viewport().mapToGlobal(at))
        elif cell.lacking:
            self.started.emit(cell.lacking[0])
        elif cell.held:
            self.held_wanted.emit(cell)

    def _menu(self, cell: Cell) -> QMenu:
        """All that a cell leads to."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if cell.lacking and self._many:
            menu.addAction("看还没有开的支部", lambda: self.lacking_wanted.emit(cell))
        for item in () if self._many else cell.lacking:
            menu.addAction(f"记一次：{item.title}", partial(self.started.emit, item))
        if cell.held:
            menu.addAction(f"看已开的 {cell.held} 次", lambda: self.held_wanted.emit(cell))
        if cell.planned:
            menu.addAction(f"看计划的 {cell.planned} 次", lambda: self.planned_wanted.emit(cell))
        if menu.isEmpty():
            menu.addAction("这个月没有要求，也没有记录").setEnabled(False)
        return menu

    def _step(self, drawing: str, words: str, by: int) -> QPushButton:
        button = QPushButton()
        button.setIcon(icon(drawing))
        button.setProperty("role", "quiet")
        button.setProperty("small", "true")
        button.setFixedWidth(24)
        button.setToolTip(tip_text(words))
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self._step_by(by))
        return button

    def _step_by(self, by: int) -> None:
        self.turn_to(self.year + by)
        self.year_chosen.emit(self.year)


def _missing(calendar: Calendar) -> str:
    """The word for what is missing, as it stands in the cells."""
    if calendar.many or not calendar.overdue:
        return "缺"
    return "逾期" if calendar.overdue == calendar.missing else "逾期和缺"
