"""首页: the roll-up as it is handed in on paper, A4 across, one page wide (affairs.md §7).

Title, period, who is in it and until which day; twelve figures with the totals first; 22 branches
a page; a branch that is not in stays blank; lines to sign close the first page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from partydesk.exchange.rollup.figures import Row
from partydesk.exchange.rollup.stored_totals import Number, keep_values, total
from partydesk.exchange.submission.cell_styles import Cells, Style
from partydesk.exchange.submission.write_only import new_sheet

FRONT = "首页"
PAGE = 22
"""Branches on a page."""

_LEFT = ("序号", "编码", "党组织", "报到")
_WIDTHS = (5.5, 8.5, 21, 8.5)
_WIDE = 7.6  # a figure's column
_SAID = 62  # characters of a line of the coverage
_TOTALS = 6  # the row of the totals; the branches follow it
_MM = 1 / 25.4  # margins are given in inches
_THIN, _THICK = Side("thin", color="8A8781"), Side("medium", color="1D1D1B")


@dataclass(frozen=True, slots=True)
class FrontColumn:
    """One of the figures on the front: its label in two lines, its unit, the id of the figure it
    shows, and how it comes to a total: SUM or AVERAGE."""

    label: str
    unit: str
    id: str
    function: str = "SUM"

    @property
    def style(self) -> str:
        """A rate has one decimal, stars only in the average."""
        return "front_rate" if self.unit == "%" else "front_number"


COLUMNS = (
    FrontColumn("党员", "人", "members"),
    FrontColumn("三会一课\n完成率", "%", "three_meetings", "AVERAGE"),
    FrontColumn("主题\n党日", "次", "theme_days"),
    FrontColumn("集中\n学习", "次", "group_studies"),
    FrontColumn("书记\n讲党课", "次", "leader_lectures"),
    FrontColumn("平均\n到会率", "%", "turnout", "AVERAGE"),
    FrontColumn("学时\n达标率", "%", "hours_met", "AVERAGE"),
    FrontColumn("廉政\n谈话", "人次", "integrity_talks"),
    FrontColumn("警示\n教育", "次", "warning_sessions"),
    FrontColumn("责任书", "份", "pledges_signed"),
    FrontColumn("解决\n问题", "个", "tickets_resolved"),
    FrontColumn("星级\n自评", "星", "self_stars", "AVERAGE"),
)
_LAST = len(_LEFT) + len(COLUMNS)


@dataclass(frozen=True, slots=True)
class Front:
    """What stands on it. `values` are, for each of COLUMNS, those of the rows in order; `inside`
    is how many of the branches are in it."""

    title: str
    period: str
    coverage: str
    made: str
    rows: Sequence[Row]
    values: Mapping[str, Sequence[Number]]
    inside: int
    notes: Sequence[str]


def write_front(workbook: Any, cells: Cells, front: Front) -> None:
    """Write the sheet."""
    sheet = new_sheet(workbook, FRONT)
    for place, width in enumerate((*_WIDTHS, *(_WIDE for _ in COLUMNS)), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    _print_setup(sheet, max(1, -(-len(front.rows) // PAGE)))
    page = _Page(sheet, cells)
    keep_values(sheet)
    page.across([(1, _LAST, front.title, "front_title")], 30)
    page.across([(1, _LAST, front.period, "front_period")], 19)
    long = len(front.coverage) > 62
    page.across(
        [
            (1, _LAST - 4, front.coverage, "front_said"),
            (_LAST - 3, _LAST, front.made, "front_made"),
        ],
        30 if long else 17,
    )
    heads = (*_LEFT, *(each.label for each in COLUMNS))
    page.row([cells.styled(head, "front_head") for head in heads], 32)
    units = (*("" for _ in _LEFT), *(each.unit for each in COLUMNS))
    page.row([cells.styled(unit or None, "front_unit") for unit in units], 14)
    page.row(_totals(cells, front), 17)
    sheet.merged_cells.add(f"A{_TOTALS}:D{_TOTALS}")
    for number, row in enumerate(front.rows, start=1):
        last = number % PAGE == 0 or number == len(front.rows)
        page.row(_branch(cells, front, number, row, last), 16.5)
        if number == min(PAGE, len(front.rows)):
            _close(page, front)
        if last and number < len(front.rows):
            sheet.row_breaks.append(Break(id=page.rows))
    if not front.rows:
        _close(page, front)


def _print_setup(sheet: Any, pages: int) -> None:
    """A4 across. The columns fit as they are: fitting to the width is only for widened ones."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 12 * _MM
    margins.top, margins.bottom = 12 * _MM, 13 * _MM
    margins.header, margins.footer = 6 * _MM, 7 * _MM
    # Some programs count the pages of the whole workbook as &N.
    sheet.HeaderFooter.oddFooter.center.text = f"第 &P 页，共 {pages} 页"
    sheet.print_title_rows = "4:5"
    sheet.sheet_view.showGridLines = False


