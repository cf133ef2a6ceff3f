"""改模板: the words of a text, with what can stand in braces, shown filled in while one types."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, dialog_column, row, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.documents.notice_texts import NoticeText, template, template_pair
from partydesk.documents.notices import example
from partydesk.records.findings import UserError


class TemplateDialog(QDialog):
    """Changes the words of one text. `changed` says that they were kept."""

    changed = Signal()

    def __init__(
        self, context: AppContext, notice: NoticeText, uid: str = "", parent: QWidget | None = None
    ) -> None:
        """`uid` is the session whose text is shown as an example."""
        super().__init__(parent)
        self._context, self._notice, self._uid = context, notice, uid
        self.setWindowTitle(f"{notice.label}的模板")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with context.store.read() as connection:
            now = template(connection, notice)
        self.words = QPlainTextEdit(now)
        self.words.setAccessibleName(f"{notice.label}的模板")
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(130)
        places = QWidget()
        line = FlowLayout(places, spacing=6)
        for name in notice.places:
            chip = button(name, partial(self._insert, name), "chip")
            chip.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            chip.setAccessibleName(f"插入{name}")
            line.addWidget(chip)
        self.shown = text("", "small", wrap=True)
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        self.save = button("保存", self.keep, "main")
        self.save.setDefault(True)
        self.restore = button("用原来的话", lambda: self.words.setPlainText(notice.start))
        whole = dialog_column(self, 560)
        whole.setSpacing(theme.ROOM)
        hint = "花括号里的到时候填上，点下面的词插入；一行里要填的都没有，这一行就不出现。"
        whole.addWidget(text(hint, "hint", wrap=True))
        whole.addWidget(self.words)
        whole.addWidget(places)
        whole.addWidget(text("照这样写，出来是：", "label"))
        whole.addWidget(self.shown)
        whole.addWidget(self.wrong)
        whole.addLayout(row(self.restore, None, button("取消", self.reject), self.save))
        self.words.textChanged.connect(self.show_example)
        self.words.setFocus()
        self.show_example()

    def show_example(self) -> None:
        """Show the words filled in, or say what is wrong with them."""
        typed, store = self.words.toPlainText(), self._context.store
        try:
            template_pair(self._notice, typed)
        except UserError as error:
            self.wrong.setText(error.message)
            self.wrong.show()
            return
        self.wrong.hide()
        with store.read() as connection:
            self.shown.setText(
                example(connection, store.own.id, self._notice, typed or self._notice.start,
                        self._uid)
            )  # fmt: skip

    def keep(self) -> None:
        """Keep the words; an empty one restores ours."""
        store = self._context.store

        def work() -> bool:
            store.set_settings(template_pair(self._notice, self.words.toPlainText()))
            return True

        if self._context.attempt(work):
            self._context.tell(f"已保存{self._notice.label}的模板", "ok")
            self.changed.emit()
            self.accept()

    def _insert(self, name: str) -> None:
        self.words.insertPlainText(f"{{{name}}}")
        self.words.setFocus()
