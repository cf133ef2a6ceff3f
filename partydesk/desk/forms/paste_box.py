"""The box a list of names is pasted into: it tells whom it recognises before the list is used."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.forms.pasted_names import Pasted
from partydesk.desk.kit import cards
from partydesk.desk.kit.flow import FlowLayout

_LONGEST = 5000  # characters of a clipboard that may be a list of names

Recognise = Callable[[str], tuple[Pasted, list[str]]]
"""From a text to whom it names, and which of those names several bear."""


class PasteBox(QWidget):
    """Hidden until `open`. `used` carries the list that somebody wants to use."""

    used = Signal(str)

    def __init__(self, recognise: Recognise) -> None:
        super().__init__()
        self._recognise = recognise
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 8, 0)
        self.names = QPlainTextEdit()
        self.names.setPlaceholderText("把签到名单贴在这里：一行一个，或用顿号、逗号隔开")
        self.names.setFixedHeight(84)
        self.names.setTabChangesFocus(True)
        self.names.textChanged.connect(self._preview)
        inside.addWidget(self.names)
        self.recognised = cards.text("", "hint", wrap=True)
        inside.addWidget(self.recognised)
        row = FlowLayout()
        use = QPushButton("用这份名单")
        use.clicked.connect(self._use)
        no = QPushButton("不用了")
        no.setProperty("role", "link")
        no.clicked.connect(self.hide)
        row.addWidget(use)
        row.addWidget(no)
        inside.addLayout(row)
        self.hide()

    def open(self) -> None:
        """Show it, with the list that is most likely meant: the one in the clipboard."""
        self.show()
        text = QGuiApplication.clipboard().text()
        if text and len(text) < _LONGEST and not self.names.toPlainText():
            self.names.setPlainText(text)
        self.names.setFocus()

    def _preview(self) -> None:
        """Say what using the list would do; nothing is changed yet."""
        found, several = self._recognise(self.names.toPlainText())
        named = [name for name in (*found.known, *found.on_leave) if name not in several]
        said = [f"认出 {len(named)} 人"] if named else []
        if found.on_leave:
            said.append(f"请假：{'、'.join(found.on_leave)}")
        if found.unknown:
            said.append(f"花名册里没有：{'、'.join(found.unknown)}")
        if several:
            said.append(f"重名：{'、'.join(several)}")
        self.recognised.setText("；".join(said))

    def _use(self) -> None:
        self.used.emit(self.names.toPlainText())
        self.hide()
