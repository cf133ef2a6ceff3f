"""The AppContext: what every page works through: the store, long work, one place for words.

A page never touches threads or catches errors itself. It gives work to `run` (long, off the
screen) or `attempt` (small, at once); what goes wrong is said through `tell`.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from shiboken6 import isValid

from partydesk.desk.kit import messages
from partydesk.desk.kit.messages import Action, Message, ProgressPanel
from partydesk.records.findings import UserError
from partydesk.store import logs
from partydesk.store.progress import Cancelled, Progress
from partydesk.store.store import Store
from partydesk.store.temporary import TemporaryFolder
from partydesk.store.undo import Step, last_operation, next_step
from partydesk.store.writing import OperationChanges

T = TypeVar("T")

PANEL_AFTER = 300  # milliseconds; quicker work shows no panel
_EVERY = 0.05  # seconds between two progress reports that reach the screen


class Job(QObject):
    """One piece of long work off the screen; `finish` is given its result or its error on it."""

    _progressed = Signal(int, int, str)
    _ended = Signal(object, object)  # these two cross from the worker's thread to the screen's

    def __init__(self, owner: QObject, finish: Callable[[Any, BaseException | None], None]) -> None:
        super().__init__(owner)
        self.label = ""
        self.stop = threading.Event()
        self.panel: ProgressPanel | None = None
        self._finish: Callable[[Any, BaseException | None], None] | None = finish
        self._working: Future[None] | None = None
        self._last = 0.0
        self._progressed.connect(self._show_progress)
        self._ended.connect(self._end)

    def cover(
        self, page: QWidget, label: str, cancellable: bool = True, stopping: str = ""
    ) -> ProgressPanel:
        """Make the panel that says over `page` how far the work is, and `stopping` once somebody
        cancels it; the caller opens it."""
        self.panel = ProgressPanel(page, label, cancellable, stopping)
        self.panel.cancelled.connect(self.stop.set)
        return self.panel

    def start(self, pool: Executor, work: Callable[[Progress], Any]) -> None:
        """Begin the work in one of the pool's threads."""
        # Not a QThreadPool's: PySide never frees some QRunnables that Qt deletes, others twice.
        self._working = pool.submit(self._run, work)

    def wait(self) -> None:
        """Wait until the work has ended; it ends early when `stop` is set."""
        if self._working is not None:
            wait((self._working,))

    def _run(self, work: Callable[[Progress], Any]) -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            result = work(self._report)
        except BaseException as raised:  # whatever it is, the screen has to say it
            error = raised
        self._ended.emit(result, error)

    def _report(self, done: int, of: int, what: str) -> None:
        """The Progress given to the work; runs in the worker's thread."""
        if self.stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= _EVERY or done >= of:
            self._last = now
            self._progressed.emit(done, of, what)

    @Slot(int, int, str)
    def _show_progress(self, done: int, of: int, what: str) -> None:
        if self.panel is not None and isValid(self.panel):
            self.panel.tell(done, of, what)

    @Slot(object, object)
    def _end(self, result: Any, error: BaseException | None) -> None:
        # The panel may have gone with the page it lay over.
        if self.panel is not None and isValid(self.panel):
            self.panel.leave()
            self.panel.deleteLater()
        finish, self._finish = self._finish, None
        self.deleteLater()
        if finish is not None:
            finish(result, error)


def wait_for(busy: str) -> str:
    """What to say of something that cannot be done while long work runs."""
    return f"{busy}，完成后再试一次；现在什么都没有改动"


