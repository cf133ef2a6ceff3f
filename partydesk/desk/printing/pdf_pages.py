"""The pages of a PDF as pictures, for the preview and for the printer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

from partydesk.records.findings import UserError

_POINTS = 72  # to the inch
_ONE_AT_A_TIME = threading.Lock()
"""PDFium knows nothing of threads."""


@dataclass(frozen=True, slots=True)
class PdfPages:
    """An open PDF: the sizes of its pages in points, and each as a picture when asked for."""

    data: bytes
    sizes: tuple[QSizeF, ...]

    def image(self, number: int, dots: float) -> QImage:
        """A page (from 0) at so many dots to the inch."""
        import pypdfium2

        with _ONE_AT_A_TIME, _Document(self.data) as document:
            bitmap = document[number].render(
                scale=dots / _POINTS,
                bitmap_maker=pypdfium2.PdfBitmap.new_native,
                force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRx,
            )
            image = QImage(
                bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride,
                QImage.Format.Format_RGB32,
            ).copy()  # fmt: skip
            bitmap.close()
        return image


def open_pages(path: Path) -> PdfPages:
    """The pages of a PDF. Raises UserError('no-preview') where nothing can draw them."""
    data = path.read_bytes()  # the file may go while its pages are being looked at
    try:
        with _ONE_AT_A_TIME, _Document(data) as document:
            sizes = tuple(QSizeF(*document[n].get_size()) for n in range(len(document)))
    except ImportError as error:
        raise UserError("no-preview", "这台电脑上没有画 PDF 的部件，不能预览和打印") from error
    return PdfPages(data, sizes)


class _Document:
    """The document, closed again whatever happens."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        self._open = pypdfium2.PdfDocument(data)

    def __enter__(self) -> Any:
        return self._open

    def __exit__(self, *_: object) -> None:
        self._open.close()
