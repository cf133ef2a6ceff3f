"""The cells of a sealed workbook, packed inside it, so that they can be had without reading XML.

They are the last part of the package. They count only where all that stands before them has the
length and digest it had when it was sealed, which the card's key authenticates; after any editing
they are not looked at, and other programs drop them. They are judged like cells that were read.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
import zipfile
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from partydesk.exchange.seal.keys import CardKey

PART = "partydesk/rows.xml"
_BEGINS = re.compile(
    r'<rows xmlns="urn:partydesk:rows" version="1" length="(\d+)" over="([0-9a-f]{64})" '
    r'mac="([0-9a-f]{64})">',
    re.ASCII,
)
_ENDS = "</rows>"
_MOST = 64 << 20  # bytes unpacked: a forged one must not fill memory
_MOST_CELLS = 20_000_000
_INDEX = "I"
_PLAIN = {str, int, float, bool, type(None)}

Rows = list[Any]
Columns = list[Sequence[Any]]
Packed = list[tuple[str, bool, Columns]]
"""Sheets: name, hidden, columns of cells from row 1 on."""


def append(package: bytes, sheets: Sequence[tuple[str, bool, Rows]], key: CardKey) -> bytes:
    """The package with these sheets (name, hidden, rows) packed behind all else."""
    content = json.dumps([_sheet(*each) for each in sheets], separators=(",", ":"))
    for sign in "<&>":  # JSON that is XML too
        content = content.replace(sign, f"\\u{ord(sign):04x}")
    buffer = io.BytesIO(package)
    with zipfile.ZipFile(buffer, "a") as archive:
        before = package[: archive.start_dir]
        over = hashlib.sha256(before).hexdigest()
        mac = key.rows_mac(_covered(len(before), over, content))
        text = (
            f'<rows xmlns="urn:partydesk:rows" version="1" length="{len(before)}" over="{over}" '
            f'mac="{mac}">{content}</rows>'
        )
        info = zipfile.ZipInfo(PART, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, text)
    return buffer.getvalue()


def read(package: bytes, key: CardKey) -> Packed | None:
    """The sheets packed in it; None where there are none, or anything before them was changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            infos = archive.infolist()
            last = max(infos, key=lambda info: info.header_offset)
            if last.filename != PART or last.file_size > _MOST:
                return None
            before = package[: last.header_offset]
            text = archive.read(last).decode("ascii")
    except Exception:  # half a dozen kinds over broken bytes: it is read as any other then
        return None
    found = _BEGINS.match(text)
    if found is None or not text.endswith(_ENDS) or int(found[1]) != len(before):
        return None
    over, mac, content = found[2], found[3], text[found.end() : -len(_ENDS)]
    if not hmac.compare_digest(mac, key.rows_mac(_covered(len(before), over, content))):
        return None
    if hashlib.sha256(before).hexdigest() != over:
        return None
    return _unpacked(content)


def _covered(length: int, over: str, content: str) -> bytes:
    return f"{length} {over} {content}".encode()


def _sheet(name: str, hidden: bool, rows: Rows) -> list[Any]:
    width = max(map(len, rows), default=0)
    padded = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]
    return [name, hidden, len(rows), [_column(each) for each in zip(*padded, strict=True)]]


def _column(cells: Sequence[Any]) -> list[Any]:
    """A column's different cells, each once, and for each row which of them stands there."""
    # True and 1 and 1.0 are one to a dictionary; in a sheet they are not.
    places: dict[tuple[type, Any], int] = {}
    index = array(_INDEX, [places.setdefault((type(cell), cell), len(places)) for cell in cells])
    different = [_told(cell) for _, cell in places]
    if len(different) == len(cells):
        return [different]
    return [different, b64encode(index.tobytes()).decode()]


def _told(cell: Any) -> Any:
    """A cell as JSON has it; what JSON does not have is a pair of its sort and its text."""
    if cell is None or isinstance(cell, (str, bool, int, float)):
        return cell
    if isinstance(cell, timedelta):
        return ["seconds", cell.total_seconds()]
    return [type(cell).__name__, cell.isoformat()]


_MADE: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def _cell(told: Any) -> Any:
    if type(told) in _PLAIN:
        return told
    sort, text = told
    if sort == "seconds":
        return timedelta(seconds=float(text))
    return _MADE[sort](text)


def _unpacked(content: str) -> Packed | None:
    try:
        sheets: Packed = []
        cells = 0
        for name, hidden, height, columns in json.loads(content):
            cells += height * len(columns)
            if cells > _MOST_CELLS:
                return None
            whole: Columns = [_cells(column, height) for column in columns]
            sheets.append((str(name), bool(hidden), whole))
        return sheets
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError,
            AttributeError):  # fmt: skip
        return None


def _cells(column: list[Any], height: int) -> list[Any]:
    different: list[Any] = column[0]
    if not set(map(type, different)) <= _PLAIN:  # rare: days, mostly
        different = list(map(_cell, different))
    if len(column) == 1:
        found = different
    else:
        index = array(_INDEX)
        index.frombytes(b64decode(column[1], validate=True))
        found = list(map(different.__getitem__, index))
    if len(found) != height:
        raise ValueError("not as many cells as rows")
    return found
