"""What stands above a list: title and counts, the chips that filter, the tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.tables.chips import Chip, ChipBar

# Words on the button (none: only its drawing), its icon, what it is for, what it does.
Tool = tuple[str, str, str, Callable[[QPushButton], Any]]


class ListHead(QVBoxLayout):
    """Two lines: title with `caption` and tools, chips; the chips have a whole line for themselves.

    `tools` are the buttons by their words, or by what they are for where they have none.
    """

    def __init__(self, title: str, chips: ChipBar, tools: Sequence[Tool]) -> None:
        super().__init__()
        self.setSpacing(theme.ROOM)
        self.title = text(title, "title")
        self.caption = text("", "small")
        self._first = QHBoxLayout()
        self._first.setSpacing(10)
        self._first.addWidget(self.title)
        self._first.addWidget(self.caption, 0, Qt.AlignmentFlag.AlignVCenter)
        self._first.addStretch(1)
        right = QHBoxLayout()
        right.setSpacing(6)
        self._first.addLayout(right)
        self.tools: dict[str, QPushButton] = {}
        for tool in tools:
            button = self.tools[tool[0] or tool[2]] = _button(*tool)
            right.addWidget(button)
        self.addLayout(self._first)
        self.addWidget(chips)

    def lead_with(self, chips: Sequence[Chip], choose: Callable[[str], object]) -> None:
        """Put chips that turn to other lists in the place of the title."""
        self.title.hide()
        self._first.insertWidget(0, leading(chips, self.title.text(), choose))


def leading(chips: Sequence[Chip], here: str, choose: Callable[[str], object]) -> ChipBar:
    """Chips that turn between pages; `here` is the one they stand on, and stays marked there."""
    bar = ChipBar(chips, everything=False)
    bar.mark(here)

    def turn(chip: Chip) -> None:
        bar.mark(here)
        choose(chip.label)

    bar.chosen.connect(turn)
    bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    bar.setFixedSize(bar.one_line())
    return bar


def _button(words: str, drawing: str, tip: str, do: Callable[[QPushButton], object]) -> QPushButton:
    button = QPushButton(words)
    button.setIcon(icon(drawing))
    button.setToolTip(tip_text(tip))
    button.setAccessibleName(words or tip)
    button.clicked.connect(lambda: do(button))
    return button
