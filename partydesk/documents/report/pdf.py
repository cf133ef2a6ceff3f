"""The report as PDF by reportlab: the same words on the same grid as the .docx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from partydesk.documents.fonts import Face, Fonts, fonts
from partydesk.documents.report import paper as sheet
from partydesk.documents.report.content import Report, Table
from partydesk.documents.report.paper import Gap, Line, NewPage, Piece, Style, paper
from partydesk.documents.report.templates import text_of
from partydesk.documents.report.typesetting import Glyph, broken, draw, glyphs

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_MM = 72 / 25.4
_HEIGHT = sheet.PAGE[1] * _MM
_LEFT, _WIDTH = sheet.LEFT * _MM, sheet.WIDTH * _MM
_TOP, _FLOOR = _HEIGHT - sheet.TOP * _MM, sheet.BOTTOM * _MM
_CELL = _WIDTH / sheet.CELLS
# 28 characters of 16 points are a little wider than the text: set closer, as in the .docx.
_SPACING = -0.22
_FACES = {
    Style.TITLE: Face.TITLE,
    Style.PART: Face.HEI,
    Style.SECTION: Face.KAI,
    Style.LABEL: Face.HEI,
}
_INDENT = {Style.PART: 2, Style.SECTION: 2, Style.BODY: 2, Style.NOTE: 5}


def write_pdf(report: Report, target: Path) -> None:
    """Write the report to a file. The same report always gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(
        str(target), pagesize=(sheet.PAGE[0] * _MM, _HEIGHT), invariant=1, pageCompression=1
    )
    canvas.setTitle(report.title.replace("\n", ""))
    canvas.setAuthor(report.organisation)
    press = _Press(canvas, fonts())
    pieces = list(paper(report))
    for place, piece in enumerate(pieces):
        press.keep_together(pieces[place:])
        if isinstance(piece, Line):
            press.line(piece)
        elif isinstance(piece, Gap):
            press.gap()
        elif isinstance(piece, NewPage):
            press.new_page()
        else:
            press.table(piece)
    press.finish()


