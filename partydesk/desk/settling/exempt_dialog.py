"""不适用…: why a norm does not fit whom it is about, for one or many, this time or from now on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, dialog_column, row, text
from partydesk.desk.kit.messages import repolish

if TYPE_CHECKING:
    from partydesk.rules.norms import Obligation


class ExemptDialog(QDialog):
    """Says of some obligations that they do not apply. `exempted` tells that it was said."""

    exempted = Signal()

    def __init__(
        self,
        context: AppContext,
        items: Sequence[Obligation],
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._items, self._title = context, tuple(items), title
        self.setWindowTitle("不适用")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("例如：长期患病，经支部同意送学上门")
        self.reason.setAccessibleName("理由")
        recurring = any(item.slot for item in self._items)
        self.once = button("只这一次", lambda: self._choose(True), "chip")
        self.always = button("以后也不适用", lambda: self._choose(False), "chip")
        for each in (self.once, self.always):
            each.setCheckable(True)
            each.setVisible(recurring)
        self._choose(recurring)
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        save = button("不适用", self.save, "main")
        save.setDefault(True)
        whole = dialog_column(self, 460)
        whole.setSpacing(theme.ROOM)
        whole.addWidget(text(title, "section", wrap=True))
        whole.addWidget(
            text(
                "不再要求，理由随报送表带给党委；在“全部”里还看得到，随时可以恢复。",
                "hint",
                wrap=True,
            )
        )
        whole.addLayout(row(text("理由", "label"), self.reason))
        whole.addLayout(row(self.once, self.always, None))
        whole.addWidget(self.wrong)
        whole.addLayout(row(None, button("取消", self.reject), save))
        self.reason.setFocus()

    def save(self) -> None:
        """Say it, or say beside the reason what is wrong."""
        from partydesk.operations.exemptions import GIVE_A_REASON, exempt_items

        repolish(self.reason, "faulty", "false")
        if not self.reason.text().strip():
            self.wrong.setText(GIVE_A_REASON)
            self.wrong.show()
            repolish(self.reason, "faulty", "true")
            self.reason.setFocus()
            return
        done = self._context.attempt(
            lambda: exempt_items(
                self._context.store,
                self._items,
                self.reason.text(),
                once=self.once.isChecked(),
            )
        )
        if done is None:
            return
        self._context.tell_done(f"已记为不适用：{self._title}")
        self.exempted.emit()
        self.accept()

    def _choose(self, once: bool) -> None:
        self.once.setChecked(once)
        self.always.setChecked(not once)
