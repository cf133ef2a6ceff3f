"""接手: a copy of records becomes this computer's, and whoever takes them over says who it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.forms.dates import tidy_date
from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.cards import button, in_the_middle, row
from partydesk.desk.shell.protection.password_line import PasswordLine
from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.organisation import Organisation
from partydesk.records.values import Unreadable, parse_date
from partydesk.store import protection
from partydesk.store.handing_over import Handover
from partydesk.store.portable_copy import PortableCopy

_WIDE, _EDGE = 620, 28  # pixels


@dataclass(frozen=True, slots=True)
class Answers:
    """Who takes over, from when; whether it is the same person; a new password ("": none)."""

    name: str
    day: date
    same: bool
    password: str = ""


class TakeOverPage(QWidget):
    """Whose records, of when, how many; who takes them over. `wanted` carries Answers.

    `same` begins with the same person on another computer. `told` is what the file says of its
    hand-over, `protected` whether it wants a password here too, `replaces` what it takes the place
    of, `settled` whether the password of that, or none, holds on. `left` asks to begin anew,
    `back` for what was there before.
    """

    wanted = Signal(object)
    left = Signal()
    back = Signal()

    def __init__(
        self, found: PortableCopy, path: Path, *, same: bool, told: Handover | None = None,
        protected: bool = False, replaces: str = "", settled: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self._same, self._protected, self._settled = same, protected, settled
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(_WIDE)
        column = QVBoxLayout(card)
        column.setContentsMargins(_EDGE, 24, _EDGE, 24)
        column.setSpacing(theme.ROOM)
        backup = same and told is None
        title = "这台电脑上还没有记录，恢复这份备份？" if backup else "接手前任的数据"
        column.addWidget(cards.text(title, "title"))
        self.text = self._wrapped(_told(found, told, path), "small")
        column.addWidget(self.text)
        if replaces:
            column.addWidget(self._wrapped(
                f"这里现在是{replaces}。接手以后换成移交来的，现在的会另存一份，不删。", "error"
            ))  # fmt: skip
        park = found.role == "committee"
        label = "经办人" if park else fields(Organisation)["secretary"].label
        self._who = label
        self.new_one = QRadioButton("我是新来的")
        self.same_one = QRadioButton("还是同一个人，换了电脑")
        group = QButtonGroup(self)
        for each in (self.new_one, self.same_one):
            group.addButton(each)
            each.toggled.connect(self._turn)
        column.addLayout(row(self.new_one, self.same_one, None, spacing=theme.AIR))
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(theme.ROOM)
        form.setVerticalSpacing(theme.GAP)
        first = told.taker if told and not same else found.secretary if same else ""
        self.name = QLineEdit(first)
        self.day = QLineEdit(told.day if told else clock.today().isoformat())
        self.day.editingFinished.connect(lambda: self.day.setText(tidy_date(self.day.text())))
        from_when = "从哪天起接手" if park else "从哪天起任职"
        for line, what in ((self.name, f"现在的{label}"), (self.day, from_when)):
            line.setFixedWidth(180)
            line.setAccessibleName(what)
            line.returnPressed.connect(self._go)
            self._line(f"{what} *", line)
        column.addLayout(form)
        before = told.giver if told else "" if park else found.secretary
        said = f"移交的人是“{before}”。" if told and before else (
            f"备份里写的{label}是“{before}”。" if before else ""
        )  # fmt: skip
        then = (
            "今后留痕里记你的名字；签发登记卡的密钥一并移交，支部的卡不用换。" if park
            else "换书记一并办好：原来的不再任书记，名册里有你的改由你任；登记卡要向党委换新的。"
        )  # fmt: skip
        self.hint = self._wrapped(said + then, "hint")
        column.addWidget(self.hint)
        self.with_password = QCheckBox("给这份数据设密码")
        self.with_password.setChecked(protected)
        self.with_password.setEnabled(not protected)
        self.with_password.setVisible(not settled)
        if protected:
            self.with_password.setText("给这份数据设密码（前任的有密码，这里也要有）")
        self.with_password.toggled.connect(self._turn)
        column.addWidget(self.with_password)
        self._secret = QWidget()
        self.password, self.again = PasswordLine("新密码"), PasswordLine("再输一遍")
        lines = QFormLayout(self._secret)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(theme.ROOM)
        for secret in (self.password, self.again):
            shown = cards.text(secret.line.accessibleName(), "label")
            shown.setFixedHeight(theme.CONTROL)
            lines.addRow(shown, secret)
            secret.entered.connect(self._go)
        column.addWidget(self._secret)
        self.wrong = self._wrapped("", "error")
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.buttons = [
            button("恢复这份备份" if backup else "接手并开始", self._go, "main"),
            button("不恢复，新建一份" if same else "返回", self._away),
        ]
        column.addLayout(row(None, *reversed(self.buttons)))
        (self.same_one if same else self.new_one).setChecked(True)
        in_the_middle(self, card)
        self._turn()

    def _wrapped(self, words: str, role: str) -> QLabel:
        """All of the words in as many lines as they take: the layout around asks for no height."""
        made = cards.text("", role, wrap=True)
        made.setFixedWidth(_WIDE - 2 * _EDGE)
        self._say(made, words)
        return made

    def _say(self, label: QLabel, words: str) -> None:
        label.setText(words)
        label.ensurePolished()
        label.setMinimumHeight(label.heightForWidth(_WIDE - 2 * _EDGE) + 4)

    def _line(self, label: str, line: QLineEdit) -> None:
        shown = cards.text(label, "label")
        shown.setFixedHeight(theme.CONTROL)
        shown.setBuddy(line)
        self._form.addRow(shown, line)

    def showEvent(self, event: object) -> None:
        """Begin with the name."""
        (self.name if self.new_one.isChecked() else self.buttons[0]).setFocus()

    def explain(self, words: str) -> None:
        """Say what is wrong; "": nothing."""
        self._say(self.wrong, words)
        self.wrong.setVisible(bool(words))

    def _turn(self) -> None:
        new = self.new_one.isChecked()
        for line in (self.name, self.day):
            self._form.setRowVisible(line, new)
        self.hint.setVisible(new)
        self._secret.setVisible(self.with_password.isChecked() and not self._settled)

    def _away(self) -> None:
        (self.left if self._same else self.back).emit()

    def _go(self) -> None:
        self.explain("")
        new, name = self.new_one.isChecked(), self.name.text().strip()
        if new and not name:
            self.explain(f"请写现在的{self._who}姓名，问候、谈话和材料都用它")
            self.name.setFocus()
            return
        try:
            day, _ = parse_date(tidy_date(self.day.text())) if new else (clock.today(), True)
        except Unreadable:
            self.explain("任职的日期写成 2026-12-01 的样子")
            self.day.setFocus()
            return
        word = self.password.text() if self._secret.isVisibleTo(self) else ""
        if self._secret.isVisibleTo(self):
            try:
                protection.judge(word)
                if word != self.again.text():
                    raise UserError("bad-password", "两遍输的不一样，请再输一遍")
            except UserError as error:
                self.explain(error.message)
                self.password.line.setFocus()
                return
        self.wanted.emit(Answers(name if new else "", day, not new, word))


def _told(found: PortableCopy, told: Handover | None, path: Path) -> str:
    made = f"{found.backup.made_at:%Y-%m-%d %H:%M}"
    if told is None:
        return f"“{found.owner}”的备份，{made} 时的样子，共 {found.records:,} 条。文件：{path}"
    to = "换电脑用" if told.moves else f"交给{told.taker}"
    return (
        f"“{found.owner}”的移交文件，{told.giver or '前任'}于 {told.day} {to}，{made} 写出，"
        f"共 {found.records:,} 条。文件：{path}"
    )