class _Press:
    """Puts lines and tables on pages, from the top down; `y` is where the next one begins."""

    def __init__(self, canvas: Canvas, faces: Fonts) -> None:
        self._canvas = canvas
        self._fonts = faces
        self._page = 1
        self._y = _TOP

    def keep_together(self, pieces: Sequence[Piece]) -> None:
        """Begin a new page if what is to stay with the next piece's beginning does not fit."""
        height = 0.0
        for piece in pieces:
            if not isinstance(piece, Line | Gap):
                break
            if not piece.keep:
                height += sheet.LINE if height else 0.0
                break
            count = len(self._broken(piece)) if isinstance(piece, Line) else 1
            height += count * sheet.LINE
        if height and height <= _TOP - _FLOOR:
            self._need(height)

    def line(self, line: Line) -> None:
        """A paragraph."""
        if line.style is Style.TITLE:
            self._title(text_of(line.runs))
            return
        indent, hanging = _indents(line)
        room = _WIDTH - hanging - line.right * _CELL
        lines = self._broken(line)
        for number, each in enumerate(lines):
            self._need(sheet.LINE)
            self._y -= sheet.LINE
            inset = indent if number == 0 else hanging
            y = self._y + _baseline(sheet.LINE, sheet.SIZE)
            if line.style is Style.RIGHT:
                draw(self._canvas, each, _LEFT, y, sheet.SIZE, spacing=_SPACING,
                     align="right", width=room)  # fmt: skip
                continue
            last = number == len(lines) - 1
            draw(self._canvas, each, _LEFT + inset, y, sheet.SIZE, spacing=_SPACING,
                 spread=0.0 if last else room + hanging - inset)  # fmt: skip

    def _broken(self, line: Line) -> list[list[Glyph]]:
        face = _FACES.get(line.style, Face.FANGSONG)
        indent, hanging = _indents(line)
        text = glyphs(text_of(line.runs), self._fonts, face, sheet.SIZE)
        room = _WIDTH - hanging - line.right * _CELL
        return broken(text, room, _SPACING, indent - hanging)

    def gap(self) -> None:
        """An empty line; at the head of a page it is kept."""
        self._need(sheet.LINE)
        self._y -= sheet.LINE

    def new_page(self) -> None:
        """Number this page and begin another."""
        self._number()
        self._canvas.showPage()
        self._page += 1
        self._y = _TOP

    def finish(self) -> None:
        """Number the last page and close the file."""
        self._number()
        self._canvas.showPage()
        self._canvas.save()

    def table(self, table: Table) -> None:
        """A table; its header is repeated on each page, a row goes over a page only if it must."""
        widths = [width * _MM for width in table.widths]
        head = self._cells(table.headers, widths, Face.HEI)
        tallest = _TOP - _FLOOR - _row_height(head)
        self._need(_row_height(head) + sheet.SMALL_LINE + 2 * sheet.CELL_EDGE + sheet.RULE)
        everywhere = frozenset(range(len(widths)))
        self._row(head, widths, everywhere)
        for number, row in enumerate(table.rows):
            bars = {place: shares[number] for place, shares in table.bars.items()}
            rest = self._cells(row, widths, Face.FANGSONG)
            while rest:
                room = self._y - _FLOOR
                height = _row_height(rest)
                if height > room + 0.1 and height <= tallest:
                    room = 0.0
                fits = int((room - 2 * sheet.CELL_EDGE - sheet.RULE + 0.1) // sheet.SMALL_LINE)
                if fits < 1:
                    self.new_page()
                    self._row(head, widths, everywhere)
                    continue
                self._row([cell[:fits] for cell in rest], widths, table.centred, bars)
                rest = [cell[fits:] for cell in rest]
                if not any(rest):
                    break

    def _cells(
        self, texts: Sequence[str], widths: Sequence[float], face: Face
    ) -> list[list[list[Glyph]]]:
        return [
            broken(glyphs(text, self._fonts, face, sheet.SMALL_SIZE), width - 2 * sheet.CELL_SIDE)
            for text, width in zip(texts, widths, strict=True)
        ]

    def _row(
        self,
        row: Sequence[Sequence[Sequence[Glyph]]],
        widths: Sequence[float],
        centred: frozenset[int],
        bars: Mapping[int, float] | None = None,
    ) -> None:
        height = _row_height(row)
        self._canvas.setLineWidth(sheet.RULE)
        x = _LEFT
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            self._canvas.rect(x, self._y - height, width, height)
            room = width - 2 * sheet.CELL_SIDE
            y = self._y - (height - len(cell) * sheet.SMALL_LINE) / 2
            for line in cell:
                y -= sheet.SMALL_LINE
                draw(self._canvas, line, x + sheet.CELL_SIDE,
                     y + _baseline(sheet.SMALL_LINE, sheet.SMALL_SIZE), sheet.SMALL_SIZE,
                     align="centre" if place in centred else "left", width=room)  # fmt: skip
            if bars and (share := bars.get(place, 0.0)) > 0:
                self._bar(x + sheet.CELL_SIDE, self._y - height, room * share, height)
            x += width
        self._y -= height

    def _bar(self, x: float, y: float, width: float, height: float) -> None:
        edge = sheet.CELL_EDGE + sheet.RULE
        self._canvas.setFillGray(sheet.BAR_GREY)
        self._canvas.rect(x, y + edge, width, height - 2 * edge, stroke=0, fill=1)
        self._canvas.setFillGray(0)

    def _title(self, title: str) -> None:
        lines = title.split("\n")
        self._need(len(lines) * sheet.TITLE_LINE)
        for each in lines:
            text = glyphs(each, self._fonts, Face.TITLE, sheet.TITLE_SIZE)
            for line in broken(text, _WIDTH):
                self._need(sheet.TITLE_LINE)
                self._y -= sheet.TITLE_LINE
                draw(self._canvas, line, _LEFT,
                     self._y + _baseline(sheet.TITLE_LINE, sheet.TITLE_SIZE), sheet.TITLE_SIZE,
                     align="centre", width=_WIDTH)  # fmt: skip

    def _need(self, height: float) -> None:
        if self._y - height < _FLOOR - 0.1:
            self.new_page()

    def _number(self) -> None:
        """— n —: odd pages at the right, even ones at the left, one character in."""
        odd = self._page % 2 == 1
        size = sheet.NUMBER_SIZE
        line = glyphs(f"— {self._page} —", self._fonts, Face.SONG, size)
        draw(self._canvas, line, _LEFT + (0.0 if odd else size),
             sheet.FOOTER_UP + _baseline(sheet.NUMBER_LINE, size), size,
             align="right" if odd else "left", width=_WIDTH - size)  # fmt: skip


def _indents(line: Line) -> tuple[float, float]:
    """How far in the first line stands, and the others: those of a note stand under its first."""
    indent = _INDENT.get(line.style, 0) * _CELL
    return indent, indent if line.style is Style.NOTE else 0.0


def _baseline(line: float, size: float) -> float:
    """How far above a line's lower edge its characters stand."""
    return (line - size) / 2 + 0.14 * size


def _row_height(row: Sequence[Sequence[object]]) -> float:
    return max(map(len, row)) * sheet.SMALL_LINE + 2 * sheet.CELL_EDGE + sheet.RULE
