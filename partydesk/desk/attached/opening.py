"""Files on their way out: shown by the system's program, or saved where somebody wants them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.written_file import tell_written
from partydesk.store import attachments
from partydesk.store.attachments import Kept

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext


def show(context: AppContext, kept: Kept, parent: QWidget) -> None:
    """Have the system's program show a read-only copy; what might be a program is refused."""

    def shown(copy: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            context.tell(
                f"这台电脑没有能打开“{kept.name}”的程序。请点“另存”存到别处，再用合适的程序打开",
                "warn",
            )

    home = context.store.home

    def work(_progress: object) -> Path:
        return attachments.copy_to_look_at(home, kept)

    context.run("正在打开附件", work, shown, parent, cancellable=False)


def save(context: AppContext, kept: Kept, parent: QWidget) -> None:
    """Ask where to, and save a proved copy there."""
    out = ask_file(context, parent, "附件另存为", kept.name)
    if out is not None:
        save_to(context, kept, out, parent)


def save_to(context: AppContext, kept: Kept, out: Path, parent: QWidget) -> None:
    """Save a proved copy."""
    home = context.store.home

    def saved(_: None) -> None:
        tell_written(context, f"已另存为“{out}”", out)

    def work(_progress: object) -> None:
        attachments.save_as(home, kept, out)

    context.run("正在另存附件", work, saved, parent, cancellable=False)
