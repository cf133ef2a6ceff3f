"""Formulas with their value beside them: a viewer that does not calculate shows them too.

openpyxl writes a formula without a value. Here each total carries what it comes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from openpyxl.cell import Cell
from openpyxl.cell._writer import _set_attributes, write_cell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter

from partydesk.exchange.submission.cell_styles import Cells

Number = float | int | None


class StoredFormula(Cell):  # type: ignore[misc] # openpyxl has no types
    """A cell with a formula and the value it has now."""

    __slots__ = ("stored",)

    stored: float


class _Writer(WorksheetWriter):  # type: ignore[misc]
    """Writes rows as openpyxl does, and the values of stored formulas with them."""

    def write_row(self, xf: Any, row: Iterable[Any], row_idx: int) -> None:
        attributes = {"r": f"{row_idx}"} | dict(self.ws.row_dimensions.get(row_idx, {}))
        with xf.element("row", attributes):
            for cell in row:
                if isinstance(cell, StoredFormula):
                    formula, place = _set_attributes(cell, cell.has_style)
                    with xf.element("c", place):
                        with xf.element("f"):
                            xf.write(formula[1:])
                        with xf.element("v"):
                            xf.write(repr(cell.stored))
                elif cell._value is not None or cell.has_style:
                    write_cell(xf, self.ws, cell, cell.has_style)


def keep_values(sheet: WriteOnlyWorksheet) -> None:
    """Let a sheet take `total`s; called when its columns are set and no row is written yet."""
    sheet._writer = _Writer(sheet)
    sheet._writer.write_top()


def total(
    cells: Cells, function: str, letter: str, first: int, numbers: Sequence[Number], style: str
) -> Any:
    """SUM or AVERAGE over a column's rows from `first` on, which hold these numbers; blank where
    there is none of them."""
    blank = cells.styled(None, style)
    there = [number for number in numbers if number is not None]
    if not there:
        return blank
    value = sum(there) if function == "SUM" else sum(there) / len(there)
    last = first + len(numbers) - 1
    made = StoredFormula(
        blank.parent, row=1, column=1, value=f"={function}({letter}{first}:{letter}{last})"
    )
    made.stored = int(value) if value == int(value) else round(value, 6)
    made._style = copy(blank._style)
    return made
