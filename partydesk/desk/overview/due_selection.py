"""Several duties chosen: put off, exempted or settled together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from partydesk.desk.kit.cards import button, text
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.overview.due_row import DueRow
from partydesk.desk.overview.due_words import Due, together

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DueSelection(QFrame):
    """The strip below the list while duties are chosen, and the keys that choose them: Space one,
    Shift with an arrow those along the way, Ctrl with a click too; Esc lets go.

    `settled`, `snoozed` and `exempted` carry the chosen Dues.
    """

    settled = Signal(object)
    snoozed = Signal(object)
    exempted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[DueRow] = []
        self._keys: list[str] = []
        self.said = text("", "section")
        self.settle = button("办理", lambda: self.settled.emit(self.chosen))
        self.exempt = button("不适用…", lambda: self.exempted.emit(self.chosen))
        self.snooze = button("推迟…", lambda: self.snoozed.emit(self.chosen))
        self.let_go = button("取消", self.clear, "quiet")
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 6, 8, 0)
        inside.addWidget(self.said, 1)
        for each in (self.settle, self.exempt, self.snooze, self.let_go):
            inside.addWidget(each)
        self.hide()

    def follow(self, lines: Sequence[DueRow]) -> None:
        """These are the lines now; those chosen stay so as far as they are still there."""
        self._lines = list(lines)
        there = {line.due.reminder.key for line in lines}
        self._keys = [key for key in self._keys if key in there]
        for line in lines:
            line.button.installEventFilter(self)
            line.picked.connect(lambda of=line: self.turn(of))
        self._show()

    @property
    def chosen(self) -> list[Due]:
        """The chosen duties, in the order of the list."""
        return [line.due for line in self._lines if line.due.reminder.key in self._keys]

    def turn(self, line: DueRow, on: bool | None = None) -> None:
        """Choose a line or let it go."""
        key = line.due.reminder.key
        wanted = key not in self._keys if on is None else on
        self._keys = [each for each in self._keys if each != key] + ([key] if wanted else [])
        self._show()

    def clear(self) -> None:
        """Let all go."""
        self._keys = []
        self._show()

    def _show(self) -> None:
        chosen = self.chosen
        for line in self._lines:
            line.choose(line.due.reminder.key in self._keys)
        self.setVisible(bool(chosen))
        self.said.setText(f"已选 {len(chosen)} 件")
        ways = bool(chosen) and bool(together(chosen))
        self.settle.setEnabled(ways)
        self.settle.setToolTip(tip_text("" if ways else "这几件要填的不一样，请一件一件办"))
        own = all(due.own and not due.others for due in chosen)
        self.exempt.setEnabled(own)
        self.exempt.setToolTip(tip_text("" if own else "只有本组织自己的规矩能说不适用"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on the button of a line."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        line = next((each for each in self._lines if each.button is watched), None)
        if line is None:
            return False
        if event.key() == Qt.Key.Key_Space:
            self.turn(line)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._go(line, step, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() in _ENTER and len(self._keys) > 1:
            self.settle.click()
        elif event.key() in _ENTER:
            line.button.click()
        elif event.key() == Qt.Key.Key_Escape and self._keys:
            self.clear()
        else:
            return False
        return True

    def _go(self, line: DueRow, step: int, along: bool) -> None:
        shown = [each for each in self._lines if each.isVisible()]
        place = shown.index(line) + step
        if not 0 <= place < len(shown):
            return
        if along:
            self.turn(line, True)
            self.turn(shown[place], True)
        shown[place].button.setFocus()
