"""The register's answers that stand, each to be taken back from 留痕."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from partydesk.desk.handover.reason_dialogs import TakeBackDialog
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import local_time
from partydesk.desk.kit.plain_text import caption
from partydesk.exchange.merge.register import ANSWERS
from partydesk.exchange.merge.register_answers import GivenAnswer, take_back
from partydesk.store.progress import Progress


def answers_menu(
    context: AppContext, page: QWidget, given: Sequence[GivenAnswer], done: Callable[[], object]
) -> QMenu:
    """A menu of these answers over `page`; `done` is called after one was taken back."""
    menu = QMenu(page)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for each in given:
        when = " ".join(filter(None, (local_time(each.at, "%m-%d %H:%M"), each.operator)))
        menu.addAction(
            caption(f"{_told(each)}（{when}）…"), partial(_ask, context, page, each, done)
        )
    return menu


def _told(given: GivenAnswer) -> str:
    whose = "" if given.file_code == given.organisation else f"，算 {given.organisation} 的"
    return f"{given.file_code}：{ANSWERS.label(given.answer)}{whose}"


def _ask(
    context: AppContext, page: QWidget, given: GivenAnswer, done: Callable[[], object]
) -> None:
    def go(reason: str) -> None:
        def work(progress: Progress) -> GivenAnswer:
            progress(0, 1, given.file_code)
            return take_back(context.store, given.id, reason=reason)

        def taken_back(_given: GivenAnswer) -> None:
            done()
            context.tell(f"已撤回“{_told(given)}”；再收这样的表时会重新问", "ok")

        context.run("正在撤回回答", work, taken_back, page, cancellable=False)

    TakeBackDialog(page, f"“{_told(given)}”这个回答", go).open()
