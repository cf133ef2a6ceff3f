"""The page: A4 upright or across, margins, page numbers "第 x 页 共 y 页", page references.

The document is set once: pages are kept until the last one is known, then the total and the page
references are filled in. Nothing is set twice, however long an archive is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from partydesk.documents.closing import closed
from partydesk.documents.fonts import Face
from partydesk.documents.prose import Prose
from partydesk.documents.text_styles import TextStyle
from partydesk.store.progress import Progress

UPRIGHT, ACROSS, BARE, CARD = "upright", "across", "bare", "card"
_SIZES = {UPRIGHT: A4, ACROSS: landscape(A4), BARE: A4, CARD: landscape(A5)}
# Left, top, right, bottom in mm; the left one holds the punch holes.
_MARGINS = {
    UPRIGHT: (25, 20, 20, 20),
    ACROSS: (13, 15, 12, 15),
    BARE: (25, 20, 20, 20),
    CARD: (22, 22, 22, 20),
}
_FOOT = 10 * mm  # from the lower edge


def room(page: str) -> float:
    """The width for text on a kind of page, in points."""
    left, _, right, _ = _MARGINS[page]
    return float(_SIZES[page][0] - (left + right) * mm)


def height(page: str) -> float:
    """The height for text on a kind of page, in points."""
    _, top, _, bottom = _MARGINS[page]
    return float(_SIZES[page][1] - (top + bottom) * mm)


@dataclass
class Printed:
    """One paper ready to be set: what it is called, on which page it begins, what is on it.

    `foot` stands beside the page number on every page.
    """

    title: str
    story: list[Any]
    page: str = UPRIGHT
    foot: str = ""


class Marked(Prose):
    """A heading other pages can refer to, and an entry of the outline that readers show."""

    key: str = ""
    entry: str = ""
    level: int = 0

    def draw(self) -> None:
        """Set the heading and note the page it came to stand on."""
        if self.key:
            self.canv.mark(self.key, self.entry, self.level)
        super().draw()


def marked(prose: Prose, key: str, entry: str, level: int = 0) -> Marked:
    """Make a text a heading that `PageOf(key)` refers to."""
    made = Marked(None, prose.style, frags=prose.frags)
    made.key, made.entry, made.level = key, entry, level
    return made


class CutLine(Flowable):  # type: ignore[misc] # reportlab ships no types
    """A broken line from edge to edge, to cut along."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.width = width
        return width, 12 * mm

    def draw(self) -> None:
        """The line, half-way down."""
        self.canv.setDash(4, 3)
        self.canv.setLineWidth(0.6)
        self.canv.line(0, 6 * mm, self.width, 6 * mm)


class PageOf(Flowable):  # type: ignore[misc] # reportlab ships no types
    """The number of the page a heading stands on, filled in when all pages are there.

    With `text` a line of contents: the text, dots, the number.
    """

    def __init__(self, key: str, font: str, size: float, leading: float, centred: bool) -> None:
        super().__init__()
        self.key, self._font, self._size = key, font, size
        self._leading, self._centred = leading, centred

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as there is room, one line high."""
        self.width, self.height = width, self._leading
        return width, self._leading

    def draw(self) -> None:
        """Ask for the number at this place."""
        x = self.width / 2 if self._centred else self.width
        y = (self._leading - self._size) / 2 + 0.12 * self._size
        at = self.canv.absolutePosition(x, y)
        self.canv.refer(self.key, at, self._font, self._size, self._centred)


@dataclass
class _Ledger:
    """What is to be filled in on the pages kept: marks and references by page number."""

    marks: dict[int, list[tuple[str, str, int]]] = field(default_factory=dict)
    references: dict[int, list[tuple[str, tuple[float, float], str, float, bool]]] = field(
        default_factory=dict
    )
    pages: dict[str, int] = field(default_factory=dict)


class _Canvas(Canvas):  # type: ignore[misc] # reportlab ships no types
    """Keeps the pages until their number is known."""

    foot = ""
    foot_font = ("Helvetica", 9.0)
    foot_markup: Any = None

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        self._kept: list[dict[str, Any]] = []
        self._ledger = _Ledger()
        self._footed: set[int] = set()

    def mark(self, key: str, entry: str, level: int) -> None:
        """Note that a heading stands on the present page."""
        page = self.getPageNumber()
        if key not in self._ledger.pages:
            self._ledger.pages[key] = page
            self._ledger.marks.setdefault(page, []).append((key, entry, level))

    def refer(
        self, key: str, at: tuple[float, float], font: str, size: float, centred: bool
    ) -> None:
        """Have the page number of a heading filled in at this place of the present page."""
        page = self.getPageNumber()
        self._ledger.references.setdefault(page, []).append((key, at, font, size, centred))

    def footed(self) -> None:
        """Give the present page a foot."""
        self._footed.add(self.getPageNumber())

    def showPage(self) -> None:
        """Keep the page."""
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Fill in the numbers and write all pages."""
        total = len(self._kept)
        for page in self._kept:
            self.__dict__.update(page)
            self._fill(self.getPageNumber(), total)
            super().showPage()
        super().save()

    def _fill(self, number: int, total: int) -> None:
        for key, entry, level in self._ledger.marks.get(number, ()):
            self.bookmarkPage(key)
            self.addOutlineEntry(entry, key, level, closed=True)
        for key, (x, y), font, size, centred in self._ledger.references.get(number, ()):
            text = str(self._ledger.pages.get(key, ""))
            self.setFont(font, size)
            (self.drawCentredString if centred else self.drawRightString)(x, y, text)
        if number in self._footed:
            self._draw_foot(number, total)

    def _draw_foot(self, number: int, total: int) -> None:
        width = self._pagesize[0]
        self.setFont(*self.foot_font)
        self.drawCentredString(width / 2, _FOOT, f"第 {number} 页 共 {total} 页")
        if self.foot_markup is not None:
            _, high = self.foot_markup.wrap(60 * mm, 100)
            right = width - _MARGINS[UPRIGHT][2] * mm
            self.foot_markup.drawOn(self, right - 60 * mm, _FOOT + 9 - high + 1.5)


def _template(page: str) -> PageTemplate:
    wide, high = _SIZES[page]
    left, top, right, bottom = _MARGINS[page]
    frame = Frame(
        left * mm,
        bottom * mm,
        wide - (left + right) * mm,
        high - (top + bottom) * mm,
        *(0, 0, 0, 0),
        id=page,
    )
    footed = page in (UPRIGHT, ACROSS)
    return PageTemplate(
        page,
        [frame],
        pagesize=(wide, high),
        onPage=lambda canvas, _: canvas.footed() if footed else None,
    )


def set_paper(
    path: Path, printed: Printed, lettering: TextStyle, author: str, progress: Progress
) -> None:
    """Write a paper to this path as PDF, telling `progress` of each page."""
    font = lettering.fonts.name(Face.SONG)
    foot = lettering(printed.foot, "note-right") if printed.foot else None

    class Footed(_Canvas):
        foot_font = (font, 9.0)
        foot_markup = foot

    kinds: Sequence[str] = (printed.page, *(p for p in _SIZES if p != printed.page))
    document = BaseDocTemplate(
        str(path),
        pageTemplates=[_template(page) for page in kinds],
        pagesize=_SIZES[printed.page],
        title=printed.title,
        author=author,
        creator="支部工作台",
        lang="zh-CN",
    )
    document.setProgressCallBack(
        lambda kind, number: progress(0, 0, f"第 {number} 页") if kind == "PAGE" else None
    )
    document.build(closed(printed.story), canvasmaker=Footed)
