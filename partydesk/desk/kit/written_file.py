"""A file just written: 打开 beside the message that says so."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Action


def opening(context: AppContext, out: Path) -> Action:
    """The action that hands a file to the program of its kind, and says when there is none."""

    def show() -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(out))):
            kind = out.suffix.lstrip(".").upper()
            context.tell(f"没有程序能打开 {kind}，文件在“{out}”", "warn")

    return Action("打开", show)
