"""A change of hands in the program: from the file that came to the window, and the farewell."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMainWindow, QWidget

from partydesk.records.findings import UserError
from partydesk.store.home import Home
from partydesk.store.store import Store
from partydesk.store.temporary import kept_in

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import Job
    from partydesk.desk.shell.protection.guard import Guard
    from partydesk.desk.shell.succession.take_over_page import Answers, TakeOverPage
    from partydesk.operations.handover import Taken
    from partydesk.store.progress import Progress


class _Program(Protocol):
    """What a Succession uses of the Program."""

    home: Home
    window: QMainWindow | None
    store: Store | None
    guard: Guard
    _making: Job | None

    def start(self) -> None: ...
    def leave(self) -> None: ...
    def _ask_whose(self) -> QWidget: ...
    def _page(self, page: QWidget) -> None: ...
    def _put_away(self) -> None: ...
    def _tell(self, text: str) -> None: ...


class Succession:
    """What a Program does when records change hands."""

    def __init__(self, program: _Program) -> None:
        self._program = program

    def do(self, what: str) -> None:
        """What a window wants: "take-over" a file, or "leave"."""
        if what == "leave":
            # Behind the click: the window that is put away holds the button that was clicked.
            QTimer.singleShot(0, self._leave)
        elif what == "take-over":
            from partydesk.store.portable_copy import SUFFIX

            chosen, _ = QFileDialog.getOpenFileName(
                self._program.window, "接手哪一份", "", f"移交文件 (*{SUFFIX} *.db);;所有文件 (*)"
            )
            if chosen:
                self.offer(Path(chosen), self._program._tell)

    # -- taking over ---------------------------------------------------------------------------

    def offer(
        self, path: Path, tell: Callable[[str], object], *, same: bool = False,
        room: Callable[[], AbstractContextManager[None]] | None = None, settled: bool = False,
    ) -> bool:  # fmt: skip
        """Look at a file, ask for its password, then who takes it over; what is wrong is told.
        Whether it could be read. `room` makes room for it where records cannot be opened;
        `settled`: their password, or that there is none, holds on."""
        from partydesk.operations.handover import look_into

        program = self._program
        try:
            found, told = look_into(path)
        except UserError as error:
            tell(error.message)
            if error.code == "password-needed":
                again = partial(self.offer, path, tell, same=same, room=room, settled=settled)
                program.guard.of_copy(path, program.window, again)
            return False
        from partydesk.desk.shell.succession.take_over_page import TakeOverPage
        from partydesk.store import protection

        there = program.store is not None
        protected = told.protected if told else protection.slots_of_copy(path) is not None
        replaces = f"“{program.store.own.name}”的数据" if program.store is not None else ""
        if room is not None:
            replaces = "一份打不开的数据"
        page = TakeOverPage(
            found, path, same=same, told=told, protected=protected, replaces=replaces,
            settled=there or settled,
        )  # fmt: skip
        page.wanted.connect(lambda answers: self._take(page, path, answers, room))
        # Behind the click: the window that is put away holds the button that was clicked.
        queued = Qt.ConnectionType.QueuedConnection
        back = program.start if there or room is not None else program._ask_whose
        page.left.connect(back, queued)
        page.back.connect(back, queued)
        if there:
            old = program.window
            program._put_away()
            program._page(page)
            if old is not None:
                old.close()
        else:
            program._page(page)
        return True

    def _take(
        self, page: TakeOverPage, path: Path, answers: Answers,
        room: Callable[[], AbstractContextManager[None]] | None,
    ) -> None:  # fmt: skip
        from partydesk.operations.handover import take_over

        home = self._program.home
        replaces = room is not None or home.database.exists()

        def work(progress: Progress) -> Taken:
            with kept_in(home):
                return take_over(
                    home, path, answers.name, day=answers.day, password=answers.password,
                    same=answers.same, replaces=replaces, room=room() if room else None,
                    progress=progress,
                )  # fmt: skip

        def finish(taken: Taken | None, error: BaseException | None) -> None:
            self._program._making = None
            if taken is None:
                page.explain(
                    error.message if isinstance(error, UserError)
                    else "出了没有料到的错误，没有接手，什么都没有改动"
                )  # fmt: skip
                return
            self._begin(taken)

        self._off_the_screen(page, "正在接手", work, finish)

    def _begin(self, taken: Taken) -> None:
        """Open what came, and say what there is to say of it."""
        from partydesk.desk.kit.app_context import AppContext
        from partydesk.desk.shell.succession.taken_dialog import TakenDialog

        program = self._program
        program.start()
        window = program.window
        context = window.findChild(AppContext) if window is not None else None
        if window is None or context is None:
            return  # it could not be opened, which is said
        if taken.code or len(taken.said) > 1 or taken.kept is not None:
            TakenDialog(window, context, taken).open()
        else:
            program._tell("。".join(taken.said))
        if taken.recovery:
            program.guard.show_code(taken.recovery)

    # -- leaving -------------------------------------------------------------------------------

    def _leave(self) -> None:
        from partydesk.desk.kit.empty import EmptyState
        from partydesk.operations.handover import leave

        program = self._program
        home, old = program.home, program.window
        page = EmptyState("正在删除", "请不要关机。万一中断，再打开时接着删。", [])
        program._put_away()
        program._page(page)
        if old is not None:
            old.close()

        def finish(left: list[Path] | None, error: BaseException | None) -> None:
            program._making = None
            if left is None:
                title = "没有删"
                words = error.message if isinstance(error, UserError) else "出了没有料到的错误"
            elif left:
                title = "没有全部删掉"
                names = "\n".join(map(str, left[:12]))
                words = f"还在这里，请关掉用着它们的程序再删，或自己删掉：\n{names}"
            else:
                title = "这台电脑上的数据都删了"
                words = "交接凭据请留着。U 盘、第二备份位置和别处的备份没有动，请自己删。"
            gone = left is not None and not home.database.exists()
            way = ("新建一份", "", "", program._ask_whose) if gone else (
                "再打开", "main", "", program.start
            )  # fmt: skip
            program._page(EmptyState(title, words, [("退出", "main", "", program.leave), way]))

        self._off_the_screen(page, "正在删除", lambda _progress: leave(home), finish)

    def _off_the_screen(
        self, page: QWidget, label: str, work: Callable[[Progress], object],
        finish: Callable[..., None],
    ) -> None:  # fmt: skip
        from partydesk.desk.kit.app_context import Job

        job = Job(page, finish)
        self._program._making = job
        job.cover(page, label, cancellable=False).open()
        pool = ThreadPoolExecutor(1)
        job.start(pool, work)
        pool.shutdown(wait=False)
