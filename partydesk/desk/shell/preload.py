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
    "desk.lists.page",
    "desk.lists.narrowed_list",
    "desk.evidence.navigation_target",
    "desk.forms.form",
    "desk.forms.session_form",
    "desk.forms.ticket_form",
    "desk.ledgers.plan_page",
    "desk.ledgers.ticks_page",
    "desk.details.member",
    "desk.details.session",
    "desk.details.ticket",
    "exchange.submission.writing",
    "exchange.submission.known_revisions",
    "exchange.replies.taken_slips",
    "desk.handover.submit_page",
    "desk.report.page",
    "desk.stars.page",
    "desk.overview.charts.page",
    "operations.settings.catalogue",
    "desk.shell.settings_page",
    "desk.printing.writing",
    "documents.printing",
    "operations.affairs",
    "desk.shell.palette.opening",
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
            import_module(f"partydesk.{name}")
            self._timer.start(_BETWEEN)
        else:
            self.ended.emit()
