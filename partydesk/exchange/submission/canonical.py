"""Canonical content and its digests (workbook.md, Seal).

The typed value of each declared field in declared order, row by row in uid order: re-saving,
re-ordering and widening leave it alone; another value changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from partydesk.records.values import Stored

_CELL, _ROW, _SHEET = "\x1f", "\x1e", "\x1d"


def cell_text(value: Stored) -> str:
    """One stored value as canonical text: 2.0 and 2 are one, nothing is the empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) else repr(value)
    return str(value)


def row_texts(uids: Sequence[str], columns: Sequence[Sequence[Stored]]) -> list[str]:
    """Rows as canonical texts; texts hold no control characters, so the marks are safe.

    Column by column, each different value once: most of a submission is attendance, whose
    columns hold few different values.
    """
    told: list[Sequence[str]] = [uids]
    for column in columns:
        texts = {value: cell_text(value) for value in set(column)}
        told.append(list(map(texts.__getitem__, column)))
    return list(map(_CELL.join, zip(*told, strict=True)))


def row_digest(text: str) -> str:
    """The short digest that stands in a row's 校验 column: ten hexadecimal digits."""
    return blake2b(text.encode(), digest_size=5).hexdigest()


def sheet_digest(rows: Iterable[str]) -> str:
    """The digest of a sheet from its rows' canonical texts, whatever their order."""
    return blake2b(_ROW.join(sorted(rows)).encode(), digest_size=16).hexdigest()


def content_digest(heading: Sequence[str], sheets: Mapping[str, str]) -> str:
    """The digest of a whole submission: who and which period, and each sheet's digest."""
    parts = [*heading, *(f"{sheet}{_CELL}{digest}" for sheet, digest in sorted(sheets.items()))]
    return blake2b(_SHEET.join(parts).encode(), digest_size=20).hexdigest()
