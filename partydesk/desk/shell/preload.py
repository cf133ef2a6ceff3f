"""Loading what pages and forms are made of while nobody waits, so that the first one opens fast.

Nothing here is needed for the window to be used; a page opened earlier loads its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal

AFTER = 1200  # milliseconds from the window until the first is loaded
_BETWEEN = 60  # and between two, for keys that were pressed meanwhile

_MODULES = (
    "lists.page",
    "lists.narrowed_list",
    "evidence.navigation_target",
    "forms.form",
    "forms.session_form",
    "forms.ticket_form",
    "details.member",
    "details.session",
    "details.ticket",
    "handover.submit_page",
    "report.page",
    "shell.palette.opening",
)


class Preload(QObject):
    """Loads one module at a time; goes with its window. `ended` tells that all are loaded."""

    ended = Signal()

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._left: Iterator[str] = iter(_MODULES)
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self._next)
        self._timer.start()

    def _next(self) -> None:
        name = next(self._left, None)
        if name is not None:
            import_module(f"partydesk.desk.{name}")
            self._timer.start(_BETWEEN)
        else:
            self.ended.emit()
