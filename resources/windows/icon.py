"""Draws resources/icons/partydesk.ico from partydesk.svg: `python resources/windows/icon.py`."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parents[1] / "icons"
# What Windows asks for: lists, the task bar at 100 % to 200 %, the desktop, large icons.
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def drawn(renderer: QSvgRenderer, size: int) -> bytes:
    """The drawing as a PNG of `size` pixels a side."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    into = QByteArray()
    buffer = QBuffer(into)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(into.data())


def icon(pictures: dict[int, bytes]) -> bytes:
    """An .ico of PNG pictures, by their pixels a side."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    for size, picture in pictures.items():
        side = size % 256  # 256 is written as 0
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + b"".join(pictures.values())


if __name__ == "__main__":
    renderer = QSvgRenderer(str(ICONS / "partydesk.svg"))
    made = icon({size: drawn(renderer, size) for size in SIZES})
    (ICONS / "partydesk.ico").write_bytes(made)
