"""While somebody types a password, what opening the records takes is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from partydesk.store import crypto

_AFTER = 150  # milliseconds
TAKES = (
    "shell.window",
    "kit.app_context",
    "shell.tab_space",
    "shell.commands",
    "shell.search_box",
    "shell.keys",
    "shell.key_guard",
    "overview.page",
    "overview.greeting",
    "shell.preload",
    "shell.window_geometry",
    "shell.second_start",
    "shell.protection.idle",
)
"""Of the desk, in the order in which it is wanted."""


def begin(page: QWidget) -> None:
    """Begin a moment after the page that asks is shown, and end with it."""
    QTimer.singleShot(_AFTER, page, partial(_load, page, TAKES))


def _load(page: QWidget, left: Sequence[str]) -> None:
    """Load one piece, between two keys."""
    if left:
        import_module(f"partydesk.desk.{left[0]}")
        QTimer.singleShot(0, page, partial(_load, page, left[1:]))
        return
    crypto.load()
