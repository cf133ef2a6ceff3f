"""A stranger's book becomes typed lines: the sheet chosen, columns mapped, every cell read.

Nothing here knows the store; what a line means for it is intake_judging's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from partydesk.exchange.reading.reader import Book, Cell, Sheet
from partydesk.exchange.reading.sheet_scan import column_number, letters
from partydesk.exchange.roster.cell_values import (
    hidden_part,
    said,
    take_cell,
    writes_two_digit_months,
)
from partydesk.exchange.roster.header_names import FORMED, PLACE
from partydesk.exchange.roster.headers import Column, Header, looks_like_form
from partydesk.exchange.roster.sheet_choice import TITLES, choose_sheet
from partydesk.exchange.roster.sheet_rows import LeftOut, record_rows
from partydesk.records.fields import YES_NO, Field, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of
from partydesk.records.values import Unreadable, is_blank, plain


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A cell whose text changed on the way in: row (1-based), column label, was → becomes.

    `why` says it in words. Personal texts are masked.
    """

    row: int
    column: str
    before: str
    after: str
    why: str = ""

    def as_dict(self) -> dict[str, object]:
        """The JSON form: row, column, was, becomes, why."""
        return {
            "row": self.row,
            "column": self.column,
            "was": self.before,
            "becomes": self.after,
            "why": self.why,
        }


@dataclass(slots=True)
class Line:
    """One record of the sheet: typed values of the columns that say something.

    `place` is its organisation as written, `formed` whether an enterprise has a Party
    organisation, `month_only` the dates whose day is not known. A fatal problem keeps it out.
    """

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    formed: bool | None = None
    month_only: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    changes: list[ValueChange] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A sheet as read: where its header is, its columns, its lines, and what to tell about it."""

    kind: str
    sheet: str
    header: Header
    lines: list[Line]
    left_out: list[LeftOut]
    findings: list[Finding]

    def label(self, name: str) -> str:
        """The header of a field's column, or the field's own label."""
        column = self.header.fields.get(name)
        return column.header if column else fields(kind_of(self.kind))[name].label


def read_table(book: Book, kind: str, sheet: str | None = None) -> Table:
    """The table of the named sheet, or of the one that holds records of this kind best.

    Raises UserError (no-sheet, no-header, wrong-kind, form, no-rows).
    """
    chosen, header, told = choose_sheet(book, kind, sheet)
    if looks_like_form(chosen.rows, header, kind):
        raise UserError(
            "form",
            f"工作表“{chosen.name}”像是一人（一家）一张的登记表，不是一行一条的{TITLES[kind]}，没有导入。"
            "请用花名册、汇总表这样的表，或在窗口里逐条添加",
        )
    left_out: list[LeftOut] = []
    found = list(record_rows(chosen.rows, header, kind, left_out))
    if not found:
        raise UserError(
            "no-rows",
            f"工作表“{chosen.name}”里只有表头，没有{TITLES[kind]}的内容，没有导入。"
            "请看是否选错了表，或是否还没有填写",
        )
    header = _with_strays(header, chosen, found)
    told += _about_columns(header, chosen, found)
    marks = _marked_cells(book, chosen)
    tenths = {
        column.index: writes_two_digit_months(_cells(found, column.index))
        for column in header.columns
    }
    lines = [_line(kind, chosen.name, header, row, cells, marks, tenths) for row, cells in found]
    return Table(kind, chosen.name, header, lines, left_out, told)


# --- columns ------------------------------------------------------------------------------

Rows = list[tuple[int, Sequence[Cell]]]


def _cells(found: Rows, index: int) -> list[Cell]:
    return [cells[index] for _, cells in found if index < len(cells)]


def _with_strays(header: Header, sheet: Sheet, found: Rows) -> Header:
    """The header with columns that hold data under no header at all; empty ones left out."""
    width = max(len(cells) for _, cells in found)
    named = {column.index: column for column in header.columns}
    columns = []
    for index in range(max(width, len(header.columns))):
        column = named.get(index)
        if column is None or not column.header:
            if not any(not is_blank(cell) for cell in _cells(found, index)):
                continue
            column = Column(index, "", None, "没有表头", unknown=True)
        columns.append(column)
    return Header(header.first, header.depth, tuple(columns))


def _about_columns(header: Header, sheet: Sheet, found: Rows) -> list[Finding]:
    told = []
    row = header.first + header.depth
    for column in header.columns:
        if not (column.unknown or column.twice):
            continue
        if not any(not is_blank(cell) for cell in _cells(found, column.index)):
            continue
        name = column.header or letters(column.index)
        if column.twice:
            code, message = "column-twice", f"{letters(column.index)} 列“{name}”{column.note}"
        elif not column.header:
            code, message = "no-header-cell", f"{name} 列没有表头，里面有内容，没有收。请补上表头"
        else:
            code = "unknown-column"
            message = f"“{name}”不是本程序收的栏目，没有收。如果它另有通行的叫法，请改表头后再导入"
        told.append(Finding(code, message, sheet.name, row, name, fatal=False))
    return told


def _marked_cells(book: Book, sheet: Sheet) -> dict[tuple[int, int], Finding]:
    """Error cells and formulas without a result, by (1-based row, 0-based column)."""
    return {
        (note.row, column_number(note.column)): note
        for note in book.notes
        if note.code in ("error-cell", "formula-without-value") and note.sheet == sheet.name
    }


# --- lines --------------------------------------------------------------------------------


def _line(
    kind: str,
    sheet: str,
    header: Header,
    row: int,
    cells: Sequence[Cell],
    marks: dict[tuple[int, int], Finding],
    tenths: dict[int, bool],
) -> Line:
    declared = fields(kind_of(kind))
    line = Line(row)
    for name, column in header.fields.items():
        raw = cells[column.index] if column.index < len(cells) else None
        if name == PLACE:
            line.place = "" if is_blank(raw) else said(raw).strip()
            continue
        if name == FORMED:
            line.formed = _yes(raw)
            continue
        field = declared[name]
        mark = marks.get((row, column.index))
        if mark is not None and raw is None:
            _cannot_read(line, sheet, field, column, mark.code, mark.message, mark.value)
            continue
        try:
            taken = take_cell(field, raw, tenths=tenths.get(column.index, False))
        except Unreadable as error:
            value = hidden_part(field, raw)
            _cannot_read(line, sheet, field, column, error.code, error.message, value)
            continue
        if taken.why:
            after = _shown(field, taken.value)
            line.changes.append(
                ValueChange(row, column.header, hidden_part(field, raw), after, taken.why)
            )
        if taken.value is not None:
            line.values[name] = taken.value
            if taken.month_only:
                line.month_only.add(name)
    return line


def _shown(field: Field, value: Any) -> str:
    from partydesk.records.values import shown, to_stored

    return hidden_part(field, shown(field, to_stored(field, value)))


def _yes(raw: Cell) -> bool | None:
    text = plain(said(raw)).removesuffix("成立").removesuffix("建立").removesuffix("建")
    if text in ("已", "未"):
        return text == "已"
    code = YES_NO.codes.get(text)
    return None if code is None else code == "1"


def _cannot_read(
    line: Line, sheet: str, field: Field, column: Column, code: str, message: str, value: str
) -> None:
    """Tell of a cell without a value: it keeps the row out when the row cannot do without it."""
    line.findings.append(
        Finding(code, message, sheet, line.row, column.header, value, decides(field))
    )


def decides(field: Field) -> bool:
    """Whether a row cannot be taken without this cell, once something stands in it."""
    return field.required or field.column in ("id_number", "credit_code")
