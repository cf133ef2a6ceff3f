"""What stands above a list: title and counts, the chips that filter, the tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.tables.chips import ChipBar

# Words on the button (none: only its drawing), its icon, what it is for, what it does.
Tool = tuple[str, str, str, Callable[[QPushButton], Any]]

_BETWEEN = 6  # pixels between two tools


class ListHead(QVBoxLayout):
    """Two lines: title and tools, then the chips with `caption` at their right.

    `tools` are the buttons by their words, or by what they are for where they have none.
    """

    def __init__(self, title: str, chips: ChipBar, tools: Sequence[Tool]) -> None:
        super().__init__()
        self.setSpacing(theme.ROOM)
        self._parts: QWidget | None = None
        self.title = text(title, "title")
        self.caption = text("", "small")
        self._first = QHBoxLayout()
        self._first.setSpacing(10)
        self._first.addWidget(self.title)
        self._first.addStretch(1)
        right = QHBoxLayout()
        right.setSpacing(_BETWEEN)
        self._first.addLayout(right)
        self.tools: dict[str, QPushButton] = {}
        for tool in tools:
            button = self.tools[tool[0] or tool[2]] = _button(*tool)
            right.addWidget(button)
        self._words = {button: button.text() for button in self.tools.values() if button.text()}
        self.addLayout(self._first)
        second = QHBoxLayout()
        second.setSpacing(theme.ROOM)
        second.addWidget(chips, 1)
        self.caption.setFixedHeight(theme.CHIP)
        second.addWidget(self.caption, 0, Qt.AlignmentFlag.AlignTop)
        self.addLayout(second)

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of the tab in the place of the title."""
        self.title.hide()
        self._parts = parts
        self._first.insertWidget(0, parts)

    def fit(self, width: int) -> None:
        """Leave the words of the tools out where the line has no room for them in this width."""
        left = self._parts if self._parts is not None else self.title
        for words in (True, False):
            for button, said in self._words.items():
                button.setText(said if words else "")
            tools = sum(each.sizeHint().width() + _BETWEEN for each in self.tools.values())
            if left.sizeHint().width() + theme.ROOM + tools <= width:
                return


def _button(words: str, drawing: str, tip: str, do: Callable[[QPushButton], object]) -> QPushButton:
    button = QPushButton(words)
    button.setIcon(icon(drawing))
    button.setToolTip(tip_text(tip))
    button.setAccessibleName(words or tip)
    button.clicked.connect(lambda: do(button))
    return button
