"""Chinese lines for the PDF: where they break, and how they are drawn on the grid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from partydesk.documents.fonts import Face, Fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

# What may not begin a line, and what may not end one.
_NOT_FIRST = set("，。、；：？！）》〉〕】」』”’…—·％%,.;:?!)]}")
_NOT_LAST = set("（《〈〔【「『“‘([{")
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

    Numbers and words stay whole, closing marks are kept from a line's beginning and opening ones
    from its end. `spacing` is added between characters.
    """
    lines: list[list[Glyph]] = []
    line: list[Glyph] = []
    room = width - first
    for unit in _units(text):
        if line and _width((*line, *unit), spacing) > room + 0.01:
            carried = _carried(line, unit)
            lines.append(line[: len(line) - len(carried)])
            line, room = carried, width
        line += unit
        while _width(line, spacing) > room + 0.01 and len(line) > 1:
            # A word longer than a line is cut.
            fits = len(line) - 1
            while fits > 1 and _width(line[:fits], spacing) > room:
                fits -= 1
            lines.append(line[:fits])
            line, room = line[fits:], width
    return [*lines, line] if line or not lines else lines


def _units(text: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    word: list[Glyph] = []
    for glyph in text:
        if "!" <= glyph.char <= "~":
            word.append(glyph)
            continue
        if word:
            yield word
            word = []
        yield [glyph]
    if word:
        yield word


def _carried(line: Sequence[Glyph], unit: Sequence[Glyph]) -> list[Glyph]:
    """What of the line's end has to go down with the unit that does not fit."""
    cut = len(line)
    following = unit[0].char
    while cut > 1 and (following in _NOT_FIRST or line[cut - 1].char in _NOT_LAST):
        cut -= 1
        following = line[cut].char
        while cut > 1 and "!" <= following <= "~" and "!" <= line[cut - 1].char <= "~":
            cut -= 1
            following = line[cut].char
    return list(line[cut:]) if cut > 1 else []


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
