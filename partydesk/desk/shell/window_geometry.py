"""Where the window stood and how large it was, remembered in the data from one day to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.ui_settings import keep_ui_setting
from partydesk.store import settings

_SETTING = "window.place"


def keep_place(window: QMainWindow, context: AppContext) -> None:
    """Remember it; a file that is only read remembers nothing."""
    kept = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
    keep_ui_setting(context, _SETTING, kept)


def restore_place(window: QMainWindow, context: AppContext) -> None:
    """Put the window where it was. Qt brings it back onto a screen that is no longer there."""
    with context.store.read() as connection:
        kept = settings.get(connection, _SETTING)
    if kept:
        window.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii")))
