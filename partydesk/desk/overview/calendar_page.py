"""日历: the year of 组织生活 as a part of 总览, all of its width for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.evidence.model import own_scope
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row, scrolled
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.overview.calendar_card import CalendarCard
from partydesk.desk.overview.calendar_grid import cell_text
from partydesk.desk.overview.navigation import OverviewNavigation
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.records import clock

if TYPE_CHECKING:
    from partydesk.rules.calendar_cells import Calendar


class CalendarPage(LivePage):
    """A cell leads to what was held, or to the form of what is lacking."""

    pause = 300

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.ways = OverviewNavigation(context, self)
        self.calendar = CalendarCard()
        self.calendar.year_chosen.connect(lambda _year: self.refresh())
        self.ways.follow(self.calendar)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 14, 0, 0)
        whole.setSpacing(10)
        self.tools = TableTools(context, self, self._as_shown)
        self.head = row(None, self.tools)
        self.head.setContentsMargins(theme.AIR, 0, theme.AIR, 0)
        whole.addLayout(self.head)
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(theme.AIR, 0, theme.AIR, 14)
        around.addWidget(self.calendar)
        whole.addWidget(scrolled(inside), 1)
        hand_on_focus(self, self.calendar)

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of 总览 over the calendar."""
        self.head.insertWidget(0, parts)

    def _as_shown(self) -> ShownTable | None:
        """The kinds by months, as their cells say it."""
        cells = self.calendar.grid.cells
        rows = [[each.label, *map(cell_text, each.cells)] for each in cells.shown]
        if not rows:
            return None
        heads = [("组织生活", 8), *((head, 5) for head in cells.heads)]
        return ShownTable(f"{self.calendar.year} 年组织生活", heads, [("", rows)], "类")

    def load(self) -> None:
        """Ask the rules, off the screen."""
        store, year = self.context.store, self.calendar.year

        def work(_progress: object) -> Calendar:
            from partydesk.rules.calendar import calendar

            with store.read() as connection:
                return calendar(connection, year, own_scope(store), clock.today())

        def show(found: Calendar) -> None:
            self.calendar.show_calendar(found, clock.today())

        self.context.query("正在看组织生活", work, show, self)
