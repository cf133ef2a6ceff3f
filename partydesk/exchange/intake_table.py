"""A stranger's book becomes typed lines: the sheet chosen, columns mapped, every cell read.

Nothing here knows the store; what a line means for it is intake_judging's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from partydesk.exchange.headers import (
    FORMED,
    PLACE,
    Column,
    Header,
    find_header,
)
from partydesk.exchange.intake_rows import LeftOut, record_rows
from partydesk.exchange.intake_values import (
    hidden_part,
    said,
    take_cell,
    writes_two_digit_months,
)
from partydesk.exchange.marks import column_number, letters
from partydesk.exchange.reader import Book, Cell, Sheet
from partydesk.records.base import kind_of
from partydesk.records.fields import YES_NO, Field, fields
from partydesk.records.problems import Problem, Refusal
from partydesk.records.values import Unreadable, is_blank, plain, squeezed

TITLES = {"member": "党员花名册", "enterprise": "企业台账"}
_KEYS = {"member": "姓名", "enterprise": "企业名称"}


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
    problems: list[Problem] = field(default_factory=list)
    changes: list[ValueChange] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A sheet as read: where its header is, its columns, its lines, and what to tell about it."""

    kind: str
    sheet: str
    header: Header
    lines: list[Line]
    left_out: list[LeftOut]
    problems: list[Problem]

    def label(self, name: str) -> str:
        """The header of a field's column, or the field's own label."""
        column = self.header.fields.get(name)
        return column.header if column else fields(kind_of(self.kind))[name].label


