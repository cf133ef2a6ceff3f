"""收表汇总: take in what branches hand over, see who is missing, write the roll-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.handover.collect_above import CollectAbove
from partydesk.desk.handover.collect_bar import CollectBar
from partydesk.desk.handover.collect_decisions import Decisions
from partydesk.desk.handover.collect_detail import CollectDetail
from partydesk.desk.handover.collect_files import CollectFiles
from partydesk.desk.handover.collect_list import CollectList
from partydesk.desk.handover.collect_offer import OfferCard
from partydesk.desk.handover.collect_rows import Standing, latest_period, standings
from partydesk.desk.handover.collect_work import look_into, read, take
from partydesk.desk.handover.collect_writing import copy_late_list, save_late_list
from partydesk.desk.handover.drive_page import DrivePage
from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.handover.question_page import QuestionPage
from partydesk.desk.handover.removable_drives import RemovableDrive
from partydesk.desk.handover.unknown_card import UnknownCard
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import link, row, text
from partydesk.desk.kit.dropping import dropped_files
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.messages import Action
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.printing.shown_table import print_table
from partydesk.records import clock

if TYPE_CHECKING:
    from partydesk.exchange.merge.finding_rows import FindingRow
    from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome
    from partydesk.exchange.merge.overdue import OverdueList
    from partydesk.exchange.merge.register_answers import Said
    from partydesk.exchange.replies.answering import Answered


_NOT_ASKED = ("unfounded", "ended", "before", "unasked")


class CollectPage(DrivePage):
    """The committee collects."""

    listed: OverdueList  # who is missing for the period

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.held = CollectFiles()
        self.lines: list[Standing] = []
        self.shown: list[Standing] = []
        self._states: tuple[str, ...] = ()
        main = QWidget()
        body = QVBoxLayout(main)
        body.setContentsMargins(20, 16, 16, 12)
        body.setSpacing(12)
        body.addLayout(self._head())
        self._covered = text("", "small", wrap=True)
        self._copy = copy = link("复制这句话", self._copy_covered)
        copy.setFixedHeight(20)  # no more than the line beside it: the list below needs the room
        covered = row(self._covered, copy)
        covered.setStretch(0, 1)
        body.addLayout(covered)
        # The officer goes on with the period whose sheets came last.
        if (
            latest := context.attempt(lambda: latest_period(context.store), writes=False)
        ) is not None:
            self.chooser.choose(latest)
        self.who = OperatorBar(context)
        self.decisions = Decisions(context, self, self.who, self.refresh, self._answered)
        self.offer = OfferCard(self._look, lambda: self.take(self.ready))
        self.offer.chosen.connect(self.read)
        self.who.asking.connect(self.offer.setHidden)
        body.addWidget(self.chooser)
        body.addWidget(self.who)
        self.bar = CollectBar(self.answer_all, self.roll_up)
        self.bar.filtered.connect(self._filter)
        self.unknown = UnknownCard(
            lambda: self.take([line for line in self.lines if line.unknown], register=True),
            self._one_by_one,
        )
        self.above = CollectAbove(self.offer, self.unknown)
        body.addWidget(self.above)
        self.bar.conflicts_wanted.connect(self.show_conflicts)
        self.bar.copy_wanted.connect(lambda: copy_late_list(context, self.listed))
        self.bar.save_wanted.connect(lambda: save_late_list(context, self.listed, self))
        body.addWidget(self.bar)
        self._body = body
        self.list = CollectList(context, self.who)
        self.list.currentChanged.connect(self._make_room)
        self.table, self.findings = self.list.table, self.list.findings
        self.conflicts = self.list.conflicts
        self.table.chosen.connect(self._chosen)
        self.conflicts.decided.connect(self._count_conflicts)
        self.list.left.connect(self._back)
        body.addWidget(self.list, 1)
        self.detail = CollectDetail()
        self.detail.accept_wanted.connect(lambda line: self.take([line], accept=True))
        self.detail.register_wanted.connect(lambda line: self.take([line], register=True))
        self.detail.question_wanted.connect(self.ask)
        self.detail.take_wanted.connect(lambda line: self.take([line]))
        self.detail.return_wanted.connect(self.decisions.send_back)
        self.detail.withdraw_wanted.connect(self.decisions.withdraw)
        self.detail.dismiss_wanted.connect(self.decisions.dismiss)
        self.detail.rows_wanted.connect(self.show_findings)
        self.setLayout(self.across)
        self.across.show_beside(main, self.detail)
        hand_on_focus(self, self.table)
        on_keys(self, lambda: self.take(self.ready), "Ctrl+Return", "Ctrl+Enter")
        on_keys(self, self.answer_all, "Ctrl+R")
        on_keys(self.table, self.detail.focus_actions, "Return", "Enter", alone=True)
        self.follow()

    @property
    def files(self) -> list[FileOutcome]:
        """What was read, now or earlier, and not yet taken."""
        return self.held.files

    # What stands on the page ------------------------------------------------------------------

    def _head(self) -> QBoxLayout:
        self._period = text("", "hint")
        self._sum = text("", "small")
        self._share = QProgressBar()
        self._share.setFixedWidth(120)
        self._share.setTextVisible(False)
        self._title = text("本期收表", "title")
        paper = link("打印", self.print_list)
        paper.setToolTip(tip_text("打印下面现在显示的这些"))
        self._head_row = row(
            self._title,
            self._period,
            link("换一个期间", self.toggle_chooser),
            paper,
            None,
            self._sum,
            self._share,
        )
        return self._head_row

    def lead_with(self, parts: QWidget) -> None:
        self._title.hide()
        self._head_row.insertWidget(0, parts)

    # Showing ----------------------------------------------------------------------------------

    def show_all(self) -> None:
        """Ask the store how everybody stands."""
        from partydesk.exchange.merge.overdue import overdue_list
        from partydesk.exchange.merge.undecided import undecided

        period, store = self.chooser.period, self.context.store
        self.listed = overdue_list(store, period, clock.today())
        self.held.remember(undecided(store))
        self.lines = standings(store, self.listed, self.files, self.held.waits)
        self._period.setText(f"{period.title}，{self.listed.due:%Y-%m-%d} 前交")
        self._covered.setText(self.listed.covered.sentence)
        # Of those who are expected, whether or not their day has come.
        asked = [each for each in self.listed.standing if each.state not in _NOT_ASKED]
        taken = sum(each.standing is not None or each.state == "within" for each in asked)
        self._sum.setText(f"{taken} / {len(asked)} 个支部")
        self._share.setRange(0, max(1, len(asked)))
        self._share.setValue(taken)
        self.bar.show_lines(self.lines, self.held)
        self._show_lines()
        drives = tuple(self.held.removable_drives.values())
        self.offer.show_lines(self.lines, drives, self.held.passed)
        self.unknown.show_lines(self.lines)
        self.conflicts.refresh()
        self._count_conflicts()

    def _show_lines(self) -> None:
        kept = self.detail.standing
        self.shown = [line for line in self.lines if not self._states or line.state in self._states]
        self.table.show_rows([line.cells() for line in self.shown])
        # The same file, else the same branch: one that was taken meanwhile.
        same = [
            (line.file is not None and kept.file is not None and line.file.file == kept.file.file,
             -number)
            for number, line in enumerate(self.shown)
            if kept is not None and (line.code, line.name) == (kept.code, kept.name)
        ]  # fmt: skip
        if same:
            self.table.selectRow(-max(same)[1])
        else:
            self.detail.show_standing(None)

    @property
    def ready(self) -> list[Standing]:
        """The files that can be taken as they are."""
        return [line for line in self.lines if line.state == "ready"]

    def _copy_covered(self) -> None:
        """Put the sentence of who is in, and until which day, onto the clipboard."""
        QGuiApplication.clipboard().setText(f"{self.period.title}：{self._covered.text()}。")
        self.context.tell("已复制，可以直接粘贴", "ok")

    def print_list(self) -> None:
        """Show the pages of the list as it stands, to be printed or put into a file."""
        if self.shown:
            said = f"{self._covered.text()}。"
            title = f"{self.chooser.period.title}收表情况"
            print_table(self.context, self.list.as_shown(title, said), self)
        else:
            self.context.tell("还没有要列的支部，没有打印", "idle")

    def _count_conflicts(self) -> None:
        self.bar.show_conflicts(self.conflicts.open_count, len(self.conflicts.items))

    def _chosen(self, number: int) -> None:
        if 0 <= number < len(self.shown):
            self.detail.show_standing(self.shown[number])

    def show_conflicts(self) -> None:
        """Show what two branches both report; both rows need the whole width."""
        self.detail.hide()
        self.list.setCurrentWidget(self.conflicts)

    def show_findings(self, line: Standing) -> None:
        """Show a file's problems side by side with the rows they are about."""
        if line.file is None:
            return

        def done(found: list[FindingRow]) -> None:
            self.findings.show_findings(found)
            self.detail.hide()
            self.list.setCurrentWidget(self.findings)
            self.findings.table.setFocus()
            self.context.tell(f"{line.name}：{len(found)} 处，上下键逐条看，Esc 回到列表", "info")

        look_into(self.context, self, line, done)

    def _back(self) -> None:
        self._show_list()
        self.table.setFocus()

    def _show_list(self) -> None:
        self.list.setCurrentIndex(0)
        self.detail.show()

    def _filter(self, states: tuple[str, ...]) -> None:
        self._states = states
        self._show_list()
        self._show_lines()

    def _look(self) -> None:
        """Show the files that can be taken, the first of them in the pane."""
        self.bar.choose(2)
        if self.shown:
            self.table.selectRow(0)

    # Reading and taking -----------------------------------------------------------------------

    def read(self, paths: Sequence[Path]) -> None:
        """Read files and folders and show what taking them would do; nothing is kept.

        What was read before and not decided stays, but for what lay on a stick that is out.
        """

        read(self.context, self, paths, lambda merged: self._read(paths, merged))

    def _read(self, paths: Sequence[Path], merged: MergeOutcome) -> None:
        from partydesk.exchange.merge.undecided import WAITS

        self.held.add(paths, merged)
        if not merged.files:
            self.refresh()
            passed = f"。{merged.passed}" if merged.passed else ""
            self.context.tell(f"这里没有报送表{passed}", "warn")
            return
        periods = {file.period for file in merged.files if file.period}
        if len(periods) == 1 and self.chooser.period.text not in periods:
            # All are of another period: that one is meant.
            from partydesk.records.periods import parse_period

            self.chooser.choose(parse_period(periods.pop()))
        self.bar.chips[0].setChecked(True)
        self._states = ()
        self._show_list()
        self.refresh()
        worst = next(
            (
                number
                for number, line in enumerate(self.shown)
                if line.file is not None and line.state in WAITS
            ),
            0,
        )
        self.table.selectRow(worst)
        self._to_table()

    def _to_table(self) -> None:
        """Give the keyboard to the list, unless somebody is typing."""
        focus = self.window().focusWidget()
        if not (isinstance(focus, QLineEdit) and focus.isVisible()):
            self.table.setFocus()

    def take(self, lines: Sequence[Standing], accept: bool = False, register: bool = False) -> None:
        """Take these files in; with `accept`, in spite of what was said about them, with
        `register`, branches that resemble nobody too."""
        those = [line.file for line in lines if line.file is not None]
        if those:
            self.who.first(
                lambda: take(
                    self.context, self, those, self._taken, self._again,
                    accept=accept, register=register,
                )
            )  # fmt: skip

    def ask(self, line: Standing) -> None:
        """Ask whose a file is, and then about all others that are like somebody's."""
        if line.file is None:
            return
        like = (each for each in self.lines if each.state == "asks" and not each.unknown)
        others = [each.file for each in like if each.file is not None and each is not line]

        def go(
            files: Sequence[FileOutcome], said: Said, done: Callable[[MergeOutcome], None]
        ) -> None:
            def told(merged: MergeOutcome) -> None:
                self._taken(merged)
                done(merged)

            take(self.context, page, files, told, self._again, accept=False, said=said)

        page = QuestionPage(self.context, [line.file, *others], go)
        self.push_wanted.emit(page)

    def _one_by_one(self) -> None:
        """Show those that resemble nobody, the first of them in the pane."""
        self._filter(("asks",))
        at = next((number for number, line in enumerate(self.shown) if line.unknown), -1)
        if at >= 0:
            self.table.selectRow(at)
            self.table.setFocus()

    def _taken(self, merged: MergeOutcome) -> None:
        good = self.held.take(merged)
        left = len(merged.files) - good
        self.refresh()
        self._to_table()
        if left:
            self.context.tell(f"收下 {good} 份，{left} 份没有收，原因写在列表里", "warn")
        else:
            self.context.tell(f"收下 {good} 份", "ok", Action("写回执", self.answer_all))

    def _again(self, _error: BaseException) -> None:
        """Stopped or failed half-way: look at what is left anew."""
        paths = [Path(file.file) for file in self.held.read]
        self.held.read = []
        self.refresh()
        if paths:
            self.read(paths)

    def answer_all(self) -> None:
        """Answer everything that was taken, and everything that was read and is not sound."""
        self.decisions.answer([*self.held.to_acknowledge, *self.held.to_return])

    def _answered(self, answered: Answered) -> None:
        self.held.answered(answered)
        self.refresh()
        self._to_table()

    def roll_up(self) -> None:
        """Say what the roll-up would hold, and write it where somebody wants it."""
        from partydesk.desk.handover.rollup_dialog import RollupDialog
        from partydesk.exchange.rollup.contents import contents

        held = self.context.attempt(
            lambda: contents(self.context.store, self.period, clock.today()), writes=False
        )
        if held is not None:
            RollupDialog(self.context, self.period, held, self).open()

    # Events -----------------------------------------------------------------------------------

    def show_drives(self, found: list[RemovableDrive]) -> None:
        """Read a stick that has just been put in; forget what lay on one that was pulled out, but
        for what somebody has to decide about."""
        if self.context.busy:
            return  # seen again at the next look
        new, gone = self.held.see(found)
        if gone:
            self.refresh()
        if new:
            self.read(new)
        elif not self.files:
            self.offer.show_lines((), found)

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
        self.detail.set_folded(not wide, max(130, self.height() // 3))
        self.bar.set_narrow(not wide)
        # Where there is little room the sentence is read on 交表情况.
        low = self._make_room()
        for each in (self._covered, self._copy):
            each.setVisible(wide or not low)

    def _make_room(self, _part: int = 0) -> bool:
        close = self.list.currentIndex() != 0
        return self.above.make_room(self.height(), self._body, close=close)
