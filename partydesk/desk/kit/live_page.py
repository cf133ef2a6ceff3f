"""A page that keeps up with the records: at once while it is seen, else when it is shown again."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from partydesk.store.writing import OperationChanges


class LivePage(QWidget):
    """The common part. `refresh` asks anew and says so by `_stale = False`.

    Nearly every record counts for something on such a page, so it does not ask which changed;
    what is out of sight can wait.
    """

    _stale = True

    def refresh(self) -> None:
        """Ask anew for what is shown."""
        raise NotImplementedError

    def _heard(self, _done: OperationChanges) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()
