"""The parts of a Word document: paragraphs, runs, tables, and the same bytes for the same parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from partydesk.documents.report import paper as sheet
from partydesk.documents.report.content import Table
from partydesk.documents.report.templates import Run, well_quoted
from partydesk.store.resources import resource

if TYPE_CHECKING:
    from docx.document import Document

TO_SIGN = "（签字）：　　　　　　　　年　　月　　日"
"""What stands behind whoever is to sign."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MM = 1440 / 25.4  # twips
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROWS_BOUND, _MOST_BOUND = 2, 8  # rows, paragraphs that go with who signs
_BY_HAND = 510  # twips of a row that hands are to write in: 9 mm
_EPOCH = (1980, 1, 1, 0, 0, 0)


def opened() -> Document:
    """A new document with the styles of the template."""
    from docx import Document as opened

    return opened(str(resource("report/report.docx")))


def fill(document: Document, parts: Iterable[str], *, bound: bool = False) -> None:
    """Put paragraphs and tables in the place of what the template holds; where they are `bound`,
    who signs stays on the page of the last rows or lines above."""
    from docx.oxml import parse_xml

    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    made = list(parse_xml(f"<w:body {_NAMESPACE}>{''.join(parts)}</w:body>"))
    if bound:
        _bind_signing(made)
    for place, child in enumerate(made):
        body.insert(place, child)


def _bind_signing(made: list[Any]) -> None:
    for place, each in enumerate(made):
        if not _signs(each):
            continue
        if place + 1 < len(made) and _signs(made[place + 1]):
            _keep_next(each)
        if place and _signs(made[place - 1]):
            continue
        for above in reversed(made[max(0, place - _MOST_BOUND) : place]):
            if above.tag == _W + "tbl":
                for row in list(above.iter(_W + "tr"))[-_ROWS_BOUND:]:
                    for line in row.iter(_W + "p"):
                        _keep_next(line)
                break
            if above.find(f".//{_W}br[@{_W}type='page']") is not None:
                break
            _keep_next(above)
            if _style_of(above) == "Text":
                break


def _signs(each: Any) -> bool:
    return _style_of(each) == "Ending"


def _style_of(each: Any) -> str:
    style = each.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(_W + "val"))


def _keep_next(line: Any) -> None:
    """Say that a paragraph stays on the page of the next one, at its place after the style."""
    properties = line.find(_W + "pPr")
    if properties.find(_W + "keepNext") is None:
        properties.insert(1, properties.makeelement(_W + "keepNext", {}))


def write(document: Document, title: str, author: str, target: Path) -> None:
    """Write a document to a file. The same one always gives the same bytes."""
    # All the file says of itself: nothing of who or what wrote it.
    document.core_properties.title = title
    document.core_properties.author = author
    packed = io.BytesIO()
    document.save(packed)
    _repack(packed, target)


def twips(points: float) -> int:
    """Points as Word counts them."""
    return round(points * 20)


def paragraph(style: str, runs: str, properties: str = "") -> str:
    """A paragraph in the style with this id."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def runs_of(runs: Iterable[Run], points: float = 0) -> str:
    """Runs as written, in so many `points` (0: as the style has it); what is still to be filled in
    is marked, to be found again."""
    made = []
    size = f'<w:sz w:val="{round(2 * points)}"/><w:szCs w:val="{round(2 * points)}"/>'
    size = size if points else ""
    for run in well_quoted(tuple(runs)):
        mark = '<w:highlight w:val="yellow"/>' if run.missing else ""
        text = "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape(part)}</w:t>'
            for part in _ILLEGAL.sub("", run.text).split("\n")
        )
        made.append(f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{size}{mark}</w:rPr>{text}</w:r>')
    return "".join(made)


def table_of(table: Table) -> str:
    """A table of fixed width; its header, if it has one, is repeated, a row stays on one page."""
    widths = [round(width * _MM) for width in table.widths]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    room = "".join(
        f'<w:{side} w:w="{twips(points)}" w:type="dxa"/>'
        for side, points in (
            ("top", sheet.CELL_EDGE), ("left", table.side or sheet.CELL_SIDE),
            ("bottom", sheet.CELL_EDGE), ("right", table.side or sheet.CELL_SIDE),
        )
    )  # fmt: skip
    rows = []
    if table.headers:
        rows.append(
            _row(table.headers, widths, "CellHead", frozenset(), header=True, points=table.points)
        )
    rows += [
        _row(row, widths, "Cell", table.centred, right=table.right, points=table.points,
             bars={place: shares[number] for place, shares in table.bars.items()})
        for number, row in enumerate(table.rows)
    ]  # fmt: skip
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
    right: frozenset[int] = frozenset(),
    bars: Mapping[int, float] | None = None,
    points: float = 0,
) -> str:
    cells = []
    for place, (text, width) in enumerate(zip(row, widths, strict=True)):
        align = '<w:jc w:val="center"/>' if place in centred else ""
        if place in right and not header:
            align = '<w:jc w:val="right"/>'
        if points and not align and not header:
            align = '<w:jc w:val="left"/>'  # a short line is not stretched over its cell
        if bars and place in bars:
            align = _bar(bars[place], width)
        high = f'<w:spacing w:line="{round(26 * points)}" w:lineRule="exact"/>' if points else ""
        inner = paragraph(style, runs_of((Run(text),), points), high + align)
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{inner}</w:tc>"
        )
    head = "<w:tblHeader/>" if header else ""
    if not any(row):  # written in by hand
        head += f'<w:trHeight w:val="{_BY_HAND}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


def _bar(share: float, width: int) -> str:
    """A shaded paragraph as wide as a share of its cell: a chart's bar."""
    if share <= 0:
        return ""
    room = width - 2 * twips(sheet.CELL_SIDE)
    grey = f"{round(sheet.BAR_GREY * 255):02X}" * 3
    return (
        f'<w:shd w:val="clear" w:color="auto" w:fill="{grey}"/>'
        f'<w:ind w:right="{round(room * (1 - share))}"/>'
    )


def _repack(packed: io.BytesIO, target: Path) -> None:
    """The same parts with fixed times, so that the same report is the same file."""
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, source.read(name))
