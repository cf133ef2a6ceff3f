"""总览: what is due, the year at a glance, four figures that open; the first page of both roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.across import Across
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row, scrolled, stack, text
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.overview.calendar_card import CalendarCard
from partydesk.desk.overview.due_list import DueCard
from partydesk.desk.overview.due_words import together
from partydesk.desk.overview.figures_card import FiguresRow
from partydesk.desk.overview.navigation import OverviewNavigation, heading
from partydesk.records import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from partydesk.desk.overview.due_words import Due
    from partydesk.desk.overview.facts import Overview
    from partydesk.desk.settling.grid import SettleGrid

AFTER_PAINT = 150
"""Milliseconds from the first drawing until the rules are asked: the window comes first, with the
keys typed into it."""


class OverviewPage(LivePage):
    """Shows what `facts.look` finds; what its buttons do is in `ways`."""

    pause = 300

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.found: Overview | None = None
        self._unpainted = True
        self.grid: SettleGrid | None = None
        self._grid_of: tuple[str, ...] = ()
        self._grid_saved = False
        self.day = text("", "small")
        self.due = DueCard(context)
        self.calendar = CalendarCard()
        self.figures = FiguresRow()
        self.ways = OverviewNavigation(context, self)
        self._build()
        self._connect()
        self._date()

    def _build(self) -> None:
        self.head = row(None, self.day)
        self.head.setContentsMargins(theme.AIR, 14, theme.AIR, 10)
        self.right = QWidget()
        right = self.rows = stack(self.right, theme.GAP)
        right.addWidget(self.calendar, 1)
        right.addWidget(self.figures)
        inside = QWidget()
        self.across = Across(inside)
        self.across.setSpacing(theme.ROOM)
        self.across.addWidget(self.due, 2)
        self.across.addWidget(self.right, 3)
        whole = stack(self, 0)
        whole.addLayout(self.head)
        self.area = scrolled(inside)
        whole.addWidget(self.area, 1)

    def _connect(self) -> None:
        self.ways.changed.connect(self.refresh)
        self.due.started.connect(self._begin)
        self.due.started_together.connect(self._begin_together)
        self.due.snoozed_together.connect(self.ways.snooze)
        self.due.exempted_together.connect(self.ways.exempt)
        self.due.exempted.connect(lambda due: self.ways.exempt((due,)))
        self.due.whole_wanted.connect(lambda due, at: self.ways.whole(due.reminder.items[0], at))
        self.due.snoozed.connect(lambda due: self.ways.snooze((due,)))
        self.due.remind_wanted.connect(self.ways.copy_reminder)
        self.due.roll_wanted.connect(self.ways.to_roll)
        self.due.all_wanted.connect(self.ways.show_all)
        self.calendar.year_chosen.connect(lambda _year: self.refresh())
        self.ways.follow(self.calendar)
        self.figures.opened.connect(self.ways.list_figure)
        self.figures.none_wanted.connect(self.ways.declare_none)

    def begin_key(self, key: str) -> None:
        """Open the duty of a reminder with this key, if it is still there."""
        found = self.found.due if self.found is not None else ()
        due = next((each for each in found if each.reminder.key == key), None)
        if due is not None:
            self._begin(due)

    def _begin(self, due: Due) -> None:
        """Open a duty in its row where a few fields settle it, else where it is done."""
        if due.opens and not due.prints:
            self.close_grid()
            self.due.open(due)
            if self.due.panel is not None:
                self._scroll_to(self.due.panel)
        elif due.grid:
            self.open_grid((due,))
        else:
            self.ways.begin(due)

    def _begin_together(self, chosen: Sequence[Due]) -> None:
        """Settle what was chosen in one step, as it can be."""
        how = together(chosen)
        if len(chosen) == 1:
            self.due.chosen.clear()
            self._begin(chosen[0])
        elif how == "grid":
            self.open_grid(chosen)
        elif how:
            self.ways.happens(how.partition(":")[2], chosen)

    def open_grid(self, chosen: Sequence[Due]) -> None:
        """Put the grid of what is asked of many in the calendar's place."""
        from partydesk.desk.settling.grid import SettleGrid

        self.due.close_panel()
        self.close_grid()
        first = chosen[0]
        items = tuple(item for due in chosen for item in due.reminder.items)
        title = heading(first) if len(chosen) == 1 else f"{len(chosen)} 件一起办"
        self._grid_of = tuple(due.reminder.key for due in chosen)
        grid = self.context.guarded(
            "",
            lambda: SettleGrid(
                self.context, "，".join(self._grid_of), title, items, (first.pill, first.tone)
            ),
        )
        if grid is None:
            return
        self.grid = grid
        grid.settled.connect(self._grid_settled)
        grid.closed.connect(self.close_grid)
        grid.exempt_wanted.connect(lambda items: self.ways.exempt(chosen, items))
        grid.snooze_wanted.connect(lambda: self.ways.snooze(chosen))
        grid.roll_wanted.connect(self.ways.to_roll)
        self.calendar.hide()
        self.rows.insertWidget(0, grid, 1)
        self.due.chosen.clear()
        self.due.mark(self._grid_of)
        grid.focus_first()
        self._scroll_to(grid)

    def _scroll_to(self, opened: QWidget) -> None:
        """Show what was opened from its head on, where the page itself scrolls."""

        def scroll() -> None:
            inside = self.area.widget()
            if inside is not None and inside.isAncestorOf(opened):
                top = opened.mapTo(inside, QPoint(0, 0)).y()
                bar = self.area.verticalScrollBar()
                if not bar.value() <= top <= bar.value() + self.area.height() - opened.height():
                    bar.setValue(top - theme.GAP)

        QTimer.singleShot(0, opened, scroll)

    def close_grid(self) -> None:
        """Put the calendar back; what was typed is kept for the next time."""
        grid, self.grid = self.grid, None
        if grid is None:
            return
        self.rows.removeWidget(grid)
        grid.hide()
        grid.deleteLater()
        self.calendar.show()
        self.due.mark((), self._grid_of[0])

    def _grid_settled(self) -> None:
        """What is left of it stands in a new grid once the rules have been asked again."""
        self._grid_saved = True

    def _follow_grid(self) -> None:
        """Show what the rules say now of a grid that is open."""
        if self.grid is None:
            return
        saved, self._grid_saved = self._grid_saved, False
        due = self.found.due if self.found else ()
        left = [each for each in due if each.reminder.key in self._grid_of]
        if not left or not (left[0].grid or together(left)):
            self.close_grid()
            self.due.focus_next()
        elif saved:
            self.open_grid(left)
        else:
            self.due.mark(self._grid_of)

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
        at = self.due.with_cursor()
        here = at is not None or QApplication.focusWidget() is self
        self.found = found
        self.due.ask_for_roll(self.context.store.role == "branch" and not found.members)
        self.due.show_due(found.due, found.put_off)
        self._follow_grid()
        self.calendar.show_calendar(found.calendar, found.today)
        self.figures.show_figures(found.figures)
        self._arrange()
        if here and self.due.panel is None and self.grid is None:
            # Work goes on with keys, once the new rows are there to be seen.
            QTimer.singleShot(0, self.due, lambda: self._go_on(at or ""))

    def _go_on(self, key: str) -> None:
        """The cursor on a duty, unless it has gone to what lies over the page meanwhile."""
        where = QApplication.focusWidget()
        if self.isVisible() and (where is None or where is self or self.isAncestorOf(where)):
            self.due.focus_next(key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self._stale:
            self.due.focus_next()

    def lead_with(self, parts: QWidget) -> None:
        """Put the greeting and the parts before the day."""
        self.head.insertWidget(0, parts)

    def _date(self) -> None:
        self.day.setText(long_date(clock.today()))

    def outdate(self, pause: int = 0) -> None:
        """Ask again, but not before the page was painted for the first time."""
        if not self._unpainted:
            super().outdate(pause)

    def showEvent(self, event: QShowEvent) -> None:
        if self.found is not None and self.found.today != clock.today():
            self.outdate()  # a new day
            self._date()
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
        self.across.set_wide(not narrow)
        self.due.set_folded(narrow)
        # The cards end where the date does, scroll bar or not.
        beside = theme.AIR - (self.area.verticalScrollBar().sizeHint().width() if narrow else 0)
        self.across.setContentsMargins(theme.AIR, 0, beside, 14)


def long_date(day: date) -> str:
    """2026 年 9 月 22 日　星期二."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日　星期{'一二三四五六日'[day.weekday()]}"
