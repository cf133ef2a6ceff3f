"""A look into an .ods content part by its table tags: far cells, errors, hidden rows.

LibreOffice ends rows and sheets with blank cells repeated to the edge of the sheet; those are
normal. Only cells that carry a value or a formula are placed, counted and limited.
"""

from __future__ import annotations

import html
import re

from partydesk.exchange.reading.sheet_scan import MAX_AREA, MAX_COLUMN, MAX_ROW, SheetNotes, too_far
from partydesk.records.findings import UserError

_TAG = re.compile(
    rb"<(?:table:(?:(table)(?=[\s>])|(table-row)(?=[\s/>])|(table-column)(?=[\s/>])"
    rb"|(?:covered-)?table-cell(?=[\s/>]))|text:s(?=\s))([^>]*)>"
)
_REPEAT = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["']\s*(\d{1,12})""")
_SPACES = re.compile(rb"""text:c\s*=\s*["']\s*(\d{1,12})""")
_NAME = re.compile(rb"""table:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HIDDEN = re.compile(rb"""table:visibility\s*=\s*["'](?:collapse|filter)["']""")
_TEXT = re.compile(rb"<text:p[^>]*>([^<]*)<")
# The longest text a cell of any spreadsheet program can hold.
_MAX_TEXT = 32_767


def look_at_content(data: bytes) -> dict[str, SheetNotes]:
    """Look at an .ods content part; return the marks by sheet name.

    Raises UserError for a value beyond the limits.
    """
    sheets: dict[str, SheetNotes] = {}
    marks, name = SheetNotes(), ""
    row = next_row = column = hidden_column = width = 0
    repeat = 1
    for tag in _TAG.finditer(data):
        attributes = tag[4]
        if tag[1]:
            named = _NAME.search(attributes)
            written = (named[1] or named[2] or b"") if named else b""
            name = html.unescape(written.decode("utf-8", "replace"))
            marks = sheets[name] = SheetNotes()
            next_row, column, hidden_column, width = 1, 0, 0, 0
        elif tag[2]:
            repeat = _count(attributes)
            row, next_row = next_row, next_row + repeat
            column = 0
            if b"visibility" in attributes and _HIDDEN.search(attributes):
                marks.hide_row(row, next_row - 1)
        elif tag[3]:
            repeats = _count(attributes)
            if b"visibility" in attributes and _HIDDEN.search(attributes):
                marks.hidden_columns.append((hidden_column, hidden_column + repeats - 1))
            hidden_column += repeats
        elif tag[0].startswith(b"<text:s"):
            spaces = _SPACES.search(attributes)
            if spaces and int(spaces[1]) > _MAX_TEXT:
                raise UserError(
                    "bomb",
                    f"工作表“{name}”第 {row} 行有一格写了 {int(spaces[1]):,} 个空格，不是正常的表，"
                    "没有读取。请问清来源，让对方重新导出后再交来。",
                )
        else:
            repeats = _count(attributes) if b"repeated" in attributes else 1
            if b"office:" in attributes or b"table:formula" in attributes:
                far_row, far_column = row + repeat - 1, column + repeats - 1
                if far_row > MAX_ROW or far_column >= MAX_COLUMN:
                    raise too_far(
                        name,
                        far_row if far_row > MAX_ROW else 0,
                        far_column if far_column >= MAX_COLUMN else 0,
                    )
                width = max(width, far_column + 1)
                if far_row * width > MAX_AREA:
                    raise too_far(name)
                if b"table:formula" in attributes or b'"error"' in attributes:
                    _look_at_cell(data, tag.end(), attributes, row, column, marks)
            column += repeats
    return sheets


def _count(attributes: bytes) -> int:
    repeated = _REPEAT.search(attributes)
    return max(1, int(repeated[1])) if repeated else 1


def _look_at_cell(
    data: bytes, end: int, attributes: bytes, row: int, column: int, marks: SheetNotes
) -> None:
    if b'calcext:value-type="error"' in attributes:
        shown = _TEXT.search(data, end, end + 400)
        marks.error(row, column, shown[1].decode("utf-8", "replace")[:40] if shown else "")
    elif b"office:value-type" not in attributes:
        marks.no_result(row, column)
