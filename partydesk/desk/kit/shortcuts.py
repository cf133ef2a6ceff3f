"""Keys that a part of the window listens to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def on_keys(widget: QWidget, do: Any, *keys: str, alone: bool = False) -> None:
    """Call `do` (or emit it, a signal) at each of these keys while the focus is in the widget or
    within it; `alone`: only while it is on the widget itself."""
    contexts = Qt.ShortcutContext
    for each in keys:
        shortcut = QShortcut(QKeySequence(each), widget)
        shortcut.setContext(
            contexts.WidgetShortcut if alone else contexts.WidgetWithChildrenShortcut
        )
        shortcut.activated.connect(do)
