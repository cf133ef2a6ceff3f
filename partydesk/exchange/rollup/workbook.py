"""汇总表: the committee's roll-up of a period (workbook.md §3), written as it is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from partydesk.exchange.merge.overdue import OverdueList
from partydesk.exchange.merge.submission_log import submissions
from partydesk.exchange.rollup.charts import CHARTS, write_charts
from partydesk.exchange.rollup.contents import Contents, contents, rows_of
from partydesk.exchange.rollup.dues import write_dues
from partydesk.exchange.rollup.figures import MORE, SUMMARY, FigureColumn, Row, write_figures
from partydesk.exchange.rollup.front import COLUMNS, PAGE, STYLES, Front, FrontColumn, write_front
from partydesk.exchange.rollup.stored_totals import Number
from partydesk.exchange.submission.cell_styles import Cells, cell_of
from partydesk.exchange.submission.columns import Column, Role, SheetLayout
from partydesk.exchange.submission.data_sheets import open_data_sheet, print_wide, write_header
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.stamps import local
from partydesk.exchange.submission.write_only import new_sheet, save, whole
from partydesk.records import clock
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import UserError
from partydesk.records.indicator import Indicator
from partydesk.records.kinds import SESSION_KIND
from partydesk.records.periods import Period
from partydesk.records.personal_numbers import without_numbers
from partydesk.records.study import HELD
from partydesk.rules import indicators
from partydesk.rules.branch_figures import BranchFigure, branch_figures
from partydesk.rules.charts import Bar, Chart, Series, charts
from partydesk.rules.coverage import Coverage
from partydesk.rules.indicators import Tally
from partydesk.store import queries
from partydesk.store.atomic import written
from partydesk.store.progress import Progress, silent
from partydesk.store.shown_rows import reference_text
from partydesk.store.store import Store

if TYPE_CHECKING:
    from openpyxl import Workbook

STATUS, FINDINGS = "报送情况", "问题"
# 三会一课: what is counted beside the indicators.
_LIFE = ("general_meeting", "branch_committee", "group_meeting", "lecture")
# Beside them in 汇总, each averaged over the branches.
_RATES = ("three_meetings", "theme_day_monthly", "talks_coverage", "turnout", "hours_met",
          "tickets_settled", "pledges", "self_stars", "stars", "points")  # fmt: skip
_MOST_ROWS = 1_000_000  # a sheet ends at 1,048,576
_WINDOW = 2_000
_A3_FROM = 240  # characters: data sheets as wide print on A3


def write_rollup(
    store: Store,
    period: Period,
    out: Path,
    progress: Progress = silent,
    *,
    sheets: Collection[str] | None = None,
) -> list[str]:
    """Write the roll-up and return its sheets' names.

    `sheets` are the kinds whose data sheets go along; None: those of no more than MOST_ROWS rows
    (contents). Raises UserError when this is not a committee's file or the file cannot be written.
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
            _fill(workbook, store, period, sheets, progress)
            save(workbook, temporary)
    steps = len(workbook.sheetnames)
    progress(steps, steps, "完成")
    return list(workbook.sheetnames)


def _fill(
    workbook: Workbook,
    store: Store,
    period: Period,
    sheets: Collection[str] | None,
    progress: Progress,
) -> None:
    """The whole roll-up, ready to be saved."""
    cells = Cells(workbook, STYLES)
    taken = submissions(store, period)
    held = contents(store, period, clock.today())
    chosen = held.usual if sheets is None else sheets
    layouts = [layout for layout in data_sheets() if layout.kind in chosen]
    steps = len(layouts) + 6  # as many as sheets
    with store.read() as connection:
        progress(0, steps, SUMMARY)
        branches = _figures(workbook, cells, connection, store, period, held, chosen)
        progress(3, steps, STATUS)
        _status(workbook, cells, taken, held.listed)
        _findings(workbook, cells, taken)
        progress(5, steps, CHARTS)
        drawn = charts(connection, period, None, clock.today())
        write_charts(workbook, cells, [*branches, *drawn])
        write_dues(workbook, cells, connection, period)
        for place, layout in enumerate(layouts, start=6):
            progress(place, steps, layout.sheet)
            _records(workbook, cells, connection, layout, period)
    progress(steps - 1, steps, "存盘")


