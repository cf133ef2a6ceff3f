"""收表汇总: take in what branches hand over, see who is missing, write the roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk import icons
from partydesk.desk.cards import Card, button, link, row, text
from partydesk.desk.collect_detail import CollectDetail
from partydesk.desk.collect_offer import OfferCard
from partydesk.desk.collect_rows import FILTERS, Standing, latest_period, standings
from partydesk.desk.collect_writing import choose_rollup, choose_slip, copy_missing
from partydesk.desk.conflicts_list import ConflictsList
from partydesk.desk.desk import Desk
from partydesk.desk.drive_page import DrivePage
from partydesk.desk.dropping import dropped_files
from partydesk.desk.flow import FlowLayout
from partydesk.desk.focus import hand_on_focus
from partydesk.desk.messages import repolish
from partydesk.desk.plain_table import Column, PlainTable
from partydesk.desk.sticks import Stick
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.exchange.merge import Merged, Taken

_ACCEPT = ("accept_edited", "accept_unenrolled", "accept_withdrawn")


class CollectPage(DrivePage):
    """The committee collects. `open_record` carries kind and uid of a record to show."""

    open_record = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.files: list[Taken] = []  # what was read and not yet taken
        self.lines: list[Standing] = []
        self.shown: list[Standing] = []
        self._states: tuple[str, ...] = ()
        main = QWidget()
        body = QVBoxLayout(main)
        body.setContentsMargins(20, 16, 16, 12)
        body.setSpacing(12)
        body.addLayout(self._head())
        # The officer goes on with the period whose sheets came last.
        if (latest := desk.attempt(lambda: latest_period(desk.store), writes=False)) is not None:
            self.chooser.choose(latest)
        self.offer = OfferCard(self._look, lambda: self.take(self.ready))
        self.offer.chosen.connect(self.read)
        body.addWidget(self.chooser)
        body.addWidget(self.offer)
        body.addWidget(self._bar())
        body.addWidget(self._list(), 1)
        self.detail = CollectDetail()
        self.detail.accept_wanted.connect(lambda line: self.take([line], accept=True))
        self.detail.take_wanted.connect(lambda line: self.take([line]))
        self.detail.return_wanted.connect(lambda line: choose_slip(desk, line, self))
        self.detail.withdraw_wanted.connect(self.withdraw)
        self.setLayout(self.across)
        self.across.setContentsMargins(0, 0, 0, 0)
        self.across.setSpacing(0)
        self.across.addWidget(main, 2)
        self.across.addWidget(self.detail, 1)
        hand_on_focus(self, self.table)
        self.follow()

    # What stands on the page ------------------------------------------------------------------

    def _head(self) -> QBoxLayout:
        self._period = text("", "hint")
        self._sum = text("", "small")
        self._share = QProgressBar()
        self._share.setFixedWidth(180)
        self._share.setTextVisible(False)
        return row(
            text("收表汇总", "title"),
            self._period,
            link("换一个期间", self.toggle_chooser),
            None,
            self._sum,
            self._share,
        )

    def _bar(self) -> QWidget:
        bar = QWidget()
        line = QHBoxLayout(bar)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        flow = FlowLayout(spacing=6, least=300)
        line.addLayout(flow, 1)
        group = QButtonGroup(self)
        self.chips: list[QPushButton] = []
        for words, states in FILTERS:
            chip = QPushButton(words)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _checked, these=states: self._filter(these))
            group.addButton(chip)
            self.chips.append(chip)
            flow.addWidget(chip)
        self.chips[0].setChecked(True)
        self.conflict_chip = QPushButton("两边都报")
        self.conflict_chip.setProperty("role", "chip")
        self.conflict_chip.setCheckable(True)
        self.conflict_chip.clicked.connect(lambda: self._stack.setCurrentIndex(1))
        group.addButton(self.conflict_chip)
        flow.addWidget(self.conflict_chip)
        self.remind_button = button("催交名单", lambda: copy_missing(self.desk, self.lines))
        self.remind_button.setIcon(icons.icon("bell"))
        self.rollup_button = button(
            "生成汇总表", lambda: choose_rollup(self.desk, self.period, self)
        )
        self.rollup_button.setIcon(icons.icon("table"))
        line.addWidget(self.remind_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.rollup_button, 0, Qt.AlignmentFlag.AlignTop)
        return bar

    def _list(self) -> QWidget:
        self.table = PlainTable(
            [
                Column("编码", 78),
                Column("党组织", 150),
                Column("状态", 84),
                Column("版本", 84),
                Column("说明"),
                Column("党员", 66, True),
                Column("活动", 66, True),
                Column("收到", 76),
            ]
        )
        self.table.setAccessibleName("各支部的报送情况")
        self.table.chosen.connect(self._chosen)
        card = Card()
        card.rows.setContentsMargins(1, 1, 1, 1)
        card.rows.addWidget(self.table)
        self.conflicts = ConflictsList(self.desk)
        self.conflicts.decided.connect(self._count_conflicts)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(96)
        self._stack.addWidget(card)
        self._stack.addWidget(self.conflicts)
        return self._stack

    # Showing ----------------------------------------------------------------------------------

    def show_all(self) -> None:
        """Ask the store how everybody stands."""
        period = self.chooser.period
        self.lines = standings(self.desk.store, period, self.files)
        self._period.setText(period.title)
        codes = {line.code for line in self.lines if line.code != "—"}
        taken = {line.code for line in self.lines if line.submission is not None}
        self._sum.setText(f"{len(taken)} / {len(codes)} 个支部")
        self._share.setRange(0, max(1, len(codes)))
        self._share.setValue(len(taken))
        for chip, (words, states) in zip(self.chips, FILTERS, strict=True):
            count = sum(1 for line in self.lines if not states or line.state in states)
            chip.setText(f"{words} {count}")
            chip.setVisible(not states or count > 0 or chip.isChecked())
        self.remind_button.setEnabled(any(line.state == "missing" for line in self.lines))
        self._show_lines()
        self.offer.show_lines(self.lines)
        self.conflicts.refresh()
        self._count_conflicts()

    def _show_lines(self) -> None:
        kept = self.detail.standing
        self.shown = [line for line in self.lines if not self._states or line.state in self._states]
        self.table.show_rows([line.cells() for line in self.shown])
        again = next(
            (
                number
                for number, line in enumerate(self.shown)
                if kept is not None and (line.code, line.name) == (kept.code, kept.name)
            ),
            -1,
        )
        if again >= 0:
            self.table.selectRow(again)
        else:
            self.detail.show_standing(None)

    @property
    def ready(self) -> list[Standing]:
        """The files that can be taken as they are."""
        return [line for line in self.lines if line.state == "ready"]

    def _count_conflicts(self) -> None:
        count = self.conflicts.open_count
        self.conflict_chip.setText(f"两边都报 {count}")
        self.conflict_chip.setVisible(bool(self.conflicts.items))
        repolish(self.conflict_chip, "tone", "warn" if count else None)

    def _chosen(self, number: int) -> None:
        if 0 <= number < len(self.shown):
            self.detail.show_standing(self.shown[number])

    def _filter(self, states: tuple[str, ...]) -> None:
        self._states = states
        self._stack.setCurrentIndex(0)
        self._show_lines()

    def _look(self) -> None:
        """Show the files that can be taken, the first of them in the pane."""
        self.chips[2].setChecked(True)
        self._filter(("ready",))
        if self.shown:
            self.table.selectRow(0)

    # Reading and taking -----------------------------------------------------------------------

    def read(self, paths: Sequence[Path]) -> None:
        """Read files and folders and show what taking them would do; nothing is kept."""

        def work(progress: Progress) -> Merged:
            from partydesk.exchange.merge import merge

            return merge(self.desk.store, list(paths), preview=True, progress=progress)

        self.desk.run("正在读报送表", work, self._read, self)

    def _read(self, merged: Merged) -> None:
        if not merged.files:
            self.desk.tell("这里没有报送表（.xlsx）", "warn")
            return
        self.files = merged.files
        periods = {file.period for file in self.files if file.period}
        if len(periods) == 1 and self.chooser.period.text not in periods:
            # All are of another period: that one is meant.
            from partydesk.records.periods import parse_period

            self.chooser.choose(parse_period(periods.pop()))
        self.chips[0].setChecked(True)
        self._states = ()
        self.refresh()
        worst = next(
            (
                number
                for number, line in enumerate(self.shown)
                if line.file is not None and line.state in ("edited", "rejected", "unenrolled")
            ),
            0,
        )
        self.table.selectRow(worst)

    def take(self, lines: Sequence[Standing], accept: bool = False) -> None:
        """Take these files in; with `accept`, in spite of what was said about them."""
        paths = [Path(line.file.file) for line in lines if line.file is not None]
        if not paths:
            return
        options = dict.fromkeys(_ACCEPT, accept)

        def work(progress: Progress) -> Merged:
            from partydesk.exchange.merge import merge

            return merge(self.desk.store, paths, progress=progress, **options)

        self.desk.run(
            f"正在收下 {len(paths)} 份报送表",
            work,
            self._taken,
            self,
            failed=lambda _error: self._again(),
            when_cancelled="已停下：收好的留着，其余的没有动，可以再收",
        )

    def _taken(self, merged: Merged) -> None:
        done = {file.file: file for file in merged.files}
        good = sum(1 for file in merged.files if file.state == "merged")
        left = len(merged.files) - good
        # What is in no longer waits; what was not taken says why.
        self.files = [
            done.get(file.file, file)
            for file in self.files
            if done.get(file.file, file).state != "merged" or file.file not in done
        ]
        self.refresh()
        if left:
            self.desk.tell(f"收下 {good} 份，{left} 份没有收，原因写在列表里", "warn")
        else:
            self.desk.tell(f"收下 {good} 份", "ok")

    def _again(self) -> None:
        """Stopped or failed half-way: look at what is left anew."""
        paths = [Path(file.file) for file in self.files]
        self.files = []
        self.refresh()
        if paths:
            self.read(paths)

    def withdraw(self, line: Standing) -> None:
        """Take a submission back out; the one before it returns."""
        submission = line.submission
        if submission is None:
            return

        def work(progress: Progress) -> Taken | None:
            from partydesk.exchange.withdrawing import withdraw

            progress(0, 1, f"{line.code} {line.name}")
            return withdraw(self.desk.store, submission["org_code"], submission["period"])

        def done(back: Taken | None) -> None:
            self.refresh()
            now = f"现在是第 {back.revision} 版" if back is not None else "这个期间现在算未交"
            self.desk.tell(f"已撤回 {line.name} 的第 {submission['revision']} 版，{now}", "ok")

        self.desk.run(f"正在撤回 {line.code}", work, done, self, cancellable=False)

    # Events -----------------------------------------------------------------------------------

    def show_sticks(self, found: list[Stick]) -> None:
        """Offer a stick that has just been put in."""
        self.offer.see_sticks({stick.path for stick in found}, busy=bool(self.desk.busy))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.read(files)

    def fold(self, wide: bool) -> None:
        """The pane stands beside the list, or lies below it and leaves it room."""
        self.detail.set_folded(not wide, max(150, self.height() * 2 // 5))
