"""推迟: until when, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, dialog_column, row, text
from partydesk.desk.kit.messages import repolish
from partydesk.records import clock
from partydesk.records.findings import UserError

_WAYS = ((7, "一周后"), (14, "两周后"), (30, "一个月后"))


class SnoozeDialog(QDialog):
    """Puts reminders off, by their keys. `put_off` tells that they were."""

    put_off = Signal()

    def __init__(
        self, context: AppContext, keys: Sequence[str], title: str, article: str,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._context, self._keys, self._title = context, tuple(keys), title
        self.setWindowTitle("推迟")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.until = QLineEdit((clock.today() + timedelta(days=7)).isoformat())
        self.until.setFixedWidth(130)
        self.until.setAccessibleName("推迟到")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("例如：书记出差，9 月 28 日回来开")
        self.reason.setAccessibleName("原因")
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        chips = [button(words, partial(self._in, days), "chip") for days, words in _WAYS]
        save = button("推迟", self.save, "main")
        save.setDefault(True)
        whole = dialog_column(self, 440)
        whole.setSpacing(theme.ROOM)
        whole.addWidget(text(title, "section", wrap=True))
        whole.addWidget(
            text(f"到那天再提醒；规定的时限不会因此改变（{article}）。", "hint", wrap=True)
        )
        labels = [text(words, "label") for words in ("推迟到", "原因")]
        for label in labels:
            label.setFixedWidth(52)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        whole.addLayout(row(labels[0], self.until, *chips, None))
        whole.addLayout(row(labels[1], self.reason))
        whole.addWidget(self.wrong)
        whole.addLayout(row(None, button("取消", self.reject), save))
        self.reason.setFocus()

    def save(self) -> None:
        """Put it off, or say beside the fields what is wrong."""
        from partydesk.records.values import Unreadable, parse_date
        from partydesk.store.snoozes import snooze

        repolish(self.until, "faulty", "false")
        repolish(self.reason, "faulty", "false")
        if self._context.busy:
            self._say(self.reason, f"{self._context.busy}，请等它完成再推迟")
            return
        try:
            until, _ = parse_date(self.until.text())
        except Unreadable as unreadable:
            self._say(self.until, str(unreadable.message))
            return
        try:
            snooze(self._context.store, self._keys, until, self.reason.text())
        except UserError as error:
            self._say(self.reason if error.code == "no-reason" else self.until, error.message)
            return
        self._context.tell(f"“{self._title}”推迟到 {until}，那天再提醒", "ok")
        self.put_off.emit()
        self.accept()

    def _in(self, days: int) -> None:
        self.until.setText((clock.today() + timedelta(days=days)).isoformat())

    def _say(self, where: QLineEdit, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.show()
        repolish(where, "faulty", "true")
        where.setFocus()
