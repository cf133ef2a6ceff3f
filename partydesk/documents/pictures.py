"""Photographs on paper: side by side, each with its caption below it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Image, KeepTogether, Table

from partydesk.documents.photographs import Photograph
from partydesk.documents.text_styles import TextStyle

_GAP = 4 * mm


def pictures(
    lettering: TextStyle,
    photos: Sequence[Photograph],
    wide: float,
    *,
    across: int = 2,
    highest: float = 85 * mm,
) -> list[Any]:
    """Rows of `across` photographs in a width of points, none higher than `highest`."""
    column = (wide - _GAP * (across - 1)) / across
    rows: list[Any] = []
    for start in range(0, len(photos), across):
        part = photos[start : start + across]
        blanks = [""] * (across - len(part))
        cells = [_image(photo, column, highest) for photo in part]
        captions = [lettering(photo.caption, "cell-centre") for photo in part]
        table = Table(
            [[*cells, *blanks], [*captions, *blanks]],
            colWidths=[wide / across] * across,
            style=[
                ("ALIGN", (0, 0), (-1, -1), "CENTER"),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
            ],
        )
        rows.append(KeepTogether([table]))
    return rows


def _image(photo: Photograph, wide: float, high: float) -> Image:
    scale = min((wide - 6) / photo.width, high / photo.height)
    return Image(io.BytesIO(photo.content), photo.width * scale, photo.height * scale)
