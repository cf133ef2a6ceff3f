"""Tables of papers: lists with repeated heads, forms of labels and values, lines to sign on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from partydesk.documents.prose import Prose
from partydesk.documents.text_styles import TextStyle

_RULE = 0.5  # points
_PADDING = 6  # points, left and right of a cell together
_HIGHEST = 200  # points; a higher row would leave too much of a page empty
_BY_HAND = 9 * mm  # the height of a row that hands are to write in
_SHADE = colors.Color(0.95, 0.95, 0.95)
_GRID = [
    ("GRID", (0, 0), (-1, -1), _RULE, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
]


def widths(shares: Sequence[float], room: float) -> list[float]:
    """These shares of a width, in points."""
    return [room * share / sum(shares) for share in shares]


def listing(
    lettering: TextStyle,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    columns: Sequence[float],
    *,
    centred: frozenset[int] = frozenset(),
    size: str = "cell",
    row_height: float | None = None,
    empty: str = "（没有记录）",
) -> Table:
    """A list: its heads again on every page, a row too high for a page in several.

    `columns` are widths in points, `centred` the columns set in the middle, `row_height` the
    height of every row in points where hands are to write in it.
    """
    head = "small-head" if size == "small" else "head"
    sums = amounts(rows)
    cells: list[list[Any]] = [[lettering(text, head) for text in heads]]
    for row in rows:
        made = [
            lettering(value, _style_of(size, number, centred, sums))
            if isinstance(value, str)
            else value
            for number, value in enumerate(row)
        ]
        cells += _pieces(made, columns, lettering("续", f"{size}-centre"))
    style: list[Any] = [*_GRID, ("BACKGROUND", (0, 0), (-1, 0), _SHADE)]
    if not rows:
        cells.append([lettering(empty, f"{size}-centre"), *([""] * (len(heads) - 1))])
        style.append(("SPAN", (0, 1), (-1, 1)))
    if size == "small":
        style += [("LEFTPADDING", (0, 0), (-1, -1), 1.5), ("RIGHTPADDING", (0, 0), (-1, -1), 1.5)]
    heights: list[float | None] | None = None
    if row_height:
        heights = [None, *(row_height if _low(row, columns) else None for row in cells[1:])]
    elif rows and len(cells) == len(rows) + 1 and not all(map(any, rows)):
        # What is empty from edge to edge is written in by hand.
        heights = [None, *(None if any(row) else _BY_HAND for row in rows)]
    return Table(cells, colWidths=list(columns), rowHeights=heights, repeatRows=1, style=style)


_AMOUNT = re.compile(r"-?[\d,]+\.\d\d")


def amounts(rows: Sequence[Sequence[Any]]) -> frozenset[int]:
    """The columns of money: all that is in them are amounts with two decimals, or words in the
    place of one. They stand at the right, so that their points are below each other."""
    found = set()
    for place in range(len(rows[0]) if rows else 0):
        told = [row[place] for row in rows if isinstance(row[place], str) and row[place]]
        money = sum(bool(_AMOUNT.fullmatch(text)) for text in told)
        if money and 2 * money > len(told):
            found.add(place)
    return frozenset(found)


def _style_of(size: str, place: int, centred: frozenset[int], sums: frozenset[int]) -> str:
    if place in sums:
        return f"{size}-right"
    return f"{size}-centre" if place in centred else size


def _pieces(row: list[Any], columns: Sequence[float], mark: Any) -> list[list[Any]]:
    """The row, or several that hold its texts one after the other where one is very long.

    `mark` stands in the first column of the later ones. (reportlab's own splitting of a row loses
    texts where a head is repeated.)
    """
    made: list[list[Any]] = []
    while True:
        now: list[Any] = []
        rest: list[Any] = []
        for cell, column in zip(row, columns, strict=True):
            parts = [cell]
            if isinstance(cell, Prose) and _may_exceed(cell, column):
                room = column - _PADDING
                cell.wrap(room, _HIGHEST)
                parts = cell.split(room, _HIGHEST)
            now.append(parts[0])
            rest.append(parts[1] if len(parts) > 1 else "")
        made.append(now)
        if not any(rest):
            return made
        row = [rest[0] or mark, *rest[1:]]


def _may_exceed(cell: Prose, column: float) -> bool:
    """Whether a text may be higher than a row should be, judged by its length alone."""
    letters = sum(len(frag.text or "") + 30 * hasattr(frag, "lineBreak") for frag in cell.frags)
    across = max(1, int((column - _PADDING) / cell.style.fontSize))
    height: float = letters / across * cell.style.leading
    return height > _HIGHEST / 2


def _low(row: list[Any], columns: Sequence[float]) -> bool:
    """Whether every text of a row is one line."""
    return all(
        cell.wrap(column - _PADDING, _HIGHEST)[1] < 1.5 * cell.style.leading
        for cell, column in zip(row, columns, strict=True)
        if isinstance(cell, Prose)
    )


def form(
    lettering: TextStyle, pairs: Sequence[tuple[str, str]], room: float, *, wide: bool = False
) -> Table:
    """Labels and values in a grid, two pairs to a row, or one where `wide`."""
    across = 1 if wide else 2
    label = 26 * mm
    columns = [label, room / across - label] * across
    cells: list[list[Any]] = []
    style: list[Any] = list(_GRID)
    for start in range(0, len(pairs), across):
        part = list(pairs[start : start + across])
        row: list[Any] = []
        for name, value in part:
            row += [lettering(name, "head"), lettering(value, "cell")]
        spanned = len(part) < across
        if spanned:
            row += [""] * (2 * (across - len(part)))
        for piece in _pieces(row, columns, ""):
            if spanned:
                style.append(("SPAN", (1, len(cells)), (-1, len(cells))))
            cells.append(piece)
    style += [("BACKGROUND", (2 * n, 0), (2 * n, -1), _SHADE) for n in range(across)]
    if not wide and len(pairs) % 2:
        style[-1] = ("BACKGROUND", (2, 0), (2, -2), _SHADE)
    return Table(cells, colWidths=columns, style=style)


class Ruled(Flowable):  # type: ignore[misc] # reportlab ships no types
    """Empty lines to write on."""

    def __init__(self, lines: int, gap: float = 9 * mm) -> None:
        super().__init__()
        self._lines, self._gap = lines, gap

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.width, self.height = width, self._lines * self._gap
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The lines that still fit, and the rest."""
        fits = int(height // self._gap)
        return [Ruled(fits, self._gap), Ruled(self._lines - fits, self._gap)] if fits else []

    def draw(self) -> None:
        """Thin lines from edge to edge."""
        self.canv.setLineWidth(0.4)
        for number in range(self._lines):
            self.canv.line(0, number * self._gap, self.width, number * self._gap)


class Signing(KeepTogether):  # type: ignore[misc] # reportlab ships no types
    """Who signs, with the gaps around: set with what stands above it (`closing.closed`)."""

    @property
    def parts(self) -> list[Flowable]:
        """The gaps and the lines."""
        return list(self._content)


def signatures(lettering: TextStyle, signers: Sequence[str], room: float) -> Flowable:
    """A line to sign and a date for each signer, kept together at the end of a paper."""
    cells = [
        [lettering(f"{signer}（签字）：", "plain"), "", lettering("年　　月　　日", "right")]
        for signer in signers
    ]
    label = max(_width_of(lettering, f"{signer}（签字）：") for signer in signers) + 4
    date = 42 * mm
    table = Table(
        cells,
        colWidths=[label, min(60 * mm, room - label - date), date],
        rowHeights=[13 * mm] * len(signers),
        hAlign="RIGHT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("LINEBELOW", (1, 0), (1, -1), _RULE, colors.black),
            *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ],
    )
    return Signing([Spacer(0, 4 * mm), table, Spacer(0, 3 * mm)])


def _width_of(lettering: TextStyle, text: str) -> float:
    """The width of a text in the style of running text, in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    style = lettering.style("plain")
    return float(stringWidth(text, style.fontName, style.fontSize))
