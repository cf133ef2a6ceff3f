"""Protection on the 设置 page: what can be done with the password now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.shell.protection.dialogs import MEANS
from partydesk.store import protection


class ProtectionPart(QWidget):
    """`wanted` carries what somebody wants: set, change, code, remove or lock."""

    wanted = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        column = cards.stack(self, theme.GAP)
        self.hint = cards.text("", "hint", wrap=True)
        column.addWidget(self.hint)
        self.buttons = {
            what: cards.button(words, partial(self.wanted.emit, what))
            for what, words in (
                ("set", "设密码…"),
                ("lock", "现在锁上"),
                ("change", "换密码…"),
                ("code", "换恢复码…"),
                ("remove", "取消密码…"),
            )
        }
        flow = FlowLayout(least=300)
        for each in self.buttons.values():
            flow.addWidget(each)
        column.addLayout(flow)
        self.show_state()

    def show_state(self) -> None:
        """Offer what can be done as it stands."""
        store = self._context.store
        there = protection.is_protected(store.home)
        self.hint.setText("" if there else MEANS)
        self.hint.setVisible(not there)
        for what, each in self.buttons.items():
            each.setVisible((what != "set") == there)
            each.setEnabled(store.writable)
