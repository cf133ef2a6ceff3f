"""Asking for a new password, for the present one, for that of a copy; showing the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, row, text
from partydesk.desk.kit.code_label import code_label
from partydesk.desk.shell.protection.password_line import PasswordLine
from partydesk.records.findings import UserError
from partydesk.store import protection

_WIDE = 470  # pixels
MEANS = (
    "设了密码，数据、附件和备份都加密，不用时自己锁上，电脑或 U 盘丢了别人也看不到。"
    "忘了密码，只有恢复码能打开；两样都没有了，谁也打不开，我们也不行。"
)
"""What a password does, and what a forgotten one means."""


class PasswordDialog(QDialog):
    """Asks for a new password (twice), for the present one, or for both.

    `do` takes (present, new) and raises UserError where it cannot be; then the dialog says why and
    stays. `changes` tells that there is one already.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        hint: str,
        do: Callable[[str, str], object],
        *,
        present: bool,
        new: bool,
        word: str = "好",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._do = do
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        column.setSpacing(theme.ROOM)
        column.addWidget(text(title, "section"))
        said = text(hint, "small", wrap=True)
        said.setFixedWidth(_WIDE - 2 * theme.AIR)
        said.ensurePolished()
        said.setMinimumHeight(said.heightForWidth(_WIDE - 2 * theme.AIR))
        column.addWidget(said)
        self.present, self.new, self.again = (
            PasswordLine(name, parent=self) for name in ("密码（或恢复码）", "新密码", "再输一遍")
        )
        form = QFormLayout()
        form.setHorizontalSpacing(theme.ROOM)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lines = [self.present] * present + [self.new, self.again] * new
        for each in (self.present, self.new, self.again):
            each.setHidden(each not in self._lines)
        for each in self._lines:
            label = text(each.line.accessibleName(), "label")
            label.setFixedHeight(theme.CONTROL)
            form.addRow(label, each)
            each.entered.connect(self._next)
        column.addLayout(form)
        self.wrong = text("", "error", wrap=True)
        self.wrong.setFixedWidth(_WIDE - 2 * theme.AIR)
        self.wrong.hide()
        column.addWidget(self.wrong)
        no = button("取消", self.reject)
        no.setAutoDefault(False)
        self.go_on = button(word, self._go, "main")
        self.go_on.setDefault(True)
        column.addLayout(row(None, no, self.go_on))
        self.setFixedWidth(_WIDE)
        self._lines[0].setFocus()

    def _next(self) -> None:
        lacking = next((each for each in self._lines if not each.text()), None)
        if lacking is not None:
            lacking.setFocus()

    def _go(self) -> None:
        try:
            if self.new in self._lines:
                protection.judge(self.new.text())
                if self.new.text() != self.again.text():
                    raise UserError("bad-password", "两遍输的不一样，请再输一遍")
            self._do(self.present.text(), self.new.text())
        except UserError as error:
            self.wrong.setText(error.message)
            self.wrong.show()
            self.adjustSize()
            return
        self.accept()


def ask_of_copy(parent: QWidget | None, path: Path, then: Callable[[], object]) -> PasswordDialog:
    """Ask for the password of a copy of records, then do what wanted it."""
    asked = PasswordDialog(
        parent,
        f"“{path.name}”有密码",
        "输入存这份备份时的密码，或者当时的恢复码。",
        lambda word, _new: protection.unlock_copy(path, word),
        present=True,
        new=False,
        word="打开",
    )
    # Behind the click: the dialog is gone by then.
    asked.accepted.connect(lambda: QTimer.singleShot(0, then))
    asked.open()
    return asked


class CodeDialog(QDialog):
    """Shows the recovery code once, to be printed or written down."""

    def __init__(self, parent: QWidget | None, code: str, owner: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("恢复码")
        self._code, self._owner = code, owner
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        column.setSpacing(theme.ROOM)
        column.addWidget(text("恢复码：只显示这一次", "section"))
        said = text(
            "请打印出来或抄在纸上，和电脑分开、收在柜子里。忘了密码，只有它能打开；"
            "拿到它的人不用密码也能打开。",
            "small",
            wrap=True,
        )
        said.setFixedWidth(_WIDE - 2 * theme.AIR)
        said.ensurePolished()
        said.setMinimumHeight(said.heightForWidth(_WIDE - 2 * theme.AIR))
        column.addWidget(said)
        self.shown = code_label(code)
        column.addWidget(self.shown, 0, Qt.AlignmentFlag.AlignHCenter)
        self.go_on = button("好", self.accept, "main")
        self.go_on.setEnabled(False)
        self.kept = QCheckBox("已经打印，或抄在纸上、逐组核对过")
        self.kept.toggled.connect(self.go_on.setEnabled)
        column.addWidget(self.kept)
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.print_button = button("打印…", self._print)
        column.addLayout(row(self.print_button, None, self.go_on))
        self.setFixedWidth(_WIDE)

    def reject(self) -> None:
        """Esc closes nothing that cannot be shown again."""
        if self.kept.isChecked():
            super().reject()

    def _print(self) -> None:
        from partydesk.desk.shell.protection.code_paper import print_code

        try:
            print_code(self, self._code, self._owner)
        except UserError as error:
            self.wrong.setText(error.message)
            self.wrong.show()
