"""A folder that files went to, remembered until the next time, also across a restart."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.ui_settings import keep_ui_setting
from partydesk.store import settings


def folder_before(context: AppContext, key: str) -> Path | None:
    """The folder kept under a key of operations/settings/keys.py; None without one that is there
    now."""
    with context.store.read() as connection:
        kept = settings.get(connection, key)
    return Path(kept) if kept and Path(kept).is_dir() else None


def suggested(context: AppContext, key: str, name: str, folder: Path | None = None) -> str:
    """A file of this name in `folder`, else in that of the last time, else in the person's
    documents: where a file dialog begins."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    before = folder or folder_before(context, key)
    return str((before or Path(QStandardPaths.writableLocation(documents))) / name)


def remember_folder(context: AppContext, key: str, folder: Path) -> None:
    """Keep a folder for the next time, if it is another one."""
    with context.store.read() as connection:
        if settings.get(connection, key) == str(folder):
            return
    keep_ui_setting(context, key, str(folder))
