"""A file that was just written: what can be done with it, beside the words that say so.

打开, 打开文件夹 and 复制文件 (the file itself, to be pasted into WeChat) in one message, or as
links on a page; everything that writes a file for somebody says so by this.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import link
from partydesk.desk.kit.messages import Action

_READ = frozenset((".xlsx", ".docx", ".pdf", ".png", ".jpg", ".jpeg", ".txt", ".csv"))
"""What another program shows; a copy of the records, a card or a scheme is for this one."""

_COPY = "复制文件"


def tell_written(context: AppContext, said: str, *files: Path, tone: str = "ok") -> None:
    """Say that these were written (`said` in words), with what can be done with them."""
    context.tell(said, tone, *offers(context, *files))


def offers(context: AppContext, *files: Path) -> list[Action]:
    """What can be done with files just written; 打开 for one alone that other programs show."""
    if not files:
        return []
    made = [
        Action("打开文件夹", lambda: open_folder(context, files[0]), stays=True),
        Action(_COPY, lambda: copy_files(context, files), stays=True),
    ]
    if len(files) == 1 and files[0].suffix.lower() in _READ:
        made.insert(0, Action("打开", lambda: open_file(context, files[0]), stays=True))
    return made


def open_file(context: AppContext, file: Path) -> None:
    """Hand a file to the program of its kind; that there is none, or no file any more, is said."""
    if not _there(context, [file]):
        return
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
        kind = file.suffix.lstrip(".").upper()
        tell_written(context, f"没有程序能打开 {kind}，文件在“{file}”", file, tone="warn")


def open_folder(context: AppContext, file: Path) -> None:
    """Have the system's file manager show the folder that a file is in."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent))):
        context.tell(f"没能打开文件夹，文件在“{file}”", "warn")


def copy_files(context: AppContext, files: Sequence[Path]) -> bool:
    """Put the files themselves onto the clipboard, as a file manager does; whether it was done."""
    if not _there(context, files):
        return False
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(each)) for each in files])
    QGuiApplication.clipboard().setMimeData(copied)
    what = f"“{files[0].name}”" if len(files) == 1 else f"{len(files)} 个文件"
    tell_written(context, f"{what}已复制，在微信、QQ 或文件夹里粘贴就是这个文件", *files)
    return True


def _there(context: AppContext, files: Sequence[Path]) -> bool:
    """Whether all are still where they were written; a stick may have been taken out."""
    gone = next((each for each in files if not each.exists()), None)
    if gone is not None:
        context.tell(f"“{gone}”不在了，可能 U 盘已拔出，或者已改名、移走", "warn")
    return gone is None


class WrittenLinks(QWidget):
    """The same as links on a page that says itself what was written; hidden until then."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._line.addStretch(1)
        self.hide()

    def show_files(self, *files: Path) -> None:
        """Offer what can be done with these; nothing where there are none."""
        while self._line.count() > 1:
            item = self._line.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for number, each in enumerate(offers(self._context, *files)):
            made = link(each.label, each.do)
            if each.label == _COPY:
                made.clicked.connect(lambda _=False, made=made: made.setText("已复制，去粘贴吧"))
            self._line.insertWidget(number, made)
        self.setVisible(bool(files))
