"""Editing the report: one block at a time, nothing typed is lost, every change has a way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from partydesk.desk.forms.drafts import Draft
from partydesk.desk.kit import messages
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Action
from partydesk.desk.report.sheet import Sheet
from partydesk.documents.report import edits
from partydesk.documents.report.content import OWN_STEP, Level, Report
from partydesk.documents.report.templates import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from partydesk.store.store import Store

KEEP_EVERY = 3000  # milliseconds between two keepings of the draft


class Editing(QObject):
    """Works on the blocks of a sheet. `changed`: other words are kept now; `opened`: whether
    an editor is open."""

    changed = Signal()
    opened = Signal(bool)

    def __init__(self, context: AppContext, sheet: Sheet, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._sheet, self._page = context, sheet, page
        self._report: Report | None = None
        self._draft: Draft | None = None
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_EVERY)
        self._keeping.timeout.connect(self.keep_draft)
        sheet.edit_wanted.connect(self.edit)
        sheet.reset_wanted.connect(self.reset)
        sheet.left_out.connect(self.leave_out)
        sheet.moved.connect(self.move)
        sheet.step_wanted.connect(self.add_step)

    def show_report(self, report: Report) -> None:
        """This is the report now. A draft that an earlier day left behind is opened again."""
        known = self._report
        self._report = report
        if known is None or _which(known) != _which(report):
            self._draft = Draft(self._context.store.home, "report", _which(report))
            self._restore(self._draft)

    # -- one block -----------------------------------------------------------------------------

    def edit(self, id: str, template: str | None = None) -> None:
        """Open the editor of a block; `template` is what it begins with if not what is kept."""
        if self._report is None or not self.settle():
            return
        report = self._report
        block = next((each for each in report.every if each.id == id), None)
        before = block.template if block is not None else ""
        level = block.level if block is not None else Level.ITEM
        words = before if template is None else template
        editor = self._sheet.open_editor(id, level, before, words, report.tokens)
        editor.reset.setVisible(block is not None and block.edited and bool(block.default))
        editor.save_wanted.connect(self.settle)
        editor.drop_wanted.connect(self.drop)
        editor.reset_wanted.connect(partial(self.reset, id))
        editor.typed.connect(self._keeping.start)
        self.opened.emit(True)

    def add_step(self) -> None:
        """Open the editor of a further next step."""
        if self._report is not None and self.settle():
            self.edit(edits.new_step(self._report))

    def insert(self, figure: str) -> None:
        """Put a figure into what is being edited, where the cursor is."""
        if self._sheet.editor is not None:
            self._sheet.editor.edit.put([Run("", figure)])
            self._sheet.editor.edit.setFocus()

    def settle(self) -> bool:
        """Keep what is being edited and close the editor; whether nothing is open any more."""
        editor = self._sheet.editor
        if editor is None or self._report is None:
            return True
        if editor.changed:
            report, id, template = self._report, editor.block_id, editor.template
            store = self._context.store
            after = self._context.attempt(lambda: edits.edit(store, report, id, template))
            if after is None:
                self.keep_draft()
                return False
            self._report = self._sheet.report = after
            self._close()
            self.changed.emit()
        else:
            self._close()
        return True

    def drop(self) -> None:
        """Close the editor without keeping what was typed, which can be had back."""
        editor = self._sheet.editor
        if editor is None:
            return
        id, template, changed = editor.block_id, editor.template, editor.changed
        self._close()
        if changed:
            again = Action("找回", partial(self.edit, id, template))
            self._context.tell("刚才改的没有保存", "idle", again)

    def _close(self) -> None:
        self._keeping.stop()
        if self._draft is not None:
            self._draft.drop()
        self._sheet.close_editor()
        self.opened.emit(False)

    # -- changes with a way back ---------------------------------------------------------------

    def reset(self, id: str) -> None:
        """Back to the program's own words for a block."""
        editor = self._sheet.editor
        if editor is not None and editor.block_id == id:
            self._close()
        self._undoable(
            "这一段已恢复原文", lambda store, report: edits.edit(store, report, id, None)
        )

    def leave_out(self, id: str) -> None:
        """Take a block out of the report."""
        self._undoable("已去掉一段", lambda store, report: edits.edit(store, report, id, ""))

    def move(self, id: str, by: int) -> None:
        """Put a next step of one's own one place up (-1) or down (1)."""
        self._undoable("", lambda store, report: edits.move_step(store, report, id, by))

    def reset_all(self) -> None:
        """Back to the program's own words everywhere, if that is really meant."""
        if self._report is None or not self.settle():
            return
        words = self._kept(self._report)
        box = messages.box(
            self._page,
            "恢复原文",
            f"改过的 {len(words)} 处文字都恢复成程序写的？",
            "另加的段落也会去掉。恢复以后可以马上撤销。",
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes = box.addButton("全部恢复", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("不恢复", QMessageBox.ButtonRole.RejectRole)
        yes.clicked.connect(self.reset_everything)
        box.open()

    def reset_everything(self) -> None:
        """Forget all words somebody wrote into this report."""
        self._undoable("整篇已恢复原文", lambda store, report: edits.restore(store, report, {}))

    def _kept(self, report: Report) -> dict[str, str]:
        with self._context.store.read() as connection:
            return edits.texts(connection, report.code, report.period, report.kind)

    def _undoable(self, said: str, work: Callable[[Store, Report], object]) -> None:
        """Do it, unless it is refused, which is then told."""
        if self._report is None or not self.settle():
            return
        context, report, store = self._context, self._report, self._context.store
        before = self._kept(report)
        if context.attempt(lambda: work(store, report)) is None:
            return

        def back() -> None:
            if context.attempt(lambda: edits.restore(store, report, before)) is not None:
                self.changed.emit()

        if said:
            context.tell(said, "ok", Action("撤销", back))
        self.changed.emit()

    # -- drafts --------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep what is typed in the draft file."""
        self._keeping.stop()
        editor = self._sheet.editor
        if editor is not None and self._draft is not None and editor.changed:
            self._draft.keep({"block": editor.block_id, "template": editor.template})

    def _restore(self, draft: Draft) -> None:
        left = draft.read()
        id, template = left.get("block"), left.get("template")
        if not isinstance(id, str) or not isinstance(template, str):
            return
        assert self._report is not None
        if not id.startswith(OWN_STEP) and all(block.id != id for block in self._report.every):
            return
        when = draft.kept_when
        self.edit(id, template)
        self._context.tell(f"已找回 {when}没保存的一段，核对后点“保存”", "info")


def _which(report: Report) -> str:
    further = "" if report.kind == "yearly" else f"-{report.kind}"
    return f"{report.code}-{report.period.text}{further}"
