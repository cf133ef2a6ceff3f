"""Data sheets as they are written: widths, what is printed of them, drop-downs, headers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins

from partydesk.exchange.submission.cell_styles import Cells
from partydesk.exchange.submission.columns import CODES, Column, Role, SheetLayout
from partydesk.exchange.submission.write_only import new_sheet
from partydesk.records.fields import YES_NO, Choices, Kind


def print_wide(sheet: WriteOnlyWorksheet, header_row: int = 1) -> None:
    """Print a narrow list on A4 across, every column on the page, its header on each."""
    sheet.print_title_rows = f"1:{header_row}"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.gridLines = True
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.5)


WIDEST = 36
"""Characters of Latin text that a column is wide at most; longer texts take several lines."""

_LEAST, _MEASURED = 7, 300  # characters; rows that a width is taken from
_ONE_PAGE = 150  # characters of a row that are still read on A4 across


def units(text: str) -> int:
    """How wide a text is: a Chinese character takes two places."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def width_of(column: Column, cells: Sequence[Any]) -> int:
    """How wide a column is to be, in characters, for what stands in it; a label takes two lines."""
    if column.role in (Role.UID, Role.DIGEST, Role.REFERENCE):
        return 12
    longest = -(-units(column.header) // 2) + 3  # the filter's arrow stands there too
    for cell in cells[:_MEASURED]:
        value = getattr(cell, "value", cell)
        if isinstance(value, datetime):
            longest = max(longest, 17)
        elif isinstance(value, date):
            longest = max(longest, 12)
        elif value is not None:
            longest = max(longest, units(str(value)) + 2)
    return max(_LEAST, min(WIDEST, longest))


def print_part(
    sheet: WriteOnlyWorksheet, layout: SheetLayout, widths: Sequence[int], rows: int
) -> None:
    """Print a data sheet one page wide: what one looks for first, and as many more columns as can
    be read on it."""
    print_wide(sheet)
    printed = wide = 0
    for column, width in zip(layout.shown, widths, strict=True):
        more = column.role in (Role.FIELD, Role.TEXT, Role.COUNTED)
        if not layout.looked_for(column) and (not more or wide + width > _ONE_PAGE):
            break
        printed, wide = printed + 1, wide + width
    if printed:
        sheet.print_area = f"A1:{get_column_letter(printed)}{rows + 1}"


def open_data_sheet(
    workbook: Workbook,
    title: str,
    columns: Sequence[Column],
    rows: int,
    widths: Sequence[int] = (),
) -> WriteOnlyWorksheet:
    """A data sheet ready for its rows: widths (by default from the fields), hidden columns, frozen
    header, filter."""
    sheet = new_sheet(workbook, title)
    for place, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        # Chinese characters are two units wide.
        dimension.width = max(6, min(60, column.width * 1.7 + 2))
        if widths:
            dimension.width = widths[place - 1]
        if column.hidden:
            dimension.hidden = True
        if column.role is Role.UID:
            dimension.width = 12
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 32  # long labels take two lines
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(rows + 1, 2)}"
    return sheet


class CodeSheet:
    """The hidden sheet of drop-down entries too long to stand in a rule of their own."""

    def __init__(self) -> None:
        self._tables: list[tuple[Choices, tuple[str, ...]]] = []

    def rule(self, table: Choices) -> str:
        """The formula of a list rule for a code table."""
        labels = table.labels
        short = ",".join(labels)
        if len(short) <= 250 and not any("," in label or '"' in label for label in labels):
            return f'"{short}"'
        place = next((at for at, (known, _) in enumerate(self._tables) if known is table), -1)
        if place < 0:
            place = len(self._tables)
            self._tables.append((table, labels))
        letter = get_column_letter(place + 1)
        return f"{CODES}!${letter}$1:${letter}${len(labels)}"

    def write(self, workbook: Workbook) -> None:
        """Add the sheet, if any rule needs it."""
        if not self._tables:
            return
        sheet = new_sheet(workbook, CODES)
        sheet.sheet_state = "hidden"
        longest = max(len(labels) for _, labels in self._tables)
        for at in range(longest):
            sheet.append([labels[at] if at < len(labels) else None for _, labels in self._tables])


def add_drop_downs(
    sheet: WriteOnlyWorksheet, columns: Sequence[Column], codes: CodeSheet, rows: int
) -> None:
    """Drop-down lists on the choice columns, for the rows there are and some more to come."""
    for place, column in enumerate(columns, start=1):
        field = column.field
        if field is None or column.role is not Role.FIELD:
            continue
        table = YES_NO if field.kind is Kind.YESNO else field.choices
        # A list rule takes one value; a column of several is left free.
        if table is None or field.kind is Kind.CHOICES:
            continue
        rule = DataValidation(
            "list", formula1=codes.rule(table), allow_blank=True, showErrorMessage=True,
            errorTitle=field.label, error="请从下拉列表里选一项",
        )  # fmt: skip
        letter = get_column_letter(place)
        rule.add(f"{letter}2:{letter}{rows + 200}")
        sheet.data_validations.append(rule)


def write_header(sheet: WriteOnlyWorksheet, cells: Cells, headers: Iterable[str]) -> None:
    """The header row."""
    sheet.append([cells.styled(header, "header") for header in headers])
