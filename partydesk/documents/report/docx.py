"""The report as an editable .docx by python-docx, in GB/T 9704 layout."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from partydesk.documents.report import docx_styles as styles
from partydesk.documents.report import paper as sheet
from partydesk.documents.report.content import Report, Table
from partydesk.documents.report.docx_styles import NAMESPACE, twips
from partydesk.documents.report.paper import Gap, Line, NewPage, Style, paper
from partydesk.documents.report.templates import Run

if TYPE_CHECKING:
    from docx.document import Document

_MM = 1440 / 25.4  # twips
# What python-docx's own template brings along and this document has no use for.
_UNUSED = re.compile(r"thumbnail|stylesWithEffects|customXml|webSettings|numbering|theme")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>PartyDesk</Application></Properties>"
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_docx(report: Report, target: Path) -> None:
    """Write the report to a file. The same report always gives the same bytes."""
    from docx import Document as new_document

    document = new_document()
    _bare(document)
    _replace(document.styles.element, styles.styles())
    _replace(document.settings.element, styles.settings())
    _fill(document, report)
    _page(document)
    _properties(document, report)
    packed = io.BytesIO()
    document.save(packed)
    _repack(packed, target)


def _bare(document: Document) -> None:
    """Let go of the template's parts that are not needed."""
    for relations in (document.part.rels, document.part.package.rels):
        for id, relation in list(relations.items()):
            if _UNUSED.search(relation.reltype):
                del relations[id]


def _replace(element: Any, xml: str) -> None:
    """Put the content of this XML in the place of an element's own."""
    from docx.oxml import parse_xml

    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(xml)))


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
    for place, child in enumerate(parse_xml(f"<w:body {NAMESPACE}>{''.join(parts)}</w:body>")):
        body.insert(place, child)


def _line(line: Line, new_page: bool) -> str:
    properties = "<w:keepNext/>" if line.keep else ""
    properties += "<w:pageBreakBefore/>" if new_page else ""
    if line.style is Style.RIGHT:
        tenths = round(line.right * 100)
        right = round(line.right * twips(sheet.SIZE))
        properties += f'<w:ind w:rightChars="{tenths}" w:right="{right}"/>'
    return _paragraph(styles.IDS[line.style], _runs(line.runs), properties)


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
        f'<w:{side} w:w="{twips(points)}" w:type="dxa"/>'
        for side, points in (
            ("top", sheet.CELL_EDGE), ("left", sheet.CELL_SIDE),
            ("bottom", sheet.CELL_EDGE), ("right", sheet.CELL_SIDE),
        )
    )  # fmt: skip
    rows = [_row(table.headers, widths, styles.CELL_HEAD, frozenset(), header=True)]
    rows += [_row(row, widths, styles.CELL, table.centred) for row in table.rows]
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


def _page(document: Document) -> None:
    """Paper, margins, grid and page numbers."""
    from docx.oxml import parse_xml
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(sheet.PAGE[0]), Mm(sheet.PAGE[1])
    section.top_margin, section.bottom_margin = Mm(sheet.TOP), Mm(sheet.BOTTOM)
    section.left_margin, section.right_margin = Mm(sheet.LEFT), Mm(sheet.RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Pt(sheet.FOOTER_UP)
    properties = section._sectPr
    for grid in properties.xpath("w:docGrid"):
        properties.remove(grid)
    properties.append(
        parse_xml(
            f'<w:docGrid {NAMESPACE} w:type="linesAndChars" w:linePitch="580" w:charSpace="-848"/>'
        )
    )
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        _replace(footer._element, f"<w:ftr {NAMESPACE}>{_number(odd)}</w:ftr>")


def _number(odd: bool) -> str:
    """— n —: at the right on odd pages, at the left on even ones, one character in."""
    side, indent = ("right", "right") if odd else ("left", "left")
    room = twips(sheet.NUMBER_SIZE)
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'

    def field(kind: str) -> str:
        return f'<w:r>{hint}<w:fldChar w:fldCharType="{kind}"/></w:r>'

    runs = (
        f'<w:r>{hint}<w:t xml:space="preserve">— </w:t></w:r>{field("begin")}'
        f'<w:r>{hint}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f"{field('separate')}<w:r>{hint}<w:t>1</w:t></w:r>{field('end')}"
        f'<w:r>{hint}<w:t xml:space="preserve"> —</w:t></w:r>'
    )
    return _paragraph(styles.NUMBER, runs, f'<w:ind w:{indent}="{room}"/><w:jc w:val="{side}"/>')


def _properties(document: Document, report: Report) -> None:
    """What the file says of itself: whose report it is, nothing of who or what wrote it."""
    core = document.core_properties
    core.title = report.title.replace("\n", "")
    core.author = report.organisation
    core.last_modified_by = core.comments = core.keywords = core.subject = ""
    core.revision = 1
    core.created = core.modified = datetime(*_EPOCH)


def _repack(packed: io.BytesIO, target: Path) -> None:
    """The same parts with fixed times, so that the same report is the same file."""
    own = {"word/fontTable.xml": _HEAD + styles.font_table(), "docProps/app.xml": _HEAD + _APP}
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, own.get(name, source.read(name)))
