"""A page that keeps up with the records: soon while it is seen, else when it is shown again."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page
from partydesk.store.writing import OperationChanges


class LivePage(Page):
    """The common part. A page says in `load` how it asks for what it shows, and in `concerns`
    which changes it asks again for; `pause` is how many milliseconds pass after a change, so
    that many in a row are asked for once.
    """

    pause = 0

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._stale = True
        self._pausing = QTimer(self, singleShot=True)
        self._pausing.timeout.connect(self._refresh_if_seen)
        context.changed.connect(self._heard)

    def load(self) -> None:
        """Ask for what is shown, and show it."""
        raise NotImplementedError

    def concerns(self, changes: OperationChanges) -> bool:
        """Whether these changes can alter what is shown; nearly every record counts somewhere."""
        return True

    def refresh(self) -> None:
        """Ask now, seen or not."""
        self._stale = False
        self.load()

    def outdate(self, pause: int = 0) -> None:
        """What is shown no longer holds: ask again after `pause` milliseconds, or when seen."""
        self._stale = True
        if self.isVisible():
            if pause:
                self._pausing.start(pause)
            else:
                self.refresh()

    def _heard(self, changes: OperationChanges) -> None:
        if self.concerns(changes):
            self.outdate(self.pause)

    def _refresh_if_seen(self) -> None:
        if self._stale and self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.outdate()
