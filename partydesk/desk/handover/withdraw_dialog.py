"""撤回: asked first, with what comes of it and why; it stays in 留痕."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, row, text

_WIDTH = 460


class WithdrawDialog(QDialog):
    """Asks whether `what` is to be withdrawn; `withdraw` is called with the reason, if any."""

    def __init__(self, page: QWidget, what: str, withdraw: Callable[[str], object]) -> None:
        super().__init__(page.window())
        self._withdraw = withdraw
        self.setWindowTitle("撤回")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        whole.setSpacing(theme.ROOM)
        whole.addWidget(text(f"撤回{what}？", "section", wrap=True))
        outcome = (
            "前一版的记录和数字会原样回来；没有前一版的，这个期间就算没有交。"
            "谁在什么时候撤回的会记下来，撤回后还可以再收下。"
        )
        whole.addWidget(text(outcome, wrap=True))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("为什么撤回（可以不填），例如：支部来电话，8 月少报了 2 次")
        self.reason.setMaxLength(200)
        self.reason.setAccessibleName("为什么撤回")
        whole.addWidget(self.reason)
        self.yes = button("撤回", self._go, "main")
        self.yes.setDefault(True)
        whole.addLayout(row(None, button("不撤回", self.reject), self.yes))
        self.setFixedWidth(_WIDTH)
        self.setMinimumHeight(whole.totalHeightForWidth(_WIDTH))

    def _go(self) -> None:
        reason = self.reason.text()
        self.accept()
        self._withdraw(reason)
