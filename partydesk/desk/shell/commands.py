"""What the window's menu, keys and palette open beside its tabs: settings, sheets, the manual."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from partydesk.desk.kinds import view_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.dropping import sheet_filter
from partydesk.desk.listings import CHARTS
from partydesk.desk.shell.places import Places
from partydesk.desk.shell.tasks import Backups

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from partydesk.desk.help.reader import Reader
    from partydesk.desk.shell.settings_page import SettingsPage


class Commands(QObject):
    """Opens what belongs to no tab. `restore_wanted` carries the path of a backup to put back,
    `restart_wanted` asks for the program to be started anew, `protection_wanted` carries what is
    to become of the password: to be locked, say."""

    restore_wanted = Signal(object)
    restart_wanted = Signal()
    protection_wanted = Signal(str)

    def __init__(
        self, context: AppContext, places: Places, backups: Backups, window: QWidget
    ) -> None:
        super().__init__(window)
        self._context, self._places, self._backups = context, places, backups
        self._window = window
        self._reader: Reader | None = None
        places.handover_wanted.connect(self.open_handover)

    def print_shown(self) -> None:
        """Press what prints on the page in front; what begins a duty is named after it."""
        from PySide6.QtWidgets import QAbstractButton

        from partydesk.desk.kit.tab_order import stops

        front = self._places.space.stack.currentWidget()
        for each in stops(front) if front is not None else ():
            if isinstance(each, QAbstractButton):
                name = each.accessibleName() or each.text()
                if name.startswith("打印") and "：" not in name:
                    each.click()
                    return
        self._context.tell("这一页没有可以打印的", "idle")

    # -- work with all of the records ----------------------------------------------------------

    def undo(self) -> None:
        """Take the last step back, outside a form."""
        self._step(self._context.undo)

    def redo(self) -> None:
        """Take again the step that was taken back, outside a form."""
        self._step(self._context.redo)

    def _step(self, do: Callable[[], None]) -> None:
        # In a form Ctrl+Z is about what is being typed; the store is left alone meanwhile.
        if not self._places.space.has_pushed_page:
            do()

    def open_import(self, kind: str, path: str) -> None:
        """Take in a sheet; without a path ask for it."""
        if not path:
            from PySide6.QtWidgets import QFileDialog

            title = view_of(kind).taking_in
            path, _ = QFileDialog.getOpenFileName(self._window, title, "", sheet_filter())
        if not path:
            return
        from partydesk.desk.imports.page import ImportPage

        self._places.space.push_page(ImportPage(self._context, kind, Path(path)))

    def open_charts(self) -> None:
        """Show the charts of 总览."""
        self._places.turn_to("overview", CHARTS)

    def open_suspected(self) -> None:
        """Show the pairs of records that may be one."""
        from partydesk.desk.lists.suspected_pairs import SuspectedPairs

        SuspectedPairs(self._context, self._window).open()

    def open_recycle_bin(self) -> None:
        """Show what was removed."""
        from partydesk.desk.lists.recycle_bin import RecycleBin

        RecycleBin(self._context, self._window).open()

    # -- settings, backups, rules --------------------------------------------------------------

    def open_settings(self, where: str = "") -> SettingsPage:
        """Lay 设置 over what is in front, if it does not lie there yet, and show a section or a
        setting."""
        from partydesk.desk.shell.settings_page import SettingsPage

        space = self._places.space
        page = space.stack.currentWidget()
        if not isinstance(page, SettingsPage):
            page = SettingsPage(self._context, self._backups)
            page.restore_wanted.connect(self.restore_wanted)
            page.restart_wanted.connect(self.restart_wanted)
            page.protection_wanted.connect(self.protection_wanted)
            page.affair_wanted.connect(lambda name: space.begin_affair(name, ()))
            page.rules_wanted.connect(self.open_rules)
            page.handover_wanted.connect(self.open_handover)
            space.push_page(page)
        page.go_to(where)
        return page

    def open_backups(self, offered: Path | None = None) -> None:
        """Show the backups; with a file, ask whether to put that one back."""
        page = self.open_settings("backups")
        if offered is not None:
            page.backups.offer(offered)

    def back_up_elsewhere(self) -> None:
        """Ask where, and save all records there in one file."""
        self.open_settings("backups").backups.save_elsewhere()

    def open_rules(self) -> None:
        """Lay 规则 over what is in front, if it does not lie there yet."""
        from partydesk.desk.shell.rules_page import RulesPage

        space = self._places.space
        if not isinstance(space.stack.currentWidget(), RulesPage):
            page = RulesPage(self._context)
            page.settings_wanted.connect(self.open_settings)
            space.push_page(page)

    def open_handover(self, taker: str = "", giver: str = "") -> None:
        """Lay 交接 over what is in front."""
        from partydesk.desk.shell.succession.hand_over_page import HandOverPage

        page = HandOverPage(self._context, taker, giver)
        page.wanted.connect(self.protection_wanted)
        self._places.space.push_page(page)

    def take_over(self) -> None:
        """Take over what somebody handed over."""
        self.protection_wanted.emit("take-over")

    def lock(self) -> None:
        """Lock the window, if its records have a password."""
        self.protection_wanted.emit("lock")

    # -- help ----------------------------------------------------------------------------------

    def open_manual(self) -> None:
        """Open the manual at the chapter about the page in front."""
        self._read().open_page(self._places.space.help_topic())

    def open_news(self) -> None:
        """Open the manual at what is new."""
        self._read().show_news()

    def _read(self) -> Reader:
        from partydesk.desk.help.reader import Reader

        if self._reader is None:
            self._reader = Reader(self._context, self._window)
        self._reader.show()
        self._reader.raise_()
        self._reader.activateWindow()
        return self._reader
