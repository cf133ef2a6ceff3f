"""出勤 at the right of the session form: everybody is present until clicked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.attached.adding import in_clipboard
from partydesk.desk.forms.attendance_sheet import ABSENT, LEAVE, MADE_UP, PRESENT, Seat, Sheet
from partydesk.desk.forms.paste_box import PasteBox
from partydesk.desk.kit import cards
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.plain_text import caption, tip_text
from partydesk.records.study import ATTENDANCE

_KEYS: dict[int, str | None] = {
    Qt.Key.Key_1.value: PRESENT,
    Qt.Key.Key_2.value: LEAVE,
    Qt.Key.Key_3.value: ABSENT,
    Qt.Key.Key_4.value: MADE_UP,
    Qt.Key.Key_0.value: None,
}
EVERYBODY, COMMITTEE, NOBODY, LEADERS = "全体", "支委会", "不点名", "支部书记"
_SEAT = QSize(92, 30)
_GAP = 6
WIDTH = 520

_OF_BRANCHES = "先选哪些人应到：支部书记、全体，或者一个支部；几个支部的人可以粘贴名单。"
_HOW = "点名字：出席 → 请假 → 缺席 → 补学；也可按 1 2 3 4，0 或右键不计入应到，Shift 选一片。"
_NO_COMMITTEE = "名册里还没有写谁是委员：到会的点一下名字，就计入应到。党内职务以后可以在党员页填。"


class SeatButton(QPushButton):
    """One person. Click or Space goes on to the next state; 1–4 set one, 0 takes them out."""

    pressed_with_shift = Signal()
    set_to = Signal(object)
    moved = Signal(int, int)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.setProperty("role", "seat")
        self.setMinimumWidth(_SEAT.width())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.refresh()

    def refresh(self) -> None:
        """Show the state, by word and by colour."""
        state = self.seat.state
        word = ATTENDANCE.label(state) if state else "不计入应到"
        mark = {PRESENT: "", None: " 不计"}.get(state, f" {word[0]}")
        room = self.width() - 14 - self.fontMetrics().horizontalAdvance(mark)
        name = self.fontMetrics().elidedText(self.seat.name, Qt.TextElideMode.ElideRight, room)
        self.setText(caption(name + mark))
        # A tip would lie over the neighbours: only a name that was cut has one.
        self.setToolTip(tip_text(self.seat.name if name != self.seat.name else ""))
        self.setAccessibleName(f"{self.seat.name}，{word}")
        tone = "" if state in (PRESENT, None) else ATTENDANCE.by_code[str(state)].tone
        out = "true" if state is None else "false"
        if self.property("out") != out:
            self.setProperty("out", out)
            self.setProperty("tone", None)  # so that both are looked at again
        repolish(self, "tone", tone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

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


class _Grid(QWidget):
    """Seats in as many columns as fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "inside")
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 2, 0)
        self.grid.setSpacing(_GAP)
        self.buttons: list[SeatButton] = []
        self.columns = 5
        # Else the widest lay-out ever used would keep the area from getting narrower.
        self.setMinimumWidth(2 * _SEAT.width() + _GAP)

    def place(self, buttons: Sequence[SeatButton]) -> None:
        for old in self.buttons:
            self.grid.removeWidget(old)
            if old not in buttons:
                old.hide()
                old.deleteLater()
        self.buttons = list(buttons)
        self._lay()

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


