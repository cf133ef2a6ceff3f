"""What is asked about an enrolment card: its one-time code, a fingerprint, whether it ends."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, row, text

_WIDTH = 460


class _CardDialog(QDialog):
    """A title, a sentence that says what it is about, a line to type in where `asks` says what,
    and two answers."""

    title = yes = no = asks = example = ""

    def __init__(self, page: QWidget, what: str, words: str) -> None:
        super().__init__(page.window())
        self.setWindowTitle(self.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        self.body.setSpacing(theme.ROOM)
        self.body.addWidget(text(what, "section", wrap=True))
        self.body.addWidget(text(words, wrap=True))
        self.given = QLineEdit()
        self.given.setMaxLength(60)
        self.given.setPlaceholderText(f"例如：{self.example}")
        self.given.setAccessibleName(self.asks)
        self.given.setVisible(bool(self.asks))
        self.body.addWidget(self.given)
        self.wrong = text("", "alarm", wrap=True)
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.yes_button = button(self.yes, self._go, "main")
        self.yes_button.setDefault(True)
        self.body.addLayout(row(None, button(self.no, self.reject), self.yes_button))
        self.setFixedWidth(_WIDTH)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(self.body.totalHeightForWidth(_WIDTH))

    def _go(self) -> None:
        raise NotImplementedError


class FingerprintDialog(_CardDialog):
    """What the branch says its fingerprint is; `do` is called with it."""

    title, yes, no, asks, example = "核对指纹", "核对", "先不核对", "支部报的指纹", "KDB HUN"

    def __init__(self, page: QWidget, name: str, do: Callable[[str], object]) -> None:
        super().__init__(
            page,
            f"给 {name} 打个电话",
            "请书记念“报送”页上本机的指纹（六个字母和数字），照着写在这里。一样，才说明收到的表"
            "是那台电脑写的。只核对这一次。",
        )
        self._do = do

    def _go(self) -> None:
        said = self.given.text()
        self.accept()
        self._do(said)


class EndDialog(_CardDialog):
    """Whether a branch's card is to be ended; `do` is called then."""

    title, yes, no = "停用登记卡", "停用", "不停用"

    def __init__(self, page: QWidget, name: str, do: Callable[[], object]) -> None:
        super().__init__(
            page,
            f"停用 {name} 的登记卡？",
            "电脑丢了、卡可能落到别人手里的，先停用：用它加封的表以后都不收，收下过的不变。"
            "支部要接着报，再发一张新的。",
        )
        self._do = do

    def _go(self) -> None:
        self.accept()
        self._do()


class EnrolDialog(_CardDialog):
    """The one-time code of a card; `take` is called with it, and whether a card of another
    committee is meant, and says what is wrong, "" for nothing."""

    title, yes, no = "收下登记卡", "收下", "先不收"
    asks, example = "党委在电话里告诉的口令", "1234-5678-9012-3456"

    def __init__(self, page: QWidget, file: str, take: Callable[[str, bool], str]) -> None:
        super().__init__(
            page,
            f"收下登记卡“{file}”",
            "写上党委在电话里告诉的口令（四组数字）。收下以后，报送表都加封：路上改不了，"
            "别人也冒充不了；园区的报送期限和规矩也照卡上的。",
        )
        self._take = take
        self.other = QCheckBox("已同党委核对过，确认换卡")
        self.other.hide()
        self.body.insertWidget(3, self.other)

    def _go(self) -> None:
        wrong = self._take(self.given.text(), self.other.isChecked())
        if not wrong:
            self.accept()
            return
        self.wrong.setText(wrong)
        self.wrong.show()
        self.other.setVisible(self.other.isVisible() or "换卡" in wrong)
        self._fit()
