"""A small picture of an attached photo, read off the screen when it is first seen."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import icons, theme
from partydesk.store import attachments
from partydesk.store.attachments import Kept
from partydesk.store.home import Home

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext

SIDE = 40  # pixels
_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp")
_LARGEST = 60 * 2**20  # bytes of a file that is still read for its picture
_REMEMBERED = 200  # pictures of SIDE × SIDE pixels

_read: OrderedDict[tuple[str, int], QImage] = OrderedDict()


class Thumbnail(QWidget):
    """The picture, or a paper for what is none. It only shows what the words beside it say."""

    def __init__(self, context: AppContext, kept: Kept, side: int = SIDE) -> None:
        super().__init__()
        self._context, self._kept, self._side = context, kept, side
        self._asked = False
        self.setFixedSize(side, side)

    @property
    def picture(self) -> QImage | None:
        """What was read, or None."""
        return _read.get((self._kept.sha256, self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._ask()
        now = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPainterPath()
        edge.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.fillPath(edge, QColor(now.idle_ground))
        picture = self.picture
        if picture is None:
            middle = QRectF(0, 0, 20, 20)
            middle.moveCenter(QRectF(self.rect()).center())
            icons.paint(painter, "sheet", middle, QColor(now.text2))
        else:
            painter.setClipPath(edge)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), picture)
        painter.end()

    def _ask(self) -> None:
        """Read the picture, the first time it is to be seen."""
        key = (self._kept.sha256, self._side)
        if self._asked or key in _read or not _readable(self._kept):
            return
        self._asked = True
        home, kept = self._context.store.home, self._kept
        side = round(self._side * self.devicePixelRatioF())

        def done(picture: QImage) -> None:
            if picture.isNull():
                return
            _read[key] = picture
            while len(_read) > _REMEMBERED:
                _read.popitem(last=False)
            self.update()

        self._context.query("正在看照片", lambda _progress: _small_of(home, kept, side), done, self)


def _readable(kept: Kept) -> bool:
    return kept.name.lower().endswith(_PICTURES) and kept.size <= _LARGEST


def _small_of(home: Home, kept: Kept, side: int) -> QImage:
    try:
        return small(attachments.content(home, kept), side)
    except OSError:
        return QImage()


def small(content: bytes, side: int) -> QImage:
    """The middle of a picture as a square of `side` pixels; a null image for what is none."""
    held = QByteArray(content)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and not size.isEmpty():
        # A photo of many megapixels is decoded no larger than it is shown.
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    picture = reader.read()
    if picture.isNull():
        return picture
    picture = picture.scaled(
        QSize(side, side),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    return picture.copy((picture.width() - side) // 2, (picture.height() - side) // 2, side, side)