class AttendancePanel(QFrame):
    """The seats, what they add up to, and the quick ways to fill them.

    `edited` tells that a person changed something. `same_as_last` asks for the states of the
    last session, `roll_wanted` for a roll with or without activists, `files_pasted` that the
    form take the files in the clipboard, `sheet_wanted` that it ask for a picture of the sign-in
    sheet.
    """

    edited = Signal()
    sheet_wanted = Signal()
    same_as_last = Signal()
    files_pasted = Signal()
    roll_wanted = Signal(bool)

    def __init__(self, *, branches: bool = False) -> None:
        """`branches`: the people of many branches can be there, and only the chosen are shown."""
        super().__init__()
        self.setProperty("role", "pane")
        self._branches = branches
        self._first = (NOBODY, LEADERS, EVERYBODY) if branches else (EVERYBODY, COMMITTEE)
        self.sheet = Sheet([])
        self.touched = False
        self._last: SeatButton | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 18, 10, 8)
        whole.setSpacing(8)
        head = QHBoxLayout()
        title = cards.text("到会情况", "section")
        head.addWidget(title)
        head.addStretch(1)
        self.sheet_button = self._link("签到表照片", self.sheet_wanted.emit)
        self.sheet_button.setToolTip("加一张签到表的照片，照着它点名")
        self.paste_button = self._link("粘贴名单", lambda: self.paste_box.open())
        self.same_button = self._link("同上次", self.same_as_last.emit)
        self.all_button = self._link("全部出席", self._all_present)
        for each in (self.sheet_button, self.paste_button, self.same_button, self.all_button):
            head.addWidget(each)
        whole.addLayout(head)
        whole.addLayout(self._counts())
        whole.addLayout(self._scopes())
        # The sheet is asked for when a list is pasted: by then it may be another one.
        self.paste_box = PasteBox(lambda text: self.sheet.named(text))
        self.paste_box.used.connect(self.paste)
        whole.addWidget(self.paste_box)
        self.above_seats = QVBoxLayout()
        whole.addLayout(self.above_seats)
        self.told = cards.text(_OF_BRANCHES if branches else _HOW, "hint", wrap=True)
        whole.addWidget(self.told)
        pasting = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        pasting.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        pasting.activated.connect(self._pasted)
        self._grid = _Grid()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._grid)
        self.area = area
        whole.addWidget(area, 1)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show these seats."""
        self.sheet = sheet
        self.touched = False
        self._last = None
        self.rebuild()

    def rebuild(self) -> None:
        """Take the seats anew: somebody was added."""
        known = {id(button.seat): button for button in self._grid.buttons}
        buttons = []
        for seat in self.sheet.seats:
            if self._branches and seat.state is None and seat.before is None:
                continue
            button = known.get(id(seat))
            if button is None:
                button = SeatButton(seat)
                button.clicked.connect(lambda _checked, b=button: self._stepped(b))
                button.pressed_with_shift.connect(lambda b=button: self._range(b))
                button.set_to.connect(lambda state, b=button: self._set(b, state))
                button.moved.connect(lambda x, y, b=button: self._move(b, x, y))
            buttons.append(button)
        self._grid.place(buttons)
        groups = sorted({seat.group for seat in self.sheet.seats if seat.group})
        wanted = [*self._first, *groups]
        if [self.scope.itemText(i) for i in range(self.scope.count())] != wanted:
            self.scope.clear()
            self.scope.addItems(wanted)
        self.refresh()

    def refresh(self) -> None:
        """Show all states and what they add up to."""
        for button in self._grid.buttons:
            button.refresh()
        sheet = self.sheet
        self.expected.setText(f"应到 {sheet.count()}")
        for state, pill in self._pills.items():
            count = sheet.count(state)
            pill.setText(f"{ATTENDANCE.label(state)} {count}")
            pill.setVisible(count > 0 or state == PRESENT)
        rate = sheet.rate
        self.rate.setText("" if rate is None else f"到会率 {rate:g}%")

    def set_scope(self, text: str) -> None:
        """Expect everybody, the committee or one group; only what nobody has touched yet."""
        self.scope.setCurrentText(text)
        for seat in self.sheet.seats:
            inside = (
                text == EVERYBODY
                or (text == COMMITTEE and seat.in_committee)
                or (text == LEADERS and seat.leads)
                or (bool(seat.group) and seat.group == text)
            )
            seat.state = (seat.state or PRESENT) if inside else None
        if self._branches:
            self.rebuild()
        elif text == COMMITTEE and not any(seat.in_committee for seat in self.sheet.seats):
            self.told.setText(_NO_COMMITTEE)
        elif self.told.text() == _NO_COMMITTEE:
            self.told.setText(_HOW)
        self.refresh()

    def set_read_only(self) -> None:
        """Show without letting anything be changed."""
        for each in self.findChildren(QPushButton):
            each.setEnabled(False)
        for shortcut in self.findChildren(QShortcut):
            shortcut.setEnabled(False)
        self.scope.hide()
        self.told.hide()

    @property
    def buttons(self) -> list[SeatButton]:
        """The seats as they are shown."""
        return self._grid.buttons

    def paste(self, text: str) -> None:
        """Use a list of names and say whom it does not name."""
        unknown, several = self.sheet.paste(text)
        leave = self.sheet.count(LEAVE)
        said = [f"名单里 {self.sheet.count(PRESENT)} 人记为出席，"]
        said.append(f"{leave} 人记为请假，其余记为缺席。" if leave else "其余记为缺席。")
        if unknown:
            said.append(f"花名册里没有：{'、'.join(unknown)}。")
        if several:
            said.append(f"有重名，请自己点：{'、'.join(several)}。")
        self.told.setText("".join(said))
        repolish(self.told, "role", "error" if unknown or several else "hint")
        self._touched()

    def _counts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.expected = cards.text("应到 0", "small")
        row.addWidget(self.expected)
        self._pills: dict[str, QLabel] = {}
        for choice in ATTENDANCE:
            pill = cards.text("", "pill")
            pill.setProperty("tone", choice.tone)
            self._pills[choice.code] = pill
            row.addWidget(pill)
        row.addStretch(1)
        self.rate = cards.text("", "small")
        self.rate.setContentsMargins(0, 0, 8, 0)
        row.addWidget(self.rate)
        return row

    def _scopes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.scope = ComboBox()
        self.scope.setAccessibleName("哪些人应到")
        self.scope.setFixedWidth(150)
        self.scope.addItems(self._first)
        self.scope.activated.connect(self._scoped)
        self.activists = QPushButton("含积极分子")
        self.activists.setProperty("role", "chip")
        self.activists.setCheckable(True)
        self.activists.clicked.connect(lambda on: self.roll_wanted.emit(on))
        if self._branches:
            self.activists.hide()
        row.addWidget(self.scope)
        row.addWidget(self.activists)
        row.addStretch(1)
        return row

    def _link(self, text: str, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "link")
        button.clicked.connect(lambda: do())
        return button

    def _pasted(self) -> None:
        """Ctrl+V: a list of names; files and pictures are the form's."""
        if in_clipboard():
            self.files_pasted.emit()
        else:
            self.paste_box.open()

    def _all_present(self) -> None:
        for seat in self.sheet.seats:
            seat.state = PRESENT
        self._touched()

    def _scoped(self) -> None:
        self.set_scope(self.scope.currentText())
        self._touched()

    def _stepped(self, button: SeatButton) -> None:
        button.seat.step()
        self._last = button
        self._touched()

    def _set(self, button: SeatButton, state: str | None) -> None:
        button.seat.state = state
        self._last = button
        self._touched()
        if state is not None:
            self._move(button, 1, 0)

    def _range(self, button: SeatButton) -> None:
        """Everybody from the last one clicked to this one gets the last one's state."""
        buttons = self._grid.buttons
        if self._last is None or self._last not in buttons:
            self._stepped(button)
            return
        one, two = sorted((buttons.index(self._last), buttons.index(button)))
        for each in buttons[one : two + 1]:
            each.seat.state = self._last.seat.state
        self._touched()

    def _move(self, button: SeatButton, x: int, y: int) -> None:
        buttons = self._grid.buttons
        index = buttons.index(button) + x + y * self._grid.columns
        if 0 <= index < len(buttons):
            buttons[index].setFocus()
            self.area.ensureWidgetVisible(buttons[index])

    def _touched(self) -> None:
        self.touched = True
        if self._branches:
            self.rebuild()  # somebody of another branch may have been named
        self.refresh()
        self.edited.emit()