def read_table(book: Book, kind: str, sheet: str | None = None) -> Table:
    """The table of the named sheet, or of the one that holds records of this kind best.

    Raises Refusal (no-sheet, no-header, wrong-kind, no-rows).
    """
    chosen, header, told = _choose(book, kind, sheet)
    left_out: list[LeftOut] = []
    found = list(record_rows(chosen.rows, header, kind, left_out))
    if not found:
        raise Refusal(
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


# --- which sheet --------------------------------------------------------------------------


def _choose(book: Book, kind: str, wanted: str | None) -> tuple[Sheet, Header, list[Problem]]:
    if wanted is not None:
        named = [s for s in book.sheets if squeezed(s.name) == squeezed(wanted)]
        if not named:
            names = "、".join(f"“{s.name}”" for s in book.sheets[:10])
            raise Refusal("no-sheet", f"文件里没有名为“{wanted}”的工作表。它有：{names}")
        header = find_header(named[0].rows, kind)
        if header is None:
            raise _no_header(kind, named)
        _refuse_other_kind(named[0], header, kind)
        return named[0], header, _sheet_notes(book, named[0])
    open_ = [s for s in book.sheets if not s.hidden]
    found = [(s, h) for s in open_ if (h := find_header(s.rows, kind)) is not None]
    if not found:
        hidden = [s.name for s in book.sheets if s.hidden and find_header(s.rows, kind)]
        if hidden:
            raise Refusal(
                "only-hidden",
                f"{TITLES[kind]}在隐藏的工作表“{hidden[0]}”里，没有读。"
                "请在 WPS 或 Excel 里取消隐藏，或导入时指定这张表",
            )
        raise _no_header(kind, open_ or list(book.sheets))
    sheet, header = max(found, key=lambda pair: _rank(pair[0], pair[1], kind))
    _refuse_other_kind(sheet, header, kind)
    told = _sheet_notes(book, sheet)
    for other, its in found:
        if other is not sheet and _count(other, its, kind):
            told.append(
                Problem(
                    "other-sheet",
                    f"这张工作表也像{TITLES[kind]}，这次没有读。要读它，请另外导入并指定这张表",
                    other.name,
                    its.first + 1,
                    fatal=False,
                )
            )
    return sheet, header, told


def _count(sheet: Sheet, header: Header, kind: str) -> int:
    return sum(1 for _ in record_rows(sheet.rows, header, kind, []))


def _rank(sheet: Sheet, header: Header, kind: str) -> tuple[bool, float, int]:
    count = _count(sheet, header, kind)
    return count > 0, header.score, count


def _no_header(kind: str, sheets: Sequence[Sheet]) -> Refusal:
    other = _other(kind)
    if any(find_header(sheet.rows, other) for sheet in sheets):
        return _wrong_kind(kind, other)
    if not any(sheet.rows for sheet in sheets):
        return Refusal("empty", "表是空的，没有导入。请看是否选错了文件，或是否还没有保存")
    return Refusal(
        "no-header",
        f"没有找到{TITLES[kind]}的表头：前 30 行里没有哪一行写着“{_KEYS[kind]}”和其他栏目的名称。"
        "请看是否选错了表；如果是，请换一份，如果不是，请加上一行表头",
    )


def _refuse_other_kind(sheet: Sheet, header: Header, kind: str) -> None:
    """A roll with a few columns in common is not a ledger of firms, and the other way round."""
    other = find_header(sheet.rows, _other(kind))
    if other is not None and len(other.fields) >= 2 * len(header.fields):
        raise _wrong_kind(kind, _other(kind))


def _other(kind: str) -> str:
    return "enterprise" if kind == "member" else "member"


def _wrong_kind(kind: str, other: str) -> Refusal:
    command = "enterprises" if other == "enterprise" else "members"
    return Refusal(
        "wrong-kind",
        f"这张表像是{TITLES[other]}，不是{TITLES[kind]}，没有导入。"
        f"请改用导入{TITLES[other]}（import {command}）",
    )


def _sheet_notes(book: Book, chosen: Sheet) -> list[Problem]:
    """What the reader noticed that concerns the whole sheet or the sheets passed over."""
    told = []
    for note in book.notes:
        if note.code == "hidden-sheet":
            if note.sheet != chosen.name:
                told.append(
                    Problem(
                        note.code,
                        "这张工作表是隐藏的，里面有内容，没有读。要读它，请取消隐藏，或导入时指定这张表",
                        note.sheet,
                        fatal=False,
                    )
                )
            else:
                told.append(note)
        elif note.code not in ("error-cell", "formula-without-value") and note.sheet in (
            "",
            chosen.name,
        ):
            told.append(note)
    return told


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


def _about_columns(header: Header, sheet: Sheet, found: Rows) -> list[Problem]:
    told = []
    row = header.first + header.depth
    for column in header.columns:
        if not (column.unknown or column.twice):
            continue
        if not any(not is_blank(cell) for cell in _cells(found, column.index)):
            continue
        name = column.header or f"{letters(column.index)} 列"
        if column.twice:
            code, message = "column-twice", f"{letters(column.index)} 列“{name}”{column.note}"
        elif not column.header:
            code, message = "no-header-cell", f"{name}没有表头，里面有内容，没有收。请补上表头"
        else:
            code = "unknown-column"
            message = f"“{name}”不是本程序收的栏目，没有收。如果它另有通行的叫法，请改表头后再导入"
        told.append(Problem(code, message, sheet.name, row, name, fatal=False))
    return told


def _marked_cells(book: Book, sheet: Sheet) -> dict[tuple[int, int], Problem]:
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
    marks: dict[tuple[int, int], Problem],
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
        known = declared[name]
        mark = marks.get((row, column.index))
        if mark is not None and raw is None:
            _cannot_read(line, sheet, known, column, mark.code, mark.message, mark.value)
            continue
        try:
            taken = take_cell(known, raw, tenths=tenths.get(column.index, False))
        except Unreadable as error:
            value = hidden_part(known, raw)
            _cannot_read(line, sheet, known, column, error.code, error.message, value)
            continue
        if taken.why:
            after = _shown(known, taken.value)
            line.changes.append(
                ValueChange(row, column.header, hidden_part(known, raw), after, taken.why)
            )
        if taken.value is not None:
            line.values[name] = taken.value
            if taken.month_only:
                line.month_only.add(name)
    return line


def _shown(known: Field, value: Any) -> str:
    from partydesk.records.values import shown, to_stored

    return hidden_part(known, shown(known, to_stored(known, value)))


def _yes(raw: Cell) -> bool | None:
    text = plain(said(raw)).removesuffix("成立").removesuffix("建立").removesuffix("建")
    if text in ("已", "未"):
        return text == "已"
    code = YES_NO.codes.get(text)
    return None if code is None else code == "1"


def _cannot_read(
    line: Line, sheet: str, known: Field, column: Column, code: str, message: str, value: str
) -> None:
    """Tell of a cell without a value: it keeps the row out when the row cannot do without it."""
    fatal = decides(known)
    if not fatal:
        message = f"{message}。这一格没有收，其余照收"
    line.problems.append(
        Problem(code, message.replace("。。", "。"), sheet, line.row, column.header, value, fatal)
    )


def decides(known: Field) -> bool:
    """Whether a row cannot be taken without this cell, once something stands in it."""
    return known.required or known.column in ("id_number", "credit_code")
