"""The cover sheet (封面) of a submission: who, which period, what is in it, room to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from partydesk.exchange.layout import COVER
from partydesk.exchange.sheets import Cells, new_sheet
from partydesk.records.problems import Problem


def write_cover(
    workbook: Workbook,
    cells: Cells,
    title: str,
    facts: Sequence[tuple[str, str]],
    counts: Mapping[str, int],
    warnings: Sequence[Problem],
    *,
    notes: Sequence[str] = (),
) -> None:
    """Write the cover; it prints on one A4 page."""
    sheet = new_sheet(workbook, COVER)
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 46
    sheet.column_dimensions["C"].width = 18
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.append([cells.styled(title, "title")])
    sheet.append([])
    for label, value in facts:
        sheet.append([cells.styled(label, "label"), cells.styled(value, "wrapped")])
    sheet.append([])
    if counts:
        sheet.append([cells.styled("内容", "strong"), cells.styled("行数", "strong")])
        for name, number in counts.items():
            sheet.append([name, number])
        sheet.append([])
    if warnings:
        sheet.append([cells.styled("请核对", "strong")])
        # One page holds about this many lines; the program itself shows all of them.
        for problem in warnings[:12]:
            sheet.append(["", cells.styled(problem.message, "wrapped")])
        if len(warnings) > 12:
            sheet.append(["", f"……共 {len(warnings)} 处，其余在支部工作台“报送”页里看"])
        sheet.append([])
    for note in notes:
        sheet.append(["", cells.styled(note, "wrapped")])
    sheet.append([])
    sheet.append(["书记签字：", "", "盖章："])
    sheet.append([])
    sheet.append(["", "", "　　年　　月　　日"])
