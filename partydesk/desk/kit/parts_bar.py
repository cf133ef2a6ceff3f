"""The joined control at a page's head that turns between the parts of a tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy

from partydesk.desk.kit.plain_text import caption


class PartsBar(QFrame):
    """`parts` are (key, title); `here` is the one whose page this stands on, and stays chosen.

    `chosen` carries the key of the part somebody turns to.
    """

    chosen = Signal(str)

    def __init__(self, parts: Sequence[tuple[str, str]], here: str) -> None:
        super().__init__()
        self.setProperty("role", "parts")
        self.setAccessibleName("本页各部分")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._here = here
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for key, title in parts:
            button = QPushButton(caption(title), self)
            button.setProperty("role", "part")
            button.setCheckable(True)
            button.setChecked(key == here)
            button.setAccessibleName(f"{title}（当前部分）" if key == here else title)
            button.setToolTip("Ctrl+PgUp、Ctrl+PgDn 换一部分")
            button.clicked.connect(lambda _=False, key=key: self._turn(key))
            self._group.addButton(button)
            self.buttons[key] = button
            row.addWidget(button)

    def _turn(self, key: str) -> None:
        self.buttons[self._here].setChecked(True)
        self.chosen.emit(key)
