"""The sheets of a stranger's workbook that can be looked at, for choosing between them."""

from __future__ import annotations

from pathlib import Path

from partydesk.exchange.reading.reader import read_book
from partydesk.exchange.reading.workers import Readers
from partydesk.records.findings import UserError


def visible_sheets(path: Path, readers: Readers) -> list[str]:
    """The names of the sheets that are shown and hold something, in the file's order.

    Raises UserError when the file cannot be read.
    """
    for _, result in readers.map(_names, [(str(path), None)]):
        if isinstance(result, UserError):
            raise result
        return result
    return []


def _names(path: str, _argument: None) -> list[str]:
    # Only the names cross back from the worker.
    return [sheet.name for sheet in read_book(path).sheets if not sheet.hidden and len(sheet.rows)]
