"""The way back to the page below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from partydesk.desk.kit.cards import button
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text


def back_button(do: Callable[[], object]) -> QPushButton:
    """The way back to the page below."""
    made = button("", do, "quiet")
    made.setIcon(icon("back", "text"))
    made.setFixedWidth(32)
    made.setToolTip(tip_text("返回（Esc）"))
    made.setAccessibleName("返回")
    return made
