"""报送: three steps on one page: which period, a look before it goes, onto the stick."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from partydesk.desk.handover.card_line import CardLine
from partydesk.desk.handover.drive_page import DrivePage
from partydesk.desk.handover.removable_drives import RemovableDrive
from partydesk.desk.handover.returned_slips import ReturnedCard
from partydesk.desk.handover.steps import PeriodStep, PreflightStep
from partydesk.desk.handover.submission_history import SubmissionHistoryCard
from partydesk.desk.handover.write_step import WriteStep
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import scrolled, stack, text
from partydesk.desk.kit.dropping import dropped_files
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.remembered_folder import folder_before, remember_folder
from partydesk.desk.kit.written_file import tell_written
from partydesk.exchange.seal.card import SUFFIX
from partydesk.operations.settings.keys import SUBMISSION_FOLDER
from partydesk.rules.deadlines import due_on
from partydesk.store import queries, rows
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.exchange.replies.slip import Slip
    from partydesk.exchange.submission.writing import Exported

_SAID = ("member", "session", "attendance", "talk", "ticket")


class SubmitPage(DrivePage):
    """The branch hands in."""

    look_every = 2000

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.period_step = PeriodStep(self.chooser, self.toggle_chooser)
        self.look_step = PreflightStep()
        self.look_step.record_wanted.connect(self.record_wanted)
        self.card_line = CardLine(context)
        self.card_line.taken.connect(self.forget)
        self.write_step = WriteStep(
            context,
            self.write,
            partial(remember_folder, context, SUBMISSION_FOLDER),
            folder_before(context, SUBMISSION_FOLDER),
            self.card_line,
        )
        self.handed_in = SubmissionHistoryCard(self.choose_slip)
        self.handed_in.asked.connect(self.show_answer)
        self._looked: set[Path] = set()  # sticks that were searched for slips
        self.returned = ReturnedCard(context)
        self.returned.start_wanted.connect(self.start_wanted)
        self.returned.hide()
        self.head = head = QHBoxLayout()
        self._title = text("报送", "title")
        head.setContentsMargins(20, 16, 20, 12)
        head.setSpacing(10)
        self._to = text("", "hint")
        head.addWidget(self._title)
        head.addWidget(self._to)
        head.addStretch(1)
        whole = stack(self, 0)
        whole.addLayout(head)
        whole.addWidget(scrolled(self._columns()), 1)
        hand_on_focus(self, self.write_step.write_button)
        self.follow()

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of 收表汇总 in the place of the title."""
        self._title.hide()
        self.head.insertWidget(0, parts)

    def _columns(self) -> QWidget:
        """The steps at the left, what was handed in and came back at the right."""
        inside = QWidget()
        inside.setLayout(self.across)
        self.across.setContentsMargins(20, 0, 20, 16)
        self.across.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(12)
        for step in (self.period_step, self.look_step, self.write_step):
            left.addWidget(step)
        left.addStretch(1)
        side = QWidget()
        right = stack(side, 12)
        right.addWidget(self.returned)
        right.addWidget(self.handed_in, 1)
        self.across.addLayout(left, 13)
        self.across.addWidget(side, 7)
        return inside

    # Showing ----------------------------------------------------------------------------------

    def show_all(self) -> None:
        """Ask the store what would go, what is odd about it, and what went before."""
        from partydesk.exchange.merge import submission_log
        from partydesk.exchange.submission import known_revisions, writing

        period, store = self.period, self.context.store
        own = store.own
        with store.read() as connection:
            organisation = rows.get(connection, "organisation", own.id) or {}
            due = f"{due_on(connection, period):%Y-%m-%d} 前交"
            counts = {
                kind: queries.count(
                    connection,
                    queries.Query(kind, organisation=own.id, period=period),
                )
                for kind in _SAID
            }
        parent = organisation.get("parent")
        self._to.setText(f"交给：{parent}，{due}" if parent else due)
        self.period_step.show_period(period)
        self.look_step.show_findings(writing.warnings(store, period), counts)
        handed = [one for one in submission_log.submissions(store) if one["direction"] == "out"]
        with store.read() as connection:
            known = known_revisions.latest(store, connection, own, period)
        last = known.revision if known else 0
        self.write_step.show_name(writing.file_name(own, period, last + 1), last)
        self.handed_in.show_submissions(handed)
        if self.returned.slip is None:
            from partydesk.exchange.replies.taken_slips import returned_slip

            # What was sent back stays in sight until a better one has been handed in.
            waiting = returned_slip(store)
            if waiting is not None:
                self.returned.show_slip(waiting)
        else:
            self.returned.refresh()  # a fault may have been mended meanwhile
        self.look_for_drives()

    def show_drives(self, found: list[RemovableDrive]) -> None:
        """Offer these drives, and open what the committee put on one that is new."""
        self.write_step.show_drives(found)
        if self.context.busy:
            return  # seen again at the next look
        now = {stick.path for stick in found}
        new = sorted(now - self._looked)
        self._looked = now
        if new:
            self.card_line.look_into(new)
            self.look_for_slips(new)

    def forget(self) -> None:
        """What was written is no longer what would be written now."""
        self.write_step.forget_written()

    def _period_chosen(self, period: object) -> None:
        self.look_step.show_less()
        super()._period_chosen(period)

    # Writing ----------------------------------------------------------------------------------

    def write(self) -> None:
        """Write the submission and read it back."""
        folder, period, store = self.write_step.folder, self.period, self.context.store
        if folder is None:
            self.context.tell("先插上 U 盘，或者另选一个文件夹", "warn")
            return

        def work(progress: Progress) -> Exported:
            from partydesk.exchange.submission.writing import export

            return export(store, period, folder, progress)

        self.write_step.tick(False)
        self.context.run(f"正在写出{period.title}的报送表", work, self._written, self)

    def _written(self, exported: Exported) -> None:
        self.write_step.note_written(exported.file.name)
        self.refresh()
        self.write_step.show_written(exported)
        said = f"第 {exported.revision} 版已写好并核对，可以拔出 U 盘"
        tell_written(self.context, said, exported.file)

    # What came back ---------------------------------------------------------------------------

    def choose_slip(self) -> None:
        """Ask for a return slip or receipt."""
        start = str(self.write_step.folder or "")
        name, _ = QFileDialog.getOpenFileName(self, "打开退回单或回执", start, "表格 (*.xlsx)")
        if name:
            self.open_slip(Path(name))

    def look_for_slips(self, folders: list[Path]) -> None:
        """Take the receipts and return slips to this branch that lie there."""

        def work(_progress: Progress) -> list[Slip]:
            from partydesk.exchange.replies.found_slips import take_found

            return take_found(self.context.store, folders)

        def done(slips: list[Slip]) -> None:
            if not slips:
                return
            self.returned.show_slip(slips[-1])
            self.refresh()
            fit = [slip for slip in slips if not slip.doubt]
            back = sum(1 for slip in fit if not slip.accepted)
            counted = ((len(fit) - back, "回执"), (back, "退回单"))
            told = "、".join(f"{count} 张{word}" for count, word in counted if count)
            parts = [f"U 盘上有党委给本支部的{told}，已记下"] if fit else []
            if doubtful := len(slips) - len(fit):
                parts.append(f"U 盘上有 {doubtful} 张对不上的，没有记下，请向党委核实")
            self.context.tell("；".join(parts), "warn" if back or doubtful else "ok")

        self.context.query("正在看 U 盘上的退回单", work, done, self, latest=False)

    def show_answer(self, handed: dict[str, Any]) -> None:
        """Show what came back for a submission."""
        from partydesk.exchange.replies.taken_slips import slip_kept

        slip = slip_kept(handed)
        if slip is None:
            self.context.tell("这一版还没有收到回执或退回单", "idle")
        else:
            self.returned.show_slip(slip)

    def open_slip(self, path: Path) -> None:
        """Read a slip and show what is to be mended."""

        def work(progress: Progress) -> Slip:
            from partydesk.exchange.replies.taken_slips import take_slip

            progress(0, 1, path.name)
            return take_slip(self.context.store, path)

        def done(slip: Slip) -> None:
            self.returned.show_slip(slip)
            self.refresh()

        self.context.run(f"正在打开“{path.name}”", work, done, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(dropped_files(event)) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files and files[0].is_dir():
            self.write_step.use_folder(files[0])
        elif files and files[0].suffix.lower() == SUFFIX:
            self.card_line.offer(files[0])
        elif files:
            self.open_slip(files[0])
