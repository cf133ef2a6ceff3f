"""The program with a window: opens the data, or says why not; runs until the window is closed."""

from __future__ import annotations

import contextlib
import gc
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QProcess,
    Qt,
    QTimer,
    QTranslator,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from partydesk.desk.kit.theme import Theme
from partydesk.desk.shell import looks
from partydesk.records.findings import UserError
from partydesk.store import synced
from partydesk.store.appearance import appearance
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.resources import resource
from partydesk.store.store import Store, make_folder

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import Job
    from partydesk.desk.shell.demo_data import DemoData
    from partydesk.desk.shell.start_pages import FirstRunPage
    from partydesk.desk.shell.window import Window
    from partydesk.rules.reminders import Reminder
    from partydesk.store.portable_copy import PortableCopy

_LOADED = time.perf_counter()


def run(
    home: Home,
    *,
    carried: Path | None = None,
    quit_when_usable: bool = False,
    started: float | None = None,
) -> int:
    """Open the window on this data folder; returns the exit code.

    `carried` is a copy of records (store.portable_copy) that was double-clicked: restoring it is
    offered.

    With `quit_when_usable` the seconds from `started` (a `time.perf_counter()`; by default when
    this module was loaded) until the window would take a key are printed, and it closes.

    Looking for garbage while everything is imported costs an eighth of the start. A caller that
    calls `gc.disable()` before its imports spares that; it is switched on again here.
    """
    scaled = looks.scaled(home)
    application = make_application()
    if scaled:
        looks.unscaled()
    program = Program(application, home, carried)
    began = _LOADED if started is None else started

    def usable() -> None:
        gc.enable()
        if quit_when_usable:
            print(f"{time.perf_counter() - began:.3f}", flush=True)
            program.leave()

    program.when_usable(usable)
    program.start()
    try:
        return application.exec()
    finally:
        program.close()
        if program.again:
            _start_again(home)


def run_at_sign_in(home: Home) -> int:
    """Say what is due in a small window, and open the program when somebody wants to see to it;
    without anything due no window is shown. Returns the exit code."""
    gc.enable()
    from partydesk.desk.shell.sign_in_notice import SignInNotice, pressing

    found = pressing(home)
    if not found:
        return 0
    scaled = looks.scaled(home)
    application = make_application()
    if scaled:
        looks.unscaled()
    programs: list[Program] = []

    def go() -> None:
        program = Program(application, home)
        programs.append(program)
        program.start()
        program.begin(found[0])
        notice.close()

    looks.dress(home)
    notice = SignInNotice(found, go)
    notice.show_in_corner()
    try:
        return application.exec()
    finally:
        for program in programs:
            program.close()


def _start_again(home: Home) -> None:
    """Start the program anew on this home, after everything was given back."""
    arguments = ["--home", str(home.folder)]
    if not getattr(sys, "frozen", False):
        arguments = ["-m", "partydesk", *arguments]
    QProcess.startDetached(sys.executable, arguments)


