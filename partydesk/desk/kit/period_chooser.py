"""Choosing a period: the usual ones as chips, any other in writing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import button, row, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.messages import repolish
from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period, usual_periods


class PeriodChooser(QWidget):
    """`chosen` carries the Period that somebody picked."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.period: Period = usual_periods(today())[0]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        flow = FlowLayout(spacing=6, least=420)
        self._group = QButtonGroup(self)
        self.chips: list[QPushButton] = []
        for period in usual_periods(today()):
            chip = QPushButton(period.title)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(period == self.period)
            chip.clicked.connect(lambda _checked, this=period: self.choose(this))
            self._group.addButton(chip)
            self.chips.append(chip)
            flow.addWidget(chip)
        whole.addLayout(flow)
        self.line = QLineEdit()
        self.line.setFixedWidth(230)
        self.line.setPlaceholderText("2026-01-01..2026-09-30")
        self.line.setAccessibleName("别的期间")
        self.line.returnPressed.connect(self.use_written)
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        other = text("别的期间", "label")
        whole.addLayout(row(other, self.line, button("用它", self.use_written), None))
        whole.addWidget(self.wrong)

    def mark(self, period: Period) -> None:
        """Show that this period is the one chosen."""
        self.period = period
        self._group.setExclusive(False)
        for chip in self.chips:
            chip.setChecked(chip.text() == period.title)
        self._group.setExclusive(True)

    def choose(self, period: Period) -> None:
        """Take this period."""
        self.mark(period)
        self.chosen.emit(period)

    def use_written(self) -> None:
        """Take the period that was typed, or say why it is none."""
        try:
            period = parse_period(self.line.text())
        except UserError as error:
            self.wrong.setText(error.message)
            self.wrong.show()
            repolish(self.line, "faulty", "true")
            return
        self.wrong.hide()
        repolish(self.line, "faulty", "false")
        self.choose(period)
