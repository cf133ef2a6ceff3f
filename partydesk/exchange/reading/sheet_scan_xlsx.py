"""A look into an .xlsx sheet part by byte search: far cells, errors, formulas without a result.

The common sheet is cleared by a handful of `find` calls; only what they hit is looked at closer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

from partydesk.exchange.reading.sheet_scan import (
    MAX_AREA,
    MAX_COLUMN,
    MAX_ROW,
    SheetNotes,
    column_number,
    letters,
    too_far,
)

# Error values the reader knows; any other one makes it give up the whole sheet.
_KNOWN_ERRORS = frozenset(
    (b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!")
)
_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet\b")
_ENDS_NAME = frozenset((b" ", b">", b"/", b"\n", b"\r", b"\t"))
_TRUE = rb"""hidden\s*=\s*["'](?:1|true)["']"""


@lru_cache(maxsize=64)
def _pattern(source: bytes) -> re.Pattern[bytes]:
    return re.compile(source, re.DOTALL)


@lru_cache(maxsize=64)
def _far(columns: int) -> bytes:
    """A pattern for the start of an address beyond `columns` columns or MAX_ROW rows."""
    last = letters(columns - 1)
    beyond = [rb"[A-Za-z]{%d}" % (len(last) + 1)]
    for at, letter in enumerate(last):
        if letter != "Z":
            beyond.append(
                last[:at].encode() + b"[%c-Z]" % (ord(letter) + 1) + b"[A-Z]" * (len(last) - at - 1)
            )
    # MAX_ROW is 200,000: six digits from 2 on (200,000 itself is let through later), or more.
    return b"(?:" + b"|".join(beyond) + rb"|[A-Za-z]{1,3}(?:[2-9]\d{5}|[1-9]\d{6}))"


def look_at_sheet(data: bytes, name: str) -> tuple[bytes, SheetNotes]:
    """Look at one worksheet part; return what the reader may have of it, and the marks.

    The bytes come back unchanged except that error values the reader does not know
    (`#SPILL!`, `#CALC!` …) are written as `#N/A`: it reads either as an empty cell.
    Raises UserError for a value beyond the limits.
    """
    marks = SheetNotes()
    start = data.find(b"sheetData")
    if start < 0:
        return data, marks
    end = data.rfind(b"sheetData")
    root = _ROOT.search(data, 0, start)
    prefix = root[1] + b":" if root and root[1] else b""
    _refuse_far(data, start, end, prefix, name)
    _hidden(data, start, end, prefix, marks)
    if data.find(b"<" + prefix + b"f", start, end) >= 0:
        _formulas(data, start, end, prefix, marks)
    # Error values all hold a '#', and looking for one byte costs nothing.
    if data.find(b"#", start, end) >= 0 or data.find(b"Err:", start, end) >= 0:
        data = _errors(data, start, end, prefix, marks)
    return data, marks


def _refuse_far(data: bytes, start: int, end: int, prefix: bytes, name: str) -> None:
    opening = _pattern(rb"""<%srow\b[^>]*?\br\s*=\s*["'](\d{1,7})""" % prefix)
    last = data.rfind(b"<" + prefix + b"row", start, end)
    match = opening.match(data, last) if last >= 0 else None
    rows = min(int(match[1]), MAX_ROW) if match else 1
    columns = max(1, min(MAX_COLUMN, MAX_AREA // max(rows, 1)))
    far = _far(columns)
    for quote in (b'"', b"'") if data.find(b"'", start, end) >= 0 else (b'"',):
        # The cheap look first: most sheets have no column AA and no row 100,000.
        coarse = _pattern(b"r=" + quote + rb"[A-Z]?+(?:[A-Za-z]|\d{6})")
        if not coarse.search(data, start, end):
            continue
        # Programs format whole columns of blank cells: only a cell with something in it
        # counts, and blank ones cost the reader nothing.
        filled = rb"r=%s(?=%s)([A-Za-z]+)(\d+)%s[^>]*(?<!/)>(?!\s*</)" % (quote, far, quote)
        for found in _pattern(filled).finditer(data, start, end):
            column, row = column_number(found[1]), int(found[2][:9])
            if row > MAX_ROW or column >= MAX_COLUMN:
                raise too_far(
                    name, row if row > MAX_ROW else 0, column if column >= MAX_COLUMN else 0
                )
            if column >= columns:
                raise too_far(name)


def _hidden(data: bytes, start: int, end: int, prefix: bytes, marks: SheetNotes) -> None:
    for column in _pattern(rb"<%scol\b[^>]*?\b%s[^>]*>" % (prefix, _TRUE)).finditer(data, 0, start):
        first = re.search(rb"""\bmin\s*=\s*["'](\d{1,6})["']""", column[0])
        last = re.search(rb"""\bmax\s*=\s*["'](\d{1,6})["']""", column[0])
        if first and last:
            marks.hidden_columns.append((int(first[1]) - 1, int(last[1]) - 1))
    if data.find(b" hidden=", start, end) < 0:
        return
    for row in _pattern(rb"<%srow\b[^>]*?\b%s[^>]*>" % (prefix, _TRUE)).finditer(data, start, end):
        number = re.search(rb"""\br\s*=\s*["'](\d{1,7})["']""", row[0])
        if number:
            marks.hide_row(int(number[1]), int(number[1]))


def _formulas(data: bytes, start: int, end: int, prefix: bytes, marks: SheetNotes) -> None:
    bare = _pattern(
        rb"<%sf\b(?:[^>]*/>|[^>]*>[^<]*</%sf\s*>)\s*(?:<%sv\s*/>|<%sv[^>]*>\s*</%sv\s*>)?\s*</%sc\s*>"
        % ((prefix,) * 6)
    )
    for match in bare.finditer(data, start, end):
        row, column, tag = _address(data, match.start(), start, prefix)
        # An empty text is a result too; programs write it as t="str" with an empty <v>.
        if b"v" in match[0].rpartition(b"f")[2] and re.search(rb"""\bt=["']str["']""", tag):
            continue
        marks.no_result(row, column)


def _errors(data: bytes, start: int, end: int, prefix: bytes, marks: SheetNotes) -> bytes:
    pieces: list[bytes] = []
    done = 0
    value = _pattern(rb"<%sv[^>]*>([^<]*)</%sv\s*>" % (prefix, prefix))
    closing = b"</" + prefix + b"c"
    for at in sorted(_places(data, start, end)):
        row, column, tag = _address(data, at, start, prefix)
        close = data.find(closing, at, end)
        if tag.endswith(b"/>") or close < 0:
            continue
        held = value.search(data, at, close)
        if not held or not held[1]:
            continue
        marks.error(row, column, html.unescape(held[1].decode("utf-8", "replace"))[:40])
        if held[1] not in _KNOWN_ERRORS:
            pieces += (data[done : held.start(1)], b"#N/A")
            done = held.end(1)
    return b"".join((*pieces, data[done:])) if pieces else data


def _places(data: bytes, start: int, end: int) -> Iterator[int]:
    """Where a cell's type says error, in order; a plain find is ten times a pattern's speed."""
    quotes = (b't="e"', b"t='e'") if data.find(b"'", start, end) >= 0 else (b't="e"',)
    for written in quotes:
        at = data.find(written, start, end)
        while at >= 0:
            yield at
            at = data.find(written, at + 1, end)


def _address(data: bytes, at: int, start: int, prefix: bytes) -> tuple[int, int, bytes]:
    """Row (1-based), column (0-based) and start tag of the cell that holds position `at`."""
    cell = _rfind_tag(data, b"<" + prefix + b"c", start, at)
    tag = data[cell : data.find(b">", cell) + 1]
    place = re.search(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""", tag)
    if place:
        return int(place[2]), column_number(place[1]), tag
    # Addresses may be left out; then a cell stands where counting puts it.
    opening = b"<" + prefix + b"row"
    row = _rfind_tag(data, opening, start, at)
    named = re.search(rb"""\br\s*=\s*["'](\d{1,7})["']""", data[row : data.find(b">", row)])
    cells = _pattern(rb"<%sc[\s/>]" % prefix).findall(data, row, cell)
    number = int(named[1]) if named else data.count(opening, start, row + 1) + 1
    return number, len(cells), tag


def _rfind_tag(data: bytes, opening: bytes, start: int, before: int) -> int:
    """Where the last tag with exactly this name opens before a position (or `start`)."""
    while before > start:
        before = data.rfind(opening, start, before)
        if before < 0:
            return start
        after = before + len(opening)
        if data[after : after + 1] in _ENDS_NAME:
            return before
    return start
