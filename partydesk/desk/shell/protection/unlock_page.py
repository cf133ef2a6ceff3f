"""What stands before the window of records with a password, and in its place once it is locked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.cards import button, in_the_middle, link, row
from partydesk.desk.shell.protection.password_line import PasswordLine
from partydesk.store.key_file import is_code

_WIDE = 520  # pixels
_LOST = (
    "恢复码是设密码时抄在纸上或打印出来的六组字，大小写、空格都不要紧。"
    "用它打开以后，请马上设一个新密码。恢复码也没有的，谁也打不开这份数据。"
)


class UnlockPage(QWidget):
    """Asks for the password, or the recovery code; `given` carries it. `gave_up` says that there is
    neither, `left` ends the program."""

    given = Signal(str)
    gave_up = Signal()
    left = Signal()

    def __init__(self, *, locked: bool = False, wait: Callable[[], int] = lambda: 0) -> None:
        super().__init__()
        self._wait = wait
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(_WIDE)
        column = QVBoxLayout(card)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(theme.ROOM)
        self.title = cards.text("已锁上" if locked else "这份数据有密码", "title")
        column.addWidget(self.title)
        self.hint = cards.text("", "small", wrap=True)
        self.hint.setFixedWidth(_WIDE - 56)
        column.addWidget(self.hint)
        self.said = cards.text("", wrap=True)
        self.said.setFixedWidth(_WIDE - 56)
        self.said.hide()
        column.addWidget(self.said)
        self.password = PasswordLine("密码")
        self.code = PasswordLine("恢复码", shown=True)
        self.code.line.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        for each in (self.password, self.code):
            each.entered.connect(self._go)
            column.addWidget(each)
        self.wrong = cards.text("", "error", wrap=True)
        self.wrong.setFixedWidth(_WIDE - 56)
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.go_on = button("打开", self._go, "main")
        self.lost = link("", self._turn)
        self.neither = link("恢复码也没有…", self.gave_up.emit)
        column.addLayout(row(self.neither, None))
        column.addLayout(row(self.lost, None, button("退出", self.left.emit), self.go_on))
        self._by_code = True
        self._turn()
        self._again = QTimer(self, interval=1000)
        self._again.timeout.connect(self._count)
        in_the_middle(self, card)
        self._count()

    def showEvent(self, event: object) -> None:
        """Begin with the line."""
        self.line.setFocus()

    @property
    def line(self) -> PasswordLine:
        """Where something is to be typed now."""
        return self.code if self._by_code else self.password

    def tell(self, words: str) -> None:
        """Say something of the records besides; "" for nothing."""
        _set(self.said, words)
        self.said.setVisible(bool(words))

    def explain(self, words: str) -> None:
        """Say why it was not opened; what was typed is gone."""
        self.password.clear()
        self._say(words)
        self._count()
        self.line.setFocus()

    def _say(self, words: str) -> None:
        _set(self.wrong, words)
        self.wrong.setVisible(bool(words))

    def _count(self) -> None:
        """While one has to wait, say how long; then let it be tried again."""
        seconds = self._wait()
        self.go_on.setEnabled(not seconds)
        self.go_on.setText(f"等 {seconds} 秒" if seconds else "打开")
        if seconds and not self._again.isActive():
            self._again.start()
        elif not seconds:
            self._again.stop()

    def _turn(self) -> None:
        self._by_code = not self._by_code
        self.password.setVisible(not self._by_code)
        self.code.setVisible(self._by_code)
        _set(self.hint, _LOST if self._by_code else "输入密码才能打开，数据都是加密的。")
        self.neither.setVisible(self._by_code)
        self.lost.setText("用密码打开" if self._by_code else "忘了密码，用恢复码…")
        self._say("")
        self.line.setFocus()

    def _go(self) -> None:
        if not self.go_on.isEnabled():
            return
        word = self.line.text()
        if not word:
            self._say("请输入恢复码" if self._by_code else "请输入密码")
            return
        if self._by_code and not is_code(word):
            # No try: a group was left out, or it is the password.
            self._say("这不是恢复码的样子：恢复码是六组，每组四位字母数字，请照纸上的逐组核对")
            return
        self._say("")
        self.given.emit(word)


def _set(label: QLabel, words: str) -> None:
    """All of the words in as many lines as they take: the layout around asks for no such height."""
    label.setText(words)
    label.ensurePolished()
    label.setMinimumHeight(max(0, label.heightForWidth(label.width())))
