"""The window's frame, drawn before the rest of the program is loaded."""

from __future__ import annotations

import time

from PySide6.QtCore import QByteArray, QEventLoop
from PySide6.QtWidgets import QApplication, QMainWindow

from partydesk.desk.kit.screen_room import USUAL, screen_room
from partydesk.desk.shell.window import Window
from partydesk.store.first_look import first_look
from partydesk.store.home import Home

_PATIENCE = 0.5  # seconds until the system has let the window be drawn


def window_ahead(application: QApplication, home: Home) -> Window | None:
    """The window of a home that only wants opening, drawn; None where something else may have to
    be said first.

    Nobody's keys and clicks are worked off meanwhile: they wait until the window is filled, and
    are carried out then.
    """
    look = first_look(home)
    if look is None:
        return None
    window = Window(look)
    fit_to_screen(window)
    if look.place:
        window.restoreGeometry(QByteArray.fromBase64(look.place.encode("ascii")))
    window.show()
    until = time.monotonic() + _PATIENCE
    while not window.drawn and time.monotonic() < until:
        application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 10)
    return window


def fit_to_screen(window: QMainWindow) -> None:
    """The size of a window that was never moved."""
    room = screen_room(window)
    window.resize(min(USUAL.width(), room.width()), min(USUAL.height(), room.height()))
