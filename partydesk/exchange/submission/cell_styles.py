"""The cells of a workbook that is written: the house's styles, and text that can never run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from partydesk.records.fields import Field, Kind
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
