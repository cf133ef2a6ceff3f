"""Choosing what a report tells: switches, order, picked records; every change has a way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Action
from partydesk.documents.report import choosing
from partydesk.documents.report.content import Report
from partydesk.documents.report.outline import Plan

if TYPE_CHECKING:
    from partydesk.desk.report.editing import Editing


class Planning(QObject):
    """`changed`: another plan is kept now."""

    changed = Signal()

    def __init__(self, context: AppContext, editing: Editing, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._editing = context, editing
        self._report: Report | None = None

    def show_report(self, report: Report) -> None:
        """This is the report now."""
        self._report = report

    def switch(self, id: str, on: bool) -> None:  # noqa: FBT001  # a signal's argument
        """Switch a part or paragraph."""
        word = "已打开" if on else "已关掉"
        self._keep(word, lambda report: choosing.switched(report, id, on))

    def move(self, id: str, to: int) -> None:
        """Put a part or paragraph at another place."""
        self._keep("已换次序", lambda report: choosing.moved(report, id, to))

    def pick(self, paragraph: str, uids: list[str]) -> None:
        """Tell a paragraph from these records."""
        said = f"已放进 {len(uids)} 件" if uids else "这一段不写了"
        self._keep(said, lambda report: choosing.picked(report, paragraph, uids))

    def take_last(self) -> None:
        """Take the choices and words of the same report a year before."""
        if self._report is None or not self._editing.settle():
            return
        report, store, context = self._report, self._context.store, self._context
        before = context.attempt(lambda: choosing.take_last(store, report))
        if before is None:
            return

        def back() -> None:
            if context.attempt(lambda: choosing.give_back(store, report, before)) is not None:
                self.changed.emit()

        context.tell("已照去年的开关、次序和文字", "ok", Action("撤销", back))
        self.changed.emit()

    def _keep(self, said: str, plan: Callable[[Report], Plan]) -> None:
        if self._report is None or not self._editing.settle():
            return
        report, store, context = self._report, self._context.store, self._context
        before = context.attempt(lambda: choosing.keep(store, report, plan(report)))
        if before is None:
            return

        def back() -> None:
            if context.attempt(lambda: choosing.keep(store, report, before)) is not None:
                self.changed.emit()

        context.tell(said, "ok", Action("撤销", back))
        self.changed.emit()
