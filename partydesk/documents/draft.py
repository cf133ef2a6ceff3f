"""A paper said once, as parts in order, and set twice: as PDF and as Word.

What needs a layout of its own (a ballot to be cut, a card) is made by hand beside these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Spacer

from partydesk.documents import tables
from partydesk.documents.page import UPRIGHT, CutLine, Printed, room
from partydesk.documents.print_job import PrintJob, lines_of

_WIDE = 156.0  # millimetres of text on a page of Word
_CELL, _SMALL = 10.5, 7.5  # points of the letters in its lists, and in those that are small
_SMALL_SIDE = 2.0  # points beside the letters of a small list
_CLOSE = 11  # points of a paper's letters that is to stand on one page
_EDGE = 20  # millimetres around a page laid across


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph: running text with its indent, or where `plain` without (an addressee, a line to
    fill in); `right` at the right edge, a `heading`, a small `note`."""

    text: str
    style: str = "body"


def plain(text: str) -> Words:
    """A line without indent."""
    return Words(text, "plain")


def right(text: str) -> Words:
    """A line at the right edge: who signs, the day."""
    return Words(text, "right")


def heading(text: str) -> Words:
    """A heading within the paper."""
    return Words(text, "heading")


def note(text: str) -> Words:
    """A small remark."""
    return Words(text, "note")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and values in a grid; one pair to a row where `wide`, else two."""

    pairs: tuple[tuple[str, str], ...]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list under its heads. `shares` divide the width of the page among the columns, `centred`
    are the places of those set in the middle, `small` makes the letters so."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    centred: frozenset[int] = frozenset()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Empty lines to write on."""

    number: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A line to sign and a date for each of these."""

    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the page is cut, or with `page` where another begins."""

    page: bool = False


Part = Words | Pairs | Listing | Lines | Signed | Cut


@dataclass(frozen=True, slots=True)
class Draft:
    """One paper: what it is called, the line below, its parts, the kind of page.

    `named` is the file's own title where several papers bear the same one; `foot` stands beside
    the page number on every page of the PDF. `close` ones are to stand on one page: Word sets them
    in smaller letters than it does other letters.
    """

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    page: str = UPRIGHT
    named: str = ""
    foot: str = ""
    close: bool = False


# -- PDF -----------------------------------------------------------------------------------------


def as_pdf(order: PrintJob, draft: Draft) -> Printed:
    """The paper ready to be set as PDF."""
    wide = room(draft.page)
    story: list[Any] = list(order.heading(draft.title, draft.subtitle))
    for part in draft.parts:
        story += _flowables(order, part, wide)
    return Printed(draft.named or draft.title, story, draft.page, draft.foot)


def _flowables(order: PrintJob, part: Part, wide: float) -> Sequence[Any]:
    lettering = order.lettering
    match part:
        case Words(text, style):
            return [lettering(line, style) for line in text.split("\n")]
        case Pairs(pairs, one):
            return [tables.form(lettering, pairs, wide, wide=one), Spacer(0, 3 * mm)]
        case Listing():
            columns = tables.widths(part.shares, wide)
            size = "small" if part.small else "cell"
            made = tables.listing(lettering, part.heads, part.rows, columns,
                                  centred=part.centred, size=size)  # fmt: skip
            return [made, Spacer(0, 3 * mm)]
        case Lines(number):
            return [tables.Ruled(number)]
        case Signed(signers):
            return [tables.signatures(lettering, signers, wide)]
        case Cut(page):
            return [PageBreak() if page else CutLine()]


# -- Word ----------------------------------------------------------------------------------------

_STYLES = {"body": "Text", "plain": "Normal", "right": "Ending", "heading": "Heading2",
           "note": "Normal"}  # fmt: skip


