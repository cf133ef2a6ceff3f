"""Rows of a .csv file as people's programs write it: its encoding and its separator found out."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, time, timedelta

from partydesk.exchange.reading.read_errors import SAVE_AS_XLSX
from partydesk.exchange.reading.sheet_scan import MAX_AREA, MAX_COLUMN, MAX_ROW, too_far
from partydesk.records.findings import UserError

# Text files have none of these; every other kind of file has many.
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")

Row = list[str | int | float | bool | date | datetime | time | timedelta | None]


def rows_of_text(data: bytes, name: str) -> list[Row]:
    """The rows of the .csv file `name`: UTF-8 (mark or none), UTF-16 with mark, or GB18030.

    The separator is a comma, a tab or a semicolon. Values stay text; an empty one is None.
    Raises UserError (not-spreadsheet, encoding, too-far, damaged).
    """
    text = _text(data)
    if _BINARY.search(text):
        raise UserError(
            "not-spreadsheet", f"这不是电子表格，也不是文本，认不出里面的内容。{SAVE_AS_XLSX}。"
        )
    rows: list[Row] = []
    width = 0
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)), 1
        ):
            while row and not row[-1]:
                row.pop()
            width = max(width, len(row))
            if number > MAX_ROW and row or width > MAX_COLUMN or number * width > MAX_AREA:
                raise too_far(name, number if number > MAX_ROW else 0, width - 1)
            rows.append([value if value else None for value in row])
    except csv.Error as error:
        raise UserError(
            "damaged",
            f"文本表第 {len(rows) + 1} 行附近的引号不成对，分不清各列。{SAVE_AS_XLSX}。",
        ) from error
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _text(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(
        "encoding",
        f"这不是电子表格，或者文字编码认不出来（只认 UTF-8 和 GB18030）。{SAVE_AS_XLSX}。",
    )


def _separator(text: str) -> str:
    """The separator that stands most often outside quotes in the first lines."""
    head = re.sub(r'"[^"]*"', "", text[:20_000])
    return max(",\t;", key=head.count)
