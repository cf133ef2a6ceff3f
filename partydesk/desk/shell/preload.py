"""Loading what pages and forms are made of while nobody waits, so that the first one opens fast.

Nothing here is needed for the window to be used; a page opened earlier loads its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from partydesk.store.store import Store

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


_ASKED = ("session", "attendance", "member", "talk", "ticket")
"""Kinds whose whole rows forms ask for: putting that question together takes longer than it."""


def questions(store: Store) -> Iterator[Callable[[], object]]:
    """Each asks once for a row of a kind that is not there."""
    for kind in _ASKED:
        yield partial(_ask, store, kind)


def _ask(store: Store, kind: str) -> None:
    from partydesk.store import queries

    with store.read() as connection:
        queries.window(connection, kind, [0])


class Preload(QObject):
    """Loads one module at a time, then takes one of `steps` at a time; goes with its window.
    `ended` tells that all are loaded."""

    ended = Signal()

    def __init__(self, window: QObject, steps: Iterable[Callable[[], object]] = ()) -> None:
        super().__init__(window)
        loading = (partial(import_module, f"partydesk.{name}") for name in _MODULES)
        self._left: Iterator[Callable[[], object]] = chain(loading, steps)
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self._next)
        self._timer.start()

    def _next(self) -> None:
        step = next(self._left, None)
        if step is not None:
            step()
            self._timer.start(_BETWEEN)
        else:
            self.ended.emit()
