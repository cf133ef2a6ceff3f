"""The look that is set on this computer, put on: light or dark at once, the size at a start."""

from __future__ import annotations

import os

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from partydesk.desk.kit.theme import DARK, LIGHT, Theme
from partydesk.store.appearance import FACTORS, appearance
from partydesk.store.home import Home

LEAST = QSize(820, 420)
"""Pixels of the least window, at the standard size: a screen of 1366×768 at 150 %, less its task
bar and the window's title."""

_SCALE = "QT_SCALE_FACTOR"
_SCHEMES = {"light": LIGHT, "dark": DARK}


def scaled(home: Home) -> bool:
    """Let Qt draw everything as large as is set here. To be called before the application is made;
    whether `unscaled` is to be called after that. A factor from outside goes before."""
    factor = FACTORS[appearance(home, "text_size")]
    if factor == 1 or _SCALE in os.environ:
        return False
    os.environ[_SCALE] = f"{factor:g}"
    return True


def unscaled() -> None:
    """Let programs that are started from here have no part in it."""
    os.environ.pop(_SCALE, None)


def ask_system() -> None:
    """Look once more which scheme the system has, now that the window has been drawn."""
    application = QApplication.instance()
    theme = application.findChild(Theme) if application is not None else None
    if theme is not None:
        theme.ask_system()


def dress(home: Home) -> None:
    """Show the scheme that is set here."""
    application = QApplication.instance()
    theme = application.findChild(Theme) if application is not None else None
    if theme is not None:
        theme.force(_SCHEMES.get(appearance(home, "scheme")))


def fits(code: str, now: str, screen: QSize) -> bool:
    """Whether the least window in the size of this code has room on a screen, whose pixels are
    those of the size `now`."""
    grown = FACTORS[code] / FACTORS[now]
    return screen.width() >= LEAST.width() * grown and screen.height() >= LEAST.height() * grown
