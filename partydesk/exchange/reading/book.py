"""A spreadsheet as it was read: sheets of plain cells, and what is easily overlooked in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from partydesk.records.findings import Finding

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is the sheet's row 1 and index 0 in a row its column A.

    An empty cell is None; empty rows at the end are left out. `merged` are the merged cells,
    each by its first and last (row, column), from 0, both ends included.
    """

    name: str
    hidden: bool
    rows: list[list[Cell]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()

    @property
    def header(self) -> Sequence[Cell]:
        """The cells of row 1; none in an empty sheet."""
        return self.rows[0] if self.rows else []


class PackedSheet(Sheet):
    """A sheet whose cells are known column by column; its rows are made where somebody asks."""

    def __init__(self, name: str, hidden: bool, columns: Sequence[Sequence[Cell]]) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "hidden", hidden)
        object.__setattr__(self, "merged", ())
        object.__setattr__(self, "columns", columns)

    columns: Sequence[Sequence[Cell]]

    @cached_property
    def rows(self) -> list[list[Cell]]:
        return list(map(list, zip(*self.columns, strict=True)))

    @property
    def header(self) -> Sequence[Cell]:
        return [column[0] for column in self.columns if column]


@dataclass(frozen=True, slots=True)
class Book:
    """A file as read. `sha256` and `size` are those of the file's own bytes.

    `notes` tell what is easily overlooked and never keep the file out: hidden sheets, rows and
    columns that hold data, error cells and formulas without a stored result (both read as
    empty), links to other files. `from_1904` says that plain numbers standing for days are
    counted from 1904. `opened` is the card that a sealed workbook opened with: whose, its number;
    `packed` says that its packed cells stand for those of its sheets.
    """

    path: str
    sha256: str
    size: int
    sheets: tuple[Sheet, ...]
    notes: tuple[Finding, ...]
    from_1904: bool = False
    opened: tuple[str, int] | None = None
    packed: bool = False
