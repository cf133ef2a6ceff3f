"""总览: what is due, the year at a glance, four figures that open; the first page of both roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row, scrolled, stack, text
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.overview.calendar_card import CalendarCard
from partydesk.desk.overview.due_list import DueCard
from partydesk.desk.overview.figures_card import FiguresRow
from partydesk.desk.overview.navigation import OverviewNavigation
from partydesk.records import clock
from partydesk.store import rows
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges

if TYPE_CHECKING:
    from datetime import date

    from partydesk.desk.overview.facts import Overview

AFTER_PAINT = 150
"""Milliseconds from the first drawing until the rules are asked: the window comes first, with the
keys typed into it."""

# Family names of two characters, so that 欧阳书记 is not called 欧书记.
_DOUBLE = "欧阳司马上官诸葛夏侯东方皇甫尉迟公孙慕容令狐长孙宇文司徒司空端木独孤南宫"  # two and two


class OverviewPage(LivePage):
    """Shows what `facts.look` finds; what its buttons do is in `ways`."""

    pause = 300

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.found: Overview | None = None
        self._unpainted = True
        self.greeting = text("", "title")
        self.day = text("", "small")
        self.due = DueCard()
        self.calendar = CalendarCard()
        self.figures = FiguresRow()
        self.ways = OverviewNavigation(context, self)
        self._build()
        self._connect()
        self._greet()

    def _build(self) -> None:
        head = row(self.greeting, None, self.day)
        head.setContentsMargins(theme.AIR, 14, theme.AIR, 10)
        self.right = QWidget()
        right = stack(self.right, theme.GAP)
        right.addWidget(self.calendar, 1)
        right.addWidget(self.figures)
        inside = QWidget()
        self.across = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self.across.setSpacing(theme.ROOM)
        self.across.addWidget(self.due, 2)
        self.across.addWidget(self.right, 3)
        whole = stack(self, 0)
        whole.addLayout(head)
        self.area = scrolled(inside)
        whole.addWidget(self.area, 1)

    def _connect(self) -> None:
        self.ways.changed.connect(self.refresh)
        self.due.started.connect(self.ways.begin)
        self.due.recorded.connect(lambda due: self.ways.start(due.reminder.items[0]))
        self.due.snoozed.connect(self.ways.snooze)
        self.due.roll_wanted.connect(self.ways.to_roll)
        self.due.all_wanted.connect(self.ways.show_all)
        self.calendar.year_chosen.connect(lambda _year: self.refresh())
        self.calendar.started.connect(self.ways.start)
        self.calendar.held_wanted.connect(lambda c: self.ways.list_held(self.calendar.year, c))
        self.calendar.lacking_wanted.connect(
            lambda c: self.ways.list_lacking(self.calendar.year, c)
        )
        self.figures.opened.connect(self.ways.list_figure)
        self.figures.none_wanted.connect(self.ways.declare_none)
        self.figures.all_wanted.connect(self.ways.show_figures)
        self.figures.charts_wanted.connect(self.ways.show_charts)

    # -- what is shown -------------------------------------------------------------------------

    def load(self) -> None:
        """Ask the rules, off the screen."""
        store, year = self.context.store, self.calendar.year

        def work(_progress: object) -> Overview:
            from partydesk.desk.overview.facts import look

            return look(store, year)

        self.context.query("正在看有什么要办", work, self.show_overview, self)

    def show_overview(self, found: Overview) -> None:
        """Show what was found."""
        self.found = found
        self.due.ask_for_roll(self.context.store.role == "branch" and not found.members)
        self.due.show_due(found.due, found.put_off)
        self.calendar.show_calendar(found.calendar, found.today)
        self.figures.show_figures(found.today.year, found.figures)
        self._arrange()

    def _greet(self) -> None:
        self.greeting.setText(greeting(secretary(self.context.store), clock.now().hour))
        self.day.setText(long_date(clock.today()))

    def concerns(self, changes: OperationChanges) -> bool:
        """All changes; the name of the secretary is greeted at once."""
        if "organisation" in changes.kinds:
            self._greet()
        return True

    def outdate(self, pause: int = 0) -> None:
        """Ask again, but not before the page was painted for the first time."""
        if not self._unpainted:
            super().outdate(pause)

    def showEvent(self, event: QShowEvent) -> None:
        if self.found is not None and self.found.today != clock.today():
            self.outdate()  # a new day
            self._greet()
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unpainted:
            self._unpainted = False
            self.outdate(AFTER_PAINT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < theme.FOLD
        ways = QBoxLayout.Direction
        self.across.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self.due.set_folded(narrow)
        # The cards end where the date does, scroll bar or not.
        beside = theme.AIR - (self.area.verticalScrollBar().sizeHint().width() if narrow else 0)
        self.across.setContentsMargins(theme.AIR, 0, beside, 14)


def greeting(name: str, hour: int) -> str:
    """How the page greets at an hour: 上午好，王书记."""
    times = ((5, "夜深了"), (11, "上午好"), (13, "中午好"), (18, "下午好"), (24, "晚上好"))
    said = next(words for end, words in times if hour < end)
    if not name:
        return said
    double = len(name) > 2 and _DOUBLE.find(name[:2]) % 2 == 0
    family = name[:2] if double else name[:1]
    return f"{said}，{family}书记"


def secretary(store: Store) -> str:
    """The name of the own organisation's secretary, if it is kept."""
    with store.read() as connection:
        organisation = rows.get(connection, "organisation", store.own.id) or {}
    return str(organisation.get("secretary") or "").strip()


def long_date(day: date) -> str:
    """2026 年 9 月 22 日　星期二."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日　星期{'一二三四五六日'[day.weekday()]}"
