"""撤回, 不收, an answer taken back: asked first, with what comes of it and why; kept in 留痕."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, row, text

_WIDTH = 460


class _ReasonDialog(QDialog):
    """Asks whether something is to be done with `what`; `do` is called with the reason, if any."""

    verb = no = outcome = example = ""

    def __init__(self, page: QWidget, what: str, do: Callable[[str], object]) -> None:
        super().__init__(page.window())
        self._do = do
        self.setWindowTitle(self.verb)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        whole.setSpacing(theme.ROOM)
        whole.addWidget(text(f"{self.verb}{what}？", "section", wrap=True))
        whole.addWidget(text(self.outcome, wrap=True))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(f"为什么{self.verb}（可以不填），例如：{self.example}")
        self.reason.setMaxLength(200)
        self.reason.setAccessibleName(f"为什么{self.verb}")
        whole.addWidget(self.reason)
        self.yes = button(self.verb, self._go, "main")
        self.yes.setDefault(True)
        whole.addLayout(row(None, button(self.no, self.reject), self.yes))
        self.setFixedWidth(_WIDTH)
        self.setMinimumHeight(whole.totalHeightForWidth(_WIDTH))

    def _go(self) -> None:
        reason = self.reason.text()
        self.accept()
        self._do(reason)


class WithdrawDialog(_ReasonDialog):
    """Whether a submission is to be withdrawn."""

    verb, no, example = "撤回", "不撤回", "支部来电话，8 月少报了 2 次"
    outcome = (
        "前一版的记录和数字会原样回来；没有前一版的，这个期间就算没有交。"
        "谁在什么时候撤回的会记下来，撤回后还可以再收下。"
    )


class DismissDialog(_ReasonDialog):
    """Whether a file that waits is to be put away."""

    verb, no, example = "不收", "留着", "支部说交错了，另交一份"
    outcome = (
        "这份表不再列在这里，本机留的一份也删去；U 盘上的文件不动，再读到时会重新列出。"
        "谁在什么时候定的会记下来。"
    )


class TakeBackDialog(_ReasonDialog):
    """Whether an answer to the register's question is to be taken back."""

    verb, no, example = "撤回", "不撤回", "问过支部，是另一个支部"
    outcome = (
        "据这个回答收下的表一起撤回，名册和数字回到回答以前；再收这样的表时会重新问。"
        "谁在什么时候撤回的会记下来。"
    )
