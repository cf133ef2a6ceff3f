"""What lies behind one tab: its parts, and whatever is opened over them (a form, an import)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row
from partydesk.desk.kit.messages import Action
from partydesk.desk.kit.page import Page
from partydesk.desk.kit.parts_bar import PartsBar
from partydesk.desk.kit.ui_settings import keep_ui_setting
from partydesk.desk.listings import Part, Tab
from partydesk.desk.plans.words import HELD, PlanSaid
from partydesk.store import settings

if TYPE_CHECKING:
    from partydesk.desk.evidence.navigation_target import NavigationTarget
    from partydesk.desk.forms.record_form import RecordForm
    from partydesk.desk.lists.narrowed_list import NarrowedList, Narrowing
    from partydesk.desk.lists.page import ListPage
    from partydesk.rules.norms import Obligation


class TabSpace(QWidget):
    """The parts of a tab, each made when it is first shown. What is opened over them stays there.

    `import_wanted` carries (kind, path or ""), `record_wanted` (kind, uid), `place_wanted` the
    keys of another tab and of its part ("" the one in front), `stars_wanted` a branch and a year,
    `list_wanted` (kind, Narrowing) of the list to be shown, `search_cleared` that the page let go
    of the search, `turned` that another widget is in front, `handover_wanted` the new secretary
    and the one before.
    """

    import_wanted = Signal(str, str)
    record_wanted = Signal(str, str)
    place_wanted = Signal(str, str)
    stars_wanted = Signal(int, int)
    list_wanted = Signal(str, object)
    search_cleared = Signal()
    turned = Signal()
    handover_wanted = Signal(str, str)

    def __init__(self, context: AppContext, tab: Tab) -> None:
        super().__init__()
        self._context, self.tab = context, tab
        self._fronts: dict[str, Page] = {}
        self._lists: dict[str, NarrowedList] = {}
        self._kept = f"part.{tab.key}"
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._base = QStackedWidget()
        self.stack.addWidget(self._base)
        self._front = ""
        self._to(self._begins_with())
        self._base.currentChanged.connect(lambda _: self.turned.emit())
        self.stack.currentChanged.connect(lambda _: self.turned.emit())

    # -- the parts -----------------------------------------------------------------------------

    @property
    def part(self) -> Part:
        """The part in front."""
        return next(part for part in self.tab.parts if part.key == self._front)

    @property
    def page(self) -> Page:
        """The page of the part in front, whatever lies over it."""
        return self._fronts[self._front]

    def shown(self, key: str) -> Page | None:
        """The page of a part, if it was looked at so far."""
        return self._fronts.get(key)

    @property
    def lists(self) -> list[ListPage]:
        """The lists that were looked at so far."""
        return list(self._lists.values())

    @property
    def _list_in_front(self) -> NarrowedList | None:
        """The list of the part in front, whatever lies over it; None for another page."""
        return self._lists.get(self._front)

    def turn_to(self, key: str) -> Page:
        """Put a part in front and remember that; its page."""
        if key != self._front:
            self._to(key)
            if self.tab.remembered:
                keep_ui_setting(self._context, self._kept, key)
        return self.page

    def turn_beside(self, step: int) -> None:
        """Put the part beside the one in front there, the last followed by the first."""
        if self.has_pushed_page:
            return
        keys = [part.key for part in self.tab.parts]
        self.turn_to(keys[(keys.index(self._front) + step) % len(keys)])
        self.focus()

    def _begins_with(self) -> str:
        keys = [part.key for part in self.tab.parts]
        if not self.tab.remembered or len(keys) == 1:
            return keys[0]
        with self._context.store.read() as connection:
            kept = settings.get(connection, self._kept, "")
        return kept if kept in keys else keys[0]

    def _to(self, key: str) -> None:
        self._front = key
        page = self._fronts.get(key) or self._made(key)
        self._base.setCurrentWidget(page)

    def _made(self, key: str) -> Page:
        part = next(part for part in self.tab.parts if part.key == key)
        page = self._list(part) if part.page is None else part.page.make(self._context)
        page.start_wanted.connect(self.start)
        page.list_wanted.connect(self.list_wanted)
        page.push_wanted.connect(self.push_page)
        page.record_wanted.connect(self._open_record if part.shows else self.record_wanted)
        if len(self.tab.parts) > 1:
            page.lead_with(self._lead(key))
        self._fronts[key] = page
        self._base.addWidget(page)
        return page

    def _list(self, part: Part) -> NarrowedList:
        from partydesk.desk.lists.narrowed_list import NarrowedList

        assert part.view is not None
        page = self._lists[part.key] = NarrowedList(self._context, part.view)
        page.open_wanted.connect(self.open_form)
        page.repeat_wanted.connect(self.repeat)
        page.affair_wanted.connect(self.begin_affair)
        page.import_wanted.connect(self.import_wanted)
        page.paste_wanted.connect(partial(self._paste, page))
        page.search_cleared.connect(self.search_cleared)
        return page

    def _lead(self, here: str) -> QWidget:
        """What stands at the head of a part: the parts, behind what the tab puts before them."""
        parts = [(part.key, part.called) for part in self.tab.parts if not part.aside]
        aside = [(part.key, part.called) for part in self.tab.parts if part.aside]
        bar = PartsBar(parts, here, aside)
        bar.chosen.connect(self._choose)
        if self.tab.before is None:
            return bar
        lead = QWidget()
        lead.setLayout(row(self.tab.before.widget(self._context), bar, spacing=16))
        return lead

    def _choose(self, key: str) -> None:
        self.turn_to(key)
        self.focus()

    def _open_record(self, kind: str, uid: str) -> None:
        """A record that a page of this tab is about opens over it, others where they are."""
        if kind in self.part.shows:
            self.open_form(kind, uid)
        else:
            self.record_wanted.emit(kind, uid)

    def _paste(self, page: ListPage) -> None:
        """Show over the list what the clipboard would do to it."""
        from partydesk.desk.imports.pasting import paste_into

        paste_into(self._context, page, self.push_page)

    # -- lists ---------------------------------------------------------------------------------

    def show_kind(self, kind: str) -> Page | None:
        """Put the part in front where the records of a kind are; its page."""
        part = self.tab.part_of(kind)
        return self.turn_to(part.key) if part is not None else None

    def show_list(self, kind: str) -> NarrowedList | None:
        """Put the list of a kind in front, if it is here."""
        return self._list_in_front if self.show_kind(kind) is not None else None

    def go_to(self, kind: str, uid: str) -> bool:
        """Show where a record is, the cursor on it in its list; whether it can be edited here."""
        if self.show_kind(kind) is None:
            return False
        listed = self._list_in_front
        return listed is None or listed.go_to_uid(uid)

    def narrow(self, kind: str, narrowing: Narrowing) -> None:
        """Show some rows of a list; what lay over it stays, and is what is seen."""
        page = self.show_list(kind)
        if page is not None:
            page.narrow(narrowing)

    @property
    def list_page(self) -> ListPage | None:
        """The list in front, or None when there is none or something lies over it."""
        return None if self.has_pushed_page else self._list_in_front

    # -- what lies over the parts --------------------------------------------------------------

    @property
    def has_pushed_page(self) -> bool:
        """Whether something lies over the parts."""
        return self.stack.currentWidget() is not self._base

    def open_form(self, kind: str, uid: str) -> None:
        """Put the form of a record (a new one for "") over the page."""
        from partydesk.desk.evidence.navigation_target import NavigationTarget

        self.start(NavigationTarget(kind, uid))

    def repeat(self, kind: str, uid: str) -> None:
        """Put the form of a new record over the page, filled in like this one."""
        from partydesk.desk.evidence.navigation_target import NavigationTarget

        self.start(NavigationTarget(kind, like=uid))

    def start(self, target: NavigationTarget | Obligation | PlanSaid) -> None:
        """Begin work: what settles it or its form over the page, or the place where it is done."""
        from partydesk.desk.evidence.navigation_target import NavigationTarget, opened, target_of

        if isinstance(target, PlanSaid):
            if target.how != HELD:
                self._ask_of_plan(target)
                return
            target = NavigationTarget("session", target.uid, {"state": "held"})
        if not isinstance(target, NavigationTarget):
            item = target
            found = self._context.guarded("", lambda: target_of(item, self._context.store))
            if found is None:
                return
            target = found
        if target.settle is not None:
            self._settle(target.settle)
            return

        if target.stars is not None:
            self.stars_wanted.emit(*target.stars)
            return
        if target.affair:
            self.begin_affair(target.affair, target.uids or tuple(filter(None, (target.uid,))))
            return
        if target.tab:
            self.place_wanted.emit(target.tab, target.part)
            return
        form = self._context.guarded("", lambda: opened(self._context, target, self.stack))
        if form is None:
            return
        form.finished.connect(lambda saved: self._after_record(target.kind, form, saved))
        self.push_page(form)
        if target.column:
            form.point_at(target.column)

    def _ask_of_plan(self, said: PlanSaid) -> None:
        """Ask over the page for a plan's new day, or why it was not held."""
        from partydesk.desk.plans.page import PlanPage

        page = self._context.guarded("", lambda: PlanPage(self._context, said.uid, said.how))
        if page is not None:
            self.push_page(page)

    def begin_affair(self, name: str, uids: tuple[str, ...]) -> None:
        """Put an affair's page over what is here, for the records with these uids."""
        from partydesk.desk.affairs.page import AffairPage

        page = self._context.guarded("", lambda: AffairPage(self._context, name, uids))
        if page is None:
            return
        page.finished.connect(lambda saved: self._after_affair(page, saved))
        page.handover_wanted.connect(self.handover_wanted, Qt.ConnectionType.QueuedConnection)
        page.affair_wanted.connect(lambda other: self.begin_affair(other, ()))
        self.push_page(page)

    def _after_affair(self, page: QWidget, uid: str) -> None:
        """Back to where one came from; who is out now is not looked for in the list."""
        self.pop_page(page)
        front = self._list_in_front
        if front is not None and front.model.place_of_uid(uid) >= 0:
            front.go_to_uid(uid)

    def _settle(self, item: Obligation) -> None:
        """Ask over the page for the fields that settle an obligation."""
        from partydesk.desk.evidence.navigation_target import form_of
        from partydesk.desk.settling.page import SettlePage

        if item.norm.settles.each:
            self._settle_each(item)
            return
        page = self._context.guarded("", lambda: SettlePage(self._context, item))
        if page is None:
            return
        page.whole_wanted.connect(
            lambda about, column: self.start(form_of(about, self._context.store, column))
        )
        self.push_page(page)

    def _settle_each(self, item: Obligation) -> None:
        """Ask over the page for a field of each of the branch's people."""
        from partydesk.desk.settling.page import GridPage
        from partydesk.rules.norms import STATE

        state = STATE.by_code[str(item.state)]
        pill = (state.label, state.tone)
        page = self._context.guarded(
            "", lambda: GridPage(self._context, item.key, item.title, (item,), pill)
        )
        if page is not None:
            page.record_wanted.connect(self.record_wanted)
            self.push_page(page)

    def _after_record(self, kind: str, form: RecordForm, saved: str) -> None:
        """Put a form away and offer what comes next."""
        next_ = form.leads_to()
        self._after_form(kind, form, saved)
        if next_ is not None:
            words, label, tab, part = next_
            act = Action(label, lambda: self.place_wanted.emit(tab, part))
            self._context.tell(f"已保存。{words}", "ok", act)

    def _after_form(self, kind: str, form: QWidget, saved: str) -> None:
        self.pop_page(form)
        page = self._list_in_front
        if saved and page is not None and page.listing.kind == kind:
            page.go_to_uid(saved)

    def push_page(self, page: Page) -> None:
        """Lay a page over what is here, until it says that it is closed."""
        page.closed.connect(lambda: self.pop_page(page))
        self.stack.addWidget(page)
        # Shown at another size first, it would be laid out twice.
        page.resize(self.stack.size())
        self.stack.setCurrentWidget(page)
        page.setFocus()

    def pop_page(self, widget: QWidget) -> None:
        """Take a widget away again."""
        if self.stack.indexOf(widget) < 0:
            return
        self.stack.removeWidget(widget)
        widget.deleteLater()
        self.focus()

    def help_topic(self) -> str:
        """The key of the part in front (report.stars), or that of a page with a chapter of its own
        laid over it."""
        over = self.stack.currentWidget()
        if isinstance(over, Page) and over.help_key:
            return over.help_key
        return f"{self.tab.key}.{self._front}"

    def focus(self) -> None:
        """Put the cursor where work goes on."""
        page = self.list_page
        front = page.view if page else self.stack.currentWidget()
        if front is self._base:
            front = self.page
        if front is not None:
            front.setFocus()
            if page is not None and not front.isVisibleTo(page):  # empty: the ways to fill it
                page.empty.buttons[0].setFocus()
