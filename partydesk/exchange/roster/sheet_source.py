"""A sheet of a stranger's book gives rows: the sheet chosen, its columns mapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from partydesk.exchange.reading.book import Book, Cell, Sheet
from partydesk.exchange.reading.cell_values import said
from partydesk.exchange.reading.sheet_scan import column_number, letters
from partydesk.exchange.roster.header_names import A_UID, PLACE, UID, UID_HEADER, header_key
from partydesk.exchange.roster.headers import Column, Header, looks_like_form
from partydesk.exchange.roster.laid_out import blocks, filled_down
from partydesk.exchange.roster.mappings import Mapped, by_hand, layout_of, resolved
from partydesk.exchange.roster.policy import FILE
from partydesk.exchange.roster.row_source import Lines, RowSource, cells_of, year_in
from partydesk.exchange.roster.sheet_choice import choose_sheet
from partydesk.exchange.roster.sheet_rows import PLACE_LINE, LeftOut, record_rows
from partydesk.records.fields import fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of
from partydesk.records.values import is_blank


def read_sheet(
    book: Book,
    kind: str,
    sheet: str | None = None,
    mapped: Mapped | None = None,
    *,
    guess: bool = False,
) -> RowSource:
    """The rows of the named sheet, or of the one that holds records of this kind best.

    `mapped` are columns that a person has mapped; with `guess` a header nobody knows is taken
    for one, for a person to map its columns.

    Raises UserError (no-sheet, no-header, wrong-kind, form, no-rows).
    """
    chosen, header, told = choose_sheet(book, kind, sheet, mapped, guess=guess)
    if mapped:
        whole = resolved(header.columns, mapped)
        header = replace(header, columns=tuple(by_hand(header.columns, whole)))
    else:
        whole = {}
    title = kind_of(kind).roster
    if looks_like_form(chosen.rows, header, kind):
        raise UserError(
            "form",
            f"工作表“{chosen.name}”像是一人（一家）一张的登记表，不是一行一条的{title}，没有导入。"
            "请用花名册、汇总表这样的表，或在窗口里逐条添加",
        )
    marked = _marked_cells(book, chosen)
    chosen = filled_down(chosen, header, kind, told)
    left_out: list[LeftOut] = []
    placed: dict[int, str] = {}
    found: list[tuple[int, Sequence[Cell]]] = []
    step = blocks(header, chosen.rows, kind)
    if step:
        header = Header(header.first, header.depth, header.columns[:step])
    for rows in _side_by_side(chosen.rows, step, told, chosen.name):
        if header.fields:
            found += record_rows(rows, header, kind, left_out, placed)
        else:
            # Nothing is mapped yet: what a record is cannot be told.
            start = header.first + header.depth
            found += [
                (at + 1, rows[at]) for at in range(start, len(rows)) if any(map(_said, rows[at]))
            ]
    if PLACE in header.fields:
        placed.clear()
    for line in [each for each in left_out if each.why == PLACE_LINE][:1]:
        words = f"“{line.text}”这样单独一行的，当作下面各行所在的组织"
        told.append(Finding("place-line", words, chosen.name, line.row, fatal=False))
    if not found:
        raise UserError(
            "no-rows",
            f"工作表“{chosen.name}”里只有表头，没有{title}的内容，没有导入。"
            "请看是否选错了表，或是否还没有填写",
        )
    columns = _with_uids(_with_strays(header, found), found)
    columns = _held_for(columns, kind, found, chosen.name, told)
    return RowSource(
        kind,
        FILE,
        columns,
        found,
        header_row=header.first + 1,
        path=book.path,
        sheet=chosen.name,
        findings=told + _about_columns(columns, chosen, header.first + header.depth, found),
        left_out=left_out,
        notes=marked,
        placed=placed,
        from_1904=book.from_1904,
        year=_title_year(chosen, header),
        mapped=whole,
        layout=layout_of(kind, header.columns),
    )


def _said(cell: Cell) -> bool:
    return not is_blank(cell)


def _title_year(sheet: Sheet, header: Header) -> int | None:
    """The year that the title above a header, or the sheet's name, speaks of."""
    titles = [said(cell) for row in sheet.rows[: header.first] for cell in row if cell is not None]
    return year_in(" ".join([*titles, sheet.name]))


