"""The tabs at the top: with their counts where there is room, and behind 更多 what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6 import QtCore
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.tab_titles import TabTitle

_MORE = "更多 ▾"


class TabBar(QWidget):
    """One button for each tab. `chosen` carries the key of the tab somebody turns to."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[TabTitle]) -> None:
        super().__init__()
        self._tabs = tuple(tabs)
        self._numbers: Mapping[str, int] = {}
        self._front = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for number, tab in enumerate(self._tabs, 1):
            button = self._button(tab.title)
            button.setToolTip(tip_text(f"Ctrl+{number}"))
            button.clicked.connect(lambda _=False, key=tab.key: self.chosen.emit(key))
            self.buttons[tab.key] = button
            row.addWidget(button)
        self.more = self._button(_MORE)
        self.more.clicked.connect(self._open)
        self.more.hide()
        row.addWidget(self.more)

    def mark(self, key: str) -> None:
        """Show which tab is in front."""
        self._front = key
        button = self.buttons[key]
        (self.more if button.isHidden() else button).setChecked(True)
        title = next(tab.title for tab in self._tabs if tab.key == key)
        self.more.setText(f"{title} ▾" if button.isHidden() else _MORE)

    def set_numbers(self, numbers: Mapping[str, int]) -> None:
        """How many rows the list of each tab has."""
        self._numbers = numbers
        for tab in self._tabs:
            number = numbers.get(tab.key, 0)
            name = f"{tab.title}，{number} 条" if number else tab.title
            self.buttons[tab.key].setAccessibleName(name)

    def fit(self, room: int) -> int:
        """Say as much as fits into this many pixels; how many are used."""
        for counted in (True, False):
            for tab in self._tabs:
                number = self._numbers.get(tab.key, 0) if counted else 0
                self.buttons[tab.key].setText(f"{tab.title} {number:,}" if number else tab.title)
            widths = [button.sizeHint().width() for button in self.buttons.values()]
            if sum(widths) <= room:
                break
        fits = len(widths)
        if sum(widths) > room:
            left = room - max(self.more.sizeHint().width(), max(widths) + 14)
            while fits > 1 and sum(widths[:fits]) > left:
                fits -= 1
        for number, button in enumerate(self.buttons.values()):
            button.setVisible(number < fits)
        self.more.setVisible(fits < len(widths))
        if self._front:
            self.mark(self._front)
        return sum(widths[:fits]) + (self.more.sizeHint().width() if fits < len(widths) else 0)

    def _open(self) -> None:
        if self._front:
            self.mark(self._front)  # opening the menu turns to nothing
        menu = QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        for tab in self._tabs:
            if self.buttons[tab.key].isHidden():
                menu.addAction(tab.title, partial(self.chosen.emit, tab.key))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _button(self, title: str) -> QPushButton:
        button = QPushButton(title, self)
        button.setProperty("role", "tab")
        button.setCheckable(True)
        self._group.addButton(button)
        return button
