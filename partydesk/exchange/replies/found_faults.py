"""What is to be mended in a submission file, each with the record that its row is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from partydesk.exchange.reading.book import Book, Sheet
from partydesk.exchange.replies.faults import Fault
from partydesk.exchange.submission import baseline
from partydesk.exchange.submission.columns import (
    COVER,
    DIGEST,
    INDICATORS,
    METADATA,
    UID,
    Role,
    SheetLayout,
)
from partydesk.exchange.submission.hand_filled import resembling
from partydesk.exchange.submission.heading import UID as SOUND_UID
from partydesk.exchange.submission.heading import readable_number
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.model import EditedRow, ReadSubmission
from partydesk.exchange.submission.reading_back import metadata_of
from partydesk.exchange.submission.row_changes import DELETED, exported_rows
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import clean_text, shown

_ADVICE = {
    "改动": "导出后在表里改过；请在支部工作台里改成对的，再导出",
    "新增": "导出后在表里加了这一行；确有其事的，请在支部工作台里添加，再导出",
}
_TAKEN = "党委把改过的也收下了；请在支部工作台里照改，两边就一致了"


class Rows:
    """The rows of a book as they stand, and as they were exported."""

    def __init__(self, book: Book) -> None:
        self._meta = metadata_of(book)
        version = readable_number(self._meta.get("version", "")) or 1
        layouts = [layout.at(version) for layout in data_sheets() if layout.since <= version]
        self._layouts = {layout.sheet: layout for layout in layouts}
        by_name = {sheet.name.strip(): sheet for sheet in book.sheets}
        taken = {COVER, INDICATORS, METADATA, *self._layouts}
        self.sheets: dict[str, Sheet] = {}
        """Each data sheet by its own name, whatever it is called now."""
        for name, layout in self._layouts.items():
            found = by_name.get(name) or resembling(layout, by_name, taken, hand_filled=False)
            if found is not None:
                self.sheets[name] = found
        self._exported: dict[str, tuple[dict[str, int], list[list[str]]]] = {}

    def layout(self, sheet: str) -> SheetLayout | None:
        """The layout of a data sheet, in the format that the file has."""
        return self._layouts.get(sheet)

    def cells(self, sheet: str, number: int) -> dict[str, Any]:
        """Header → cell of a row, by the number the sheet gives it; empty where there is none."""
        found = self.sheets.get(sheet)
        if found is None or not 1 < number <= len(found.rows):
            return {}
        header = [str(cell or "").strip() for cell in found.rows[0]]
        return dict(zip(header, found.rows[number - 1], strict=False))

    def uid(self, sheet: str, number: int) -> str:
        """The uid that a row bears; "" where it bears none."""
        uid = str(self.cells(sheet, number).get(UID) or "").strip()
        return uid if SOUND_UID.fullmatch(uid) else ""

    def exported(self, sheet: str, number: int, column: str) -> str | None:
        """What a cell was when the row was exported; None where nothing tells."""
        layout, cells = self._layouts.get(sheet), self.cells(sheet, number)
        if layout is None or not cells:
            return None
        if sheet not in self._exported:
            rows = exported_rows(sheet, self._meta)
            before = baseline.unpack(self._meta.get(f"was:{sheet}", ""))
            self._exported[sheet] = (rows, before if len(before) == len(rows) else [])
        rows, before = self._exported[sheet]
        row = rows.get(str(cells.get(DIGEST) or ""))
        held = [c for c in layout.columns if c.role in (Role.FIELD, Role.REFERENCE)]
        for place, each in enumerate(held):
            if each.header == column and each.field is not None and row is not None and before:
                values = before[row - 2]
                known = each.role is Role.FIELD and place < len(values)
                return shown(each.field, values[place]) if known else None
        return None


def faults(book: Book, held: ReadSubmission | UserError, first: Sequence[Finding]) -> list[Fault]:
    """What is to be mended, `first` of all why it is not taken though it is sound."""
    rows = Rows(book)
    findings = list(first)
    if isinstance(held, UserError):
        findings += held.findings or [Finding(held.code, held.message)]
        return [_of_finding(rows, each) for each in findings]
    findings += held.findings
    told = [_of_finding(rows, each) for each in findings]
    return [*told, *(fault for row in held.edited for fault in _of_edit(rows, row, _ADVICE))]


def taken_with(book: Book, held: ReadSubmission) -> list[Fault]:
    """What was changed in the sheets and taken so, for the branch to follow."""
    rows = Rows(book)
    advice = dict.fromkeys(_ADVICE, _TAKEN)
    return [fault for row in held.edited for fault in _of_edit(rows, row, advice)]


def _of_finding(rows: Rows, finding: Finding) -> Fault:
    layout = rows.layout(finding.sheet)
    after = before = ""
    if layout is not None and finding.row > 1 and finding.column:
        was = rows.exported(finding.sheet, finding.row, finding.column)
        now = _text(rows.cells(finding.sheet, finding.row).get(finding.column))
        if was is not None and was != now:
            before, after = was, now
    return Fault(
        writable(finding.sheet),
        finding.row,
        writable(finding.column),
        writable(finding.message),
        kind=layout.kind if layout is not None else "",
        uid=rows.uid(finding.sheet, finding.row),
        before=writable(before),
        after=writable(after),
    )


def _of_edit(rows: Rows, edited: EditedRow, advice: Mapping[str, str]) -> Iterator[Fault]:
    """One fault for each cell that differs; one for a row that came or went."""
    layout = rows.layout(edited.sheet)
    kind = layout.kind if layout is not None else ""
    if edited.change == DELETED:
        what = "，".join(f"{column} {before}" for column, before, _ in edited.cells if before)
        told = f"导出时第 {edited.row} 行的一条（{what}）在表里被删去了"
        if _TAKEN in advice.values():
            told = f"{told}，党委也收下了；请在支部工作台里也删去，两边就一致了"
        else:
            told = f"{told}；确实不要的，请在支部工作台里删去再导出，删错了的，直接再导出"
        yield Fault(writable(edited.sheet), 0, "", writable(told), kind, digest=edited.digest)
        return
    if edited.change == "新增" or not edited.cells:
        yield Fault(
            writable(edited.sheet), edited.row, "", advice[edited.change], kind,
            rows.uid(edited.sheet, edited.row),
        )  # fmt: skip
        return
    for column, before, after in edited.cells:
        yield Fault(
            writable(edited.sheet), edited.row, writable(column), advice[edited.change], kind,
            rows.uid(edited.sheet, edited.row), writable(before), writable(after),
        )  # fmt: skip


def writable(text: str) -> str:
    """A stranger's text without the characters that no workbook can hold."""
    return clean_text(text, lines=True)


def _text(value: Any) -> str:
    """A cell as the sheet shows it."""
    if value is None:
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return re.sub(r" 00:00:00$", "", text)[:100]
