"""The joined control at a page's head that turns between the parts of a tab."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy

from partydesk.desk.kit.plain_text import caption


class PartsBar(QFrame):
    """`parts` are (key, title); `here` is the one whose page this stands on, and stays chosen.
    Those `aside` are in a menu behind the others, which is named after the one in front.

    `chosen` carries the key of the part somebody turns to.
    """

    chosen = Signal(str)

    def __init__(
        self,
        parts: Sequence[tuple[str, str]],
        here: str,
        aside: Sequence[tuple[str, str]] = (),
    ) -> None:
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
        self.more: QPushButton | None = None
        if aside:
            self.more = self._menu_of(aside, here)
            row.addWidget(self.more)

    def _menu_of(self, aside: Sequence[tuple[str, str]], here: str) -> QPushButton:
        """The button whose menu has the parts aside."""
        titles = dict(aside)
        button = QPushButton(caption(titles.get(here, "更多")), self)
        button.setProperty("role", "part")
        button.setCheckable(True)
        button.setChecked(here in titles)
        spoken = f"{titles[here]}（当前部分），还有别的部分" if here in titles else "更多部分"
        button.setAccessibleName(spoken)
        button.setToolTip("Ctrl+PgUp、Ctrl+PgDn 换一部分")
        # What a click checks is the menu's, not the bar's.
        button.toggled.connect(lambda _: button.setChecked(here in titles))
        menu = QMenu(button)
        for key, title in aside:
            action = menu.addAction(title, partial(self.chosen.emit, key))
            action.setCheckable(True)
            action.setChecked(key == here)
        button.setMenu(menu)
        return button

    def turn_to(self, key: str) -> None:
        """This stands on the page of another part now."""
        self._here = key
        for each, button in self.buttons.items():
            button.setChecked(each == key)

    def _turn(self, key: str) -> None:
        if self._here in self.buttons:
            self.buttons[self._here].setChecked(True)
        self.chosen.emit(key)
