"""The joined control at a page's head that turns between the parts of a tab."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy

from partydesk.desk.kit.plain_text import caption


class PartsBar(QFrame):
    """`parts` are (key, title); `here` is the one whose page this stands on, and stays chosen.
    Those `aside` are in a menu behind the others, which is named after the one in front; the last
    of the others go there too while the head has no room for them.

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
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
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
        self._titles, self._aside = dict(parts), dict(aside)
        self.more = self._menu_button()
        row.addWidget(self.more)
        self._fold(())

    def _menu_button(self) -> QPushButton:
        """The button whose menu has the parts aside, and those there is no room for."""
        inside = self._here in self._aside
        title = self._aside.get(self._here, "更多")
        button = QPushButton(caption(title), self)
        button.setProperty("role", "part")
        button.setCheckable(True)
        button.setChecked(inside)
        button.setAccessibleName(f"{title}（当前部分），还有别的部分" if inside else "更多部分")
        button.setToolTip("Ctrl+PgUp、Ctrl+PgDn 换一部分")
        # What a click checks is the menu's, not the bar's.
        button.toggled.connect(lambda _: button.setChecked(inside))
        button.setMenu(QMenu(button))
        return button

    def _fold(self, folded: Sequence[str]) -> None:
        """Put these parts behind the others."""
        for key, button in self.buttons.items():
            button.setVisible(key not in folded)
        menu = self.more.menu()
        menu.clear()
        for key in (*folded, *self._aside):
            title = self._titles.get(key) or self._aside[key]
            action = menu.addAction(title, partial(self.chosen.emit, key))
            action.setCheckable(True)
            action.setChecked(key == self._here)
        self.more.setVisible(not menu.isEmpty())

    def _width(self, shown: Iterable[QPushButton]) -> int:
        layout = self.layout()
        assert layout is not None
        now = (each for each in (*self.buttons.values(), self.more) if not each.isHidden())
        edges = layout.totalSizeHint().width() - sum(each.sizeHint().width() for each in now)
        return edges + sum(each.sizeHint().width() for each in shown)

    def sizeHint(self) -> QSize:
        """Room for all parts."""
        shown = [*self.buttons.values(), *([self.more] if self._aside else ())]
        return QSize(self._width(shown), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the part in front and the menu."""
        here = self.buttons.get(self._here)
        shown = [self.more, *([here] if here is not None else ())]
        least = min(self._width(shown), self.sizeHint().width())
        return QSize(least, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        folded: list[str] = []
        for key in (each for each in reversed(self.buttons) if each != self._here):
            left = [button for each, button in self.buttons.items() if each not in folded]
            menu = [self.more] if self._aside or folded else []
            if self._width([*left, *menu]) <= self.width():
                break
            folded.insert(0, key)
        if folded != [key for key, button in self.buttons.items() if button.isHidden()]:
            self._fold(folded)

    def turn_to(self, key: str) -> None:
        """This stands on the page of another part now."""
        self._here = key
        for each, button in self.buttons.items():
            button.setChecked(each == key)

    def _turn(self, key: str) -> None:
        if self._here in self.buttons:
            self.buttons[self._here].setChecked(True)
        self.chosen.emit(key)
