"""What an officer decides about a line of 本期收表: withdrawn, put away, answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partydesk.desk.handover.collect_rows import Standing
from partydesk.desk.handover.collect_writing import ask_and_return, write_slips
from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.handover.reason_dialogs import DismissDialog
from partydesk.desk.handover.withdrawing import Withdrawing
from partydesk.desk.kit.app_context import AppContext

if TYPE_CHECKING:
    from partydesk.exchange.replies.answering import Answered
    from partydesk.exchange.replies.faults import Words


class Decisions:
    """`page` is what questions and progress lie over, `who` asks for the operator's name; `done` is
    called after a change, `answered` with what was written."""

    def __init__(
        self,
        context: AppContext,
        page: QWidget,
        who: OperatorBar,
        done: Callable[[], object],
        answered: Callable[[Answered], object],
    ) -> None:
        self._context, self._page, self._who = context, page, who
        self._done, self._answered = done, answered
        self._withdrawing = Withdrawing(context, page, who, done)

    def withdraw(self, line: Standing) -> None:
        """Ask, then take a submission back out; the one before it returns."""
        if (one := line.submission) is not None:
            self._withdrawing.ask(
                line.name, line.code, one["period"], one["revision"], one["org_uid"]
            )

    def dismiss(self, line: Standing) -> None:
        """Ask, then put a file away that nobody is going to take."""
        waits = line.waits
        if waits is None:
            return
        file = waits.file

        def do(reason: str) -> bool:
            from partydesk.exchange.merge.undecided import dismiss

            dismiss(self._context.store, file.sha256, reason)
            return True

        def go(reason: str) -> None:
            if self._context.attempt(lambda: do(reason)):
                self._done()
                told = f"已放到一边：{Path(file.file).name}，记在“留痕”里"
                self._context.tell(told, "ok")

        named = f"{line.name}的 {file.period} 第 {file.revision} 版"
        asking = DismissDialog(
            self._page, named, lambda reason: self._who.first(lambda: go(reason))
        )
        asking.open()

    def answer(self, paths: Sequence[Path]) -> None:
        """Write the receipts and return slips of these files beside them."""
        if paths:
            self._who.first(lambda: write_slips(self._context, paths, self._page, self._answered))

    def send_back(self, line: Standing) -> None:
        """Answer the file of a line: a receipt, or a return slip with the officer's own words."""
        if line.file is None:
            return
        path = Path(line.file.file)

        def write(words: Words) -> None:
            write_slips(self._context, [path], self._page, self._answered, words)

        self._who.first(lambda: ask_and_return(self._context, path, line.name, self._page, write))
