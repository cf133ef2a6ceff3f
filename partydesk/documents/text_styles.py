"""The styles of printed papers: which typeface in which size for what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from partydesk.documents.fonts import Face, Fonts
from partydesk.documents.prose import Prose


@dataclass(frozen=True, slots=True)
class _TextStyle:
    """Sizes in points; `indent` in characters of the first line."""

    face: Face
    size: float
    leading: float
    alignment: int = TA_LEFT
    indent: int = 0
    before: float = 0
    after: float = 0


_STYLES = {
    "title": _TextStyle(Face.TITLE, 20, 28, TA_CENTER),
    "subtitle": _TextStyle(Face.KAI, 11, 16, TA_CENTER, after=6),
    "heading": _TextStyle(Face.HEI, 12, 18, before=8, after=2),
    "body": _TextStyle(Face.FANGSONG, 12, 21, indent=2),
    "plain": _TextStyle(Face.FANGSONG, 12, 20),
    "right": _TextStyle(Face.FANGSONG, 12, 20, TA_RIGHT),
    "cell": _TextStyle(Face.SONG, 9.5, 13.5),
    "cell-centre": _TextStyle(Face.SONG, 9.5, 13.5, TA_CENTER),
    "cell-right": _TextStyle(Face.SONG, 9.5, 13.5, TA_RIGHT),
    "head": _TextStyle(Face.HEI, 9.5, 13.5, TA_CENTER),
    "small": _TextStyle(Face.SONG, 7, 9.5),
    "small-centre": _TextStyle(Face.SONG, 7, 9.5, TA_CENTER),
    "small-right": _TextStyle(Face.SONG, 7, 9.5, TA_RIGHT),
    "small-head": _TextStyle(Face.HEI, 7, 9.5, TA_CENTER),
    "note": _TextStyle(Face.KAI, 9.5, 14),
    "note-right": _TextStyle(Face.KAI, 9.5, 14, TA_RIGHT),
    "cover": _TextStyle(Face.TITLE, 30, 44, TA_CENTER),
    "cover-line": _TextStyle(Face.FANGSONG, 16, 30, TA_CENTER),
    "contents": _TextStyle(Face.FANGSONG, 12, 20),
    "card-title": _TextStyle(Face.TITLE, 26, 36, TA_CENTER),
    "card": _TextStyle(Face.KAI, 14, 25, indent=2),
    "card-name": _TextStyle(Face.KAI, 14, 25),
    "card-right": _TextStyle(Face.KAI, 13, 22, TA_RIGHT),
}


class TextStyle:
    """Makes texts for paper in the system's fonts."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.style = cache(self._style)

    def __call__(self, text: str, style: str = "body", **changed: object) -> Prose:
        """A text in one of the styles; line breaks in it are kept."""
        made = self.style(style)
        if changed:
            made = made.clone(f"{style}-changed", **changed)
        return Prose(self.fonts.markup(text, _STYLES[style].face), made)

    def paragraphs(self, text: str, style: str = "body") -> list[Prose]:
        """A long text, each of its lines a paragraph of its own."""
        return [self(line.strip(), style) for line in text.splitlines() if line.strip()]

    def _style(self, name: str) -> ParagraphStyle:
        wanted = _STYLES[name]
        return ParagraphStyle(
            name,
            fontName=self.fonts.name(wanted.face),
            fontSize=wanted.size,
            leading=wanted.leading,
            alignment=wanted.alignment,
            firstLineIndent=wanted.indent * wanted.size,
            spaceBefore=wanted.before,
            spaceAfter=wanted.after,
            wordWrap="CJK",
        )