def as_word(order: PrintJob, draft: Draft, target: Path) -> None:
    """Write the paper as Word. The same records always give the same bytes."""
    from docx.enum.section import WD_ORIENT

    from partydesk.documents.report import word

    document = word.opened()
    wide = _WIDE
    if draft.page != UPRIGHT:
        section = document.sections[0]
        high, across = section.page_height, section.page_width
        section.orientation, section.page_width = WD_ORIENT.LANDSCAPE, high
        section.page_height = across
        for side in ("top_margin", "bottom_margin", "left_margin", "right_margin"):
            setattr(section, side, _EDGE * 36000)
        edges = (section.left_margin or 0) + (section.right_margin or 0)
        wide = ((high or 0) - edges) / 36000  # EMU in a millimetre
    word.fill(document, _parts(draft, wide), bound=True)
    word.write(document, draft.named or draft.title, order.name, target)


def _parts(draft: Draft, wide: float) -> list[str]:
    made = [_line("Title", draft.title)]
    made += [_line("CellHead", line, points=_CELL) for line in lines_of(draft.subtitle)]
    for part in draft.parts:
        made += _elements(part, wide, _CLOSE if draft.close else 0)
    return made


def _line(style: str, text: str, properties: str = "", points: float = 0) -> str:
    from partydesk.documents.report.templates import Run
    from partydesk.documents.report.word import paragraph, runs_of

    if points:
        # Lines as high as these letters ask for; in the order in which Word wants properties.
        properties += f'<w:spacing w:line="{round(points * 32)}" w:lineRule="exact"/>'
    return paragraph(style, runs_of((Run(text),), points), properties)


def _gap() -> str:
    """What is left below a table."""
    return _line("Normal", "", points=_SMALL)


def _ruled(style: str, kind: str) -> str:
    """An empty paragraph with a line at its foot, also where the next one has the same."""
    edges = "".join(
        f'<w:{side} w:val="{kind}" w:sz="4" w:space="1" w:color="auto"/>'
        for side in ("bottom", "between")
    )
    return _line(style, "", f"<w:pBdr>{edges}</w:pBdr>")


def _elements(part: Part, wide: float, points: float = 0) -> list[str]:
    from partydesk.documents.report.content import Table
    from partydesk.documents.report.word import TO_SIGN, table_of

    match part:
        case Words(text, style):
            kept = "<w:keepNext/>" if style == "heading" else ""
            size = min(points or _CELL, _CELL) if style == "note" else points
            return [_line(_STYLES[style], line, kept, size) for line in text.split("\n")]
        case Pairs(pairs, one):
            rows = _in_rows(pairs, 1 if one else 2)
            label = 28.0
            sides: tuple[float, ...] = (label, wide - label)
            columns = sides if one else (label, wide / 2 - label) * 2
            table = Table("", (), columns, rows, frozenset({0, 2}), points=_CELL)
            return [table_of(table), _gap()]
        case Listing():
            whole = sum(part.shares)
            shared = tuple(wide * share / whole for share in part.shares)
            listed = part.rows or (("（没有记录）", *[""] * (len(part.heads) - 1)),)
            table = Table(
                "", part.heads, shared, listed, part.centred, right=tables.amounts(part.rows),
                points=_SMALL if part.small else _CELL,
                side=_SMALL_SIDE if part.small else 0,
            )  # fmt: skip
            return [table_of(table), _gap()]
        case Lines(number):
            return [_ruled("Normal", "single")] * number
        case Signed(signers):
            return [_line("Ending", f"{who}{TO_SIGN}", "", points) for who in signers]
        case Cut(page):
            if page:
                return ['<w:p><w:r><w:br w:type="page"/></w:r></w:p>']
            return [_ruled("Normal", "dashed"), _gap()]


def _in_rows(pairs: Sequence[tuple[str, str]], across: int) -> tuple[tuple[str, ...], ...]:
    """The pairs side by side; a last row is filled up with empty ones."""
    rows = []
    for start in range(0, len(pairs), across):
        part = [*pairs[start : start + across]]
        part += [("", "")] * (across - len(part))
        rows.append(tuple(text for pair in part for text in pair))
    return tuple(rows)
