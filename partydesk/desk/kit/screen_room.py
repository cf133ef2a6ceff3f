"""How much room a screen has for windows."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

USUAL = QRect(0, 0, 1366, 728)
"""What a usual laptop's screen leaves: pixels."""


def screen_room(widget: QWidget) -> QRect:
    """The part of its screen that a widget may take, in pixels; USUAL where there is no screen, as
    in a session from afar that was cut off."""
    if not QGuiApplication.screens():
        return USUAL
    return widget.screen().availableGeometry()
