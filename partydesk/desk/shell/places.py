"""Where things are in the window: the tabs' spaces, and the way to a record, a list, a duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.listings import STARS, TABS, TASKS, Tab, place_of
from partydesk.desk.shell.tab_space import TabSpace

if TYPE_CHECKING:
    from partydesk.desk.evidence.navigation_target import NavigationTarget
    from partydesk.desk.lists.narrowed_list import Narrowing


class Places(QStackedWidget):
    """A space for each tab, made when it is first shown.

    `turned` says that another widget is in front, `tab_shown` carries the key of the tab in front,
    `import_wanted` (kind, path or "") of a sheet to take in, `search_cleared` that the list let go
    of the search, `search_wanted` a text that the list in front is to be searched for,
    `handover_wanted` to whom and by whom all is handed over.
    """

    turned = Signal()
    tab_shown = Signal(str)
    import_wanted = Signal(str, str)
    search_cleared = Signal()
    search_wanted = Signal(str)
    handover_wanted = Signal(str, str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.tabs: tuple[Tab, ...] = TABS[context.store.role]
        self.spaces: dict[str, TabSpace] = {}

    @property
    def space(self) -> TabSpace:
        """What lies behind the tab in front."""
        widget = self.currentWidget()
        assert isinstance(widget, TabSpace)
        return widget

    def turn_to(self, key: str, part: str = "") -> None:
        """Show a tab, and this part of it; its page is made the first time."""
        if key not in self.spaces:
            self.spaces[key] = self._made(next(tab for tab in self.tabs if tab.key == key))
        space = self.spaces[key]
        self.setCurrentWidget(space)
        if part:
            space.turn_to(part)
        self.tab_shown.emit(key)
        self.turned.emit()
        space.focus()

    def _made(self, tab: Tab) -> TabSpace:
        made = TabSpace(self._context, tab)
        made.import_wanted.connect(self.import_wanted)
        made.record_wanted.connect(self.open_record)
        made.place_wanted.connect(self.turn_to)
        made.stars_wanted.connect(self.open_stars)
        made.handover_wanted.connect(self.handover_wanted)
        made.list_wanted.connect(self.show_list)
        made.search_cleared.connect(self.search_cleared)
        made.turned.connect(self.turned)
        self.addWidget(made)
        return made

    def turn_beside(self, step: int) -> None:
        """Show the tab beside the one in front, the last followed by the first."""
        keys = [tab.key for tab in self.tabs]
        here = keys.index(self.space.tab.key)
        self.turn_to(keys[(here + step) % len(keys)])

    def turn_to_kind(self, kind: str) -> bool:
        """Turn to the tab and its part where records of a kind are; whether there is one."""
        place = place_of(kind, self._context.store.role)
        if place is not None:
            self.turn_to(place[0].key, place[1].key)
        return place is not None

    def go_to_part(self, tab: str, part: str) -> None:
        """Show a part of a tab; where something lies over it, say so."""
        self.turn_to(tab, part)
        self._tell_covered()

    def add_one(self, kind: str) -> None:
        """Open the form of a new record where such records are kept."""
        self.turn_to_kind(kind)
        self.space.open_form(kind, "")

    def open_record(self, kind: str, uid: str) -> None:
        """Go to a record where it is kept and open its form; one of a branch is only shown."""
        if not self.turn_to_kind(kind) or self.space.go_to(kind, uid):
            self.space.open_form(kind, uid)

    def open_draft(self, kind: str, uid: str) -> None:
        """Open the form that a draft was kept of: a record's, or a new one's for ""."""
        if uid:
            self.open_record(kind, uid)
        else:
            self.add_one(kind)

    def begin(self, target: NavigationTarget) -> None:
        """Begin work where its records are kept."""
        if target.kind:
            self.turn_to_kind(target.kind)
        self.space.start(target)

    def begin_duty(self, key: str) -> None:
        """Open a duty of 总览 by the key of its reminder."""
        from partydesk.desk.overview.page import OverviewPage

        self.turn_to("overview", TASKS)
        page = self.space.page
        if not self._tell_covered() and isinstance(page, OverviewPage):
            page.begin_key(key)

    def open_stars(self, branch: int, year: int) -> None:
        """Show how a branch stands by the star scheme of a year, item by item."""
        from partydesk.desk.stars.page import StarsPage

        self.turn_to("report", STARS)
        if isinstance(self.space.page, StarsPage):
            self.space.page.look_at(branch, year)

    def show_list(self, kind: str, narrowing: Narrowing) -> None:
        """Go to the list of a kind and show some of its rows."""
        self.turn_to_kind(kind)
        self.space.narrow(kind, narrowing)

    def search_list(self, kind: str, text: str) -> None:
        """Go to the list of a kind and search it."""
        if not self.turn_to_kind(kind) or self._tell_covered():
            return
        if self.space.show_list(kind) is not None:
            self.search_wanted.emit(text)

    def _tell_covered(self) -> bool:
        """Whether something lies over the parts in front, which is then said."""
        covered = self.space.has_pushed_page
        if covered:
            self._context.tell("这一栏里还开着一页，保存或者按 Esc 离开它就看得到", "idle")
        return covered
