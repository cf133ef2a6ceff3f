"""Which field each column of a pasted text holds: by its first line, or in the list's order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from partydesk.exchange.reading.book import Cell
from partydesk.exchange.reading.cell_values import said, take_cell
from partydesk.exchange.roster.header_names import (
    A_UID,
    PLACE,
    UID,
    UID_HEADER,
    header_key,
    known_header,
    numbers_rows,
)
from partydesk.exchange.roster.headers import Column
from partydesk.exchange.roster.mappings import Mapped, by_hand, layout_of, resolved
from partydesk.exchange.roster.pasted_text import rows_of_paste
from partydesk.exchange.roster.policy import PASTE
from partydesk.exchange.roster.row_source import Lines, RowSource, cells_of
from partydesk.records.fields import Field, Kind, Privacy, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.names import is_name, name_of_one, tidy_name
from partydesk.records.registry import kind_of
from partydesk.records.values import Unreadable

_COUNTED = "由程序算出来，没有收"


def read_pasted(
    text: str, kind: str, shown: Sequence[tuple[str, str]], mapped: Mapped | None = None
) -> RowSource:
    """The rows of a pasted text; `mapped` are columns that a person has mapped.

    `shown` are the columns (name, label) of the list that is pasted into, as they stand there.
    Raises UserError (no-rows, too-many-columns, and those of rows_of_paste).
    """
    lines = [(number, row) for number, row in enumerate(rows_of_paste(text), 1) if row]
    labels = {header_key(label): name for name, label in shown}
    first, heads = lines[0]
    known = {header_key(head) for head in heads}
    if not (mapped and known & mapped.keys()) and not _is_header(heads, kind, labels):
        columns = _in_order(max(len(row) for _, row in lines), kind, shown)
        if _unlike(columns, lines, kind):
            title = kind_of(kind).title
            raise UserError(
                "unlike",
                f"剪贴板里的文字不像{title}列表里的行，没有收。请连同表头一起复制，"
                "或照列表里各列的顺序复制整行",
            )
        taken = "、".join(column.header for column in columns)
        told = Finding(
            "no-header",
            f"第一行不是表头，各列按列表里的顺序收：{taken}。不对的话，请连同表头一起复制再粘贴",
            fatal=False,
        )
        return RowSource(kind, PASTE, columns, lines, findings=[told])
    lines = lines[1:]
    if not lines:
        raise UserError("no-rows", "剪贴板里只有表头，没有内容。请连同下面的几行一起复制")
    heads = [cell.replace("\n", "").strip() for cell in heads]
    heads += [""] * (max(len(row) for _, row in lines) - len(heads))
    columns = _named(heads, kind, labels, lines)
    whole = resolved(columns, mapped) if mapped else {}
    columns = by_hand(columns, whole) if whole else columns
    left = [_left_out(column, first) for column in columns if column.field is None]
    return RowSource(
        kind,
        PASTE,
        columns,
        lines,
        header_row=first,
        findings=left,
        mapped=whole,
        layout=layout_of(kind, columns),
    )


def _is_header(row: Sequence[str], kind: str, labels: Mapping[str, str]) -> bool:
    """Whether a first line names columns: most of its cells do, or several, or there are no digits
    in any of them as there would be in a record."""
    filled = [cell for cell in row if cell.strip()]
    known = sum(_field(cell, kind, labels) is not None for cell in filled)
    if not known:
        return False
    return 2 * known >= len(filled) or known > 2 or not re.search(r"\d", "".join(filled))


def _field(header: str, kind: str, labels: Mapping[str, str]) -> str | None:
    """What a header names: a field, PLACE, UID, or a counted column by its own name."""
    key = header_key(header.replace("\n", ""))
    if key in labels:
        return labels[key]
    if key == header_key(UID_HEADER):
        return UID
    for each in kind_of(kind).derived:
        if key == header_key(each.label):
            return each.name
    found = known_header(kind, header)
    if found is None:
        return None
    return found[0] if found[0] == PLACE or found[0] in fields(kind_of(kind)) else None


def _named(
    heads: Sequence[str], kind: str, labels: Mapping[str, str], lines: Lines
) -> list[Column]:
    columns: list[Column] = []
    have: dict[str, str] = {}
    for index, head in enumerate(heads):
        cells = cells_of(lines, index)
        if not head and not any(cells):
            continue
        name = _field(head, kind, labels) if head else None
        if name == UID and not all(A_UID.fullmatch(said(cell).strip()) for cell in cells if cell):
            # A sheet's own numbering, or a ticket's number.
            found = known_header(kind, head)
            name = found[0] if found and found[0] in fields(kind_of(kind)) else None
        note = ""
        earlier = have.get(name) if name is not None else None
        if earlier is not None:
            name, note = None, f"与“{earlier}”列重复，没有收"
        elif name is not None and _counted(kind, name):
            name, note = None, _COUNTED
        elif name is None and head and numbers_rows(head):
            note = "只是行号，没有收"
        elif name is None:
            note = "不认识这一列，没有收" if head else "没有表头，没有收"
        if name is not None:
            have[name] = head
        columns.append(Column(index, head, name, note, path=head))
    return columns


def _in_order(width: int, kind: str, shown: Sequence[tuple[str, str]]) -> list[Column]:
    if width > len(shown):
        raise UserError(
            "too-many-columns",
            f"剪贴板里有 {width} 列，没有表头，列表里只显示 {len(shown)} 列，对不上。"
            "请连同表头一起复制，再粘贴",
        )
    return [
        Column(index, label, None, _COUNTED) if _counted(kind, name) else Column(index, label, name)
        for index, (name, label) in enumerate(shown[:width])
    ]


def _unlike(columns: Sequence[Column], lines: Lines, kind: str) -> bool:
    """Whether a text without a header does not read like the rows of a list.

    It does where every name is one, and of the columns that only some texts fit (dates, choices,
    numbers) some do. Rows that carry a record's uid are what they say.
    """
    declared = fields(kind_of(kind))
    fits, tried = 0, 0
    for column in columns:
        cells = [cell for cell in cells_of(lines, column.index) if said(cell).strip()]
        if column.field == UID and any(A_UID.fullmatch(said(cell).strip()) for cell in cells):
            return False
        field = declared.get(column.field or "")
        if field is None or not cells:
            continue
        if field.kind is Kind.PERSON and field.required:
            if not all(name_of_one(said(cell).strip()) is None for cell in cells):
                return True
            names = [is_name(tidy_name(said(cell))) for cell in cells]
            tried, fits = tried + len(names), fits + sum(names)
        elif field.kind not in _FREE and (field.kind is not Kind.CODE or field.checks):
            tried += len(cells)
            fits += sum(_fits(field, cell) for cell in cells)
    return not fits or 2 * fits < tried


_FREE = (Kind.TEXT, Kind.LONG, Kind.PERSON, Kind.PEOPLE, Kind.REFERENCE)


def _fits(field: Field, cell: Cell) -> bool:
    masked = field.privacy is Privacy.PERSONAL and "*" in said(cell)
    try:
        value = take_cell(field, cell).value
    except Unreadable:
        return masked
    return masked or value is None or all(judge(value) is None for judge in field.checks)


def _counted(kind: str, name: str) -> bool:
    return any(each.name == name for each in kind_of(kind).derived)


def _left_out(column: Column, row: int) -> Finding:
    name = f"“{column.header}”" if column.header else f"第 {column.index + 1} 列"
    message = f"{name}：{column.note}"
    return Finding("column-left-out", message, row=row, column=column.header, fatal=False)
