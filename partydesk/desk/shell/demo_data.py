"""Sample data to try: made in a folder of its own beside the records, and thrown away."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from partydesk.desk.kit.cards import button, pill, text
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


class DemoData:
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
            raise atomic.write_error(error, self.folder) from error
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
        from partydesk.sample.branch_ledgers import keep_ledgers
        from partydesk.sample.campaigns import run_campaign
        from partydesk.sample.makers import make_branch

        progress(0, 0, "正在编一个支部今年的记录")
        with make_branch(
            self.home,
            "P0001",
            "中共示例园区甲科技有限公司支部委员会",
            short_name="甲科技支部（示例）",
            seed=1,
            year=day.year,
            through=day,
        ) as store:
            run_campaign(store, day, 1)
            keep_ledgers(store, day.year, day, 1)
        progress(0, 0, "")

    def _committee(self, day: date, progress: Progress) -> None:
        from partydesk.exchange.merge.merge import merge
        from partydesk.exchange.submission.writing import export
        from partydesk.records.periods import parse_period
        from partydesk.sample.appraisals import keep_appraisals
        from partydesk.sample.branch_ledgers import keep_ledgers
        from partydesk.sample.campaigns import run_campaign
        from partydesk.sample.duties import keep_duties, keep_people_and_brand
        from partydesk.sample.makers import make_branch, make_committee
        from partydesk.sample.park_scores import keep_park_scores
        from partydesk.sample.training import keep_training
        from partydesk.store.opening import open_store

        period, stick = parse_period(str(day.year)), self.folder / "报送"
        stick.mkdir()
        steps = len(_BRANCHES) + 2
        progress(0, steps, "正在编党委自己的记录")
        with make_committee(self.home, seed=9, year=day.year, through=day) as store:
            campaign = run_campaign(store, day, 9)
            keep_duties(store, day.year, day, 9)
            keep_people_and_brand(store, day.year, day, 9)
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
                run_campaign(store, day, number + 1, campaign)
                keep_ledgers(store, day.year, day, number + 1)
                export(store, period, stick)
        with open_store(self.home) as store:
            progress(steps - 1, steps, "正在收三个支部的表")
            merge(store, [stick])
            keep_appraisals(store, day.year, day, 9)
            keep_training(store, day.year, day, 9)
            keep_park_scores(store, day.year, day, 9)
        progress(steps, steps, "")


def failure(error: BaseException) -> str:
    """What to say when no trial was made; nothing when the person stopped it."""
    if isinstance(error, Cancelled):
        return ""
    if isinstance(error, UserError):
        return error.message
    return "示例数据没有做成，您自己的数据没有动。请再试一次"


class DemoStrip(QFrame):
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
