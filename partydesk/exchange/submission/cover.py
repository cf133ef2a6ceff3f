"""The cover sheet (封面) of a submission: who, which period, what is in it, room to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from partydesk.exchange.submission.cell_styles import Cells
from partydesk.exchange.submission.columns import COVER
from partydesk.exchange.submission.data_sheets import units
from partydesk.exchange.submission.write_only import new_sheet
from partydesk.records.findings import Finding


def write_cover(
    workbook: Workbook,
    cells: Cells,
    title: str,
    facts: Sequence[tuple[str, str]],
    counts: Mapping[str, int],
    warnings: Sequence[Finding],
    *,
    notes: Sequence[str] = (),
) -> None:
    """Write the cover; it prints on one A4 page."""
    page = _Page(new_sheet(workbook, COVER), cells)
    page.row(title, style="title", height=30)
    page.row()
    for label, value in facts:
        page.row(label, value, style="label")
    page.row()
    if counts:
        page.row("内容", "行数", style="strong", value_style="strong")
        for name, number in counts.items():
            page.row(name, number, style="label", value_style="count")
        page.row()
    if warnings:
        page.row("请核对", style="strong")
        # One page holds about this many lines; the program itself shows all of them.
        for finding in warnings[:12]:
            page.row("", finding.message)
        if len(warnings) > 12:
            page.row("", f"……共 {len(warnings)} 处，其余在支部工作台“报送”页里看")
        page.row()
    for note in notes:
        page.row("", note)
    page.row()
    page.row("书记签字：", "", "盖章：", height=36)
    page.row("", "", "　　年　　月　　日", height=36)


class _Page:
    """The cover as it grows: each row as high as its text needs, since nobody measures it later."""

    def __init__(self, sheet: WriteOnlyWorksheet, cells: Cells) -> None:
        self._sheet = sheet
        self._cells = cells
        self._rows = 0
        for letter, width in zip("ABC", (20, _WIDE, 18), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 1
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True

    def row(
        self,
        label: str = "",
        value: str | int = "",
        last: str = "",
        *,
        style: str = "label",
        value_style: str = "fact",
        height: int = 0,
    ) -> None:
        """Add a row: a label, its value and, where people sign, a third cell."""
        self._rows += 1
        lines = sum(-(-units(line) // _WIDE) or 1 for line in str(value).split("\n"))
        self._sheet.row_dimensions[self._rows].height = height or max(18, 15 * lines + 3)
        self._sheet.append(
            [
                self._cells.styled(label, style) if label else None,
                self._cells.styled(value, value_style),
                self._cells.styled(last, "label") if last else None,
            ]
        )


# The width of the value's column, in characters of Latin text.
_WIDE = 50
