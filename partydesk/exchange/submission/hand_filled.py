"""What people do to a blank template while they fill it in: titles, totals, numbers, new names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from partydesk.exchange.reading.book import Book, Sheet
from partydesk.exchange.submission.columns import DIGEST, UID, SheetLayout
from partydesk.exchange.submission.reading_findings import Findings
from partydesk.records.values import is_blank

_TITLED = 6
_CLOSING = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计)|(?:注|备注|说明|填表人|填报人|审核人|负责人|联系电话)[:：]"
)
_NUMBERING = re.compile(r"\d{1,5}(?:\.0)?")


def known_headers(sheet: Sheet, row: int, layout: SheetLayout) -> int:
    """How many of a layout's headers stand in a row of a sheet."""
    texts = {str(cell or "").strip() for cell in sheet.rows[row]} if row < len(sheet.rows) else ()
    return sum(column.header in texts for column in layout.columns)


def resembling(
    layout: SheetLayout, sheets: Mapping[str, Sheet], taken: Collection[str], *, hand_filled: bool
) -> Sheet | None:
    """The one sheet of another name that holds a layout's header; those `taken` are not asked.

    An exported sheet must hold all its columns, a hand-filled one most of them.
    """
    wanted = len(layout.columns)
    needed = max(3, wanted * 2 // 3) if hand_filled else wanted
    rows = range(_TITLED if hand_filled else 1)
    found = [
        sheet
        for name, sheet in sheets.items()
        if name not in taken
        and max((known_headers(sheet, row, layout) for row in rows), default=0) >= needed
    ]
    return found[0] if len(found) == 1 else None


def copied_sheets(book: Book, layouts: Sequence[SheetLayout]) -> list[str]:
    """The sheets of a submission that a book holds though it is none: by header, whatever the name.

    A sheet is one of ours when it has what only ours have (编号 and 校验), and most of the rest.
    """
    found = []
    for sheet in book.sheets:
        headers = {str(cell or "").strip() for cell in sheet.rows[0]} if len(sheet.rows) else set()
        if not {UID, DIGEST} <= headers:
            continue
        known = {
            layout.sheet: sum(column.header in headers for column in layout.columns)
            for layout in layouts
        }
        best = max(known, key=lambda each: known[each], default="")
        if best and known[best] >= 5 and best not in found:
            found.append(best)
    return found


def bare(layout: SheetLayout, sheet: Sheet, findings: Findings) -> Sheet:
    """A hand-filled sheet with its header first, and without titles, totals and notes.

    Rows keep their numbers: what is no record is left as an empty row, and told.
    """
    counted = [known_headers(sheet, row, layout) for row in range(min(_TITLED, len(sheet.rows)))]
    first = counted.index(max(counted)) if counted and max(counted) > 1 else 0
    rows = [sheet.rows[first], *([[]] * first), *sheet.rows[first + 1 :]] if first else sheet.rows
    changed = [list(row) for row in rows]
    for at, row in enumerate(rows[1:], start=1):
        text = next((str(cell).strip() for cell in row if not is_blank(cell)), "")
        if _CLOSING.match(text):
            changed[at] = []
            words = f"“{text[:20]}”这一行是合计或说明，没有收"
            findings.tell("not-a-row", words, layout.sheet, at + 1)
    return replace(sheet, rows=changed)


def without_numbering(
    layout: SheetLayout, uids: Sequence[str], header: str, findings: Findings
) -> list[str]:
    """The uids of hand-filled rows; where people only numbered the rows there are none."""
    filled = [uid for uid in uids if uid]
    if not filled or not all(_NUMBERING.fullmatch(uid) for uid in filled):
        return list(uids)
    words = f"“{header}”列里填的是 1、2、3 这样的顺序号，当作序号，不当编号"
    findings.tell("numbered", words, layout.sheet, 0, header)
    return [""] * len(uids)
