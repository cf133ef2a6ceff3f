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

from pathlib import Path

from partydesk.documents.report import paper as sheet
from partydesk.documents.report import word
from partydesk.documents.report.content import Report, Table
from partydesk.documents.report.paper import Gap, Line, NewPage, Style, paper
from partydesk.documents.report.word import paragraph, runs_of, table_of, twips

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
    document = word.opened()
    word.fill(document, _parts(report))
    word.write(document, report.title.replace("\n", ""), report.organisation, target)


def _parts(report: Report) -> list[str]:
    parts: list[str] = []
    breaking = False
    for piece in paper(report):
        if isinstance(piece, NewPage):
            breaking = True
            continue
        if isinstance(piece, Table):
            parts.append(table_of(piece))
        elif isinstance(piece, Gap):
            parts.append(paragraph("Normal", "", "<w:keepNext/>" if piece.keep else ""))
        else:
            parts.append(_line(piece, breaking))
        breaking = False
    # A document ends in a paragraph: after a table a very small one, so that it needs no page.
    parts.append(
        '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
        if isinstance(piece, Table)
        else ""
    )
    return parts


def _line(line: Line, new_page: bool) -> str:
    properties = "<w:keepNext/>" if line.keep else ""
    properties += "<w:pageBreakBefore/>" if new_page else ""
    if line.style is Style.RIGHT:
        tenths = round(line.right * 100)
        right = round(line.right * twips(sheet.SIZE))
        properties += f'<w:ind w:rightChars="{tenths}" w:right="{right}"/>'
    return paragraph(_IDS[line.style], runs_of(line.runs), properties)