def _totals(cells: Cells, front: Front) -> list[Any]:
    words = f"合计（在内 {front.inside} 个；率、星级为平均）"
    line: list[Any] = [cells.styled(words, "front_total_words")]
    line += [cells.styled(None, "front_total_words") for _ in _LEFT[1:]]
    for place, each in enumerate(COLUMNS, start=len(_LEFT) + 1):
        style = "front_total" if each.function == "SUM" else "front_total_rate"
        letter = get_column_letter(place)
        line.append(total(cells, each.function, letter, _TOTALS + 1, front.values[each.id], style))
    return line


def _branch(cells: Cells, front: Front, number: int, row: Row, last: bool) -> list[Any]:
    under = "_last" if last else ""
    line = [
        cells.styled(number, f"front_middle{under}"),
        cells.styled(row.code, f"front_middle{under}"),
        cells.styled(row.name, f"front_name{under}"),
        cells.styled(row.told or None, f"front_middle{under}"),
    ]
    for each in COLUMNS:
        value = front.values[each.id][number - 1]
        line.append(cells.styled(value, f"{each.style}{under}"))
    return line


def _close(page: _Page, front: Front) -> None:
    """What the blanks and rates mean, and the lines to sign."""
    for note in front.notes:
        page.across([(1, _LAST, note, "front_note")], 14)
    page.row([], 16)
    page.across(
        [
            (1, 3, "填报单位（盖章）：", "front_sign"), (4, 6, None, "front_line"),
            (7, 8, "书记（签字）：", "front_sign"), (9, 10, None, "front_line"),
            (11, 11, "审核：", "front_sign"), (12, 13, None, "front_line"),
            (14, 14, "制表：", "front_sign"), (15, 16, None, "front_line"),
        ],
        24,
    )  # fmt: skip


class _Page:
    """The sheet as it grows, row by row."""

    def __init__(self, sheet: Any, cells: Cells) -> None:
        self._sheet, self._cells, self.rows = sheet, cells, 0

    def row(self, line: Sequence[Any], height: float) -> None:
        """Add a row of cells, so many points high."""
        self.rows += 1
        self._sheet.row_dimensions[self.rows].height = height
        self._sheet.append(list(line))

    def across(self, parts: Sequence[tuple[int, int, str | None, str]], height: float) -> None:
        """Add a row of texts, each across columns from one to another, in a style."""
        line: list[Any] = []
        for first, last, text, style in parts:
            line.append(self._cells.styled(text, style))
            line += [self._cells.styled(None, style) for _ in range(first, last)]
            if last > first:
                letters = get_column_letter(first), get_column_letter(last)
                at = self.rows + 1
                self._sheet.merged_cells.add(f"{letters[0]}{at}:{letters[1]}{at}")
        self.row(line, height)


def _style(
    *, size: float = 10, bold: bool = False, color: str = "1D1D1B", across: str = "center",
    border: Border | None = None, fill: str = "", number: str = "", wrap: bool = False,
) -> Style:  # fmt: skip
    def dress(cell: Any) -> None:
        cell.font = Font(name="宋体", size=size, bold=bold, color=color)
        boxed = border is not None and across != "center"  # its text does not touch the lines
        shrink = boxed and across == "left"
        cell.alignment = Alignment(
            across, "center", wrap_text=wrap, shrink_to_fit=shrink, indent=1 if boxed else 0
        )
        if border is not None:
            cell.border = border
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if number:
            cell.number_format = number

    return dress


def _box(bottom: Side = _THIN, top: Side = _THIN) -> Border:
    return Border(_THIN, _THIN, top, bottom)


def _of_rows(name: str, **how: Any) -> dict[str, Style]:
    """A style of the branches' rows, and the one with which a page's table ends."""
    return {name: _style(border=_box(), **how), f"{name}_last": _style(border=_box(_THICK), **how)}


_TOTAL: dict[str, Any] = {"bold": True, "fill": "F5F5F3", "border": _box(_THICK)}
STYLES: dict[str, Style] = {
    "front_title": _style(size=18, bold=True),
    "front_period": _style(size=11),
    "front_said": _style(across="left", wrap=True),
    "front_made": _style(across="right"),
    "front_head": _style(bold=True, wrap=True, border=Border(_THIN, _THIN, _THICK)),
    "front_unit": _style(size=8, color="5F5E5A", border=Border(_THIN, _THIN, None, _THIN)),
    "front_total_words": _style(across="left", **_TOTAL),
    "front_total": _style(across="right", **_TOTAL),
    "front_total_rate": _style(across="right", number="0.0", **_TOTAL),
    "front_note": _style(size=9, color="5F5E5A", across="left"),
    "front_sign": _style(across="right"),
    "front_line": _style(border=Border(bottom=_THIN)),
    **_of_rows("front_middle"),
    **_of_rows("front_name", across="left"),
    **_of_rows("front_number", across="right"),
    **_of_rows("front_rate", across="right", number="0.0"),
}
