"""The password's part of the program: the page before the window, what 设置 wants, the lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from partydesk.desk.shell.protection import warm
from partydesk.operations.settings.keys import LOCK_AFTER
from partydesk.records.findings import UserError
from partydesk.store import protection, settings, tries
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.opening import open_store
from partydesk.store.progress import Progress
from partydesk.store.store import Store
from partydesk.store.temporary import kept_in

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext, Job


class _Rescue(Protocol):
    """What there is for who has lost all that opens the records."""

    def give_up(self) -> None: ...


class _Program(Protocol):
    """What a Guard uses of the Program."""

    @property
    def rescue(self) -> _Rescue: ...

    home: Home
    window: QMainWindow | None
    store: Store | None
    _making: Job | None

    def start(self) -> None: ...
    def leave(self) -> None: ...
    def _page(self, page: QWidget) -> None: ...
    def _put_away(self) -> None: ...
    def _tell(self, text: str) -> None: ...


class Guard:
    """What a Program does about the password of its records."""

    def __init__(self, program: _Program) -> None:
        self._program = program
        self._context: AppContext | None = None

    # -- giving it -----------------------------------------------------------------------------

    def ask(
        self, *, locked: bool = False, said: str = "", then: Callable[[], object] | None = None
    ) -> None:
        """Show the page that asks for the password, with what is `said` besides; then the program
        starts, or what is to be done `then`."""
        from partydesk.desk.shell.protection.unlock_page import UnlockPage

        program = self._program
        page = UnlockPage(locked=locked, wait=lambda: tries.wait(program.home))
        page.given.connect(lambda word: self._unlock(page, word, then or program.start))
        page.left.connect(program.leave)
        # Behind the click: the window that is put away holds the button that was clicked.
        page.gave_up.connect(program.rescue.give_up, Qt.ConnectionType.QueuedConnection)
        page.tell(said)
        program._page(page)
        warm.begin(page)

    def _unlock(self, page: QWidget, word: str, then: Callable[[], object]) -> None:
        from partydesk.desk.shell.protection.unlock_page import UnlockPage

        assert isinstance(page, UnlockPage)
        try:
            by_code = protection.unlock(self._program.home, word)
        except UserError as error:
            page.explain(error.message)
            return
        # Behind the click: the window that is put away holds the button that was clicked.
        QTimer.singleShot(0, partial(self._begin, word if by_code else "", then))

    def _begin(self, code: str, then: Callable[[], object]) -> None:
        then()
        if code and self._program.store is not None:
            self._new_password(code)

    def of_copy(self, path: Path, parent: QWidget | None, then: Callable[[], object]) -> None:
        """Ask for the password of a copy of records, then do what wanted it."""
        from partydesk.desk.shell.protection.dialogs import ask_of_copy

        ask_of_copy(parent, path, then)

    # -- the first run -------------------------------------------------------------------------

    def choose(self, parent: QWidget, then: Callable[[str], object]) -> None:
        """Ask for a password for records that are going to be made, then make them."""
        from partydesk.desk.shell.protection.dialogs import MEANS, PasswordDialog

        asked = PasswordDialog(
            parent, "设密码", MEANS, lambda _, new: self._soon(then, new),
            present=False, new=True, word="开始使用",
        )  # fmt: skip
        asked.open()

    def begin(self, store: Store, word: str) -> tuple[Store, Callable[[], object]]:
        """Protect records that have just been made; the store again, and what is to be shown over
        the window. Raises UserError; then they have no password."""
        home = self._program.home
        if not word or protection.is_protected(home):
            return store, lambda: None
        store.close()
        with FileLock(home.lock):
            code = protection.set_password(home, word)
        return open_store(home), lambda: self.show_code(code)

    # -- what 设置 wants -----------------------------------------------------------------------

    def do(self, what: str) -> None:
        """Set, change or remove the password, make a new recovery code, or lock."""
        window, context = self._program.window, self._context
        if context is not None and (busy := context.busy):
            from partydesk.desk.kit.app_context import wait_for

            self._program._tell(wait_for(busy))
            return
        from partydesk.desk.shell.protection.dialogs import MEANS, PasswordDialog

        ask = partial(PasswordDialog, window)
        if what == "lock":
            QTimer.singleShot(0, self.lock)
        elif what == "set":
            ask("设密码", MEANS, lambda _, new: self._soon(self._set, new),
                present=False, new=True, word="加密").open()  # fmt: skip
        elif what == "change":
            hint = "换了马上生效，恢复码不变。以前存到别处的备份，仍用存的时候的密码打开。"
            ask("换密码", hint, self._change, present=True, new=True, word="换").open()
        elif what == "code":
            hint = "换一个恢复码，以前打印的那张就作废了。"
            ask("换恢复码", hint, self._code, present=True, new=False, word="换").open()
        elif what == "remove":
            hint = "取消以后，数据、附件和备份都不再加密，谁拿到这台电脑谁就能看到。"
            ask(
                "取消密码", hint, self._ask_removed, present=True, new=False, word="取消密码"
            ).open()

    def _soon(self, do: Callable[[str], object], word: str) -> None:
        QTimer.singleShot(0, partial(do, word))

    def _new_password(self, code: str) -> None:
        from partydesk.desk.shell.protection.dialogs import PasswordDialog

        asked = PasswordDialog(
            self._program.window,
            "设一个新密码",
            "刚才是用恢复码打开的。请现在设一个记得住的新密码，恢复码不变。",
            lambda _, new: self._change(code, new),
            present=False,
            new=True,
            word="换",
        )
        asked.open()

    def _change(self, word: str, new: str) -> None:
        protection.change_password(self._program.home, word, new)
        self._program._tell("密码已换")

    def _code(self, word: str, _new: str) -> None:
        protection.unlock(self._program.home, word)
        QTimer.singleShot(0, lambda: self.show_code(protection.new_code(self._program.home)))

    def _ask_removed(self, word: str, _new: str) -> None:
        protection.unlock(self._program.home, word)  # a wrong one is told in the dialog
        self._soon(self._remove, word)

    def _set(self, new: str) -> None:
        home = self._program.home
        second = self._second_place()

        def done(code: object) -> None:
            self.show_code(str(code))
            if second:
                self._program._tell(
                    f"密码已设。第二备份位置“{second}”里以前的备份没有加密，请自己删掉"
                )

        self._closed("正在加密", partial(protection.set_password, home, new), done)

    def _remove(self, word: str) -> None:
        def done(_: object) -> None:
            self._program._tell("密码已取消，数据不再加密")

        home = self._program.home
        self._closed("正在取消密码", partial(protection.remove_password, home, word), done)

    def _second_place(self) -> str:
        store = self._program.store
        assert store is not None
        with store.read() as connection:
            return settings.get(connection, "second_place")

    def _closed(
        self, label: str, act: Callable[[Progress], object], done: Callable[[object], None]
    ) -> None:
        """Do it off the screen while nobody has the records open, then open them again."""
        from partydesk.desk.kit.app_context import Job
        from partydesk.desk.kit.empty import EmptyState

        program = self._program
        home, old = program.home, program.window
        program._put_away()
        page = EmptyState(label, "请不要关机。万一中断，下次打开时会接着做完，数据不会丢。", [])
        program._page(page)
        if old is not None:
            old.close()

        def work(progress: Progress) -> object:
            with kept_in(home), FileLock(home.lock):
                return act(progress)

        def finish(result: object, error: BaseException | None) -> None:
            program._making = None
            program.start()
            if error is None:
                done(result)
            else:
                said = error.message if isinstance(error, UserError) else "出了没有料到的错误"
                program._tell(f"没有做成，数据和原来一样：{said}")

        job = Job(page, finish)
        program._making = job
        job.cover(page, label, cancellable=False).open()
        pool = ThreadPoolExecutor(1)
        job.start(pool, work)
        pool.shutdown(wait=False)

    def show_code(self, code: str) -> None:
        """Show a recovery code, which is shown once."""
        from partydesk.desk.shell.protection.dialogs import CodeDialog

        store = self._program.store
        CodeDialog(self._program.window, code, store.own.name if store else "").open()

    # -- the lock ------------------------------------------------------------------------------

    def watch(self, window: QMainWindow, context: AppContext) -> None:
        """Lock this window after a while, where its records have a password."""
        self._context = context
        if not protection.is_protected(self._program.home):
            return
        from partydesk.desk.shell.protection.idle import IdleWatch

        store = context.store

        def limit() -> float:
            with store.read() as connection:
                return 60.0 * int(settings.get(connection, *LOCK_AFTER))

        def lock() -> None:
            if self._program.window is window and not context.busy:
                self.lock()

        IdleWatch(window, limit, lock)

    def lock(self) -> None:
        """Put the window away, forget the key, and ask for the password."""
        program = self._program
        home, old = program.home, program.window
        if program.store is None or not protection.is_protected(home):
            return
        if old is not None:
            from partydesk.desk.forms.record_form import RecordForm

            for form in old.findChildren(RecordForm):
                form.draft.keep()
        for each in QApplication.topLevelWidgets():
            if each is not old and each.isVisible():
                each.close()
        program._put_away()
        protection.lock(home)
        self.ask(locked=True)
        if old is not None:
            old.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            old.close()
