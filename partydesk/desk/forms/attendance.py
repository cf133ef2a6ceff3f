"""出勤 at the right of the session form: everybody is present until clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from partydesk.desk.attached.adding import in_clipboard
from partydesk.desk.forms.attendance_sheet import LEAVE, PRESENT, Sheet
from partydesk.desk.forms.paste_box import PasteBox
from partydesk.desk.forms.seats import FirstClick, SeatButton, SeatGrid
from partydesk.desk.kit import cards
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.records.study import ATTENDANCE

EVERYBODY, COMMITTEE, NOBODY, LEADERS = "全体", "支委会", "不点名", "支部书记"
WIDTH = 520

_OF_BRANCHES = "先选哪些人应到：支部书记、全体，或者一个支部；几个支部的人可以粘贴名单。"
_HOW = "谁没来点谁，再点换下一样；也可按 1 2 3 4，0 或右键不计入应到，Shift 选一片。"
_NO_COMMITTEE = "名册里还没有写谁是委员：到会的点一下名字，就计入应到。党内职务以后可以在党员页填。"


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
        on_keys(self, self._pasted, "Ctrl+V")
        self._grid = SeatGrid()
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
        self.first_click = FirstClick()
        row.addWidget(self.first_click)
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
        button.seat.step(self.first_click.state)
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
