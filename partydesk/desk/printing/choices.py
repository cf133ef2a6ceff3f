"""What is asked before a paper of the whole organisation is printed: period, full numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.printing.offers import Offer
from partydesk.records.periods import Period

_MASKED = "不勾就只显示一部分。完整号码只用于上交组织，用完请收好。"
_REPORTED = "支部报送来的号码已经遮住，勾了也只有一部分。"


class PrintChoices(QDialog):
    """Asks for what an offer leaves open; `period` and `full` hold the answer."""

    def __init__(self, offer: Offer, *, reported: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._offer = offer
        self.setWindowTitle(f"打印{offer.title}")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        column.setSpacing(theme.ROOM)
        title = text(f"{offer.title}：{offer.about}", "section", wrap=True, parent=self)
        column.addWidget(title)
        self.periods = ComboBox(self)
        self.periods.setAccessibleName("期间")
        for words, _ in offer.periods:
            self.periods.addItem(words)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.ROOM)
        form.addRow(text("期间"), self.periods)
        column.addLayout(form)
        form.setRowVisible(self.periods, len(offer.periods) > 1)
        self.full_numbers = QCheckBox("显示完整身份号码和电话", self)
        hint = text(_MASKED + (_REPORTED if reported else ""), "hint", wrap=True, parent=self)
        for each in (self.full_numbers, hint):
            column.addWidget(each)
            each.setVisible(offer.masks)
        column.addStretch(1)
        no = QPushButton("取消", self)
        no.setAutoDefault(False)
        no.clicked.connect(self.reject)
        self.go_on = QPushButton("看一看，再打印", self)
        self.go_on.setProperty("role", "main")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(no)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.setFixedWidth(420)

    @property
    def period(self) -> Period | None:
        """The period chosen; None is everything up to today."""
        return self._offer.periods[self.periods.currentIndex()][1]

    @property
    def full(self) -> bool:
        """Whether identity numbers and telephones are to be shown as they are."""
        return self.full_numbers.isChecked()
