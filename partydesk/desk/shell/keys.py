"""The keys that the window listens to, wherever the cursor is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.messages import MessageBar
from partydesk.desk.shell.commands import Commands
from partydesk.desk.shell.key_guard import KeyGuard
from partydesk.desk.shell.places import Places

Keys = Iterator[tuple[str, Callable[[], object]]]


def listen(window: QWidget, keys: Keys) -> None:
    """Let the window's keys do what they stand for."""
    for key, do in keys:
        QShortcut(QKeySequence(key), window).activated.connect(do)
    KeyGuard(window)


def of_places(places: Places) -> Keys:
    """Keys that turn to a tab or a part."""
    yield "Ctrl+Tab", partial(places.turn_beside, 1)
    yield "Ctrl+Shift+Tab", partial(places.turn_beside, -1)
    yield "Ctrl+PgDown", lambda: places.space.turn_beside(1)
    yield "Ctrl+PgUp", lambda: places.space.turn_beside(-1)
    for number, tab in enumerate(places.tabs, 1):
        yield f"Ctrl+{number}", partial(places.turn_to, tab.key)


def of_commands(commands: Commands, message: MessageBar) -> Keys:
    """Keys of what belongs to no tab."""
    yield "F6", message.enter
    yield "Ctrl+Z", commands.undo
    yield "Ctrl+Y", commands.redo
    yield "Ctrl+Shift+Z", commands.redo
    yield "Ctrl+P", commands.print_shown
    yield "Ctrl+T", commands.open_charts
    yield "Ctrl+,", commands.open_settings
    yield "F1", commands.open_manual
    yield "Ctrl+L", commands.lock
