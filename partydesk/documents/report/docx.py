"""The report as an editable .docx by python-docx: filled into `resources/report/report.docx`.

The template holds the page, its numbers and the styles: GB/T 9704 as Word, WPS and LibreOffice each
need to be told it. Body lines are exactly 28 points, of which the page holds 22. 28 characters of
16 points are wider than the text by a third of a point each, so the styles set characters 0.3
points closer (in Normal: LibreOffice takes the grid's character from there, not from the defaults);
they are not snapped to the grid, on which LibreOffice would give each character two places. Word is
told that punctuation may hang over the margin, as it does anyway: LibreOffice reads that the wrong
way round, and where it lets punctuation hang it can lose a comma. The faces are on every Windows
since Vista; the font table says what older and domestic systems call them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from partydesk.documents.report import paper as sheet
from partydesk.documents.report.content import Report, Table
from partydesk.documents.report.paper import Gap, Line, NewPage, Style, paper
from partydesk.documents.report.templates import Run
from partydesk.store.resources import resource

if TYPE_CHECKING:
    from docx.document import Document

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MM = 1440 / 25.4  # twips
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_IDS = {
    Style.TITLE: "Title",
    Style.FLUSH: "Flush",
    Style.PART: "Heading1",
    Style.SECTION: "Heading2",
    Style.BODY: "Text",
    Style.NOTE: "Attached",
    Style.RIGHT: "Ending",
    Style.LABEL: "Label",
}


def write_docx(report: Report, target: Path) -> None:
    """Write the report to a file. The same report always gives the same bytes."""
    from docx import Document as opened

    document = opened(str(resource("report/report.docx")))
    _fill(document, report)
    # All the file says of itself: nothing of who or what wrote it.
    document.core_properties.title = report.title.replace("\n", "")
    document.core_properties.author = report.organisation
    packed = io.BytesIO()
    document.save(packed)
    _repack(packed, target)


def _fill(document: Document, report: Report) -> None:
    from docx.oxml import parse_xml

    parts: list[str] = []
    breaking = False
    for piece in paper(report):
        if isinstance(piece, NewPage):
            breaking = True
            continue
        if isinstance(piece, Table):
            parts.append(_table(piece))
        elif isinstance(piece, Gap):
            parts.append(_paragraph("Normal", "", "<w:keepNext/>" if piece.keep else ""))
        else:
            parts.append(_line(piece, breaking))
        breaking = False
    # A document ends in a paragraph: after a table a very small one, so that it needs no page.
    parts.append(
        '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
        if isinstance(piece, Table)
        else ""
    )
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    for place, child in enumerate(parse_xml(f"<w:body {_NAMESPACE}>{''.join(parts)}</w:body>")):
        body.insert(place, child)


def _twips(points: float) -> int:
    return round(points * 20)


def _line(line: Line, new_page: bool) -> str:
    properties = "<w:keepNext/>" if line.keep else ""
    properties += "<w:pageBreakBefore/>" if new_page else ""
    if line.style is Style.RIGHT:
        tenths = round(line.right * 100)
        right = round(line.right * _twips(sheet.SIZE))
        properties += f'<w:ind w:rightChars="{tenths}" w:right="{right}"/>'
    return _paragraph(_IDS[line.style], _runs(line.runs), properties)


def _paragraph(style: str, runs: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def _runs(runs: Iterable[Run]) -> str:
    """Runs as written; what is still to be filled in is marked, to be found again."""
    made = []
    for run in runs:
        mark = '<w:highlight w:val="yellow"/>' if run.missing else ""
        text = "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape(part)}</w:t>'
            for part in _ILLEGAL.sub("", run.text).split("\n")
        )
        made.append(f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{mark}</w:rPr>{text}</w:r>')
    return "".join(made)


def _table(table: Table) -> str:
    """A table of fixed width; its header is repeated, a row stays on one page."""
    widths = [round(width * _MM) for width in table.widths]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    room = "".join(
        f'<w:{side} w:w="{_twips(points)}" w:type="dxa"/>'
        for side, points in (
            ("top", sheet.CELL_EDGE), ("left", sheet.CELL_SIDE),
            ("bottom", sheet.CELL_EDGE), ("right", sheet.CELL_SIDE),
        )
    )  # fmt: skip
    rows = [_row(table.headers, widths, "CellHead", frozenset(), header=True)]
    rows += [_row(row, widths, "Cell", table.centred) for row in table.rows]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="left"/>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{room}</w:tblCellMar></w:tblPr><w:tblGrid>'
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + f"</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(
    row: tuple[str, ...],
    widths: list[int],
    style: str,
    centred: frozenset[int],
    *,
    header: bool = False,
) -> str:
    cells = []
    for place, (text, width) in enumerate(zip(row, widths, strict=True)):
        align = '<w:jc w:val="center"/>' if place in centred else ""
        inner = _paragraph(style, _runs((Run(text),)), align)
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{inner}</w:tc>"
        )
    head = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


def _repack(packed: io.BytesIO, target: Path) -> None:
    """The same parts with fixed times, so that the same report is the same file."""
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, source.read(name))
