"""Asks about the record in sight, off the screen, once the cursor rests; drops late answers."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from partydesk.desk.kinds import view_of
from partydesk.desk.kit.app_context import AppContext

REST = 120  # milliseconds without another record before one is asked about


class RecordLookup(QObject):
    """Asks for the pane it belongs to. `answered` carries what is known, None for nothing."""

    answered = Signal(object)

    def __init__(self, context: AppContext, pane: QWidget) -> None:
        super().__init__(pane)
        self._context, self._pane = context, pane
        self._kind, self._id = "", 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._ask)
        context.changed.connect(lambda _done: self.again())

    def ask(self, kind: str, id: int) -> None:
        """Ask about a record when it has been in sight for a moment."""
        self._kind, self._id = kind, id
        self.again()

    def again(self) -> None:
        """Ask once more: something may have changed, or the pane came into sight."""
        if self._id and self._pane.isVisible():
            self._timer.start()

    def leave(self) -> None:
        """Nothing is in sight: whatever is still on its way is not wanted."""
        self._id = 0
        self._timer.stop()

    def _ask(self) -> None:
        if not self._id or not self._pane.isVisible():
            return
        store, kind, id = self._context.store, self._kind, self._id

        def work(_progress: object) -> Any:
            # The rules and what tells them are loaded here too, the first time.
            told = details_of(kind)
            with store.read() as connection:
                return told.about(connection, id)

        def done(answer: Any) -> None:
            if (kind, id) == (self._kind, self._id):
                self.answered.emit(answer)

        self._context.query("正在查这条记录的情况", work, done, self)


def details_of(kind: str) -> Any:
    """The module that finds out and tells about a record of a kind."""
    return import_module(f"partydesk.desk.details.{view_of(kind).details}")
