"""会议记录 as Word: the same parts as on paper, to be gone over and filed, with its photographs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from partydesk.documents.papers.minutes import (
    facts,
    parts,
    people,
    photographs_of,
    signers,
    title_of,
)
from partydesk.documents.print_job import PrintJob
from partydesk.documents.report import word
from partydesk.documents.report.content import Table
from partydesk.documents.report.templates import Run
from partydesk.documents.report.word import paragraph, runs_of, table_of

if TYPE_CHECKING:
    from docx.document import Document

_WIDTHS = (30.0, 126.0)  # millimetres of a label and its value
_PHOTO_WIDE, _PHOTO_HIGH = 150.0, 105.0  # millimetres of a photograph, at most
_EMPTY = 6  # lines to write on where nothing was recorded


def write(order: PrintJob, target: Path) -> None:
    """Write the minutes of one session to a file. The same record always gives the same bytes."""
    session = order.row
    assert session is not None  # what is printed needs the uid of a session
    document = word.opened()
    title = title_of(order, session)
    attendance = order.reading.attendance([session["id"]]).get(session["id"], [])
    rows = [*facts(order, session), *people(order, session, attendance)]
    made = [
        paragraph("Title", _text(title)),
        paragraph("CellHead", _text(order.name)),
        paragraph("Normal", ""),
        table_of(Table("", (), _WIDTHS, tuple(rows), frozenset({0}))),
        paragraph("Normal", ""),
    ]
    for heading, text in parts(order, session):
        made.append(paragraph("Heading2", _text(heading), "<w:keepNext/>"))
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        made += [paragraph("Text", _text(line)) for line in lines or [""] * _EMPTY]
    made.append(paragraph("Normal", ""))
    made += [paragraph("Ending", _text(f"{who}{word.TO_SIGN}")) for who in signers(order)]
    word.fill(document, made, bound=True)
    _photographs(document, order)
    word.write(document, title, order.name, target)


def _text(text: str) -> str:
    return runs_of((Run(text),))


def _photographs(document: Document, order: PrintJob) -> None:
    """The photographs, each with its caption, on pages of their own."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Mm

    assert order.row is not None  # see above
    found, said = photographs_of(order, order.row)
    for number, photo in enumerate(found):
        line = document.add_paragraph()
        line.paragraph_format.page_break_before = number == 0
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        scale = min(_PHOTO_WIDE / photo.width, _PHOTO_HIGH / photo.height)
        line.add_run().add_picture(io.BytesIO(photo.content), width=Mm(photo.width * scale))
        caption = document.add_paragraph(photo.caption)
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for each in said:
        document.add_paragraph(each)
