"""Sample data to try: made in a folder of its own beside the records, and thrown away."""

from __future__ import annotations

import contextlib
import shutil
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from partydesk.desk.kit.cards import button, pill, text
from partydesk.desk.kit.messages import ProgressPanel
from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.store import atomic
from partydesk.store.home import Home
from partydesk.store.progress import Cancelled, Progress

if TYPE_CHECKING:
    from datetime import date

# A folder is only ever removed when this file in it says that it may be.
_MARK = "示例数据，可以删除.txt"
_BRANCHES = (("P0001", "甲科技"), ("P0002", "乙机械"), ("P0003", "丙物流"))


class Trial:
    """The folder of the sample data that belongs to a data folder."""

    def __init__(self, beside: Home) -> None:
        folder = beside.folder
        number, name = 1, f"{folder.name}-示例数据"
        self.folder = folder.with_name(name)
        while self.folder.exists() and not self._ours():
            number += 1
            self.folder = folder.with_name(f"{name}{number}")
        self.home = Home(self.folder / "数据")

    def make(self, role: str, progress: Progress) -> None:
        """Make a branch's year so far, or a committee's with three branches merged.

        Whatever an earlier trial left is removed first; what was begun is removed when it is
        stopped or fails. Raises UserError where the folder cannot be written.
        """
        try:
            self.remove()
            self.folder.mkdir(parents=True)
            (self.folder / _MARK).write_text("这个文件夹里都是示例，可以整个删掉。\n", "utf-8")
        except OSError as error:
            raise atomic.refusal(error, self.folder) from error
        try:
            if role == "committee":
                self._committee(today(), progress)
            else:
                self._branch(today(), progress)
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Throw the sample data away; nothing but what a trial made is ever removed."""
        if self._ours():
            with contextlib.suppress(OSError):  # held open elsewhere: the next trial removes it
                shutil.rmtree(self.folder)

    def _ours(self) -> bool:
        return (self.folder / _MARK).is_file()

    def _branch(self, day: date, progress: Progress) -> None:
        from partydesk.sample.makers import make_branch

        progress(0, 0, "正在编一个支部今年的记录")
        make_branch(
            self.home,
            "P0001",
            "中共示例园区甲科技有限公司支部委员会",
            short_name="甲科技支部（示例）",
            seed=1,
            year=day.year,
            through=day,
        ).close()
        progress(0, 0, "")

    def _committee(self, day: date, progress: Progress) -> None:
        from partydesk.exchange.merge.merge import merge
        from partydesk.exchange.submission.writing import export
        from partydesk.records.periods import parse_period
        from partydesk.sample.makers import make_branch, make_committee

        period, stick = parse_period(str(day.year)), self.folder / "报送"
        stick.mkdir()
        steps = len(_BRANCHES) + 2
        for number, (code, trade) in enumerate(_BRANCHES):
            progress(number, steps, f"正在编{trade}支部的记录")
            with make_branch(
                Home(self.folder / code),
                code,
                f"中共示例园区{trade}有限公司支部委员会",
                short_name=f"{trade}支部",
                seed=number + 1,
                year=day.year,
                through=day,
            ) as store:
                export(store, period, stick)
        progress(steps - 2, steps, "正在编党委自己的记录")
        with make_committee(self.home, seed=9, year=day.year, through=day) as store:
            progress(steps - 1, steps, "正在收三个支部的表")
            merge(store, [stick])
        progress(steps, steps, "")


class TrialMaking(QObject):
    """Makes a trial off the screen, progress over `page`; `made` when it can be opened.

    `failed` carries a sentence, empty when it was stopped by the person.
    """

    made = Signal()
    failed = Signal(str)
    _progressed = Signal(int, int, str)
    _ended = Signal(object)

    def __init__(self, trial: Trial, role: str, page: QWidget) -> None:
        super().__init__(page)
        self._trial, self._role = trial, role
        self._stop = threading.Event()
        self._panel = ProgressPanel(page, "正在准备示例数据", True)
        self._panel.cancelled.connect(self._stop.set)
        self._progressed.connect(self._panel.tell)
        self._ended.connect(self._finish)
        self._pool = QThreadPool(self)
        self._panel.open()
        self._pool.start(QRunnable.create(self._work))

    def wait(self) -> None:
        """Stop, and wait until nothing is written any more."""
        self._stop.set()
        self._pool.waitForDone()

    def _report(self, done: int, of: int, what: str) -> None:
        if self._stop.is_set():
            raise Cancelled
        self._progressed.emit(done, of, what)

    def _work(self) -> None:
        error: BaseException | None = None
        try:
            self._trial.make(self._role, self._report)
        except BaseException as raised:  # whatever it is, the screen has to say it
            error = raised
        self._ended.emit(error)

    def _finish(self, error: BaseException | None) -> None:
        self._panel.hide()
        self._panel.deleteLater()
        if error is None:
            self.made.emit()
        elif isinstance(error, Cancelled):
            self.failed.emit("")
        elif isinstance(error, UserError):
            self.failed.emit(error.message)
        else:
            self.failed.emit("示例数据没有做成，您自己的数据没有动。请再试一次")


class TrialStrip(QFrame):
    """On top of the window while sample data is open; `drop_wanted` ends the trial."""

    drop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 8, 16, 8)
        line.setSpacing(10)
        line.addWidget(pill("示例", "warn"))
        line.addWidget(
            text(
                "这是示例数据，随便试，动不到自己的记录；用完点“丢掉示例”，关上窗口也会丢掉",
                wrap=True,
            ),
            1,
        )
        self.drop = button("丢掉示例", self.drop_wanted.emit)
        line.addWidget(self.drop)
