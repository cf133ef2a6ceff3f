"""What is wrong with a scheme being edited, one sentence to a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget

from partydesk.desk.stars.scheme_draft import Found

_LINE, _MOST_SEEN = 24, 4  # pixels of a line; lines that are seen, more are scrolled to


class FoundList(QListWidget):
    """As high as what it says; `chosen` carries which finding somebody wants to see."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("方案里要改的地方")
        self.setWordWrap(True)
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))
        self.itemActivated.connect(lambda item: self.chosen.emit(self.row(item)))
        self.hide()

    @property
    def told(self) -> list[str]:
        """The sentences shown."""
        return [self.item(number).text() for number in range(self.count())]

    def show_found(self, found: Sequence[Found]) -> None:
        """Show these; none puts the list away."""
        self.clear()
        self.addItems([each.message for each in found])
        self.setFixedHeight(min(len(found), _MOST_SEEN) * _LINE + 4)
        self.setVisible(bool(found))
