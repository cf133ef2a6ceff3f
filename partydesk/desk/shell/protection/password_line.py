"""A line for a password: masked, and to be seen when somebody wants to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import link, row

_WIDTH = 260  # pixels


class PasswordLine(QWidget):
    """`entered` when Enter was pressed in it. `shown` begins unmasked, as a code is typed."""

    entered = Signal()

    def __init__(self, name: str, *, shown: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setFixedWidth(_WIDTH)
        self.line.setAccessibleName(name)
        self.line.setMaxLength(1024)
        self.line.returnPressed.connect(self.entered)
        self.see = link("显示", self._turn)
        self.see.setToolTip("显示输入的字，再点一下遮住")
        if shown:
            self.see.hide()
        self.see.setAutoDefault(False)
        if not shown:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.setLayout(row(self.line, self.see, None))
        self.setFixedHeight(theme.CONTROL)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Begin anew."""
        self.line.clear()

    def _turn(self) -> None:
        masked = self.line.echoMode() == QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if masked else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self.see.setText("遮住" if masked else "显示")