def _figures(
    workbook: Any,
    cells: Cells,
    connection: Connection,
    store: Store,
    period: Period,
    held: Contents,
    chosen: Collection[str],
) -> list[Chart]:
    """首页, 汇总, 更多数字; the charts of what they hold."""
    own, covered, today = store.own, held.listed.covered, clock.today()
    branches = [
        Row(branch.id, branch.code, branch.name, day.isoformat() if day else "")
        for branch, day in covered.days
    ]
    rows = [Row(own.id, own.code, own.short_name), *branches]
    inside = covered.ids | {own.id}
    counted = indicators.tally(connection, period)
    known = branch_figures(connection, period, today)
    life = _life(connection, period)

    def column(figure: Indicator) -> FigureColumn:
        # Blank where nothing of the kind is recorded, which is not 0, and where nobody reported.
        values = [
            counted.value(figure.id, (row.id,)).value if row.id in inside else None for row in rows
        ]
        whole = counted.value(figure.id).value
        rate = figure.part is not None  # a rate is not the sum of rates
        return FigureColumn(
            f"{figure.label}（{figure.unit}）", values, "" if rate else "SUM", whole
        )

    def rated(id: str) -> FigureColumn:
        figure = known[id]
        values = [figure.values.get(row.id) if row.id in covered.ids else None for row in rows]
        return FigureColumn(f"{figure.label}（{figure.unit}）", values, "AVERAGE")

    held_life = [
        FigureColumn(
            SESSION_KIND.label(code),
            [life.get((row.id, code), 0) if row.id in inside else None for row in rows],
            "SUM",
        )
        for code in _LIFE
    ]
    summary = [*map(column, indicators.INDICATORS), *held_life, *map(rated, _RATES)]
    more = [column(figure) for figure in indicators.BEYOND]
    values = {each.id: _front_values(each, branches, covered, counted, known) for each in COLUMNS}
    write_front(workbook, cells, Front(
        f"{own.name}基层党建工作汇总表",
        _span(period),
        covered.sentence,
        f"{today.year} 年 {today.month} 月 {today.day} 日制表",
        [replace(row, told=row.told[5:] if row.told[:4] == f"{period.last.year}" else row.told)
         for row in branches],
        values,
        covered.inside,
        _notes(held, chosen),
    ))  # fmt: skip
    write_figures(workbook, cells, SUMMARY, rows, summary)
    write_figures(workbook, cells, MORE, rows, more)
    names = [row.name for row in branches if row.id in inside]
    places = [place for place, row in enumerate(rows) if row.id in covered.ids]
    points = summary[-1]
    return [
        _chart("life", "三会一课（次）", "次", names,
               [(SESSION_KIND.label(code), tone, [each.values[place] for place in places])
                for code, tone, each in zip(_LIFE, ("ok", "info", "warn", "bad"), held_life,
                                            strict=True)]),
        _chart("points", "星级得分", "分", names,
               [("得分", "ok", [points.values[place] for place in places])]),
    ]  # fmt: skip


def _front_values(
    column: FrontColumn,
    branches: Sequence[Row],
    covered: Coverage,
    counted: Tally,
    known: Mapping[str, BranchFigure],
) -> list[Number]:
    """What the front shows of each branch: nothing of those that are not in it."""
    if column.id in known:
        of = known[column.id].values
        return [of.get(row.id) if row.id in covered.ids else None for row in branches]
    return [
        counted.value(column.id, (row.id,)).value if row.id in covered.ids else None
        for row in branches
    ]


