"""Which field each column of a pasted text holds: by its first line, or in the list's order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from partydesk.exchange.roster.cell_values import writes_two_digit_months
from partydesk.exchange.roster.header_names import PLACE, header_key, known_header, numbers_rows
from partydesk.records.fields import fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of

UID = "uid"
"""The column 编号 that names each record for good (workbook.md)."""

_UID_HEADER = "编号"
_A_UID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class PastedColumn:
    """A column: its header (the list's label where there is none), and what it is taken as.

    `field` is a column name of the record, UID, PLACE, or None; then `note` says why not.
    `tenths` says of dates that months are written with two digits.
    """

    index: int
    header: str
    field: str | None
    note: str = ""
    tenths: bool = False


@dataclass(slots=True)
class PastedSheet:
    """A pasted text as read: its columns, its lines by 1-based row, what to tell about it all."""

    kind: str
    headed: bool
    columns: list[PastedColumn]
    lines: list[tuple[int, Sequence[str]]]
    told: list[Finding] = field(default_factory=list)

    @property
    def fields(self) -> Mapping[str, PastedColumn]:
        """The columns that are taken, by field."""
        return {column.field: column for column in self.columns if column.field}

    def label(self, name: str) -> str:
        """The header of a field's column, or the field's own label."""
        column = self.fields.get(name)
        return column.header if column else fields(kind_of(self.kind))[name].label


def read_pasted(
    rows: Sequence[Sequence[str]], kind: str, shown: Sequence[tuple[str, str]]
) -> PastedSheet:
    """The sheet that pasted rows make.

    `shown` are the columns (name, label) of the list that is pasted into, as they stand there.
    Raises UserError (no-rows, too-many-columns).
    """
    lines = [(number, row) for number, row in enumerate(rows, 1) if row]
    labels = {header_key(label): name for name, label in shown}
    headed = _is_header(lines[0][1], kind, labels)
    body = lines[1:] if headed else lines
    if not body:
        raise UserError("no-rows", "剪贴板里只有表头，没有内容。请连同下面的几行一起复制")
    sheet = PastedSheet(kind, headed, [], body)
    width = max(len(row) for _, row in body)
    if headed:
        heads = [cell.replace("\n", "").strip() for cell in lines[0][1]]
        heads += [""] * (width - len(heads))
        sheet.columns = _named(heads, kind, labels, body)
        _tell_of_columns(sheet, lines[0][0])
    else:
        sheet.columns = _in_order(width, kind, shown, body)
        taken = "、".join(column.header for column in sheet.columns)
        sheet.told.append(
            Finding(
                "no-header",
                f"第一行不是表头，各列按列表里的顺序收：{taken}。不对的话，请连同表头一起复制再粘贴",
                fatal=False,
            )
        )
    return sheet


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
    if key == header_key(_UID_HEADER):
        return UID
    for each in kind_of(kind).derived:
        if key == header_key(each.label):
            return each.name
    found = known_header(kind, header)
    if found is None:
        return None
    return found[0] if found[0] == PLACE or found[0] in fields(kind_of(kind)) else None


def _named(
    heads: Sequence[str],
    kind: str,
    labels: Mapping[str, str],
    body: Sequence[tuple[int, Sequence[str]]],
) -> list[PastedColumn]:
    columns: list[PastedColumn] = []
    have: dict[str, str] = {}
    for index, head in enumerate(heads):
        cells = _cells(body, index)
        if not head and not any(cells):
            continue
        name = _field(head, kind, labels) if head else None
        if name == UID and not all(_A_UID.fullmatch(cell.strip()) for cell in cells if cell):
            # A sheet's own numbering, or a ticket's number.
            found = known_header(kind, head)
            name = found[0] if found and found[0] in fields(kind_of(kind)) else None
        note = ""
        earlier = have.get(name) if name is not None else None
        if earlier is not None:
            name, note = None, f"与“{earlier}”列重复，没有收"
        elif name is not None and _counted(kind, name):
            name, note = None, "由程序算出来，没有收"
        elif name is None and head and numbers_rows(head):
            note = "只是行号，没有收"
        elif name is None:
            note = "不认识这一列，没有收" if head else "没有表头，没有收"
        if name is not None:
            have[name] = head
        columns.append(_column(index, head, name, note, cells))
    return columns


def _in_order(
    width: int,
    kind: str,
    shown: Sequence[tuple[str, str]],
    body: Sequence[tuple[int, Sequence[str]]],
) -> list[PastedColumn]:
    if width > len(shown):
        raise UserError(
            "too-many-columns",
            f"剪贴板里有 {width} 列，没有表头，列表里只显示 {len(shown)} 列，对不上。"
            "请连同表头一起复制，再粘贴",
        )
    return [
        _column(
            index,
            label,
            None if _counted(kind, name) else name,
            "由程序算出来，没有收" if _counted(kind, name) else "",
            _cells(body, index),
        )
        for index, (name, label) in enumerate(shown[:width])
    ]


def _column(
    index: int, header: str, name: str | None, note: str, cells: Sequence[str]
) -> PastedColumn:
    return PastedColumn(index, header, name, note, writes_two_digit_months(list(cells)))


def _cells(body: Sequence[tuple[int, Sequence[str]]], index: int) -> list[str]:
    return [row[index] for _, row in body if index < len(row)]


def _counted(kind: str, name: str) -> bool:
    return any(each.name == name for each in kind_of(kind).derived)


def _tell_of_columns(sheet: PastedSheet, row: int) -> None:
    for column in sheet.columns:
        if column.field is None:
            name = f"“{column.header}”" if column.header else f"第 {column.index + 1} 列"
            sheet.told.append(
                Finding(
                    "column-left-out",
                    f"{name}：{column.note}",
                    row=row,
                    column=column.header,
                    fatal=False,
                )
            )
