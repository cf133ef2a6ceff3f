"""Rosters and ledgers as people send them, made for tests: identity numbers, workbooks, text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from stdnum.cn import ric


def identity(number: int, birth: str = "19850701", area: str = "150203") -> str:
    """A valid identity number; an odd `number` is a man's."""
    first = f"{area}{birth}{number:03d}"
    return first + str(ric.calc_check_digit(first + "0"))


def fill(sheet: Worksheet, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows; a text stays text even when it begins with = ."""
    for row_number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is None:
                continue
            cell = sheet.cell(row_number, column)
            if isinstance(value, Formula):
                cell.value = f"={value}"
            else:
                cell.value = value
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"


class Formula(str):
    """A formula without a stored result, as programs write that do not calculate."""


def workbook(
    path: Path,
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "花名册",
    merged: Sequence[str] = (),
    hidden_columns: Sequence[str] = (),
    more: dict[str, Sequence[Sequence[Any]]] | None = None,
    hidden_sheets: Sequence[str] = (),
) -> Path:
    """An .xlsx file with these rows on its first sheet and others on further ones."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    fill(sheet, rows)
    for cells in merged:
        sheet.merge_cells(cells)
    for letter in hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for name, content in (more or {}).items():
        fill(book.create_sheet(name), content)
    for name in hidden_sheets:
        book[name].sheet_state = "hidden"
    book.save(path)
    return path
