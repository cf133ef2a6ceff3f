"""A look into an old .xls workbook stream, record by record: errors, hidden rows, far cells."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from struct import Struct

from partydesk.exchange.reading.sheet_scan import MAX_AREA, MAX_COLUMN, MAX_ROW, SheetNotes, too_far

_RECORD = Struct("<HH")
_CELL = Struct("<HH")

_BOF, _BOUNDSHEET, _FILEPASS, _SUPBOOK, _1904 = 0x0809, 0x0085, 0x002F, 0x01AE, 0x0022
_FORMULA, _BOOLERR, _ROW, _COLINFO = 0x0006, 0x0205, 0x0208, 0x007D
# Records that put a value into a cell; each begins with its row and column.
_VALUES = frozenset((_FORMULA, _BOOLERR, 0x00FD, 0x0203, 0x027E, 0x00BD, 0x0204, 0x00D6))
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(slots=True)
class XlsLook:
    """What the records of an .xls tell: marks by sheet name, encryption, links to other files,
    and whether days are counted from 1904."""

    marks: dict[str, SheetNotes] = field(default_factory=dict)
    encrypted: bool = False
    links: bool = False
    from_1904: bool = False


def look_at_xls(data: bytes) -> XlsLook:
    """Look through the workbook stream of an .xls container.

    A stream that makes no sense ends the look quietly: the reader judges it next.
    Raises UserError (too-far).
    """
    stream = _workbook_stream(data)
    found = XlsLook()
    titles: dict[int, str] = {}
    marks, title = SheetNotes(), ""
    rows = columns = 0
    at = 0
    while at + 4 <= len(stream):
        kind, size = _RECORD.unpack_from(stream, at)
        body = at + 4
        if body + size > len(stream):
            break
        if kind in _VALUES and size >= 6:
            row, column = _CELL.unpack_from(stream, body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if rows * columns > MAX_AREA or row >= MAX_ROW or column >= MAX_COLUMN:
                raise too_far(title)
            error = _error(stream, kind, body, size)
            if error is not None:
                marks.error(row + 1, column, error)
        elif kind == _ROW and size >= 14 and stream[body + 12] & 0x20:
            number = int.from_bytes(stream[body : body + 2], "little") + 1
            marks.hide_row(number, number)
        elif kind == _COLINFO and size >= 10 and stream[body + 8] & 1:
            marks.hidden_columns.append(_CELL.unpack_from(stream, body))
        elif kind == _BOF:
            # Charts nest their own BOF inside a sheet; only a listed position starts a sheet.
            if at in titles:
                title, rows, columns = titles[at], 0, 0
                marks = found.marks.setdefault(title, SheetNotes())
        elif kind == _BOUNDSHEET and size >= 8:
            start = int.from_bytes(stream[body : body + 4], "little")
            titles[start] = _title(stream[body + 6 : body + size])
        elif kind == _1904 and size >= 2:
            found.from_1904 = stream[body : body + 2] == b"\x01\x00"
        elif kind == _FILEPASS:
            found.encrypted = True
            break
        elif kind == _SUPBOOK and size > 4:
            found.links = True
        at = body + size
    return found


def _workbook_stream(data: bytes) -> bytes:
    import olefile  # type: ignore[import-untyped]  # ships no types; two calls are made of it

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        for name in ("Workbook", "Book"):
            if container.exists(name):
                return bytes(container.openstream(name).read())
    return b""


def _error(stream: bytes, kind: int, body: int, size: int) -> str | None:
    """The error value a cell record holds, or None."""
    code: int | None = None
    if kind == _BOOLERR and size >= 8 and stream[body + 7]:
        code = stream[body + 6]
    elif (
        kind == _FORMULA
        and size >= 14
        and stream[body + 12 : body + 14] == b"\xff\xff"
        and stream[body + 6] == 2
    ):
        code = stream[body + 8]
    return None if code is None else _ERRORS.get(code, f"#{code}")


def _title(text: bytes) -> str:
    """A sheet's name: a count byte, then (from Excel 97 on) a width byte, then the letters."""
    count = text[0]
    if len(text) == 1 + count:
        return text[1:].decode("gb18030", "replace")
    if text[1] & 1:
        return text[2 : 2 + 2 * count].decode("utf-16-le", "replace")
    return text[2 : 2 + count].decode("latin-1")
