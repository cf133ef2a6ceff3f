"""Files on their way in: from the file dialog, dropped, or pasted; kept off the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store.attachments import Kept, keep, keep_bytes
from partydesk.store.home import Home
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext

Source = Path | QImage
"""A file, or a picture that is in no file yet."""


@dataclass(slots=True)
class KeptFiles:
    """What was kept, and the sentences about what was not."""

    kept: list[Kept] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def carried(mime: QMimeData | None) -> list[Source]:
    """What a drag or the clipboard carries that can be attached: files, else a bare picture.

    Text that comes with a picture of itself (a cell, a paragraph) is text.
    """
    if mime is None:  # nothing was ever copied
        return []
    if mime.hasUrls():
        return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if pictures := _in_html(mime):
        return pictures
    if mime.hasImage() and not mime.hasText():
        picture = QImage(mime.imageData())
        return [] if picture.isNull() else [picture]
    return []


def _in_html(mime: QMimeData) -> list[Source]:
    """The pictures of a message that was copied with several: files that it names, and no words."""
    html = mime.html() if mime.hasHtml() else ""
    if re.sub(r"<[^>]*>|&nbsp;|\s", "", html):
        return []
    named = re.findall(r'<img[^>]+src="(file:[^"]+)"', html)
    paths = [Path(QUrl(each).toLocalFile()) for each in dict.fromkeys(named)]
    return [path for path in paths if path.is_file()]


def in_clipboard() -> list[Source]:
    """What of the clipboard can be attached."""
    return carried(QGuiApplication.clipboard().mimeData())


def choose(parent: QWidget) -> list[Source]:
    """Ask for files, several at once."""
    names, _ = QFileDialog.getOpenFileNames(parent, "添加附件", "", "所有文件 (*)")
    return [Path(name) for name in names]


def take(
    context: AppContext,
    sources: Sequence[Source],
    done: Callable[[KeptFiles], None],
    parent: QWidget,
    failed: Callable[[BaseException], None] | None = None,
) -> None:
    """Keep the sources, with progress over `parent`; `done` gets what came of them.

    `failed` is called when it was cancelled or went wrong as a whole.
    """
    home = context.store.home

    def taken(result: KeptFiles) -> None:
        done(result)
        if result.refused:
            context.tell("；".join(result.refused), "bad")

    context.run(
        "正在复制附件",
        lambda progress: keep_all(home, sources, progress),
        taken,
        parent,
        failed=failed,
    )


def keep_all(home: Home, sources: Sequence[Source], progress: Progress) -> KeptFiles:
    """Keep each; one that is refused does not keep the others out. Raises Cancelled."""
    taken = KeptFiles()
    for source in sources:
        try:
            if isinstance(source, Path):
                taken.kept.append(keep(home, source, progress))
            else:
                progress(0, 0, "正在保存粘贴的图片")
                name = f"粘贴的图片 {clock.now():%Y-%m-%d %H%M%S}.png"
                taken.kept.append(keep_bytes(home, _png(source), name))
        except UserError as error:
            taken.refused.append(error.message)
    return taken


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture)
    return bytes(buffer.data().data())
