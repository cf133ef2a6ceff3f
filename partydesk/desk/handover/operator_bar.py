"""Whose name 留痕 keeps today: asked in a line of the page before the first act, once a day."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, link, row, text
from partydesk.desk.kit.shortcuts import on_keys


class OperatorBar(Card):
    """Hidden until something is to be done for which nobody has given a name today; `asking` says
    whether it asks."""

    asking = Signal(bool)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._next: Callable[[], object] | None = None
        self.rows.setContentsMargins(12, 8, 12, 8)
        self.name = QLineEdit()
        self.name.setFixedWidth(140)
        self.name.setMaxLength(40)
        self.name.setPlaceholderText("例如：周示例")
        self.name.setAccessibleName("今天谁在收表")
        self.name.returnPressed.connect(self.give)
        self.yes = button("就记这个名字", self.give, "main")
        said = text("今天谁在收表？", "section")
        why = text(
            "收下、撤回、退回都会在“留痕”里记下这个名字，今天只问这一次。", "small", wrap=True
        )
        line = row(said, self.name, self.yes, why, link("先不做", self.leave))
        line.setStretch(3, 1)
        self.rows.addLayout(line)
        on_keys(self, self.leave, "Esc")
        self.hide()

    def first(self, do: Callable[[], object]) -> None:
        """Do it, at once where a name was given today, else when it is."""
        from partydesk.exchange.merge import operator

        store = self._context.store
        if not store.writable:
            do()  # which says that nothing can be done
            return
        with store.read() as connection:
            given = operator.of_today(connection)
        if given:
            do()
            return
        self._next = do
        if not self.isVisible():
            self.name.setText(operator.last(store))
        self.show()
        self.asking.emit(True)
        self.name.setFocus()
        self.name.selectAll()

    def give(self) -> None:
        """Keep the name, and do what waited for it."""
        from partydesk.exchange.merge import operator

        store, written = self._context.store, self.name.text()
        if self._context.attempt(lambda: operator.give(store, written)) is None:
            self.name.setFocus()
            return
        do = self._next
        self.leave()
        if do is not None:
            do()

    def leave(self) -> None:
        """Do nothing after all."""
        self._next = None
        self.hide()
        self.asking.emit(False)
