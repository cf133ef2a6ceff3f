"""From the data folder to the window: opened, or the page that says what is in the way."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from partydesk.desk.shell.program_window import ProgramWindow, on_top
from partydesk.desk.shell.protection.guard import Guard
from partydesk.desk.shell.rescue import MENDABLE, Rescue
from partydesk.desk.shell.succession.succession import Succession
from partydesk.records.findings import UserError
from partydesk.store import synced
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.desk.shell.start_pages import FirstRunPage
    from partydesk.desk.shell.window import Window
    from partydesk.rules.reminders import Reminder


class Program(ProgramWindow):
    """From the data folder to the window and back: one store, one window at a time."""

    def __init__(
        self,
        application: QApplication,
        home: Home,
        carried: Path | None = None,
        ahead: QMainWindow | None = None,
    ) -> None:
        super().__init__(application, home, carried, ahead)
        self.guard = Guard(self)
        self.succession = Succession(self)
        self.rescue = Rescue(self)

    def start(self) -> None:
        """Open the data and show the window, or the page that says what is in the way."""
        try:
            self.store = open_store(self.home)
        except UserError as error:
            if error.code == "no-data" and self._carried is not None:
                self._offer_portable_copy()
            elif error.code == "no-data":
                self._ask_whose()
            elif error.code == "password-needed":
                self.guard.ask()
            elif error.code == "locked" and self._raised_first():
                QTimer.singleShot(0, self._application, self._application.quit)
            else:
                self.rescue.explain(error)
                self._offer_in_their_place(error)
            return
        self._show_window(self.store)
        if doubles := synced.doubled(self.home):
            self._tell(synced.doubled_text(doubles))
        if self._carried is not None:
            self._offer_over_own()

    def _raised_first(self) -> bool:
        """Whether the window that has the records came forward in the place of a second one."""
        from partydesk.desk.shell.second_start import raise_first

        return raise_first(self.home, self._carried)

    def begin(self, reminder: Reminder) -> None:
        """Begin what a reminder asks for: one thing at once, several from the list of duties."""
        from partydesk.desk.shell.window import Window

        if isinstance(self.window, Window) and len(reminder.items) == 1:
            self.window.space.start(reminder.items[0])

    def close(self) -> None:
        """The last backup, and everything given back; sample data is thrown away."""
        if self._making is not None:
            self._making.stop.set()
            self._making.wait()
        self._put_away()
        self._end_trial()

    # -- the pages before the window -----------------------------------------------------------

    def _ask_whose(self) -> FirstRunPage:
        from partydesk.desk.shell.start_pages import FirstRunPage

        page = FirstRunPage(self.home.folder)

        def make(role: str, values: dict[str, Any], word: str = "") -> None:
            from partydesk.desk.shell.first_run import begin

            try:
                self.store, show = self.guard.begin(begin(self.home, role, values), word)
            except UserError as error:
                page.explain(error)
                return
            self._show_window(self.store)
            self._ask_roster()
            show()

        def wanted(role: str, values: dict[str, Any]) -> None:
            if page.with_password.isChecked():
                self.guard.choose(page, partial(make, role, values))
            else:
                make(role, values)

        page.wanted.connect(wanted)
        page.trial_wanted.connect(lambda role: self._make_trial(role, page))
        page.take_over_wanted.connect(lambda path: self.succession.offer(path, page.tell))
        self._page(page)
        return page

    def _ask_roster(self) -> None:
        """The second step lies over the overview; the third is the overview."""
        from partydesk.desk.shell.first_run_steps import DueStep, RosterStep
        from partydesk.desk.shell.window import Window

        window = self.window
        assert isinstance(window, Window)
        space, step = window.space, RosterStep(window.context)

        def passed(_count: int) -> None:
            space.pop_page(step)
            window.turn_to(space.tab.key)
            on_top(window, DueStep())

        step.passed.connect(passed)
        # Behind the click: the window that is put away holds the button that was clicked.
        step.back.connect(self._ask_again, Qt.ConnectionType.QueuedConnection)
        space.push_page(step)

    def _ask_again(self) -> None:
        """Back to the first step, filled in with what was said there."""
        from partydesk.desk.shell.first_run import told_before

        assert self.store is not None
        role, values = told_before(self.store)
        old = self.window
        self._put_away()
        self._ask_whose().fill(role, values)
        if old is not None:
            old.close()

    # -- sample data to try --------------------------------------------------------------------

    def _make_trial(self, role: str, page: FirstRunPage) -> None:
        from concurrent.futures import ThreadPoolExecutor

        from partydesk.desk.kit.app_context import Job
        from partydesk.desk.shell.demo_data import DemoData, failure

        trial = DemoData(self._real)

        def finish(_made: None, error: BaseException | None) -> None:
            self._making = None
            if error is not None:
                page.tell(failure(error))
                return
            self._trial, self.home = trial, trial.home
            self.start()

        self._making = Job(page, finish)
        self._making.cover(page, "正在准备示例数据").open()
        self._making.start(ThreadPoolExecutor(1), partial(trial.make, role))

    def _drop_trial(self) -> None:
        """Throw the sample data away and come back to where it was asked for."""
        from partydesk.desk.shell.window import Window

        old = self.window
        if isinstance(old, Window) and old.context.busy:
            self._tell(f"{old.context.busy}，请先取消或等它完成")
            return
        self._put_away()
        self._end_trial()
        self.start()
        if old is not None:
            old.close()

    def _end_trial(self) -> None:
        trial, self._trial = self._trial, None
        self.home = self._real
        if trial is not None:
            trial.remove()

    # -- a copy of records that was double-clicked ---------------------------------------------

    def _offer_portable_copy(self) -> None:
        """There are no records here yet: the copy becomes them, or somebody begins anew."""
        from partydesk.desk.shell.start_pages import no_copy_page

        path, self._carried = self._carried, None
        assert path is not None
        said: list[str] = []
        if not self.succession.offer(path, said.append, same=True):
            refusal = UserError("", said[0])
            self._page(no_copy_page(refusal, self._ask_whose, self._application.quit))

    def _offer_in_their_place(self, error: UserError) -> None:
        """The records cannot be opened, and a copy was double-clicked."""
        path, self._carried = self._carried, None
        if path is not None and error.code in MENDABLE:
            self.rescue.offer(path, locked=error.code == "key-damaged")

    def _offer_over_own(self) -> None:
        """What restoring would change is told first, in the room of the backups."""
        from partydesk.desk.shell.window import Window

        path, self._carried = self._carried, None
        window = self.window
        assert isinstance(window, Window)
        QTimer.singleShot(0, window, lambda: window.commands.open_backups(path))

    def _show_window(self, store: Store) -> None:
        from partydesk.desk.kit.app_context import AppContext
        from partydesk.desk.shell.preload import Preload, questions
        from partydesk.desk.shell.window import Window
        from partydesk.desk.shell.window_geometry import restore_place

        context = AppContext(store)
        ahead = self.window
        if isinstance(ahead, Window) and not ahead.filled:
            window = ahead
            window.fill(context)
        else:
            window = Window(context)
        context.setParent(window)
        context.catch_unexpected()
        window.restore_wanted.connect(self._restore)
        window.restart_wanted.connect(self._restart)
        window.protection_wanted.connect(self.guard.do)
        window.protection_wanted.connect(self.succession.do)
        self.guard.watch(window, context)
        # Nothing that can wait comes before the window.
        QTimer.singleShot(300, window, window.backups.start)
        QTimer.singleShot(0, window, partial(self._watch_for_second_starts, window))
        Preload(window, questions(store)).ended.connect(window.prepare_palette)
        if self._trial is not None:
            from partydesk.desk.shell.demo_data import DemoStrip

            strip = DemoStrip()
            strip.drop_wanted.connect(self._drop_trial, Qt.ConnectionType.QueuedConnection)
            on_top(window, strip)
        self._show(window, partial(restore_place, window, context))

    def _watch_for_second_starts(self, window: Window) -> None:
        from partydesk.desk.shell.second_start import SecondStarts

        SecondStarts(self.home, window).copy_wanted.connect(window.commands.open_backups)

    def _restore(self, path: Path) -> None:
        """Put a backup in the place of the data, the present file kept, and open it again."""
        from partydesk.store import portable_copy
        from partydesk.store.lock import FileLock
        from partydesk.store.opening import back_up
        from partydesk.store.second_place import lost_text

        assert self.store is not None
        try:
            back_up(self.store, "restore")
        except UserError as error:
            self._tell(error.message)
            return
        old = self.window
        self._put_away()
        said = "已恢复。恢复前的数据另存着，没有删除"
        try:
            with FileLock(self.home.lock):
                portable_copy.restore(path, self.home)
            lost = lost_text(self.home)
            said += f"。{lost}" if lost else ""
        except UserError as error:
            said = error.message
        self.start()
        if old is not None:
            old.close()
        self._tell(said)
