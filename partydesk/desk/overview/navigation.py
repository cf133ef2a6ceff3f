"""Where 总览 leads: forms already filled in, lists laid over the page, the tabs of the lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page
from partydesk.desk.plans.words import PlanSaid
from partydesk.records import clock
from partydesk.records.periods import Period, parse_period

if TYPE_CHECKING:
    from partydesk.desk.evidence.list_page import Act
    from partydesk.desk.evidence.model import Evidence, Line
    from partydesk.desk.overview.calendar_card import CalendarCard
    from partydesk.desk.overview.due_words import Due
    from partydesk.rules.calendar_cells import Cell
    from partydesk.rules.norms import Obligation


class OverviewNavigation(QObject):
    """Sends the page's signals. `changed`: something changed that the store does not tell."""

    changed = Signal()

    def __init__(self, context: AppContext, page: Page) -> None:
        super().__init__(page)
        self.context, self._page = context, page

    # -- beginning work ------------------------------------------------------------------------

    def begin(self, due: Due) -> None:
        """What the button of a reminder does."""
        if due.affair:
            self.happens(due.affair, (due,))
        elif due.grid:
            self._show_grid(due)
        elif due.lists:
            self._list_items(due)
        elif due.prints:
            self.print_card(due)
        elif due.others:
            self.answer_plan(due, due.button)
        else:
            self.start(due.reminder.items[0])

    def answer_plan(self, due: Due, how: str) -> None:
        """Say what became of a plan."""
        self._page.start_wanted.emit(PlanSaid(due.reminder.items[0].uid, how))

    def start(self, item: Obligation) -> None:
        """Open what answers an item: a form filled in, a record, another tab."""
        from partydesk.desk.evidence.navigation_target import target_of

        start = self.context.guarded("", lambda: target_of(item, self.context.store))
        if start is not None:
            self._page.start_wanted.emit(start)

    def to_roll(self) -> None:
        """The list of members, where a roster is taken in."""
        self._page.start_wanted.emit(NavigationTarget(tab="members"))

    def print_card(self, due: Due) -> None:
        """Print the card of a political birthday."""
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS

        item, title = due.reminder.items[0], PAPERS["card"].label
        print_offer(self.context, Offer("card", title, title, item.uid, item.about), self._page)

    def copy_reminder(self, due: Due) -> None:
        """Copy what is said to whom a reminder concerns."""
        from partydesk.desk.plans.notice import copy_text
        from partydesk.documents.notices import reminder_of

        store = self.context.store

        def copy(items: Sequence[Obligation]) -> None:
            def work() -> str:
                with store.read() as connection:
                    return reminder_of(connection, store.own.id, items)

            words = self.context.guarded("", work)
            if words:
                copy_text(self.context, words, "提醒")

        self._with_all((due,), copy)

    def happens(self, name: str, chosen: Sequence[Due]) -> None:
        """An affair of everybody whom these reminders are about."""

        def begin(items: Sequence[Obligation]) -> None:
            uids = tuple(item.uid for item in items)
            self._page.start_wanted.emit(NavigationTarget("member", affair=name, uids=uids))

        self._with_all(chosen, begin)

    def _with_all(
        self, chosen: Sequence[Due], then: Callable[[Sequence[Obligation]], None]
    ) -> None:
        """Do something with all that reminders are about: of very many they hold the first."""
        if all(due.reminder.whole for due in chosen):
            then([item for due in chosen for item in due.reminder.items])
            return
        keys, store = {due.reminder.key for due in chosen}, self.context.store

        def look(_progress: object) -> list[Obligation]:
            from partydesk.rules.reminders import reminders

            with store.read() as connection:
                found = reminders(connection, most=None)
            return [item for each in found if each.key in keys for item in each.items]

        self.context.query("正在看有哪些人", look, then, self)

    def snooze(self, chosen: Sequence[Due]) -> None:
        """Ask until when and why reminders are put off."""
        from partydesk.desk.overview.snooze_dialog import SnoozeDialog

        keys = [due.reminder.key for due in chosen]
        articles = dict.fromkeys(due.reminder.norm.article for due in chosen)
        dialog = SnoozeDialog(
            self.context, keys, _called(chosen), "、".join(articles), self._page.window()
        )
        dialog.put_off.connect(self.changed)
        dialog.open()

    def exempt(self, chosen: Sequence[Due], items: Sequence[Obligation] = ()) -> None:
        """Ask why norms do not apply to whom reminders are about, or to some of them."""
        from partydesk.desk.settling.exempt_dialog import ExemptDialog

        def ask(those: Sequence[Obligation]) -> None:
            ExemptDialog(self.context, those, _called(chosen), self._page.window()).open()

        if items:
            ask(items)
        else:
            self._with_all(chosen, ask)

    def whole(self, item: Obligation, column: str) -> None:
        """The whole form that answers an item, in a field of it."""
        from partydesk.desk.evidence.navigation_target import form_of

        start = self.context.guarded("", lambda: form_of(item, self.context.store, column))
        if start is not None:
            self._page.start_wanted.emit(start)

    def take_back(self, uid: str) -> None:
        """Let a norm apply again."""
        from partydesk.operations.exemptions import take_back

        def work() -> bool:
            take_back(self.context.store, uid)
            return True

        if self.context.attempt(work):
            self.context.tell_done("已恢复要求")

    def wake(self, key: str) -> None:
        """Let what was put off come back at once."""
        from partydesk.store.snoozes import wake

        def work() -> bool:
            wake(self.context.store, key)
            return True

        if self.context.attempt(work):
            self.changed.emit()

    # -- lists laid over the page --------------------------------------------------------------

    def show_all(self) -> None:
        """All that is due, and what is put off."""
        from partydesk.desk.overview.all_due import acts_on, everything

        acts = acts_on(
            lambda due: self.snooze((due,)), self.wake, lambda due: self.exempt((due,)),
            self.take_back, self.answer_plan, self.copy_reminder,
        )  # fmt: skip
        self.cover(lambda: everything(self.context.store), acts, "去办")

    def follow(self, calendar: CalendarCard) -> None:
        """Lead where the cells of a calendar point."""
        calendar.started.connect(self.start)
        calendar.held_wanted.connect(lambda cell: self.list_held(calendar.year, cell))
        calendar.planned_wanted.connect(
            lambda cell: self.list_held(calendar.year, cell, planned=True)
        )
        calendar.lacking_wanted.connect(lambda cell: self.list_lacking(calendar.year, cell))

    def list_figure(self, id: str) -> None:
        """The rows behind one of the four figures."""
        store = self.context.store

        def look() -> Evidence:
            from partydesk.desk.evidence.key_figures import evidence
            from partydesk.desk.evidence.model import own_scope

            today = clock.today()
            with store.read() as connection:
                return evidence(connection, id, today.year, own_scope(store), today)

        from partydesk.desk.evidence.key_figures import TALKS, TICKETS

        year = parse_period(str(clock.today().year))
        self.cover(look, figure=(id, year) if id in (TALKS, TICKETS) else None)

    def declare_none(self, id: str) -> None:
        """Record that there was none of a figure in this year."""
        from partydesk.desk.evidence.figures_list import declare_none

        declare_none(self.context, id, parse_period(str(clock.today().year)))

    def list_held(self, year: int, cell: Cell, *, planned: bool = False) -> None:
        """The sessions of a kind held in a month, or those planned."""
        from partydesk.desk.lists.narrowed_list import Narrowing
        from partydesk.records.kinds import SESSION_KIND
        from partydesk.records.study import StudySession
        from partydesk.rules.calendar import counted

        month = parse_period(f"{year}-{cell.month:02d}")
        label = f"{SESSION_KIND.label(cell.kind)} · {month.title}"
        which = StudySession.state == "planned" if planned else StudySession.counts_where()
        narrowing = Narrowing(label, (which, counted(cell.kind, month)))
        self._page.list_wanted.emit("session", narrowing)

    def list_lacking(self, year: int, cell: Cell) -> None:
        """The branches that lack a kind in a month."""

        def look() -> Evidence:
            from partydesk.desk.overview.facts import lacking

            return lacking(self.context.store, year, cell.kind, cell.month)

        self.cover(look)

    def _show_grid(self, due: Due) -> None:
        from partydesk.desk.settling.page import GridPage

        about = due.reminder
        page = self.context.guarded(
            "",
            lambda: GridPage(
                self.context, about.key, heading(due), about.items, (due.pill, due.tone)
            ),
        )
        if page is not None:
            page.record_wanted.connect(lambda _kind, _uid: self.to_roll())
            self._page.push_wanted.emit(page)

    def _list_items(self, due: Due) -> None:
        about = due.reminder
        said = f"{about.norm.says} · {about.norm.article}。{about.norm.remedy}。"

        def look() -> Evidence:
            from partydesk.desk.overview.facts import listed

            return listed(self.context.store, about.key, about.title, said)

        self.cover(look)

    def list_indicator(self, id: str, period: Period) -> None:
        """The rows behind one number of a period."""
        store = self.context.store
        worked_out = id.startswith("dues_")  # has no steps that it moved by

        def look() -> Evidence:
            from partydesk.desk.evidence.key_figures import of_indicator
            from partydesk.desk.evidence.model import own_scope

            with store.read() as connection:
                return of_indicator(connection, id, period, own_scope(store))

        self.cover(look, figure=None if worked_out else (id, period))

    def cover(
        self,
        look: Callable[[], Evidence],
        acts: tuple[Act, ...] = (),
        verb: str = "打开",
        figure: tuple[str, Period] | None = None,
    ) -> None:
        """Lay the list that `look` finds over the page; `acts` are done with its lines, `verb` is
        what opening one is called, `figure` whose evidence it is."""
        from partydesk.desk.evidence.list_page import EvidencePage

        page = EvidencePage(self.context, look, acts, verb, figure)
        page.opened.connect(self._open)
        page.push_wanted.connect(self._page.push_wanted)
        page.record_wanted.connect(
            lambda kind, uid: self._page.start_wanted.emit(NavigationTarget(kind, uid))
        )
        self.changed.connect(page.refresh)
        self._page.push_wanted.emit(page)

    def _open(self, line: Line) -> None:
        from partydesk.desk.overview.due_words import Due
        from partydesk.rules.norms import Obligation

        if isinstance(line.about, NavigationTarget):
            self._page.start_wanted.emit(line.about)
        elif isinstance(line.about, Due):
            self.begin(line.about)
        elif isinstance(line.about, Obligation):
            self.start(line.about)
        elif line.uid:
            self._page.start_wanted.emit(NavigationTarget(line.kind, line.uid))


def heading(due: Due) -> str:
    """The title of the grid of a reminder; of very many the first are asked for first."""
    about = due.reminder
    return about.title if about.whole else f"{about.title}，先办前 {len(about.items)} 人"


def _called(chosen: Sequence[Due]) -> str:
    """One as it is titled, several by their number and the first."""
    first = chosen[0].reminder.title
    return first if len(chosen) == 1 else f"{first}等 {len(chosen)} 件"
