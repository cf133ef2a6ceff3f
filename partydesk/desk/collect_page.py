"""收表汇总: take in what branches hand over, see who is missing, write the roll-up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk import icons, theme
from partydesk.desk.cards import Card, button, link, row, text
from partydesk.desk.collect_detail import CollectDetail
from partydesk.desk.collect_rows import FILTERS, Standing, latest_period, standings
from partydesk.desk.conflicts_list import ConflictsList
from partydesk.desk.desk import Desk
from partydesk.desk.flow import FlowLayout
from partydesk.desk.importing import dropped_files
from partydesk.desk.messages import Action, repolish
from partydesk.desk.period_chooser import PeriodChooser
from partydesk.desk.plain_table import Column, PlainTable
from partydesk.desk.sticks import sticks
from partydesk.store.progress import Progress
from partydesk.store.writing import Done

if TYPE_CHECKING:
    from partydesk.exchange.merge import Merged, Taken

_LOOK = 3000  # milliseconds between two looks for sticks
_ACCEPT = ("accept_edited", "accept_unenrolled", "accept_withdrawn")


class CollectPage(QWidget):
    """The committee collects. `open_record` carries kind and uid of a record to show."""

    open_record = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.files: list[Taken] = []  # what was read and not yet taken
        self.lines: list[Standing] = []
        self.shown: list[Standing] = []
        self._states: tuple[str, ...] = ()
        self._stale = True
        self._known_sticks: set[Path] | None = None
        self._stick: Path | None = None
        self.setAcceptDrops(True)
        main = QWidget()
        body = QVBoxLayout(main)
        body.setContentsMargins(20, 16, 16, 12)
        body.setSpacing(12)
        body.addLayout(self._head())
        self.chooser = PeriodChooser()
        # The officer goes on with the period whose sheets came last.
        if (latest := desk.attempt(lambda: latest_period(desk.store), writes=False)) is not None:
            self.chooser.choose(latest)
        self.chooser.hide()
        self.chooser.chosen.connect(self._period_chosen)
        body.addWidget(self.chooser)
        body.addWidget(self._offer())
        body.addWidget(self._bar())
        body.addWidget(self._list(), 1)
        self.detail = CollectDetail()
        self.detail.accept_wanted.connect(lambda line: self.take([line], accept=True))
        self.detail.take_wanted.connect(lambda line: self.take([line]))
        self.detail.return_wanted.connect(self._return)
        self.detail.withdraw_wanted.connect(self.withdraw)
        # Folded until its width is known: unfolded it would ask for more than a small screen has.
        self._across = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._across.addWidget(main, 2)
        self._across.addWidget(self.detail, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self.look_for_sticks)
        desk.changed.connect(self._heard)
        self.setFocusProxy(self.table)

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
            link("换一个期间", self._toggle_chooser),
            None,
            self._sum,
            self._share,
        )

    def _offer(self) -> Card:
        card = Card()
        card.rows.setContentsMargins(12, 8, 12, 8)
        self.offer = text("", wrap=True)
        self.offer_hint = text("", "hint", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.offer)
        words.addWidget(self.offer_hint)
        self.look_button = button("先看会改什么", self._look)
        self.take_button = button("收下", self._take_ready, "main")
        self.stick_button = button("看看 U 盘", self._read_stick)
        self.file_button = button("选择文件…", self.choose_files)
        self.folder_button = button("选择文件夹…", self.choose_folder)
        line = row()
        line.addLayout(words, 1)
        for each in (
            self.stick_button,
            self.file_button,
            self.folder_button,
            self.look_button,
            self.take_button,
        ):
            line.addWidget(each)
        card.rows.addLayout(line)
        return card

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
        self.remind_button = button("催交名单", self.copy_missing)
        self.remind_button.setIcon(icons.icon("bell"))
        self.rollup_button = button("生成汇总表", self.choose_rollup)
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
        self.table.chosen.connect(self._chosen)
        card = Card()
        card.rows.setContentsMargins(1, 1, 1, 1)
        card.rows.addWidget(self.table)
        self.conflicts = ConflictsList(self.desk)
        self.conflicts.decided.connect(self._count_conflicts)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(120)
        self._stack.addWidget(card)
        self._stack.addWidget(self.conflicts)
        return self._stack

    # Showing ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask the store again and show how everybody stands."""
        self._stale = False
        self.desk.attempt(self._show, writes=False)

    def _show(self) -> None:
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
        self._show_offer()
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

    def _show_offer(self) -> None:
        ready = self.ready
        self.look_button.setVisible(bool(ready))
        self.take_button.setVisible(bool(ready))
        self.take_button.setText(f"收下 {len(ready)} 份")
        self.stick_button.setVisible(self._stick is not None and not self.files)
        # Once files are read, their own two buttons matter; more can still be dropped.
        self.folder_button.setVisible(not self.files)
        if not self.files:
            self.offer.setText("把支部交来的报送表拖到这里，文件、文件夹都可以，一次可以很多份。")
            self.offer_hint.setText("先看，后收；看的时候什么都不会改。")
            return
        counts: dict[str, int] = {}
        for line in self.lines:
            if line.file is not None:
                counts[line.state] = counts.get(line.state, 0) + 1
        words = (
            ("ready", "份可直接收"),
            ("edited", "份导出后有改动"),
            ("unenrolled", "份未登记"),
            ("rejected", "份有错"),
            ("unchanged", "份收过了"),
            ("older", "份是旧版"),
        )
        self.offer.setText(f"读了 {len(self.files)} 份表")
        self.offer_hint.setText(
            "，".join(f"{counts[state]} {said}" for state, said in words if counts.get(state))
        )

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

    def choose_files(self) -> None:
        """Ask for submissions."""
        names, _ = QFileDialog.getOpenFileNames(
            self, "选择报送表", str(self._stick or ""), "报送表 (*.xlsx);;所有文件 (*)"
        )
        if names:
            self.read([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder of submissions."""
        name = QFileDialog.getExistingDirectory(self, "选择放报送表的文件夹")
        if name:
            self.read([Path(name)])

    def _read_stick(self) -> None:
        if self._stick is not None:
            self.read([self._stick])

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

    def _take_ready(self) -> None:
        self.take(self.ready)

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
            from partydesk.exchange.merge import withdraw

            progress(0, 1, f"{line.code} {line.name}")
            return withdraw(self.desk.store, submission["org_code"], submission["period"])

        def done(back: Taken | None) -> None:
            self.refresh()
            now = f"现在是第 {back.revision} 版" if back is not None else "这个期间现在算未交"
            self.desk.tell(f"已撤回 {line.name} 的第 {submission['revision']} 版，{now}", "ok")

        self.desk.run(f"正在撤回 {line.code}", work, done, self, cancellable=False)

    # Writing ----------------------------------------------------------------------------------

    def _return(self, line: Standing) -> None:
        if line.file is None:
            return
        path = Path(line.file.file)
        word = "回执" if line.state == "unchanged" else "退回单"
        name, _ = QFileDialog.getSaveFileName(
            self,
            f"{word}存到哪里",
            str(path.with_name(f"{path.stem}_{word}.xlsx")),
            "表格 (*.xlsx)",
        )
        if name:
            self.write_slip(line, Path(name))

    def write_slip(self, line: Standing, out: Path) -> None:
        """Write the return slip or receipt for a file."""
        assert line.file is not None
        path = Path(line.file.file)

        def work(progress: Progress) -> Path:
            from partydesk.exchange.slip import write_slip

            progress(0, 1, out.name)
            return write_slip(self.desk.store, path, out)

        self.desk.run(
            f"正在写“{out.name}”",
            work,
            lambda made: self.desk.tell(f"已写好“{made.name}”，随 U 盘带回支部", "ok"),
            self,
        )

    def choose_rollup(self) -> None:
        """Ask where the roll-up goes."""
        own = self.desk.store.own
        name, _ = QFileDialog.getSaveFileName(
            self,
            "汇总表存到哪里",
            f"{own.short_name}_{self.chooser.period.text}_汇总表.xlsx",
            "表格 (*.xlsx)",
        )
        if name:
            self.write_rollup(Path(name))

    def write_rollup(self, out: Path) -> None:
        """Write the roll-up of the period."""
        period = self.chooser.period

        def work(progress: Progress) -> list[str]:
            from partydesk.exchange.rollup import write_rollup

            return write_rollup(self.desk.store, period, out, progress)

        def done(_sheets: list[str]) -> None:
            from PySide6.QtCore import QUrl
            from PySide6.QtGui import QDesktopServices

            opening = Action("打开", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(out))))
            self.desk.tell(f"{period.title}的汇总表已写好：{out.name}", "ok", opening)

        self.desk.run(f"正在生成{period.title}的汇总表", work, done, self)

    def copy_missing(self) -> None:
        """Put the list of those who have not handed in onto the clipboard."""
        absent = [line for line in self.lines if line.state == "missing"]
        lines = [f"{line.code}\t{line.name}" for line in absent]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.desk.tell(f"{len(absent)} 个未交的支部已复制，可以直接粘贴到群里或表里", "ok")

    # Events -----------------------------------------------------------------------------------

    def look_for_sticks(self) -> None:
        """Offer a stick that has just been put in."""
        self.see_sticks({stick.path for stick in sticks()})

    def see_sticks(self, now: set[Path]) -> None:
        """These drives are there now."""
        new = now - (self._known_sticks or set())
        self._known_sticks = now
        if self._stick not in now:
            self._stick = None
        if new and not self.desk.busy:
            self._stick = sorted(new)[0]
            self.stick_button.setText(f"看看 {self._stick.name or self._stick} 上的表")
        self._show_offer()

    def _toggle_chooser(self) -> None:
        self.chooser.setVisible(self.chooser.isHidden())

    def _period_chosen(self, _period: object) -> None:
        self.chooser.hide()
        self.refresh()

    def _heard(self, _done: Done) -> None:
        self._stale = True
        if self.isVisible() and not self.desk.busy:
            self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.read(files)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        if self._stale:
            self.refresh()
        self.look_for_sticks()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.FOLD
        self._across.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        if wide:
            self.detail.setMinimumWidth(300)
            self.detail.setMaximumWidth(theme.PANE)
            self.detail.setMaximumHeight(16_777_215)
        else:
            self.detail.setMinimumWidth(0)
            self.detail.setMaximumWidth(16_777_215)
            self.detail.setMaximumHeight(max(150, self.height() * 2 // 5))
