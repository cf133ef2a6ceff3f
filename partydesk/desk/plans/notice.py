"""The text of a session as it is pasted into WeChat: shown word for word, and copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, link, row, stack, text
from partydesk.desk.kit.icons import icon
from partydesk.desk.plans.template_dialog import TemplateDialog
from partydesk.desk.printing.offers import about_row
from partydesk.desk.printing.writing import print_offer
from partydesk.documents.notice_texts import NoticeText
from partydesk.documents.notices import text_of


def copy_text(context: AppContext, words: str, what: str) -> None:
    """Put words on the clipboard, and say so."""
    QGuiApplication.clipboard().setText(words)
    context.tell(f"已复制{what}，到微信里粘贴就行", "ok")


class NoticeSection(QWidget):
    """One text of a session: `shown_text` is what is copied."""

    def __init__(
        self, context: AppContext, shown: Mapping[str, Any], notice: NoticeText, paper: str
    ) -> None:
        """`shown` is the session's row, `paper` the key of the paper that goes with the text."""
        super().__init__()
        self._context, self._row, self._notice = context, shown, notice
        self._uid = str(shown["uid"])
        whole = stack(self, 8)
        self.change = link("改模板", self._change)
        whole.addLayout(row(text(notice.label, "section"), None, self.change))
        # Only now: without a parent it would be shown as a window, which takes the focus away.
        self.change.setVisible(context.store.writable)
        box = QFrame()
        box.setProperty("role", "settle")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(12, 8, 12, 8)
        self.words = text("", "small", wrap=True)
        inside.addWidget(self.words)
        whole.addWidget(box)
        # What was held tells all this above; what is to come stands here as it is pasted.
        box.setVisible(shown["state"] == "planned")
        self.copy = button(f"复制{notice.label}", self.copy_it)
        self.copy.setIcon(icon("copy"))
        offer = next(each for each in about_row("session", shown) if each.what == paper)
        self.paper = button(f"打印{offer.title}", lambda: print_offer(context, offer, self))
        self.paper.setIcon(icon("print"))
        whole.addLayout(row(self.copy, self.paper, None))
        if shown["state"] == "planned":
            self.show_text()

    def show_text(self) -> None:
        """Take what it says now."""
        store = self._context.store
        with store.read() as connection:
            self.words.setText(text_of(connection, store.own.id, self._uid, self._notice))

    def copy_it(self) -> None:
        """Copy it as it reads now."""
        self.show_text()
        copy_text(self._context, self.words.text(), self._notice.label)

    def _change(self) -> None:
        dialog = TemplateDialog(self._context, self._notice, self._uid, self.window())
        dialog.changed.connect(self.show_text)
        dialog.open()
