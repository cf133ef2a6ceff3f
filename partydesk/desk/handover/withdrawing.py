"""撤回, for any page: asked with a reason, done off the screen, taken back by 再收下."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.handover.reason_dialogs import WithdrawDialog
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Action
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.exchange.merge.outcome import FileOutcome, MergeOutcome


class Withdrawing:
    """`page` is what the question and the progress lie over, `who` asks for the operator's name;
    `done` is called after each change."""

    def __init__(
        self, context: AppContext, page: QWidget, who: OperatorBar, done: Callable[[], object]
    ) -> None:
        self._context, self._page, self._who, self._done = context, page, who, done

    def ask(self, name: str, code: str, period: str, revision: int, uid: str) -> None:
        """Ask, then take a submission of the branch with this uid back out; the one before it
        returns."""
        what = f"{name}的 {period} 第 {revision} 版"
        WithdrawDialog(
            self._page,
            what,
            lambda reason: self._who.first(
                lambda: self._withdraw(name, code, period, revision, uid, reason)
            ),
        ).open()

    def _withdraw(
        self, name: str, code: str, period: str, revision: int, uid: str, reason: str
    ) -> None:
        def work(progress: Progress) -> FileOutcome | None:
            from partydesk.exchange.merge.withdrawal import withdraw

            progress(0, 1, f"{code} {name}")
            return withdraw(self._context.store, code, period, reason, uid=uid)

        def done(back: FileOutcome | None) -> None:
            self._done()
            now = f"现在是第 {back.revision} 版" if back is not None else "这个期间现在算未交"
            self._context.tell(
                f"已撤回 {name} 的第 {revision} 版，{now}",
                "ok",
                Action("再收下", lambda: self._take_again(code, period, uid)),
            )

        self._context.run(f"正在撤回 {code}", work, done, self._page, cancellable=False)

    def _take_again(self, code: str, period: str, uid: str) -> None:
        """Undo a withdrawal."""

        def work(progress: Progress) -> MergeOutcome:
            from partydesk.exchange.merge.withdrawal import take_again

            progress(0, 1, code)
            return take_again(self._context.store, code, period, uid=uid)

        def done(merged: MergeOutcome) -> None:
            self._done()
            (file,) = merged.files
            good = file.state == "merged"
            said = f"又收下了 {file.name} 的第 {file.revision} 版" if good else file.message
            self._context.tell(said, "ok" if good else "warn")

        self._context.run(f"正在收下 {code}", work, done, self._page, cancellable=False)
