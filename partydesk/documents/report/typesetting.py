"""The report's lines in the PDF: their characters, and how they are drawn on the grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from partydesk.documents.fonts import Face, Fonts
from partydesk.documents.line_breaking import broken_lines

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_PIECE = re.compile(r'<font name="([^"]*)">(.*?)</font>|(<br/>)|([^<]+)', re.DOTALL)
_CLOSE = 3  # a line short by fewer characters than this is spread to the full width


class Glyph(NamedTuple):
    """One character with the font that has it and its width in points."""

    char: str
    font: str
    width: float


def glyphs(text: str, fonts: Fonts, face: Face, size: float) -> list[Glyph]:
    """The characters of a text without line breaks, each in a font that has it."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    main, made = fonts.name(face), []
    for found in _PIECE.finditer(fonts.markup(text, face)):
        font, piece = (found[1], found[2]) if found[1] else (main, found[4] or "")
        made += [Glyph(c, font, stringWidth(c, font, size)) for c in unescape(piece)]
    return made


def broken(
    text: Sequence[Glyph], width: float, spacing: float = 0.0, first: float = 0.0
) -> list[list[Glyph]]:
    """The lines of a paragraph; `first` is how much shorter the first one is.

    `spacing` is added between characters.
    """
    lines = broken_lines(
        [glyph.char for glyph in text],
        [glyph.width + spacing for glyph in text],
        [room + spacing + 0.01 for room in (width - first, width)],
    )
    return [list(text[line]) for line in lines] or [[]]


def _width(line: Sequence[Glyph], spacing: float) -> float:
    return sum(glyph.width for glyph in line) + spacing * (len(line) - 1)


def draw(
    canvas: Canvas,
    line: Sequence[Glyph],
    x: float,
    y: float,
    size: float,
    *,
    spacing: float = 0.0,
    spread: float = 0.0,
    align: str = "left",
    width: float = 0.0,
) -> None:
    """Draw one line with its baseline at y. `spread` is the width it is to fill, if nearly does."""
    while line and line[-1].char == " ":
        line = line[:-1]
    if not line:
        return
    own = _width(line, spacing)
    if spread and 0 < spread - own < _CLOSE * size and len(line) > 1:
        spacing += (spread - own) / (len(line) - 1)
    if align != "left":
        x += (width - own) / (2 if align == "centre" else 1)
    text = canvas.beginText(x, y)
    text.setCharSpace(spacing)
    start = 0
    for end in range(1, len(line) + 1):
        if end == len(line) or line[end].font != line[start].font:
            text.setFont(line[start].font, size)
            text.textOut("".join(glyph.char for glyph in line[start:end]))
            start = end
    text.setCharSpace(0)
    canvas.drawText(text)
