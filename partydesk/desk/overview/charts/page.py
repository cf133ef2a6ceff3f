"""图表: the pictures of a period; each bar opens its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.across import Across
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, row, scrolled, stack, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.period_chooser import PeriodChooser
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.overview.calendar_card import CalendarCard
from partydesk.desk.overview.charts.captions import numbers_of
from partydesk.desk.overview.charts.card import ChartCard, copy_link, copy_told
from partydesk.desk.overview.charts.picture import picture_of
from partydesk.desk.overview.navigation import OverviewNavigation
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.records import clock
from partydesk.records.periods import Period, parse_period

if TYPE_CHECKING:
    from partydesk.desk.evidence.model import Evidence
    from partydesk.desk.overview.charts.facts import Drawn
    from partydesk.rules.charts import Behind

# Where each chart stands, by its id, where there is room for two columns.
_LEFT, _RIGHT = ("hours", "categories", "ages"), ("flow", "states", "stars")


class ChartsPage(LivePage):
    """A bar and a cell of the calendar lead to their records, as `ways` does it."""

    def __init__(self, context: AppContext, period: Period | None = None) -> None:
        super().__init__(context)
        self.ways = OverviewNavigation(context, self)
        self.period = period or parse_period(str(clock.today().year))
        self.cards: dict[str, ChartCard] = {}
        self.chooser = PeriodChooser()
        self.chooser.mark(self.period)
        self.chooser.hide()
        self.chooser.chosen.connect(self.choose)
        self.whose = text(self.period.title, "section")
        self.waiting = text("正在画图表…", "small")
        self.calendar = CalendarCard()
        self.calendar.year_chosen.connect(lambda _year: self.refresh())
        self.ways.follow(self.calendar)
        self._build()

    def _build(self) -> None:
        self.other = button("换个期间", self._toggle)
        head = QVBoxLayout()
        head.setContentsMargins(theme.AIR, 14, theme.AIR, 0)
        head.setSpacing(theme.GAP)
        self.covered = text("", "hint", wrap=True)
        self.covered.hide()
        self.tools = TableTools(self.context, self, self._as_shown)
        self.tools.setEnabled(False)
        self.head = row(self.whose, self.other, self.waiting, None, self.tools)
        head.addLayout(self.head)
        head.addWidget(self.covered)
        head.addWidget(self.chooser)
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        self.inside = QWidget()
        self.across = Across(self.inside)
        self.across.setSpacing(theme.ROOM)
        for column, ids in zip(self._columns, (_LEFT, _RIGHT), strict=True):
            column.setSpacing(theme.ROOM)
            self.across.addLayout(column, 1)
            for id in ids:
                column.addWidget(self._card(id))
        self._copy_calendar()
        self._columns[1].addWidget(self.calendar)
        for column in self._columns:
            column.addStretch(1)
        whole = stack(self, theme.ROOM)
        whole.addLayout(head)
        self.area = scrolled(self.inside)
        whole.addWidget(self.area, 1)
        self.calendar.hide()
        hand_on_focus(self, self.other)  # until something is drawn

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of 总览 before the period."""
        self.head.insertWidget(0, parts)

    def _card(self, id: str) -> ChartCard:
        card = ChartCard(self.context)
        card.hide()
        card.opened.connect(self._list_behind)
        card.view.moved.connect(lambda where: self._reveal(card, where))
        self.cards[id] = card
        return card

    def _copy_calendar(self) -> None:
        """The calendar is copied like the charts, as it is seen."""
        self.calendar.head.addWidget(copy_link(self.copy_calendar))
        on_keys(self.calendar.grid, self.copy_calendar, "Ctrl+C", "Ctrl+Ins", alone=True)

    def _list_behind(self, what: Behind) -> None:
        """Lay the records of a bar over the page."""

        def look() -> Evidence:
            from partydesk.desk.overview.charts.facts import behind

            return behind(self.context.store, what)

        self.ways.cover(look)

    def copy_calendar(self) -> None:
        """Put the calendar on the clipboard."""
        title = f"组织生活　{self.calendar.year} 年"
        image = picture_of(self.calendar.grid, title, self.context.store.own.name)
        copy_told(self.context, image, title)

    # -- what is shown -------------------------------------------------------------------------

    def load(self) -> None:
        """Ask for the period's charts and the calendar's year."""
        period, store, year = self.period, self.context.store, self.calendar.year

        def work(_progress: object) -> Drawn:
            from partydesk.desk.overview.charts.facts import draw

            return draw(store, period, year)

        self.waiting.show()
        self.context.query(
            "正在画图表", work, self.show_drawn, self, failed=lambda _error: self.waiting.hide()
        )

    def show_drawn(self, found: Drawn) -> None:
        """Show these."""
        self.waiting.hide()
        self.covered.setText(found.covered)
        self.covered.setVisible(bool(found.covered))
        shown = {chart.id: chart for chart in found.charts}
        for id, card in self.cards.items():
            card.setVisible(id in shown)
            if id in shown:
                card.show_chart(shown[id])
        self.tools.setEnabled(any(not each.blank for each in found.charts))
        self.calendar.show()
        self.calendar.show_calendar(found.calendar, found.today)
        self._arrange()
        drawn = [card.view for card in self.cards.values() if card.view.isVisibleTo(self)]
        if drawn and self.other.hasFocus():
            drawn[0].setFocus()

    def _as_shown(self) -> ShownTable | None:
        """The numbers of all that is drawn, a group for each chart, in the order of the page."""
        drawn = [card.chart for card in self.cards.values() if card.isVisibleTo(self)]
        shown = [each for each in drawn if each is not None and not each.blank]
        heads = [("项目", 26), ("其中", 14), ("数字", 14), ("应有", 12), ("说明", 22)]
        title = f"图表的数字　{self.period.title}"
        groups = [(each.title, numbers_of(each)) for each in shown]
        return ShownTable(title, heads, groups) if shown else None

    def choose(self, period: Period) -> None:
        """Show another period."""
        self.period = period
        self.whose.setText(period.title)
        self.chooser.hide()
        self.calendar.turn_to(period.last.year)
        self.refresh()

    def _toggle(self) -> None:
        self.chooser.setVisible(self.chooser.isHidden())

    def _reveal(self, card: ChartCard, where: QRect) -> None:
        """Scroll so that the bar with the cursor is seen."""
        hand_on_focus(self, card.view)  # back from a list, the cursor is where it was
        top = card.view.mapTo(self.inside, QPoint(0, where.top())).y()
        high = min(where.height(), self.area.viewport().height())
        self.area.ensureVisible(0, top + high // 2, 0, high // 2 + theme.ROOM)

    # -- events --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < theme.FOLD
        self.tools.set_narrow(narrow)
        self.across.set_wide(not narrow)
        # The cards end where the head does, scroll bar or not.
        beside = theme.AIR - self.area.verticalScrollBar().sizeHint().width()
        self.across.setContentsMargins(theme.AIR, 0, beside, 14)
