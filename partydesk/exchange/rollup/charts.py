"""图表: the roll-up's sheet of charts. The numbers stand in cells, the charts draw those cells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.pagebreak import Break

from partydesk.exchange.submission.cell_styles import Cells
from partydesk.exchange.submission.write_only import new_sheet
from partydesk.rules.charts import Chart

if TYPE_CHECKING:
    from openpyxl.chart import BarChart

CHARTS = "图表"
_UPRIGHT, _LYING = 14, 24  # bars to a page
_WIDE = 18  # centimetres of a chart
_ROW = 0.5  # centimetres of a row, as most programs show it
_BESIDE = "G"  # the column beside the numbers
_NOTES = 4  # columns before the notes
_INK = {"ok": "23704A", "warn": "C08A2E", "info": "285E8E", "idle": "8A8781", "bad": "B3261E"}


def write_charts(workbook: Any, cells: Cells, charts: Iterable[Chart]) -> None:
    """Add the sheet: for each chart its numbers and, beside them, the chart itself."""
    sheet = new_sheet(workbook, CHARTS)
    for letter, width in zip("ABCDEF", (24, 18, 12, 12, 16, 3), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = 1
    at = 1  # the next row to be written
    for chart in charts:
        for part in _parts(chart):
            at = _block(sheet, cells, part, at)
            sheet.row_breaks.append(Break(id=at - 1))  # each on a page of its own


def _parts(chart: Chart) -> Iterator[Chart]:
    """A chart as many as its bars take pages for."""
    most = _UPRIGHT if chart.upright and len(chart.series) > 1 else _LYING
    pages = range(0, max(1, len(chart.bars)), most)
    for number, start in enumerate(pages, start=1):
        part = chart.bars[start : start + most]
        more = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
        yield replace(chart, bars=part, title=f"{chart.title}{more}")


def _block(sheet: Any, cells: Cells, chart: Chart, at: int) -> int:
    """One chart's numbers from this row on; the row after it and its picture."""
    sheet.append([cells.styled(chart.title, "strong")])
    if chart.blank:
        sheet.append(["没有记录"])
        sheet.append([])
        return at + 3
    noted = any(bar.note for bar in chart.bars)
    heads = ["", *(f"{series.label}（{chart.unit}）" for series in chart.series)]
    # Words at the left edge of their column would touch the numbers before them.
    apart = [""] * max(0, _NOTES - len(heads))
    sheet.append([cells.styled(head, "header") for head in heads + [*apart, "说明"] * noted])
    first = at + 2
    for bar in chart.bars:
        note = [*(None for _ in apart), cells.text(bar.note)] if noted else []
        sheet.append([cells.text(bar.label), *map(_plain, bar.values), *note])
    last = first + len(chart.bars) - 1
    rows = last - at + 1
    if chart.additive:
        letters = "BCD"[: len(chart.series)]
        sums = [f"=SUM({letter}{first}:{letter}{last})" for letter in letters]
        sheet.append([cells.styled("合计", "strong"), *sums])
        rows += 1
    high = 8.0 if chart.upright else max(6.0, 2.5 + 0.6 * len(chart.bars))
    sheet.add_chart(_drawn(sheet, chart, at + 1, last, high), f"{_BESIDE}{at}")
    needed = max(rows, math.ceil(high / _ROW)) + 2
    for _ in range(needed - rows):
        sheet.append([])
    return at + needed


def _drawn(sheet: Any, chart: Chart, header: int, last: int, high: float) -> BarChart:
    """The chart of the cells below a header, so many centimetres high."""
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.label import DataLabelList

    made = BarChart()
    made.title = chart.title
    made.type = "col" if chart.upright else "bar"
    made.width = _WIDE
    made.height = high
    made.gapWidth = 60
    # Left unsaid, some programs show no axes.
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.scaling.min = 0
    made.y_axis.scaling.max = chart.whole
    made.y_axis.majorGridlines = None  # the numbers stand at the bars
    if not chart.upright:
        made.x_axis.scaling.orientation = "maxMin"  # the first row on top
        made.y_axis.crosses = "max"
    if len(chart.series) > 1:
        made.legend.position = "b"
    else:
        made.legend = None
    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    made.dataLabels = labels
    made.add_data(
        Reference(sheet, min_col=2, max_col=1 + len(chart.series), min_row=header, max_row=last),
        titles_from_data=True,
    )
    made.set_categories(Reference(sheet, min_col=1, min_row=header + 1, max_row=last))
    for series, known in zip(made.series, chart.series, strict=True):
        series.graphicalProperties.solidFill = _INK[known.tone]
    return made


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