class AppContext(QObject):
    """What pages share. Lives in the screen's thread; its methods are called from there.

    `changed` carries the OperationChanges of every operation, whatever thread wrote it. `told`
    carries each Message for whoever shows them.
    """

    changed = Signal(object)
    told = Signal(object)
    _heard = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._jobs: set[Job] = set()
        self._pool: ThreadPoolExecutor | None = _pool()
        self._heard.connect(self._pass_on)
        self._listener = self._heard.emit
        store.listeners.append(self._listener)
        self._log = logging.getLogger(logs.NAME)
        logs.start(store.home)
        with store.read() as connection:
            self._begun = last_operation(connection)
        self._temporary = TemporaryFolder(store.home)
        self._temporary.start()

    @property
    def busy(self) -> str:
        """The label of the long work that is running, or nothing."""
        return next((job.label for job in self._jobs if job.panel is not None), "")

    def run(
        self,
        label: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        parent: QWidget | None = None,
        cancellable: bool = True,
        failed: Callable[[BaseException], None] | None = None,
        when_cancelled: str = "",
    ) -> None:
        """Do `work` off the screen, then `done(result)` in the screen's thread.

        `label` says in words what is being done (正在写入报送表). A panel covers `parent` when it
        takes longer than a moment; without a parent the work is silent. What fails is told
        first and then given to `failed`. When `parent` has gone meanwhile (a dialog was closed),
        nobody is left to be given anything: that it is done is told. `when_cancelled` is what
        to say when stopping does not mean that nothing was changed, and the work did not say.
        """

        def finish(result: Any, error: BaseException | None) -> None:
            self._jobs.discard(job)
            gone = parent is not None and not isValid(parent)
            if error is None:
                if gone:
                    self.tell(f"{label.removeprefix('正在')}已做完", "idle")
                else:
                    self.guarded(label, lambda: _given(done, result))
                return
            kept = str(error) or when_cancelled
            if isinstance(error, Cancelled) and kept:
                self.tell(kept, "idle")
            else:
                self.explain(label, error)
            if failed is not None and not gone:
                _given(failed, error)

        job = Job(self, finish)
        job.label = label
        self._jobs.add(job)
        if parent is not None:
            # What is kept of stopped work is said when it has stopped.
            panel = job.cover(
                parent, label, cancellable, "正在停下，做好的会留着…" if when_cancelled else ""
            )
            QTimer.singleShot(PANEL_AFTER, panel, lambda: self._open_panel(job))
        # Once closed, whoever still asks hears that the store is, by a thread that ends then.
        job.start(self._pool or _pool(), work)

    def query(
        self,
        label: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        owner: QObject,
        latest: bool = True,
        parent: QWidget | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Ask something off the screen, then `done(result)` in the screen's thread.

        Nothing is given to an `owner` that has gone. With `latest` an answer that comes after
        the owner has asked again under the same `label` is dropped. It is silent, unless a panel
        is to cover `parent` meanwhile; what fails is told, and given to `failed`.
        """
        asked = f"asked {label}"
        number = int(owner.property(asked) or 0) + 1
        owner.setProperty(asked, number)

        def wanted() -> bool:
            return isValid(owner) and (not latest or owner.property(asked) == number)

        self.run(
            label,
            work,
            lambda result: done(result) if wanted() else None,
            parent,
            cancellable=False,
            failed=lambda error: failed(error) if failed is not None and wanted() else None,
        )

    def _open_panel(self, job: Job) -> None:
        # The moment may come between the end of the work and the going of its panel, which
        # would then take the focus away with it.
        if job in self._jobs and job.panel is not None:
            job.panel.open()

    def attempt(self, work: Callable[[], T], *, writes: bool = True) -> T | None:
        """Do small work at once; None when it was refused, which is then told.

        Work that writes is not begun while long work runs: it would make the screen wait.
        """
        if writes and self.busy:
            self.tell(wait_for(self.busy), "warn")
            return None
        return self.guarded("", work)

    def guarded(self, label: str, work: Callable[[], T]) -> T | None:
        """Do something and tell in words what goes wrong."""
        try:
            return work()
        except Exception as error:
            self.explain(label, error)
            return None

    def tell(self, text: str, tone: str = "info", *actions: Action) -> None:
        """Say something at the foot of the window, and what can be done about it."""
        self.told.emit(Message(text, tone, actions))

    def tell_done(self, text: str) -> None:
        """Say that something was done, with 撤销 beside it."""
        self.tell(text, "ok", Action("撤销", self.undo))

    def undo(self) -> None:
        """Take back the latest operation and say what it was; only after asking, by its name, one
        of an earlier time that the program was open, and one before something that no undo takes
        back, as taking in a submission."""
        step = self.attempt(self._latest, writes=False)
        if step is None or (step.id > self._begun and not step.since) or self.busy:
            self._undo()
            return
        why = (
            f"这是 {step.at:%H:%M} 做的。后来的“{step.since.split('：')[0]}”不归撤销管，要撤回。"
            if step.id > self._begun
            else f"这是上次打开程序时（{step.at:%Y-%m-%d %H:%M}）做的，"
            "这次打开以后没有可以撤销的了。"
        )
        box = messages.box(
            QApplication.activeWindow(),
            "撤销",
            f"撤销“{step.label}”？",
            why,
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes = box.addButton("撤销", QMessageBox.ButtonRole.AcceptRole)
        no = box.addButton("不撤销", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        yes.clicked.connect(self._undo)
        box.open()

    def _latest(self) -> Step | None:
        with self.store.read() as connection:
            return next_step(connection)

    def _undo(self) -> None:
        done = self.attempt(self.store.undo)
        if done is not None:
            self.tell(f"已{done.label}", "ok", Action("重做", self.redo))
        elif not self.busy:
            self._nothing_to("撤销", 0)

    def redo(self) -> None:
        """Do again what was undone last."""
        done = self.attempt(self.store.redo)
        if done is not None:
            self.tell(f"已{done.label}", "ok", Action("撤销", self.undo))
        elif not self.busy:
            self._nothing_to("重做", 1)

    def explain(self, label: str, error: BaseException) -> None:
        """Turn an exception into a sentence, and tell it."""
        if isinstance(error, Cancelled):
            self.tell(f"已取消{label.removeprefix('正在')}，什么都没有改动", "idle")
        elif isinstance(error, UserError):
            self.tell(error.message, "bad")
        elif isinstance(error, OSError):
            self._note(label, error)
            where = f"“{error.filename}”" if error.filename else "文件"
            self.tell(f"{where}读写不了，什么都没有改动。请看U盘是否插好、文件是否正被打开", "bad")
        else:
            self._note(label, error)
            self.tell(
                f"{label.removeprefix('正在') or '这一步'}没有做成，记录没有改动。"
                "请再试一次；还不行，请把数据文件夹里的 partydesk.log 发给技术支持",
                "bad",
            )

    def catch_unexpected(self) -> None:
        """Let what nobody caught be said and logged instead of printed."""

        def hook(_kind: type[BaseException], error: BaseException, _where: object) -> None:
            if isinstance(error, KeyboardInterrupt):
                sys.exit(1)
            self.explain("", error)

        sys.excepthook = hook

    def close(self) -> None:
        """Stop all work, wait for it, let go of the store (which the caller closes)."""
        for job in self._jobs:
            job.stop.set()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
        if self._listener in self.store.listeners:
            self.store.listeners.remove(self._listener)
        self._temporary.stop()
        logs.stop()

    @Slot(object)
    def _pass_on(self, done: OperationChanges) -> None:
        self.changed.emit(done)

    def _nothing_to(self, verb: str, which: int) -> None:
        from partydesk.store.undo import next_labels

        with self.store.read() as connection:
            left = next_labels(connection)[which]
        if left is None:
            self.tell(f"没有可以{verb}的操作", "idle")

    def _note(self, label: str, error: BaseException) -> None:
        self._log.error("%s: %s", label or "unexpected", logs.code_path(error))


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(QThread.idealThreadCount())


def _given(take: Callable[[T], None], result: T) -> None:
    """Hand over what silent work brought; a page that was closed meanwhile wants it no more."""
    try:
        take(result)
    except RuntimeError as error:
        # What shiboken says of a widget that Qt has deleted; it has no class of its own for it.
        if "already deleted" not in str(error):
            raise
