"""One of the answers to the register's question, as a card to be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import Card, row, rule, text
from partydesk.desk.kit.messages import repolish

if TYPE_CHECKING:
    from partydesk.exchange.merge.register_outlook import Outlook


class AnswerCard(Card):
    """Says what an answer means for the file's `code` and the register's `branch`, and what the
    figures become. `chosen` tells that it was pressed."""

    chosen = Signal()

    def __init__(self, number: int, outlook: Outlook, code: str, branch: str) -> None:
        super().__init__()
        self.outlook = outlook
        title, words = _words(outlook.answer, code, branch)
        # All four as wide as one another, whatever stands in them.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"{title}：{words}")
        self.button = QRadioButton(title)
        self.button.setAutoExclusive(False)
        self.button.setFont(theme.sized(14, QFont.Weight.DemiBold))
        self.button.clicked.connect(self.chosen)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setSpacing(6)
        self.rows.addLayout(row(self.button, None, text(f"按 {number}", "small")))
        self.rows.addWidget(text(words, wrap=True))
        self.rows.addWidget(rule())
        moved = any(before != after for _, before, after in outlook.figures)
        self.rows.addWidget(text("收下后" if moved else "数字不变", "small"))
        for label, before, after in outlook.figures:
            figure = text(f"{before:,} → {after:,}", "section" if before != after else "small")
            self.rows.addLayout(row(text(label, "small"), None, figure))
        if outlook.trouble:
            self.rows.addWidget(text(outlook.trouble, "alarm", wrap=True))
        self.rows.addStretch(1)

    @property
    def is_chosen(self) -> bool:
        """Whether it is the one."""
        return self.button.isChecked()

    def choose(self, chosen: bool) -> None:
        """Show whether it is the one."""
        self.button.setChecked(chosen)
        repolish(self, "chosen", "yes" if chosen else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()
        event.accept()


def _words(answer: str, code: str, branch: str) -> tuple[str, str]:
    """The title of an answer and what it means."""
    if answer == "same" and code.upper() == branch.upper():
        return "是它，接着报", (
            f"还是 {branch}，换了电脑或改用了程序。"
            "两份都管的日子以后写的为准，名册以报得最远的为准。"
        )
    if answer == "same":
        return "是它，改编码", (
            f"{branch} 从这份表起改叫 {code}，旧编码留在历史里，以后两个都认得。"
            "两份都管的日子以后写的为准。"
        )
    if answer == "joined":
        return "合并成一个", (
            f"两边本是一家，记录并在一起；两边都有的活动和人只算一次，以后用 {branch}。"
        )
    if answer == "new":
        return "另一个支部", f"登记成新的 {code}，以后不再问。两个名册上都有的人列进“两边都报”。"
    return "不收", "原样留着，不算数；以后这样的表也不收，直到撤回这个回答。可以另写退回单给支部。"