def make_application() -> QApplication:
    """The QApplication: Chinese for Qt's own dialogs, the theme, the fonts."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    application.setApplicationName("partydesk")
    application.setApplicationDisplayName("支部工作台")
    application.setWindowIcon(QIcon(str(resource("icons/partydesk-64.png"))))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
    if application.findChild(Theme) is None:
        Theme(application)
    return application


class _Exposed(QObject):
    """Calls back once when a window has been drawn and its events have been worked off."""

    def __init__(self, window: QWidget, call: Callable[[], object]) -> None:
        super().__init__(window)
        self._call: Callable[[], object] | None = call
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._call is not None:
            call, self._call = self._call, None
            # Behind whatever showing the window has put into the queue.
            QTimer.singleShot(0, call)
        return False


class Program:
    """From the data folder to the window and back: one store, one window at a time."""

    def __init__(self, application: QApplication, home: Home, carried: Path | None = None) -> None:
        self._application, self.home = application, home
        self._carried = carried  # until it has been offered
        self.window: QMainWindow | None = None
        self.store: Store | None = None
        self._real = home  # `home` is that of the sample data while one is open
        self._trial: DemoData | None = None
        self._making: Job | None = None
        self._usable: Callable[[], object] | None = None
        self.again = False  # whether to start anew once this one has ended
        if appearance(home, "scheme") != "system":
            looks.dress(home)
        sys.excepthook = _say_unexpected

    def when_usable(self, call: Callable[[], object]) -> None:
        """Call this once, as soon as a window would take a key."""
        self._usable = call

    def start(self) -> None:
        """Open the data and show the window, or the page that says what is in the way."""
        try:
            self.store = open_store(self.home)
        except UserError as error:
            if error.code == "no-data" and self._carried is not None:
                self._offer_portable_copy()
            elif error.code == "no-data":
                self._ask_whose()
            elif error.code == "locked" and self._raised_first():
                QTimer.singleShot(0, self._application, self._application.quit)
            else:
                self._explain(error)
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

    def leave(self) -> None:
        """Close the window and with it the program."""
        if self.window is None or self.window.close():
            self._application.quit()

    def close(self) -> None:
        """The last backup, and everything given back; sample data is thrown away."""
        if self._making is not None:
            self._making.stop.set()
            self._making.wait()
        self._put_away()
        self._end_trial()

    def _put_away(self) -> None:
        """Let go of the window, which goes once another is there, and of the store in it."""
        from partydesk.desk.shell.window import Window

        window, self.window = self.window, None
        if isinstance(window, Window):
            window.backups.close()  # unless it was done when the window closed
            window.context.close()
        if window is not None:
            window.deleteLater()
        if self.store is not None:
            if self.store.home.opened.exists():
                from partydesk.store.attachments import forget_copies

                forget_copies(self.store.home)
            self.store.close()
            self.store = None

    # -- the pages before the window -----------------------------------------------------------

    def _show(self, window: QMainWindow, place: Callable[[], object] | None = None) -> None:
        """Put a window in the place of the one before; `place` moves it where it was kept."""
        before, self.window = self.window, window
        if self._usable is not None:
            _Exposed(window, self._usable)
            self._usable = None
        screen = window.screen().availableGeometry()
        window.resize(min(1366, screen.width()), min(728, screen.height()))
        if place is not None:
            place()
        window.show()
        if before is not None:
            before.close()
            before.deleteLater()

    def _page(self, page: QWidget) -> None:
        window = QMainWindow()
        window.setWindowTitle("支部工作台")
        window.setCentralWidget(page)
        self._show(window)

    def _ask_whose(self) -> FirstRunPage:
        from partydesk.desk.shell.start_pages import FirstRunPage

        page = FirstRunPage(self.home.folder)

        def make(role: str, values: dict[str, Any]) -> None:
            from partydesk.desk.shell.first_run import begin

            try:
                self.store = begin(self.home, role, values)
            except UserError as error:
                page.explain(error)
                return
            self._show_window(self.store)
            self._ask_roster()

        page.wanted.connect(make)
        page.trial_wanted.connect(lambda role: self._make_trial(role, page))
        page.take_over_wanted.connect(lambda path: self._take_over(path, page))
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
            _on_top(window, DueStep())

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

    def _explain(self, error: UserError) -> None:
        from partydesk.desk.shell.start_pages import cannot_open_page

        restore = None
        if error.code in ("damaged", "database-missing", "unlike-closed"):
            from partydesk.store.damage import newest_good

            newest = newest_good(self.home.backups)
            if newest is not None:
                when = f"{newest.made_at:%m 月 %d 日 %H:%M}"
                restore = (
                    f"恢复 {when} 的备份（{newest.records:,} 条）",
                    lambda: self._mend(newest.path),
                )
        anyway = self._open_as_it_is if error.code == "unlike-closed" else None
        self._page(cannot_open_page(error, self.start, self._application.quit, restore, anyway))

    def _open_as_it_is(self) -> None:
        """The person says that the file was exchanged on purpose."""
        from partydesk.store import seal

        try:
            with _locked(self.home):
                seal.lift(self.home.database)
        except UserError as error:
            self._explain(error)
            return
        self.start()

    # -- a copy of records that was double-clicked ---------------------------------------------

    def _offer_portable_copy(self) -> None:
        """There are no records here yet: the copy becomes them, or somebody begins anew."""
        from partydesk.desk.shell.start_pages import no_copy_page
        from partydesk.store.portable_copy import look_into

        path, self._carried = self._carried, None
        assert path is not None
        try:
            found = look_into(path)
        except UserError as error:
            self._page(no_copy_page(error, self._ask_whose, self._application.quit))
            return
        self._ask_who_takes_over(found, path, same=True)

    def _take_over(self, path: Path, page: FirstRunPage) -> None:
        """Look at the predecessor's copy, then ask who takes it over."""
        from partydesk.store.portable_copy import look_into

        try:
            found = look_into(path)
        except UserError as error:
            page.tell(error.message)
            return
        self._ask_who_takes_over(found, path, same=False)

    def _ask_who_takes_over(self, found: PortableCopy, path: Path, *, same: bool) -> None:
        from partydesk.desk.shell.take_over_page import TakeOverPage

        page = TakeOverPage(found, path, same=same)
        page.wanted.connect(lambda name: self._mend(path, name))
        # Behind the click: the window that is put away holds the button that was clicked.
        page.left.connect(self._ask_whose, Qt.ConnectionType.QueuedConnection)
        page.back.connect(self._ask_whose, Qt.ConnectionType.QueuedConnection)
        self._page(page)

    def _offer_over_own(self) -> None:
        """What restoring would change is told first, in the room of the backups."""
        from partydesk.desk.shell.window import Window

        path, self._carried = self._carried, None
        window = self.window
        assert isinstance(window, Window)
        QTimer.singleShot(0, window, lambda: window.open_backups(path))

    def _mend(self, path: Path, secretary: str = "") -> None:
        """Put a copy where the data are; with a name, that is the secretary's from now on."""
        from partydesk.store import damage, portable_copy

        try:
            make_folder(self.home.folder)
            with _locked(self.home):
                if self.home.database.exists():
                    damage.set_aside(self.home.database)
                portable_copy.restore(path, self.home)
            said = _lost_files(self.home)
        except UserError as error:
            self._explain(error)
            return
        self.start()
        if secretary and self.store is not None:
            from partydesk.desk.shell.first_run import hand_to

            try:
                handed, more = hand_to(self.store, secretary)
            except UserError as error:
                handed, more = error.message, False
            said = "。".join(part for part in (handed, said) if part)
            if more:
                self._tell(said, "换书记", "new-secretary")
                return
        if said:
            self._tell(said)

    def _show_window(self, store: Store) -> None:
        from partydesk.desk.kit.app_context import AppContext
        from partydesk.desk.shell.preload import Preload
        from partydesk.desk.shell.window import Window
        from partydesk.desk.shell.window_geometry import restore_place

        context = AppContext(store)
        window: Window = Window(context)
        context.setParent(window)
        context.catch_unexpected()
        window.restore_wanted.connect(self._restore)
        window.restart_wanted.connect(self._restart)
        # Nothing that can wait comes before the window.
        QTimer.singleShot(300, window, window.backups.start)
        QTimer.singleShot(0, window, partial(self._watch_for_second_starts, window))
        Preload(window).ended.connect(window.prepare_palette)
        if self._trial is not None:
            from partydesk.desk.shell.demo_data import DemoStrip

            strip = DemoStrip()
            strip.drop_wanted.connect(self._drop_trial, Qt.ConnectionType.QueuedConnection)
            _on_top(window, strip)
        self._show(window, partial(restore_place, window, context))

    def _watch_for_second_starts(self, window: Window) -> None:
        from partydesk.desk.shell.second_start import SecondStarts

        SecondStarts(self.home, window).copy_wanted.connect(window.open_backups)

    def _restore(self, path: Path) -> None:
        """Put a backup in the place of the data, the present file kept, and open it again."""
        from partydesk.store import portable_copy
        from partydesk.store.opening import back_up

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
            with _locked(self.home):
                portable_copy.restore(path, self.home)
            lost = _lost_files(self.home)
            said += f"。{lost}" if lost else ""
        except UserError as error:
            said = error.message
        self.start()
        if old is not None:
            old.close()
        self._tell(said)

    def _restart(self) -> None:
        """Close the window, if nothing is in the way, and start anew."""
        self.again = True
        if self.window is None or not self.window.close():
            self.again = False
        else:
            self._application.quit()

    def _tell(self, text: str, label: str = "", affair: str = "") -> None:
        """Say something in the window; with a button that begins an affair of the organisation."""
        from partydesk.desk.kit.messages import Action
        from partydesk.desk.shell.window import Window

        if isinstance(self.window, Window):
            space = self.window.space
            begin = Action(label, lambda: space.begin_affair(affair, ())) if affair else None
            self.window.context.tell(text, "info", begin)


def _on_top(window: QMainWindow, strip: QWidget) -> None:
    """Put a strip over everything in the window."""
    centre = window.centralWidget()
    column = centre.layout() if centre is not None else None
    assert isinstance(column, QVBoxLayout)
    column.insertWidget(0, strip)


@contextlib.contextmanager
def _locked(home: Home) -> Any:
    from partydesk.store.lock import FileLock

    lock = FileLock(home.lock)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _lost_files(home: Home) -> str:
    """A sentence about files that the records name again but that are not there; or nothing."""
    from partydesk.store.second_place import lost_text

    return lost_text(home)


def _say_unexpected(_kind: type[BaseException], error: BaseException, _where: object) -> None:
    """Before the window is there: say in words that it did not open. Nothing personal is told."""
    from partydesk.desk.kit.messages import box

    if isinstance(error, KeyboardInterrupt):
        sys.exit(1)
    told = box(
        None,
        "支部工作台",
        f"程序没有打开，数据没有改动。请再试一次；还不行，请把这行字发给技术支持：{type(error).__name__}",
    )
    told.setIcon(told.Icon.Critical)
    told.exec()
