"""汇总 and 更多数字: organisations down, figures across; totals live, with their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from partydesk.exchange.rollup.stored_totals import Number, keep_values, total
from partydesk.exchange.submission.cell_styles import Cells
from partydesk.exchange.submission.data_sheets import print_wide, write_header
from partydesk.exchange.submission.write_only import new_sheet

SUMMARY, MORE = "汇总", "更多数字"
_A3 = 8


@dataclass(frozen=True, slots=True)
class Row:
    """An organisation as the roll-up lists it: its id, code, name and how it reported."""

    id: int
    code: str
    name: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One figure of all organisations. `function` makes its total: SUM, AVERAGE, or none, where
    `whole` is the value over all."""

    header: str
    values: Sequence[Number]
    function: str
    whole: Number = None

    @property
    def style(self) -> str:
        """How its numbers are written."""
        return "percent" if self.function == "AVERAGE" and "（%）" in self.header else "plain"


def write_figures(
    workbook: Any,
    cells: Cells,
    title: str,
    rows: Sequence[Row],
    columns: Sequence[FigureColumn],
) -> None:
    """Write one sheet: a row for each organisation and the totals under them. It prints on A3
    across, all columns on the page."""
    sheet = new_sheet(workbook, title)
    sheet.freeze_panes = "D2"
    sheet.row_dimensions[1].height = 96  # narrow columns: labels of up to six lines
    for place, width in enumerate((9, 22, 12, *(7.5 for _ in columns)), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    print_wide(sheet)
    sheet.page_setup.paperSize = _A3
    sheet.print_title_cols = "A:B"
    keep_values(sheet)
    write_header(sheet, cells, ["组织编码", "党组织", "报到", *(each.header for each in columns)])
    for place, row in enumerate(rows):
        sheet.append([
            cells.styled(row.code, "text"), cells.text(row.name), cells.text(row.told),
            *(_number(cells, each.values[place], each.style) for each in columns),
        ])  # fmt: skip
    note = cells.styled("率、星级和得分为平均", "label")
    totals: list[Any] = [cells.styled("合计", "strong"), note, None]
    for place, each in enumerate(columns, start=4):
        if each.function:
            style = "strong_rate" if each.function == "AVERAGE" else "strong"
            letter = get_column_letter(place)
            totals.append(total(cells, each.function, letter, 2, each.values, style))
        else:
            totals.append(_number(cells, each.whole, "strong"))
    sheet.append(totals)


def _number(cells: Cells, value: Number, style: str) -> Any:
    return value if value is None or style == "plain" else cells.styled(value, style)
