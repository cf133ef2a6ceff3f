"""The main window: its head, the places behind the tabs, its foot, and how they hear of each
other."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMenu

from partydesk.desk.shell.frame import Frame
from partydesk.store.first_look import FirstLook

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext
    from partydesk.desk.shell.palette.palette import Palette
    from partydesk.desk.shell.tab_space import TabSpace
    from partydesk.store.writing import OperationChanges

COUNT_PAUSE = 200  # milliseconds after a change until the tabs count again
NEWS_AFTER = 1500  # milliseconds from the start until what is new is told


class Window(Frame):
    """The one window. `restore_wanted` carries the path of a backup to put back, `restart_wanted`
    asks for the program to be started anew.

    Made of a first look it is the frame alone, until it is filled.
    """

    restore_wanted = Signal(object)
    restart_wanted = Signal()
    protection_wanted = Signal(str)

    def __init__(self, told: AppContext | FirstLook) -> None:
        if isinstance(told, FirstLook):
            super().__init__(told)
        else:
            own = told.store.own
            super().__init__(FirstLook(told.store.role, own.name, own.code, own.short_name))
        self.filled = False
        self._closes_without_backup = False
        self._palette: Palette | None = None
        if not isinstance(told, FirstLook):
            self.fill(told)

    def fill(self, context: AppContext) -> None:
        """Put into the frame what works with the records."""
        from partydesk.desk.kit.messages import MessageBar
        from partydesk.desk.shell.commands import Commands
        from partydesk.desk.shell.places import Places
        from partydesk.desk.shell.tasks import Backups

        self.context = context
        self.backups = Backups(context)
        self.setWindowTitle(f"{context.store.own.short_name} - 支部工作台")
        self.places = Places(context)
        self.head.furnish(context, self.places.tabs)
        self.foot.furnish(context)
        self.foot.show_whose()
        self.commands = Commands(context, self.places, self.backups, self)
        self.place(self.places)
        self.message_bar = MessageBar(self.centre)
        self._connect()
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNT_PAUSE)
        self._counting.timeout.connect(self.head.count)
        QTimer.singleShot(NEWS_AFTER, self, self._tell_news)
        self._listen()
        self.head.count()
        self.turn_to(self.places.tabs[0].key)
        self.filled = True

    def _connect(self) -> None:
        self.context.told.connect(self.message_bar.show_message)
        self.context.changed.connect(self._heard)
        self.backups.state_changed.connect(self.foot.show_backups)
        self.head.tab_chosen.connect(self.turn_to)
        self.head.add_wanted.connect(self.add)
        self.head.menu_wanted.connect(self._drop_menu)
        self.head.search.textChanged.connect(self._search)
        self.head.search.returnPressed.connect(self._into_list)
        self.head.search.palette_wanted.connect(self.open_palette)
        self.places.turned.connect(self._turned)
        self.places.turned.connect(self.foot.look_again)
        self.places.tab_shown.connect(self.head.tab_bar.mark)
        self.places.import_wanted.connect(self.commands.open_import)
        self.places.search_cleared.connect(self.head.search.clear)
        self.places.search_wanted.connect(self._search_for)
        self.foot.draft_wanted.connect(self.places.open_draft)
        self.commands.restore_wanted.connect(self.restore_wanted)
        self.commands.restart_wanted.connect(self.restart_wanted)
        self.commands.protection_wanted.connect(self.protection_wanted)

    def _listen(self) -> None:
        from partydesk.desk.shell import keys

        own = (("Ctrl+K", self.open_palette), ("Ctrl+F", self.to_search), ("Ctrl+N", self.add))
        more = keys.of_commands(self.commands, self.message_bar)
        keys.listen(self, chain(own, keys.of_places(self.places), more))

    # -- places --------------------------------------------------------------------------------

    @property
    def space(self) -> TabSpace:
        """What lies behind the tab in front."""
        return self.places.space

    def turn_to(self, key: str, part: str = "") -> None:
        """Show a tab, and this part of it."""
        self.places.turn_to(key, part)

    def _turned(self) -> None:
        page = self.space.list_page
        self.head.allow_adding(self.space.has_pushed_page)
        self.head.search_in(page.text if page is not None else None)

    def _heard(self, done: OperationChanges) -> None:
        self._counting.start()
        self.foot.look_again()
        if "organisation" in done.kinds:
            self.foot.show_whose()

    def _tell_news(self) -> None:
        from partydesk.desk.help.upgraded import tell_news

        tell_news(self.context, self.commands.open_news)
        self.foot.look_for_drafts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.fit()

    # -- search --------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        # Qt does not send this while a word is being composed, only for what is committed.
        page = self.space.list_page
        if page is not None:
            page.search(text)

    def _search_for(self, text: str) -> None:
        self.head.search.setText(text)
        self._into_list()

    def to_search(self) -> None:
        """Into the box where it narrows a list, else look everywhere."""
        if self.head.search.narrows:
            self.head.search.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
            self.head.search.selectAll()
        else:
            self.open_palette()

    def _into_list(self) -> None:
        page = self.space.list_page
        if page is not None:
            page.search_now(self.head.search.text())
            page.view.setFocus()

    def open_palette(self, typed: str = "") -> Palette:
        """Let people, meetings, pages, duties and actions be found from anywhere."""
        self._made_palette().open(typed)
        return self._made_palette()

    def prepare_palette(self) -> None:
        """Let the palette get ready while nobody waits for it."""
        self._made_palette().prepare()

    def _made_palette(self) -> Palette:
        if self._palette is None:
            from partydesk.desk.shell.palette.opening import palette_of

            self._palette = palette_of(self)
        return self._palette

    # -- adding, and the menu ------------------------------------------------------------------

    def add(self) -> None:
        """Add what the page in front is about; where that is nothing, ask what to add."""
        if self.head.add_button.isEnabled() and not self.space.page.add():
            self._drop_adding()

    def _drop_adding(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        for tab in self.places.tabs:
            for listing in tab.listings:
                menu.addAction(listing.add, partial(self.places.add_one, listing.kind))
            menu.addSeparator()
        self.head.drop_under_add(menu)

    def _drop_menu(self) -> None:
        self.head.drop_under_more(self.more_menu())

    def more_menu(self) -> QMenu:
        """The menu behind ···, as it stands now."""
        from partydesk.desk.shell.more_menu import more_menu

        return more_menu(self)

    # -- closing -------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.filled:
            return
        if self.context.busy:
            self.context.tell(f"{self.context.busy}，请先取消或等它完成，再关闭窗口", "warn")
            event.ignore()
            return
        from partydesk.desk.shell.window_geometry import keep_place

        keep_place(self, self.context)
        if self.context.store.writable and not self._closes_without_backup:
            self.backups.close()
            if failure := self.backups.state.failure:
                from partydesk.desk.shell.closing import ask_without_backup

                event.ignore()
                self.backups.go_on()
                ask_without_backup(self, failure, self.close, self._close_without_backup)
                return
        event.accept()

    def _close_without_backup(self) -> None:
        self._closes_without_backup = True
        self.close()