def _side_by_side(
    rows: Sequence[Sequence[Cell]], step: int, told: list[Finding], sheet: str
) -> Iterator[Sequence[Sequence[Cell]]]:
    """The rows, or those of each block of `step` columns where several stand side by side."""
    if not step:
        yield rows
        return
    width = max(len(row) for row in rows)
    count = -(-width // step)
    words = f"表里并排有 {count} 栏，各栏都收，左边的在前"
    told.append(Finding("side-by-side", words, sheet, fatal=False))
    for start in range(0, width, step):
        yield [row[start : start + step] for row in rows]


def _with_strays(header: Header, found: Lines) -> list[Column]:
    """The columns of a header and those that hold data under none; empty ones are left out."""
    width = max(len(cells) for _, cells in found)
    named = {column.index: column for column in header.columns}
    columns = []
    for index in range(max(width, len(header.columns))):
        column = named.get(index)
        if column is None or not column.header:
            if not any(not is_blank(cell) for cell in cells_of(found, index)):
                continue
            column = Column(index, "", None, "没有表头", unknown=True)
        columns.append(column)
    return columns


def _with_uids(columns: list[Column], found: Lines) -> list[Column]:
    """The columns, one that holds the uids of our own exports as that."""
    for at, column in enumerate(columns):
        cells = [said(cell).strip() for cell in cells_of(found, column.index) if not is_blank(cell)]
        if header_key(column.header) == UID_HEADER and cells and all(map(A_UID.fullmatch, cells)):
            columns[at] = replace(column, field=UID, note="", unknown=False, twice=False)
    return columns


def _held_for(
    columns: list[Column], kind: str, found: Lines, sheet: str, told: list[Finding]
) -> list[Column]:
    """Take a column whose cells hold another field's choices as that field's, and say so."""
    declared, have = fields(kind_of(kind)), {column.field for column in columns}
    result = []
    for column in columns:
        other = kind_of(kind).held_for.get(column.field or "")
        if other and other not in have and column.field:
            texts = {said(cell).strip() for cell in cells_of(found, column.index) if cell}
            own, its = declared[column.field].choices, declared[other].choices
            if own and its and (texts - {*own.codes}) & {*its.codes, *its.strangers}:
                label = declared[other].label
                words = f"“{column.header}”列里写的是{label}，按{label}收"
                told.append(Finding("column-reread", words, sheet, 0, column.header, fatal=False))
                column = replace(column, field=other)
        result.append(column)
    return result


def _about_columns(columns: list[Column], sheet: Sheet, row: int, found: Lines) -> list[Finding]:
    told = []
    for column in columns:
        if not (column.unknown or column.twice):
            continue
        if not any(not is_blank(cell) for cell in cells_of(found, column.index)):
            continue
        name = column.header or letters(column.index)
        if column.twice:
            code, message = "column-twice", f"{letters(column.index)} 列“{name}”{column.note}"
        elif not column.header:
            code, message = "no-header-cell", f"{name} 列没有表头，里面有内容，没有收。请补上表头"
        else:
            code = "unknown-column"
            message = (
                f"“{name}”不是本程序收的栏目，没有收。要收，请指明它是哪一项："
                "窗口里在“列”里选，命令行用 --map 表头=栏目"
            )
        told.append(Finding(code, message, sheet.name, row, name, fatal=False))
    return told


def _marked_cells(book: Book, sheet: Sheet) -> dict[tuple[int, int], Finding]:
    """Error cells and formulas without a result, by (1-based row, 0-based column)."""
    return {
        (note.row, column_number(note.column)): note
        for note in book.notes
        if note.code in ("error-cell", "formula-without-value") and note.sheet == sheet.name
    }
