"""A file's problems with the rows they are about, as they stand in the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partydesk.exchange.reading.reader import read_book
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.seal.workbook import Cards
from partydesk.exchange.submission.columns import Role
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.row_changes import DELETED
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import masked

if TYPE_CHECKING:
    from partydesk.exchange.merge.outcome import FileOutcome

Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A problem and the cells (header, text) of its row; none where it is about no row."""

    finding: Finding
    cells: Cells


def about_rows(file: FileOutcome) -> list[Finding]:
    """What is to be said of a file: its problems, and each cell that was edited after export."""
    told = list(file.findings)
    for each in file.edited_rows:
        for cell in each["cells"] or [{"column": "", "before": "", "after": ""}]:
            said = f"导出后{each['change']}"
            if cell["column"]:
                said += f"：原来“{cell['before'] or '空'}”，现在“{cell['after'] or '空'}”"
            row, column = int(each["row"] or 0), cell["column"]
            if each["change"] == DELETED:
                # Another row stands there now.
                said, row = f"{said}（导出时第 {row} 行）", 0
            told.append(Finding("edited", said, each["sheet"], row, column, fatal=False))
    return told


def finding_rows(file: FileOutcome, cards: Cards | None = None) -> list[FindingRow]:
    """Read the rows that a file's problems are about, personal cells masked. `cards` open a sealed
    one.

    Raises UserError when the file can no longer be read.
    """
    path, findings = Path(file.file), about_rows(file)
    wanted = {(each.sheet, each.row) for each in findings if each.sheet and each.row > 1}
    with Readers(workers=1) as readers:
        _, found = next(iter(readers.map(_pick, [(str(path), (wanted, cards))])))
    if isinstance(found, UserError):
        raise found
    return [
        FindingRow(each, _shown(each.sheet, found.get((each.sheet, each.row), ())))
        for each in findings
    ]


def _pick(
    path: str, asked: tuple[set[tuple[str, int]], Cards | None]
) -> dict[tuple[str, int], Cells]:
    """The wanted rows of a file; runs in a worker."""
    wanted, cards = asked
    picked = {}
    for sheet in read_book(path, cards=cards).sheets:
        for name, number in wanted:
            if name == sheet.name and number <= len(sheet.rows):
                heads, row = sheet.rows[0], sheet.rows[number - 1]
                cells = [
                    (_text(head), _text(row[at]) if at < len(row) else "")
                    for at, head in enumerate(heads)
                ]
                picked[name, number] = tuple(cells)
    return picked


def _shown(sheet: str, cells: Cells) -> Cells:
    """The cells a person fills in, those of personal fields masked."""
    layout = next((each for each in data_sheets() if each.sheet == sheet), None)
    if layout is None:
        return cells
    known = {column.header: column for column in layout.columns}
    shown = []
    for head, text in cells:
        column = known.get(head)
        if column is not None and column.role in (Role.UID, Role.ORGANISATION, Role.DIGEST):
            continue
        field = column.field if column is not None else None
        shown.append((head, masked(field, text) if field is not None else text))
    return tuple(shown)


def _text(value: Any) -> str:
    """A cell as the sheet shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
