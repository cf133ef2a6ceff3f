"""What the window shows before anything is loaded that reads records: whose it is, its tabs, a
greeting. All of it stays.

Nothing in this module nor in what it imports may load SQLAlchemy, or Qt's namespace `Qt` (a
hundred enumerations are made for it): tests/desk/shell/test_start.py.
"""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.keyed_window import KeyedWindow
from partydesk.desk.kit.salutation import greeting
from partydesk.desk.shell.foot import Foot
from partydesk.desk.shell.head import Head
from partydesk.desk.shell.looks import LEAST
from partydesk.desk.tab_titles import titles_of
from partydesk.records import clock
from partydesk.store.first_look import FirstLook

PAGE_TOP = 14  # pixels above the head of a page


class Frame(KeyedWindow):
    """The window's head, its foot and between them the greeting, where the first page has it."""

    def __init__(self, look: FirstLook) -> None:
        super().__init__()
        self.drawn = False  # once at least, with all that is in it
        self.setWindowTitle(f"{look.short_name} - 支部工作台")
        self.setMinimumSize(LEAST)
        self.resize(1366, 728)
        self.head = Head(titles_of(look.role))
        self.head.tab_bar.mark(titles_of(look.role)[0].key)
        self.foot = Foot(look.name, look.code)
        self._greeting = QWidget()
        page = cards.stack(self._greeting)
        page.setContentsMargins(theme.AIR, PAGE_TOP, theme.AIR, 0)
        said = cards.text(greeting(look.secretary, clock.now().hour), "title")
        said.setFixedHeight(theme.CONTROL)
        page.addWidget(said)
        page.addStretch(1)
        self.centre = QWidget()
        self._column = QVBoxLayout(self.centre)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addWidget(self._greeting, 1)
        self._column.addWidget(self.foot)
        self.setCentralWidget(self.centre)
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.drawn = True

    def place(self, widget: QWidget) -> None:
        """Put what the window is for between head and foot."""
        self._column.replaceWidget(self._greeting, widget)
        self._column.setStretchFactor(widget, 1)
        self._greeting.hide()
        self._greeting.deleteLater()
