"""The head of the report's page: period, whose, printing and export."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.report.organisation_chooser import LEAST, OrganisationChooser
from partydesk.records.periods import Period

_LESS = 26  # pixels by which whose report it is gives way in a small window


class ReportHead(QHBoxLayout):
    """Its buttons are connected by the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(theme.GAP)
        self.title = text("述职报告", "title")
        self.period_button = _plain("")
        self.period_button.setIcon(icon("down"))
        self.period_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # its arrow behind
        self.whose = OrganisationChooser()
        self.print_button = _plain("打印")
        self.print_button.setToolTip("先看一看，再打印或者存成 PDF")
        self.print_button.setAccessibleName("打印")
        self.word_button = _plain("导出 Word", "main")
        self.word_button.setIcon(icon("export", "on_accent"))
        for part in (self.title, self.period_button, self.whose):
            self.addWidget(part)
        self.addStretch(1)
        self.setStretchFactor(self.whose, 20)
        for part in (self.print_button, self.word_button):
            self.addWidget(part)

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of the tab in the place of the title."""
        self.title.hide()
        self.insertWidget(0, parts)

    def fit(self, width: int) -> None:
        """Beside all the parts of a committee's tab there is room for the drawings or the words."""
        wide = width >= theme.FOLD
        self.print_button.setText("打印" if wide else "")
        self.print_button.setIcon(QIcon() if wide else icon("print"))
        self.word_button.setIcon(icon("export", "on_accent") if wide else QIcon())
        self.whose.setMinimumWidth(LEAST if wide else LEAST - _LESS)

    def say_period(self, period: Period) -> None:
        """Show this period on its button."""
        # Two dates are too long for the line; the report's title says them.
        self.period_button.setText("自选期间" if ".." in period.text else period.title)
        self.period_button.setAccessibleName(f"期间：{period.title}")
        self.period_button.setToolTip(tip_text(f"{period.title}；点这里换一个期间"))


def _plain(words: str, role: str = "") -> QPushButton:
    """A button that somebody else connects."""
    return button(words, lambda: None, role)
