"""The seats of 出勤: a button for each person, in as many columns as fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QSizePolicy, QWidget

from partydesk.desk.forms.attendance_sheet import ABSENT, AWAY, LEAVE, MADE_UP, PRESENT, Seat
from partydesk.desk.kit import cards
from partydesk.desk.kit.plain_text import caption, tip_text
from partydesk.desk.kit.theme import restyle
from partydesk.records.study import ATTENDANCE

_KEYS: dict[int, str | None] = {
    Qt.Key.Key_1.value: PRESENT,
    Qt.Key.Key_2.value: LEAVE,
    Qt.Key.Key_3.value: ABSENT,
    Qt.Key.Key_4.value: MADE_UP,
    Qt.Key.Key_0.value: None,
}
_SEAT = QSize(92, 30)
_GAP = 6


class SeatButton(QPushButton):
    """One person. Click or Space goes on to the next state; 1–4 set one, 0 takes them out."""

    pressed_with_shift = Signal()
    set_to = Signal(object)
    moved = Signal(int, int)
    entered = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.setProperty("role", "seat")
        self.setMinimumWidth(_SEAT.width())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown: tuple[str | None, int] | None = None

    def refresh(self) -> None:
        """Show the state, by word and by colour."""
        state = self.seat.state
        if self._shown == (state, self.width()):
            return  # all seats are looked at again after each click
        before, self._shown = self._shown, (state, self.width())
        word = ATTENDANCE.label(state) if state else "不计入应到"
        mark = {PRESENT: "", None: " 不计"}.get(state, f" {word[0]}")
        self._show_name(mark)
        if before is not None and before[0] == state:
            return
        self.setAccessibleName(f"{self.seat.name}，{word}")
        tone = "" if state in (PRESENT, None) else ATTENDANCE.by_code[str(state)].tone
        self.setProperty("tone", tone)  # looked at again with the other
        out = "true" if state is None else ""
        if (self.property("out") or "") != out or before is not None or tone:
            self.setProperty("out", out)
            restyle(self)

    def _show_name(self, mark: str) -> None:
        name, metrics = self.seat.name, self.fontMetrics()
        room = self.width() - 14 - metrics.horizontalAdvance(mark)
        if metrics.horizontalAdvance(name) > room:
            name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        self.setText(caption(name + mark))
        # A tip would lie over the neighbours: only a name that was cut has one.
        self.setToolTip(tip_text(self.seat.name if name != self.seat.name else ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pressed_with_shift.emit()
            event.accept()
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.set_to.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(*steps[key])
        elif event.key() in _KEYS and not event.modifiers():
            self.set_to.emit(_KEYS[event.key()])
        else:
            super().keyPressEvent(event)


class SeatGrid(QWidget):
    """Seats in as many columns as fit; Tab stops at one of them, arrows go on to the others."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "inside")
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 2, 0)
        self.grid.setSpacing(_GAP)
        self.buttons: list[SeatButton] = []
        self._stop: SeatButton | None = None
        self.columns = 5
        # Else the widest lay-out ever used would keep the area from getting narrower.
        self.setMinimumWidth(2 * _SEAT.width() + _GAP)

    def place(self, buttons: Sequence[SeatButton]) -> None:
        for old in self.buttons:
            self.grid.removeWidget(old)
            if old not in buttons:
                old.hide()
                old.deleteLater()
        for new in buttons:
            if new not in self.buttons:
                new.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
                new.entered.connect(lambda of=new: self._stop_at(of))
        self.buttons = list(buttons)
        if self._stop not in self.buttons and self.buttons:
            self._stop_at(self.buttons[0])
        self._lay()

    def _stop_at(self, button: SeatButton) -> None:
        """Let Tab come back to this seat."""
        if self._stop in self.buttons and self._stop is not None:
            self._stop.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._stop = button
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = max(2, (self.width() - 2 + _GAP) // (_SEAT.width() + _GAP))
        if fits != self.columns:
            self.columns = fits
            self._lay()

    def _lay(self) -> None:
        for index, button in enumerate(self.buttons):
            self.grid.addWidget(button, index // self.columns, index % self.columns)
        for column in range(self.grid.columnCount()):
            self.grid.setColumnStretch(column, 1 if column < self.columns else 0)
        # The row below the last seats takes the room that is left.
        empty = -(-len(self.buttons) // self.columns)
        for row in range(max(self.grid.rowCount(), empty) + 1):
            self.grid.setRowStretch(row, 1 if row == empty else 0)


class FirstClick(QWidget):
    """What the first click on somebody who is present makes of them, so that each who was away
    takes one click; further clicks go on to the other states."""

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.chips: dict[str, QPushButton] = {}
        for state in AWAY:
            chip = self.chips[state] = QPushButton(ATTENDANCE.label(state))
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"点一下记成{ATTENDANCE.label(state)}")
            chip.setToolTip(tip_text(f"点名字，点一下就是{ATTENDANCE.label(state)}"))
            self._group.addButton(chip)
        self.chips[LEAVE].setChecked(True)
        self.setLayout(cards.row(cards.text("点成", "small"), *self.chips.values(), spacing=4))

    @property
    def state(self) -> str:
        """The code of that state."""
        return next(state for state, chip in self.chips.items() if chip.isChecked())
