"""A data sheet turned on its side: its columns by header, without the rows that say nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partydesk.exchange.reading.book import PackedSheet, Sheet
from partydesk.exchange.submission.columns import UID, Role, SheetLayout
from partydesk.exchange.submission.reading_findings import Findings
from partydesk.records.values import squeezed


@dataclass(frozen=True, slots=True)
class SheetCells:
    """The cells below the header. `numbers` are the sheet's own row numbers of what is left."""

    numbers: Sequence[int]
    _columns: Sequence[Sequence[Any]]
    _places: Mapping[str, int]

    def column(self, header: str) -> Sequence[Any]:
        """The cells under a header; blanks where the sheet has no such column."""
        place = self._places.get(header)
        if place is not None and place < len(self._columns):
            return self._columns[place]
        return ("",) * len(self.numbers)


def places_of(
    layout: SheetLayout, sheet: Sheet, findings: Findings, *, hand_filled: bool
) -> dict[str, int]:
    """Header → place of each column; what is twice there, missing or unknown is found."""
    places: dict[str, int] = {}
    for place, text in enumerate(_header(sheet)):
        if text and text in places:
            findings.fail("column-twice", f"有两列“{text}”，请只留一列", layout.sheet, 1, text)
        if text:
            places[text] = place
    known = {column.header for column in layout.columns}
    if hand_filled:
        _by_alias(layout, places, findings)
    for text in places:
        if text not in known:
            findings.tell("extra-column", "这一列不是报送表的列，没有收", layout.sheet, 1, text)
    for column in () if hand_filled else layout.columns:
        needed = column.digested or column.role is Role.DIGEST
        if needed and column.header not in places:
            findings.fail(
                "no-column", f"缺少“{column.header}”列，请支部重新导出", layout.sheet, 1,
                column.header,
            )  # fmt: skip
    return places


def _by_alias(layout: SheetLayout, places: dict[str, int], findings: Findings) -> None:
    """Take columns by what else people call them, where their own header is not there."""
    called = {
        squeezed(alias): column.header
        for column in layout.columns
        if column.role is Role.FIELD and column.field is not None
        for alias in (column.header, *column.field.aliases)
    }
    for text in list(places):
        header = called.get(squeezed(text))
        if header is not None and header not in places:
            places[header] = places.pop(text)
            words = f"“{text}”列按“{header}”收"
            findings.tell("column-alias", words, layout.sheet, 1, text)


def cells_of(sheet: Sheet, places: Mapping[str, int], *, hand_filled: bool) -> SheetCells:
    """The cells below the header, column by column."""
    if isinstance(sheet, PackedSheet) and not hand_filled:
        columns = sheet.columns
        uids = places.get(UID)
        # Where each row has its uid none is blank.
        if uids is not None and uids < len(columns) and all(columns[uids]):
            cells = [column[1:] for column in columns]
            return SheetCells(range(2, len(columns[uids]) + 1), cells, places)
    body = sheet.rows[1:]
    numbers: Sequence[int] = range(2, len(body) + 2)
    kept = [bool(row and row[0]) or any(c not in (None, "") for c in row) for row in body]
    if hand_filled:
        # The grey example is no record, wherever it has got to.
        kept = [
            full and not str(row[0] or "").startswith("示例")
            for full, row in zip(kept, body, strict=True)
        ]
    if not all(kept):
        numbers = [n for n, full in zip(numbers, kept, strict=True) if full]
        body = [row for row, full in zip(body, kept, strict=True) if full]
    width = len(sheet.rows[0]) if sheet.rows else 0
    if any(len(row) < width for row in body):
        body = [[*row, *("",) * (width - len(row))] for row in body]
    return SheetCells(numbers, list(zip(*body, strict=False)), places)


def _header(sheet: Sheet) -> list[str]:
    return [str(cell or "").strip() for cell in sheet.header]
