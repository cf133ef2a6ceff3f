"""What lies behind one tab: its page, and whatever is opened over it (a form, an import)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.desk import Desk
from partydesk.desk.list_page import ListPage
from partydesk.desk.pages import Tab
from partydesk.desk.tables.chips import Chip


class TabSpace(QWidget):
    """The page of a tab, made when it is first shown. What is opened over it stays with it.

    `import_wanted` carries (kind, path or ""), `record_wanted` (kind, uid), `search_cleared`
    that the page let go of the search, `turned` that another widget is in front.
    """

    import_wanted = Signal(str, str)
    record_wanted = Signal(str, str)
    search_cleared = Signal()
    turned = Signal()

    def __init__(self, desk: Desk, tab: Tab) -> None:
        super().__init__()
        self._desk, self.tab = desk, tab
        self.lists: list[ListPage] = []
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._base = self._page()
        self.stack.addWidget(self._base)
        self.stack.currentChanged.connect(lambda _: self.turned.emit())

    def _page(self) -> QWidget:
        if self.tab.key == "submit":
            from partydesk.desk.submit_page import SubmitPage

            submit = SubmitPage(self._desk)
            submit.open_record.connect(self.record_wanted)
            return submit
        if self.tab.key == "collect":
            from partydesk.desk.collect_page import CollectPage

            collect = CollectPage(self._desk)
            collect.open_record.connect(self.record_wanted)
            return collect
        for listing in self.tab.listings:
            page = ListPage(self._desk, listing)
            page.open_wanted.connect(self.open_form)
            page.import_wanted.connect(self.import_wanted)
            page.search_cleared.connect(self.search_cleared)
            self.lists.append(page)
        if len(self.lists) == 1:
            return self.lists[0]
        several = QStackedWidget()
        titles = [Chip(listing.title, (listing.title,)) for listing in self.tab.listings]
        for page in self.lists:
            several.addWidget(page)
            page.head.lead_with(titles, lambda title: self._choose(several, title))
        several.currentChanged.connect(lambda _: self.turned.emit())
        return several

    def _choose(self, several: QStackedWidget, title: str) -> None:
        for page in self.lists:
            if page.listing.title == title:
                several.setCurrentWidget(page)
                page.view.setFocus()

    def go_to(self, kind: str, uid: str) -> bool:
        """Put the cursor on a record of one of the lists; whether it can be edited here."""
        for page in self.lists:
            if page.listing.kind == kind:
                if isinstance(self._base, QStackedWidget):
                    self._base.setCurrentWidget(page)
                return page.go_to_uid(uid)
        return False

    @property
    def list_page(self) -> ListPage | None:
        """The list in front, or None when there is none or something lies over it."""
        if not self.lists or self.stack.currentWidget() is not self._base:
            return None
        return next((page for page in self.lists if not page.isHidden()), self.lists[0])

    @property
    def covered(self) -> bool:
        """Whether something lies over the page."""
        return self.stack.currentWidget() is not self._base

    def open_form(self, kind: str, uid: str) -> None:
        """Put the form of a record (a new one for "") over the page."""
        from partydesk.desk.forms.form import open_form

        form = self._desk.guarded("", lambda: open_form(self._desk, kind, uid or None))
        if form is None:
            return
        form.finished.connect(lambda saved: self._after_form(kind, form, saved))
        form.closed.connect(lambda: self.uncover(form))
        self.cover(form)

    def _after_form(self, kind: str, form: QWidget, saved: str) -> None:
        self.uncover(form)
        for page in self.lists:
            if page.listing.kind == kind and saved:
                page.go_to_uid(saved)

    def cover(self, widget: QWidget) -> None:
        """Put a widget over the page."""
        self.stack.addWidget(widget)
        self.stack.setCurrentWidget(widget)
        widget.setFocus()

    def uncover(self, widget: QWidget) -> None:
        """Take a widget away again."""
        if self.stack.indexOf(widget) < 0:
            return
        self.stack.removeWidget(widget)
        widget.deleteLater()
        self.focus()

    def focus(self) -> None:
        """Put the cursor where work goes on."""
        page = self.list_page
        front = page.view if page else self.stack.currentWidget()
        if front is not None:
            front.setFocus()
