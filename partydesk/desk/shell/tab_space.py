"""What lies behind one tab: its page, and whatever is opened over it (a form, an import)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page
from partydesk.desk.listings import PageClass, Tab
from partydesk.desk.tables.chips import Chip

if TYPE_CHECKING:
    from partydesk.desk.evidence.navigation_target import NavigationTarget
    from partydesk.desk.lists.narrowed_list import NarrowedList, Narrowing
    from partydesk.desk.lists.page import ListPage


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
        self.boards: dict[str, Page] = {}
        self.page: Page | None = None
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._base = self._front()
        self.stack.addWidget(self._base)
        self.stack.currentChanged.connect(lambda _: self.turned.emit())

    def _front(self) -> QWidget:
        if self.tab.page is None:
            return self._lists()
        self.page = self._made(self.tab.page)
        self.page.record_wanted.connect(self.record_wanted)
        return self.page

    def _made(self, place: PageClass) -> Page:
        page = place.make(self._context)
        page.start_wanted.connect(self.start)
        page.list_wanted.connect(self.list_wanted)
        page.push_wanted.connect(self.push_page)
        return page

    def _lists(self) -> QWidget:
        from partydesk.desk.lists.narrowed_list import NarrowedList

        for listing in self.tab.listings:
            page = NarrowedList(self._context, listing)
            page.open_wanted.connect(self.open_form)
            page.record_wanted.connect(self.record_wanted)
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

        paste_into(self._context, page, self.push_page)

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

    def _board(self, board: PageClass, several: QStackedWidget) -> Page:
        """A board, made when it is first turned to."""
        from partydesk.desk.lists.head import leading

        page = self._made(board)
        page.record_wanted.connect(self.open_form)
        page.lead_with(leading(self._titles(), board.title, lambda t: self._choose(several, t)))
        several.addWidget(page)
        self.boards[board.title] = page
        return page

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

    def start(self, target: NavigationTarget) -> None:
        """Begin work: its form over the page, filled in, or the tab where it is done."""
        from partydesk.desk.evidence.navigation_target import opened

        if target.stars is not None:
            self.stars_wanted.emit(*target.stars)
            return
        if target.tab:
            self.tab_wanted.emit(target.tab)
            return
        form = self._context.guarded("", lambda: opened(self._context, target))
        if form is None:
            return
        form.finished.connect(lambda saved: self._after_form(target.kind, form, saved))
        self.push_page(form)
        if target.column:
            form.point_at(target.column)

    def _after_form(self, kind: str, form: QWidget, saved: str) -> None:
        self.pop_page(form)
        for page in self.lists:
            if page.listing.kind == kind and saved:
                page.go_to_uid(saved)

    def push_page(self, page: Page) -> None:
        """Lay a page over what is here, until it says that it is closed."""
        page.closed.connect(lambda: self.pop_page(page))
        self.stack.addWidget(page)
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
        """The key of the page behind the tab; with the title of its part (report.星级评定) where
        that is in front, or that of a page with a chapter of its own laid over it."""
        over = self.stack.currentWidget()
        if isinstance(over, Page) and over.help_key:
            return over.help_key
        front = [title for title, board in self.boards.items() if not board.isHidden()]
        part = self.page.part if self.page is not None else ""
        return ".".join((self.tab.key, *([part] if part else front)))

    def focus(self) -> None:
        """Put the cursor where work goes on."""
        page = self.list_page
        front = page.view if page else self.stack.currentWidget()
        if front is self._base and isinstance(front, QStackedWidget):
            front = front.currentWidget()  # a board
        if front is not None:
            front.setFocus()