def _notes(held: Contents, chosen: Collection[str]) -> list[str]:
    """What stands under the front's table."""
    covered = held.listed.covered
    blank = "空白：还没有收到这个支部的表，不是零。" if covered.inside < covered.of else ""
    if covered.of > PAGE:
        blank += f"第 {PAGE + 1} 至 {covered.of} 个支部见下页。"
    told = [blank] if blank else []
    told.append(
        "各项率只按报到日为止该做的算，以后的不算缺；党员是报到那天在册的人数；学时、星级按全年算。"
    )
    if held.open_conflicts:
        told.append(f"有 {held.open_conflicts} 处两个支部都报、还没有定，两边都算在内。")
    if left := held.left_out(chosen):
        listed = "，".join(f"{sheet} {count:,} 行" for sheet, count in left)
        told.append(f"没有附上：{listed}；需要时在生成时选上。")
    return told


def _span(period: Period) -> str:
    first, last = period.first, period.last
    year = "" if first.year == last.year else f"{last.year} 年 "
    return f"{first.year} 年 {first.month} 月 {first.day} 日至 {year}{last.month} 月 {last.day} 日"


def _chart(
    id: str,
    title: str,
    unit: str,
    names: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[Number]]],
) -> Chart:
    bars = tuple(
        Bar(name, tuple(float(values[place] or 0) for _, _, values in series), ())
        for place, name in enumerate(names)
    )
    drawn = tuple(Series(label, tone) for label, tone, _ in series)
    return Chart(id, title, unit, "", drawn, bars, "", upright=len(series) > 1, additive=False)


def _life(connection: Connection, period: Period) -> dict[tuple[int, str], int]:
    marks = ", ".join("?" * len(_LIFE))
    found = connection.exec_driver_sql(
        f"SELECT organisation, kind, count(*) FROM session WHERE kind IN ({marks}) "
        f"AND {HELD} AND substr(starts_at, 1, 10) BETWEEN ? AND ? GROUP BY 1, 2",
        (*_LIFE, period.first.isoformat(), period.last.isoformat()),
    )
    return {(row[0], row[1]): row[2] for row in found}


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
    standing = {each.branch.code: each for each in listed.standing}
    for each in sorted(current, key=lambda e: (e["org_code"], e["org_uid"])):
        counts = each["counts"]
        sheet.append([
            cells.styled(each["org_code"], "text"), cells.text(each["org_name"]),
            standing[each["org_code"]].text if each["org_code"] in standing else "已收",
            cells.styled(listed.due, "date"), listed.late.get(each["org_code"], 0),
            each["revision"], local(each["made_at"]), local(each["taken_at"]),
            len(each["edited_rows"]), len(each["problems"]),
            *(counts.get(k, 0) for k in ("member", "session", "attendance", "talk", "ticket")),
            cells.text(each["file_name"]),
        ])  # fmt: skip
    days = {each.code: max(0, each.days) for each in listed.absent}
    for other in listed.standing:
        if other.standing is not None:
            continue  # what stands of it is above
        code = other.branch.code
        line = [cells.styled(code, "text"), cells.text(other.branch.name), other.text]
        if code in days:
            line += [cells.styled(listed.due, "date"), days[code]]
        elif other.revision:
            line += [cells.styled(listed.due, "date"), None, other.revision]
        sheet.append(line)


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
    technical = (Role.UID, Role.ORGANISATION)
    columns = [
        Column("所属党组织", Role.TEXT, "organisation", 14),
        *(c for c in layout.columns if c.role not in (*technical, Role.DIGEST, Role.REFERENCE)),
        *(c for c in reversed(layout.columns) if c.role in technical),
    ]
    wanted = queries.ids(connection, rows_of(layout, period))
    for number, start in enumerate(range(0, max(len(wanted), 1), _MOST_ROWS), start=1):
        part = wanted[start : start + _MOST_ROWS]
        title = layout.sheet if number == 1 else f"{layout.sheet}({number})"
        sheet = open_data_sheet(workbook, title, columns, len(part))
        print_wide(sheet)
        if sum(column.width for column in columns) > _A3_FROM:
            sheet.page_setup.paperSize = 8
        write_header(sheet, cells, (column.header for column in columns))
        for row in _windows(connection, layout.kind, part):
            sheet.append([_cell(cells, layout.kind, column, row) for column in columns])


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
