"""What lies behind one tab: its page, and whatever is opened over it (a form, an import)."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.listings import Board, Tab
from partydesk.desk.tables.chips import Chip

if TYPE_CHECKING:
    from partydesk.desk.evidence.navigation_target import NavigationTarget
    from partydesk.desk.lists.narrowed_list import NarrowedList, Narrowing
    from partydesk.desk.lists.page import ListPage
    from partydesk.desk.overview.page import OverviewPage
    from partydesk.records.periods import Period

# Pages that are no lists, by their tab: module and class. Each has a signal `open_record`, and
# `start_wanted` (a Start) where work begins from it.
_PAGES = {
    "submit": ("handover.submit_page", "SubmitPage"),
    "collect": ("handover.collect_page", "CollectPage"),
    "report": ("report.report_tab", "ReportTab"),
}


class TabSpace(QWidget):
    """The page of a tab, made when it is first shown. What is opened over it stays with it.

    `import_wanted` carries (kind, path or ""), `record_wanted` (kind, uid), `tab_wanted` the key
    of another tab, `stars_wanted` a branch and a year, `list_wanted` (kind, Narrowing) of the list
    to be shown, `search_cleared` that the page let go of the search, `turned` that another widget
    is in front.
    """

    import_wanted = Signal(str, str)
    record_wanted = Signal(str, str)
    tab_wanted = Signal(str)
    stars_wanted = Signal(int, int)
    list_wanted = Signal(str, object)
    search_cleared = Signal()
    turned = Signal()

    def __init__(self, context: AppContext, tab: Tab) -> None:
        super().__init__()
        self._context, self.tab = context, tab
        self.lists: list[NarrowedList] = []
        self.boards: dict[str, QWidget] = {}
        self.overview: OverviewPage | None = None
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._base = self._page()
        self.stack.addWidget(self._base)
        self.stack.currentChanged.connect(lambda _: self.turned.emit())

    def _page(self) -> QWidget:
        if self.tab.key == "overview":
            return self._overview()
        if self.tab.key in _PAGES:
            module, name = _PAGES[self.tab.key]
            page: Any = getattr(import_module(f"partydesk.desk.{module}"), name)(self._context)
            page.open_record.connect(self.record_wanted)
            if hasattr(page, "start_wanted"):
                page.start_wanted.connect(self.start)
            made: QWidget = page
            return made
        return self._lists()

    def _overview(self) -> QWidget:
        from partydesk.desk.overview.page import OverviewPage

        self.overview = OverviewPage(self._context)
        ways = self.overview.ways
        ways.start_wanted.connect(self.start)
        ways.list_wanted.connect(self._list_sessions)
        ways.cover_wanted.connect(self._cover_with)
        return self.overview

    def _lists(self) -> QWidget:
        from partydesk.desk.lists.narrowed_list import NarrowedList

        for listing in self.tab.listings:
            page = NarrowedList(self._context, listing)
            page.open_wanted.connect(self.open_form)
            page.repeat_wanted.connect(self.repeat)
            page.import_wanted.connect(self.import_wanted)
            page.paste_wanted.connect(partial(self._paste, page))
            page.search_cleared.connect(self.search_cleared)
            self.lists.append(page)
        if len(self.lists) == 1 and not self.tab.boards:
            return self.lists[0]
        several = QStackedWidget()
        for page in self.lists:
            several.addWidget(page)
            page.head.lead_with(self._titles(), lambda title: self._choose(several, title))
        several.currentChanged.connect(lambda _: self.turned.emit())
        return several

    def _paste(self, page: ListPage) -> None:
        """Show over the list what the clipboard would do to it."""
        from partydesk.desk.imports.pasting import paste_into

        paste_into(self._context, page, self)

    def _titles(self) -> list[Chip]:
        """The chips that turn between the lists and boards of this tab."""
        titles = [
            *(listing.title for listing in self.tab.listings),
            *(board.title for board in self.tab.boards),
        ]
        return [Chip(title, (title,)) for title in titles]

    def _choose(self, several: QStackedWidget, title: str) -> None:
        for page in self.lists:
            if page.listing.title == title:
                several.setCurrentWidget(page)
                page.view.setFocus()
        for board in self.tab.boards:
            if board.title == title:
                front = self.boards.get(title) or self._board(board, several)
                several.setCurrentWidget(front)
                front.setFocus()

    def _board(self, board: Board, several: QStackedWidget) -> QWidget:
        """A board, made when it is first turned to."""
        from partydesk.desk.lists.head import leading

        page: Any = getattr(import_module(f"partydesk.desk.{board.module}"), board.name)(
            self._context
        )
        page.open_record.connect(self.open_form)
        page.start_wanted.connect(self.start)
        page.step_wanted.connect(self._start_step)
        page.lead_with(leading(self._titles(), board.title, lambda t: self._choose(several, t)))
        several.addWidget(page)
        made: QWidget = page
        self.boards[board.title] = made
        return made

    def _start_step(self, uid: str, column: str) -> None:
        """Open a person's form with the cursor in the field that the next step goes into."""
        from partydesk.desk.evidence.navigation_target import NavigationTarget

        self.start(NavigationTarget("member", uid))
        editor = getattr(self.stack.currentWidget(), "editors", {}).get(column)
        if editor is not None:
            # Not before the form has put the cursor where it begins by itself.
            QTimer.singleShot(0, editor, lambda: self._point_at(editor))

    @staticmethod
    def _point_at(editor: Any) -> None:
        target = editor.inputs()[0]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        above = target.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(target, 0, 120)

    # -- lists ---------------------------------------------------------------------------------

    def show_list(self, kind: str) -> NarrowedList | None:
        """Put the list of a kind in front, of those that are here."""
        for page in self.lists:
            if page.listing.kind == kind:
                if isinstance(self._base, QStackedWidget):
                    self._base.setCurrentWidget(page)
                return page
        return None

    def go_to(self, kind: str, uid: str) -> bool:
        """Put the cursor on a record of one of the lists; whether it can be edited here."""
        page = self.show_list(kind)
        return page.go_to_uid(uid) if page is not None else False

    def narrow(self, kind: str, narrowing: Narrowing) -> None:
        """Show some rows of a list; what lay over it stays, and is what is seen."""
        page = self.show_list(kind)
        if page is not None:
            page.narrow(narrowing)

    @property
    def list_page(self) -> ListPage | None:
        """The list in front, or None when there is none or something lies over it."""
        if not self.lists or self.stack.currentWidget() is not self._base:
            return None
        if any(not board.isHidden() for board in self.boards.values()):
            return None
        return next((page for page in self.lists if not page.isHidden()), self.lists[0])

    # -- what lies over the page ---------------------------------------------------------------

    @property
    def has_pushed_page(self) -> bool:
        """Whether something lies over the page."""
        return self.stack.currentWidget() is not self._base

    def open_form(self, kind: str, uid: str) -> None:
        """Put the form of a record (a new one for "") over the page."""
        from partydesk.desk.evidence.navigation_target import NavigationTarget

        self.start(NavigationTarget(kind, uid))

    def repeat(self, kind: str, uid: str) -> None:
        """Put the form of a new record over the page, filled in like this one."""
        from partydesk.desk.evidence.navigation_target import NavigationTarget

        self.start(NavigationTarget(kind, like=uid))

    def start(self, start: NavigationTarget) -> None:
        """Begin work: its form over the page, filled in, or the tab where it is done."""
        from partydesk.desk.evidence.navigation_target import opened

        if start.stars is not None:
            self.stars_wanted.emit(*start.stars)
            return
        if start.tab:
            self.tab_wanted.emit(start.tab)
            return
        form = self._context.guarded("", lambda: opened(self._context, start))
        if form is None:
            return
        form.finished.connect(lambda saved: self._after_form(start.kind, form, saved))
        form.closed.connect(lambda: self.pop_page(form))
        self.push_page(form)

    def _after_form(self, kind: str, form: QWidget, saved: str) -> None:
        self.pop_page(form)
        for page in self.lists:
            if page.listing.kind == kind and saved:
                page.go_to_uid(saved)

    def _cover_with(self, page: QWidget) -> None:
        page.closed.connect(lambda: self.pop_page(page))  # type: ignore[attr-defined] # each has it
        self.push_page(page)

    def _list_sessions(self, kind: str, period: Period) -> None:
        from partydesk.desk.lists.narrowed_list import Narrowing
        from partydesk.records.kinds import SESSION_KIND
        from partydesk.rules.calendar import counted

        label = f"{SESSION_KIND.label(kind)} · {period.title}"
        self.list_wanted.emit("session", Narrowing(label, (counted(kind, period),)))

    def push_page(self, widget: QWidget) -> None:
        """Put a widget over the page."""
        self.stack.addWidget(widget)
        self.stack.setCurrentWidget(widget)
        widget.setFocus()

    def pop_page(self, widget: QWidget) -> None:
        """Take a widget away again."""
        if self.stack.indexOf(widget) < 0:
            return
        self.stack.removeWidget(widget)
        widget.deleteLater()
        self.focus()

    def refresh_overview(self) -> None:
        """The rules changed: ask them again, if this is where they are shown."""
        if self.overview is not None:
            self.overview.refresh()

    def focus(self) -> None:
        """Put the cursor where work goes on."""
        page = self.list_page
        front = page.view if page else self.stack.currentWidget()
        if front is self._base and isinstance(front, QStackedWidget):
            front = front.currentWidget()  # a board
        if front is not None:
            front.setFocus()
