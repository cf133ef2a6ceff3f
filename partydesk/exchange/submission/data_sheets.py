"""Writing data sheets with openpyxl: typed cells, text that can never run, drop-downs, widths."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from shutil import disk_usage
from tempfile import gettempdir
from typing import Any

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins

from partydesk.exchange.submission.columns import CODES, Column, Role, SheetLayout
from partydesk.records.fields import YES_NO, Choices, Field, Kind
from partydesk.records.findings import UserError
from partydesk.records.money import as_decimal
from partydesk.records.personal_numbers import as_written
from partydesk.records.values import Stored, shown

# What a spreadsheet might take for a formula when somebody edits the cell (workbook.md §1).
_RISKY = tuple("=+-@＝＋－＠\t\r\n")

# What openpyxl writes as an error value, whoever typed it.
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
# In a workbook's texts _xHHHH_ stands for a character; where it is meant literally, its first
# mark is written that way itself (ECMA-376 part 1, 22.9.2.19).
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

# Bytes: with less left on a disk, what could not be written there had no room.
_FULL_BELOW = 2**20

_HEADER_FILL = PatternFill("solid", fgColor="F3ECE9")

Style = Callable[[Any], None]
"""Gives a cell its font, fill, alignment, format."""


class Cells:
    """Makes the cells of one workbook; each style is built once and shared."""

    def __init__(self, workbook: Workbook, more: Mapping[str, Style] | None = None) -> None:
        """`more` are styles of the workbook's own, beside those of the house."""
        self._sheet = workbook.create_sheet("样式")
        workbook.remove(self._sheet)
        self._known = {**_STYLES, **(more or {})}
        self._styles: dict[tuple[str, bool], Any] = {}

    def styled(self, value: Any, name: str) -> Any:
        """A cell in one of the house styles: header, text, date, moment, or a font's.

        In each of them a text that a spreadsheet might run is quoted.
        """
        risky = isinstance(value, str) and value.startswith(_RISKY)
        if isinstance(value, str):
            value = _literal(value)
        cell = WriteOnlyCell(self._sheet, value=value)
        style = self._styles.get((name, risky))
        if style is None:
            sample = WriteOnlyCell(self._sheet)
            self._known[name](sample)
            if risky:
                _text(sample)
                sample.quotePrefix = True
            style = self._styles[name, risky] = sample._style
        cell._style = copy(style)
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl would make a formula of "=…"
        return cell

    def text(self, value: str) -> Any:
        """A text as it may be handed to `append`: plain where plain is safe."""
        if value.startswith(_RISKY) or value in _ERRORS:
            return self.styled(value, "text")
        return _literal(value)

    def listed(self, value: str) -> Any:
        """A text of a list for people: never a number or date, its lines each on their own."""
        return self.styled(value, "wrapped" if "\n" in value else "text")


def _literal(text: str) -> str:
    return _ESCAPED.sub("_x005F_", text) if "_x" in text else text


def _font(size: float = 11, **how: Any) -> Font:
    """The workbook's usual font: left unsaid, programs each take another."""
    return Font(name="Calibri", family=2, size=size, **how)


_MIDDLE = Alignment(horizontal="center")  # a day at the right edge runs into the next column


def _header(cell: Any) -> None:
    cell.font = _font(bold=True)
    cell.fill = _HEADER_FILL
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _text(cell: Any) -> None:
    cell.number_format = "@"


def _date(cell: Any) -> None:
    cell.number_format = "yyyy-mm-dd"
    cell.alignment = _MIDDLE


def _moment(cell: Any) -> None:
    cell.number_format = "yyyy-mm-dd hh:mm"
    cell.alignment = _MIDDLE


def _example(cell: Any) -> None:
    cell.font = _font(color="8C8A83", italic=True)


def _bad(cell: Any) -> None:
    cell.number_format = "@"
    cell.fill = PatternFill("solid", fgColor="FBE7E5")
    cell.font = _font(color="B3261E", bold=True)


def _title(cell: Any) -> None:
    cell.font = _font(size=18, bold=True)


def _count(cell: Any) -> None:
    cell.alignment = Alignment(horizontal="left", vertical="center")


def _label(cell: Any) -> None:
    cell.font = _font(color="5F5E5A")
    cell.alignment = Alignment(vertical="center")


def _fact(cell: Any) -> None:
    """What stands beside a label: letters and figures of other fonts sit as high as it."""
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    cell.number_format = "@"


def _unit(cell: Any) -> None:
    cell.alignment = Alignment(horizontal="left", indent=1)  # not to run into the number before it


def _strong(cell: Any) -> None:
    cell.font = _font(bold=True)


def _percent(cell: Any) -> None:
    cell.number_format = "0.0"


def _strong_rate(cell: Any) -> None:
    _strong(cell)
    _percent(cell)


def _wrapped(cell: Any) -> None:
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.number_format = "@"


_STYLES = {
    "header": _header,
    "text": _text,
    "date": _date,
    "moment": _moment,
    "example": _example,
    "bad": _bad,
    "title": _title,
    "label": _label,
    "fact": _fact,
    "count": _count,
    "unit": _unit,
    "strong": _strong,
    "percent": _percent,
    "strong_rate": _strong_rate,
    "wrapped": _wrapped,
}


def save(workbook: Workbook, file: Path) -> None:
    """Write a workbook to a file; an OSError leaves no handle open on the failing disk."""
    packed = BytesIO()
    workbook.save(packed)
    file.write_bytes(packed.getbuffer())


@contextmanager
def whole(workbook: Workbook) -> Iterator[None]:
    """Fill and save a write-only workbook; what stops it takes its sheets off the disk.

    openpyxl keeps the sheets in temporary files, with names in clear, until the program ends.
    Raises UserError where the disk takes no more of these.
    """
    try:
        yield
    except BaseException as error:
        for sheet in workbook.worksheets:
            with contextlib.suppress(Exception):  # it has been told what went wrong
                if not sheet.closed:
                    sheet.close()
            with contextlib.suppress(Exception):
                sheet._writer.cleanup()
        if isinstance(error, SerialisationError):
            raise _no_room() from error
        raise


def _no_room() -> UserError:
    """The refusal when a sheet cannot be kept while it is made: lxml does not say why."""
    place = Path(gettempdir())
    full = not place.is_dir() or disk_usage(place).free < _FULL_BELOW
    code, why = ("disk-full", "的磁盘满了") if full else ("write-failed", "的盘读写出错")
    return UserError(
        code,
        f"放临时文件的“{place}”所在{why}，表格没有写成，原来的文件没有改动。请清出一些空间再试。",
    )


def new_sheet(workbook: Workbook, title: str) -> WriteOnlyWorksheet:
    """An empty sheet of a write-only workbook."""
    return workbook.create_sheet(title)


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


def cell_of(cells: Cells, field: Field, value: Stored, *, mask: bool) -> Any:
    """What to write for a stored value: typed, by label, masked where personal."""
    if value is None:
        return None
    match field.kind:
        case Kind.DATE:
            return cells.styled(date.fromisoformat(str(value)), "date")
        case Kind.MOMENT:
            return cells.styled(datetime.fromisoformat(str(value)), "moment")
        case Kind.INTEGER | Kind.NUMBER:
            return value
        case Kind.MONEY:
            return as_decimal(int(value))
        case Kind.CODE:
            return cells.styled(as_written(field, str(value)) if mask else str(value), "text")
        case Kind.CHOICE | Kind.CHOICES | Kind.YESNO:
            return cells.text(shown(field, value))
        case _:
            return cells.text(as_written(field, str(value)) if mask else str(value))


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
