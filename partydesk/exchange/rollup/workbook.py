"""汇总表: the committee's roll-up of a period (workbook.md §3), written as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from partydesk.exchange.merge.overdue import OverdueList, overdue_list
from partydesk.exchange.merge.submission_log import submissions
from partydesk.exchange.rollup.charts import CHARTS, write_charts
from partydesk.exchange.submission.columns import Column, Role, SheetLayout
from partydesk.exchange.submission.data_sheets import (
    Cells,
    cell_of,
    new_sheet,
    open_data_sheet,
    print_wide,
    save,
    whole,
    write_header,
)
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.stamps import local
from partydesk.records import clock
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import UserError
from partydesk.records.kinds import SESSION_KIND
from partydesk.records.periods import Period
from partydesk.records.personal_numbers import without_numbers
from partydesk.rules import indicators
from partydesk.rules.charts import charts
from partydesk.rules.stars.scheme import scheme_for
from partydesk.rules.stars.scoring import score
from partydesk.store import queries
from partydesk.store.atomic import written
from partydesk.store.progress import Progress, silent
from partydesk.store.shown_rows import reference_text
from partydesk.store.store import Store

if TYPE_CHECKING:
    from openpyxl import Workbook

SUMMARY, STATUS, FINDINGS = "汇总", "报送情况", "问题"
# 三会一课: what the completion chart counts beside the indicators.
_LIFE = ("general_meeting", "branch_committee", "group_meeting", "lecture")
_MOST_ROWS = 1_000_000  # a sheet ends at 1,048,576
_WINDOW = 2_000


def write_rollup(store: Store, period: Period, out: Path, progress: Progress = silent) -> list[str]:
    """Write the roll-up and return its sheets' names.

    Raises UserError when this is not a committee's file or the file cannot be written.
    """
    if store.role != "committee":
        raise UserError("not-committee", "汇总表只由党委的数据生成；这份数据是党支部的")
    if out.suffix.lower() != ".xlsx":
        raise UserError("bad-name", f"汇总表要存成 .xlsx 文件，“{out.name}”不是")
    from openpyxl import Workbook

    # Opened first: a place that cannot be written to is told before the work, not after it.
    with written(out) as temporary:
        workbook = Workbook(write_only=True)
        with whole(workbook):
            _fill(workbook, store, period, progress)
            save(workbook, temporary)
    steps = len(workbook.sheetnames)
    progress(steps, steps, "完成")
    return list(workbook.sheetnames)


def _fill(workbook: Workbook, store: Store, period: Period, progress: Progress) -> None:
    """The whole roll-up, ready to be saved."""
    cells = Cells(workbook)
    taken = submissions(store, period)
    listed = overdue_list(store, period, clock.today())
    layouts = list(data_sheets())
    steps = len(layouts) + 4  # as many as sheets
    with store.read() as connection:
        progress(0, steps, SUMMARY)
        _summary(workbook, cells, connection, store, period)
        progress(1, steps, STATUS)
        _status(workbook, cells, taken, listed)
        _findings(workbook, cells, taken)
        progress(2, steps, CHARTS)
        write_charts(workbook, cells, charts(connection, period, None, clock.today()))
        for place, layout in enumerate(layouts, start=3):
            progress(place, steps, layout.sheet)
            _records(workbook, cells, connection, layout, period)
    progress(steps - 1, steps, "存盘")


def _summary(
    workbook: Any, cells: Cells, connection: Connection, store: Store, period: Period
) -> None:
    """Organisations × indicators; the totals are live sums, so edits by hand carry through."""
    from openpyxl.utils import get_column_letter

    sheet = new_sheet(workbook, SUMMARY)
    sheet.freeze_panes = "C2"
    sheet.row_dimensions[1].height = 64  # labels of up to four lines
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.print_title_rows = "1:1"
    figures = indicators.INDICATORS
    own = store.own
    organisations = [
        (row[0], row[1], row[2])
        for row in connection.exec_driver_sql(
            "SELECT id, code, coalesce(short_name, name) FROM organisation "
            "WHERE deleted_at IS NULL ORDER BY id != ?, code",
            (own.id,),
        )
    ]
    counted = indicators.tally(connection, period, beyond=False)
    life = _counts(connection, period)
    stars = _stars(connection, period)
    headers = ["组织编码", "党组织", *(f"{f.label}（{f.unit}）" for f in figures)]
    headers += [SESSION_KIND.label(code) for code in _LIFE] + ["星级自评分", "星级得分"]
    for place in range(1, len(headers) + 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = {1: 10, 2: 24}.get(place, 12)
    write_header(sheet, cells, headers)
    for organisation, code, name in organisations:
        row: list[Any] = [cells.styled(code, "text"), cells.text(name)]
        for figure in figures:
            # Blank where nothing of the kind is recorded, which is not 0.
            row.append(counted.value(figure.id, (organisation,)).value)
        row += [life.get((organisation, code_), 0) for code_ in _LIFE]
        row += list(stars.get(organisation, (None, None)))
        sheet.append(row)
    last = len(organisations) + 1
    total: list[Any] = [cells.styled("合计", "strong"), None]
    for place, figure in enumerate(figures, start=3):
        letter = get_column_letter(place)
        if figure.part is not None:
            # A rate is not the sum of rates.
            total.append(counted.value(figure.id, (own.id,)).value)
        else:
            total.append(f"=SUM({letter}2:{letter}{last})")
    for place in range(len(figures) + 3, len(headers) + 1):
        letter = get_column_letter(place)
        total.append(f"=SUM({letter}2:{letter}{last})")
    sheet.append(total)
    first_life = len(figures) + 3
    _chart(sheet, "三会一课（次）", first_life, first_life + 3, last, f"A{last + 4}")
    _chart(sheet, "星级得分", first_life + 4, first_life + 5, last, f"A{last + 24}")


def _chart(sheet: Any, title: str, first: int, end: int, last: int, at: str) -> None:
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.title = title
    chart.height, chart.width = 9, 22
    # Left unsaid, some programs show no axes.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    chart.y_axis.scaling.min = 0
    chart.add_data(
        Reference(sheet, min_col=first, max_col=end, min_row=1, max_row=last),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=2, min_row=2, max_row=last))
    sheet.add_chart(chart, at)


def _counts(connection: Connection, period: Period) -> dict[tuple[int, str], int]:
    marks = ", ".join("?" * len(_LIFE))
    found = connection.exec_driver_sql(
        f"SELECT organisation, kind, count(*) FROM session WHERE kind IN ({marks}) "
        "AND deleted_at IS NULL AND substr(starts_at, 1, 10) BETWEEN ? AND ? GROUP BY 1, 2",
        (*_LIFE, period.first.isoformat(), period.last.isoformat()),
    )
    return {(row[0], row[1]): row[2] for row in found}


def _stars(connection: Connection, period: Period) -> dict[int, tuple[Any, Any]]:
    """Each branch's points in the period's last year: by its own scores, and those that stand."""
    year = period.last.year
    standing = score(connection, year, scheme_for(connection, year))
    return {id: (each.self_total, each.total) for id, each in standing.items()}


def _status(workbook: Any, cells: Cells, taken: list[dict[str, Any]], listed: OverdueList) -> None:
    """Who has handed in which revision, when and how late; who has not."""
    sheet = new_sheet(workbook, STATUS)
    headers = ("组织编码", "党组织", "状态", "应交日期", "超过天数", "修订号", "写出时间",
               "收到时间", "改动行数", "问题数", "党员", "学习活动", "出勤", "廉政谈话", "问题台账",
               "文件")  # fmt: skip
    for letter, width in zip("ABCDEFGHIJKLMNOP",
                             (10, 28, 8, 12, 9, 8, 20, 20, 9, 8, 8, 9, 8, 9, 9, 44),
                             strict=True):  # fmt: skip
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    print_wide(sheet)
    write_header(sheet, cells, headers)
    current = [each for each in taken if each["direction"] == "in" and each["state"] == "current"]
    for each in sorted(current, key=lambda e: (e["org_code"], e["org_uid"])):
        counts = each["counts"]
        sheet.append([
            cells.styled(each["org_code"], "text"), cells.text(each["org_name"]), "已收",
            cells.styled(listed.due, "date"), listed.late.get(each["org_code"], 0),
            each["revision"], local(each["made_at"]), local(each["taken_at"]),
            len(each["edited_rows"]), len(each["problems"]),
            *(counts.get(k, 0) for k in ("member", "session", "attendance", "talk", "ticket")),
            cells.text(each["file_name"]),
        ])  # fmt: skip
    for absent in listed.absent:
        sheet.append([cells.styled(absent.code, "text"), cells.text(absent.name), "未交",
                      cells.styled(listed.due, "date"), max(0, absent.days)])  # fmt: skip


def _findings(workbook: Any, cells: Cells, taken: list[dict[str, Any]]) -> None:
    """Every finding of the taken-in files, with file, sheet, row and column."""
    sheet = new_sheet(workbook, FINDINGS)
    for letter, width in zip("ABCDEFG", (10, 28, 44, 12, 8, 16, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    print_wide(sheet)
    write_header(sheet, cells, ("组织编码", "党组织", "文件", "工作表", "行", "列", "问题"))
    for each in taken:
        if each["direction"] != "in" or each["state"] != "current":
            continue
        head = [cells.styled(each["org_code"], "text"), cells.text(each["org_name"]),
                cells.text(each["file_name"])]  # fmt: skip
        for finding in each["problems"]:
            sheet.append([*head, cells.text(finding["sheet"]), finding["row"] or None,
                          cells.text(finding["column"]),
                          cells.text(finding["message"])])  # fmt: skip
        for edited in each["edited_rows"]:
            sheet.append([*head, cells.text(edited["sheet"]), edited["row"], None,
                          f"导出后在表里{edited['change']}，经确认收下"])  # fmt: skip


def _records(
    workbook: Any, cells: Cells, connection: Connection, layout: SheetLayout, period: Period
) -> None:
    """All organisations' rows of one kind, on as many sheets as they need."""
    columns = [c for c in layout.columns if c.role not in (Role.DIGEST, Role.REFERENCE)]
    columns.insert(2, Column("所属党组织", Role.TEXT, "organisation", 24))
    query = queries.Query(layout.kind, period=period if _dated(layout.kind) else None)
    wanted = queries.ids(connection, query)
    for number, start in enumerate(range(0, max(len(wanted), 1), _MOST_ROWS), start=1):
        part = wanted[start : start + _MOST_ROWS]
        title = layout.sheet if number == 1 else f"{layout.sheet}({number})"
        sheet = open_data_sheet(workbook, title, columns, len(part))
        write_header(sheet, cells, (column.header for column in columns))
        for row in _windows(connection, layout.kind, part):
            sheet.append([_cell(cells, layout.kind, column, row) for column in columns])


def _dated(kind: str) -> bool:
    return bool(kind_of(kind).dated_by)


def _windows(connection: Connection, kind: str, wanted: list[int]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(wanted), _WINDOW):
        part = wanted[start : start + _WINDOW]
        found = queries.window(connection, kind, part)
        for each in part:
            if each in found:
                yield found[each]


def _cell(cells: Cells, kind: str, column: Column, row: dict[str, Any]) -> Any:
    if column.role is Role.UID:
        return cells.text(str(row["uid"]))
    if column.role is Role.ORGANISATION:
        return cells.text(str(row["organisation_code"] or ""))
    if column.name == "organisation":
        return cells.text(str(row["organisation_name"] or ""))
    if column.role is Role.COUNTED:
        return row[column.name]
    field = column.field or fields(kind_of(kind))[column.name]
    if field.kind is Kind.REFERENCE:
        return cells.text(without_numbers(reference_text(field, row)))
    return cell_of(cells, field, row[column.name], mask=True)
