"""The rows as they were exported, packed into the metadata: what was there before an edit.

Digests tell that a row was changed; the officer wants to see from what. The same masked values
as on the sheets, nothing more, so this gives nothing away that the workbook does not show.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence

from partydesk.exchange.submission.canonical import cell_text
from partydesk.records.values import Stored

_CELL, _ROW = "\x1f", "\x1e"
MOST_BYTES = 64 << 20  # unpacked; a real sheet is far below, a forged one must not fill memory


def pack(rows: Sequence[Sequence[Stored]]) -> str:
    """Rows of stored values as one text that fits into spreadsheet cells."""
    text = _ROW.join(_CELL.join(map(cell_text, values)) for values in rows)
    return b64encode(zlib.compress(text.encode(), 1)).decode()


def unpack(packed: str) -> list[list[str]]:
    """The canonical texts of the rows; empty when the text is damaged or missing."""
    try:
        inflater = zlib.decompressobj()
        data = inflater.decompress(b64decode(packed, validate=True), MOST_BYTES)
        text = data.decode()
    except (ValueError, zlib.error):
        return []
    if not text or inflater.unconsumed_tail:
        return []
    return [row.split(_CELL) for row in text.split(_ROW)]
