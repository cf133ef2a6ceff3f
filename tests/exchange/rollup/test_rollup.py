"""The roll-up against sums made straight from the databases."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from partydesk.exchange.merge.merge import merge
from partydesk.exchange.rollup.workbook import write_rollup
from partydesk.exchange.submission.layout import data_sheets
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import INDICATORS
from partydesk.sample.makers import make_committee
from partydesk.store.home import Home
from tests.exchange import making
from tests.exchange.submission.test_resaved import resaved

COUNTED = {
    "主题党日（次）": "session WHERE kind = 'theme_day' AND starts_at LIKE '2026%'",
    "重温入党誓词（次）": "session WHERE (kind = 'oath' OR ',' || elements || ',' LIKE '%,oath,%') "
    "AND starts_at LIKE '2026%'",
    "解决实际困难问题（个）": "ticket WHERE resolved_on LIKE '2026%'",
    "廉政建设责任书（份）": "paper WHERE kind = 'responsibility' AND signed_on LIKE '2026%'",
    "廉政干部档案（份）": "paper WHERE kind = 'dossier' AND filed_on LIKE '2026%'",
    "党员大会": "session WHERE kind = 'general_meeting' AND starts_at LIKE '2026%'",
    "支委会": "session WHERE kind = 'branch_committee' AND starts_at LIKE '2026%'",
    "党小组会": "session WHERE kind = 'group_meeting' AND starts_at LIKE '2026%'",
    "党课": "session WHERE kind = 'lecture' AND starts_at LIKE '2026%'",
}


# The separator, the quote and UTF-8, as LibreOffice wants them told.
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"


@dataclass
class Park:
    rollup: Path
    sheets: list[str]
    branches: dict[str, Path]
    committee: Path

    def summary(self) -> tuple[list[str], dict[str, dict[str, Any]], dict[str, Any]]:
        rows = list(load_workbook(self.rollup)["汇总"].iter_rows(values_only=True))
        header = [str(cell) for cell in rows[0]]
        by_code = {str(row[0]): dict(zip(header, row, strict=True)) for row in rows[1:]}
        return header, by_code, by_code.pop("合计")


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Park]:
    folder = tmp_path_factory.mktemp("park")
    branches, files = {}, []
    for number in range(3):
        code = f"P100{number}"
        with making.branch(folder, code, seed=number, sessions=14) as store:
            making.write_session(store, "=SUM(A1)", datetime(2026, 2, 3, 9), place="@A1")
            for kind in ("branch_committee", "group_meeting", "lecture"):
                making.write_session(store, "会", datetime(2026, number + 1, 1, 9), kind=kind)
                making.write_session(store, "会", datetime(2025, 12, 31, 23), kind=kind)
            making.write_member(store, "钱某", id_number="11010519491231002X",
                                address="示例市示例区幸福路十二号")  # fmt: skip
            with store.write("添加谈话") as writer:
                writer.add("talk", {"kind": "heart", "held_on": date(2026, 3, 1), "talker": "张三",
                                    "subjects": "甲某、乙某", "topic": "主题",
                                    "content": "绝密标记一", "response": "绝密标记二"})  # fmt: skip
            files.append(making.sent(store, folder / "出").file)
            branches[code] = store.home.database
    files[2] = making.changed(
        files[2], folder / "改.xlsx",
        lambda book: setattr(making.at(book["学习活动"], 3, "地点"), "value", "改"),
    )  # fmt: skip
    with make_committee(Home(folder / "党委"), seed=1, firms=6) as store:
        with store.write("登记") as writer:
            writer.add("organisation", {"code": "P2000", "name": "没有交的支部"})
        merge(store, files, accept_edited=True)
        out = folder / "汇总.xlsx"
        sheets = write_rollup(store, parse_period("2026"), out)
        yield Park(out, sheets, branches, store.home.database)


def count(database: Path, what: str, then: str = "") -> int:
    connection = sqlite3.connect(database)
    try:
        sql = f"SELECT count(*) FROM {what} AND deleted_at IS NULL {then}"
        return int(connection.execute(sql).fetchone()[0])
    finally:
        connection.close()


def test_sheets_and_organisations(park: Park) -> None:
    data = [layout.sheet for layout in data_sheets()]
    assert park.sheets == ["汇总", "报送情况", "问题", "图表", *data]
    assert load_workbook(park.rollup).sheetnames == park.sheets
    header, rows, _ = park.summary()
    assert list(rows) == ["P0000", "P1000", "P1001", "P1002", "P2000"]
    assert header[2 : 2 + len(INDICATORS)] == [
        f"{each.label}（{each.unit}）" for each in INDICATORS
    ]


@pytest.mark.parametrize("header", COUNTED)
def test_cells_are_what_the_branches_files_hold(park: Park, header: str) -> None:
    _, rows, _ = park.summary()
    total = 0
    for code, database in park.branches.items():
        number = count(database, COUNTED[header])
        total += number
        assert rows[code][header] == number, code
        assert number == count(
            park.committee, COUNTED[header],
            f"AND organisation = (SELECT id FROM organisation WHERE code = '{code}')",
        )  # fmt: skip
    assert total > 0


def test_talks_count_people_and_reflections_are_added_up(park: Park) -> None:
    _, rows, _ = park.summary()
    for code, database in park.branches.items():
        connection = sqlite3.connect(database)
        people = sum(
            len(subjects.split("、"))
            for (subjects,) in connection.execute(
                "SELECT subjects FROM talk WHERE deleted_at IS NULL AND held_on LIKE '2026%'"
            )
        )
        written = connection.execute(
            "SELECT coalesce(sum(reflections), 0) FROM session WHERE starts_at LIKE '2026%'"
        ).fetchone()[0]
        connection.close()
        assert rows[code]["廉政谈心谈话（人次）"] == people
        assert rows[code]["撰写心得体会（篇）"] == written


def test_what_the_committee_holds_stands_in_its_row_alone(park: Park) -> None:
    _, rows, _ = park.summary()
    own = "AND organisation = (SELECT id FROM organisation WHERE code = 'P0000')"
    assert rows["P0000"]["单独组建（家）"] == count(
        park.committee, "enterprise WHERE formation = 'own' AND closed_on IS NULL", own
    )
    assert rows["P0000"]["召开党委会议（落实第一议题）（次）"] == count(
        park.committee, "session WHERE kind = 'party_committee' AND starts_at LIKE '2026%'", own
    )
    founded = count(park.committee, "organisation WHERE founded_on LIKE '2026%'")
    assert rows["P0000"]["年内新建企业党支部（家）"] == founded > 0
    for code in park.branches:
        assert rows[code]["单独组建（家）"] is None
        assert rows[code]["年内新建企业党支部（家）"] is None
    assert rows["P0000"]["主题党日（次）"] is None
    # Nothing was ever recorded for a branch that handed nothing in: blank, not 0.
    assert rows["P2000"]["主题党日（次）"] is None


def test_totals_are_live_sums_over_all_organisations(park: Park) -> None:
    sheet = load_workbook(park.rollup)["汇总"]
    last = sheet.max_row
    assert sheet.cell(last, 1).value == "合计" and last == 7
    for cell in sheet[last][2:]:
        rate = sheet.cell(1, cell.column).value.endswith("（%）")
        if not rate:
            assert cell.value == f"=SUM({cell.column_letter}2:{cell.column_letter}6)"
    assert len(sheet._charts) == 2


def test_charts_draw_the_cells_that_hold_the_numbers(park: Park) -> None:
    sheet = load_workbook(park.rollup)["图表"]
    assert len(sheet._charts) == 5
    _, rows, _ = park.summary()
    named = {code: row["党组织"] for code, row in rows.items()}
    seen = {}
    for chart in sheet._charts:
        title = "".join(run.t for part in chart.title.tx.rich.p for run in part.r)
        first = chart.series[0]
        numbers, labels = (
            [cell[0].value for cell in sheet[ref.f.split("!")[1].replace("$", "")]]
            for ref in (first.val.numRef, first.cat.numRef)
        )
        seen[title.split()[0]] = dict(zip(labels, numbers, strict=True))
        assert all(isinstance(each, (int, float)) for each in numbers)
    assert set(seen) == {"学时达到的党员", "问题流转", "问题状态", "党员年龄", "人员类别"}
    assert set(seen["学时达到的党员"]) == {named[code] for code in (*park.branches, "P2000")}
    for month, number in seen["问题流转"].items():
        like = f"2026-{int(month.split()[0]):02d}-%"
        assert number == count(park.committee, f"ticket WHERE raised_on LIKE '{like}'")
    assert sum(seen["问题状态"].values()) >= sum(seen["问题流转"].values()) > 0
    members = count(park.committee, "member WHERE category IN ('full', 'probationary')")
    assert 0 < sum(seen["党员年龄"].values()) <= members
    sums = [cell.value for cell in sheet["B"] if str(cell.value).startswith("=")]
    assert len(sums) == 4  # shares are not added up


def test_libreoffice_opens_it_and_computes_the_same_totals(park: Park, tmp_path: Path) -> None:
    out = resaved(park.rollup, tmp_path / "csv", UTF8_CSV)
    rows = list(csv.reader(out.read_text("utf-8").splitlines()))
    header, total = rows[0], next(row for row in rows if row[0] == "合计")
    _, by_code, _ = park.summary()
    for place, name in enumerate(header[2:], start=2):
        if not name.endswith("（%）"):
            ours = sum(row[name] or 0 for row in by_code.values())
            assert float(total[place] or 0) == pytest.approx(ours), name


def test_one_sheet_per_kind_holds_everybody(park: Park) -> None:
    for layout in data_sheets():
        rows = making.rows_of(park.rollup, layout.sheet)
        dated = {"session": " AND starts_at LIKE '2026%'"}.get(layout.kind, "")
        assert len(rows) == count(park.committee, f'"{layout.kind}" WHERE 1{dated}')
        if layout.kind in ("member", "session", "attendance", "talk"):
            for code, database in park.branches.items():
                theirs = [row for row in rows if row["组织编码"] == code]
                assert len(theirs) == count(database, f'"{layout.kind}" WHERE 1{dated}')
    sheet = load_workbook(park.rollup)["学习活动"]
    topics = [making.at(sheet, row, "主题") for row in range(2, sheet.max_row + 1)]
    risky = [cell for cell in topics if cell.value == "=SUM(A1)"]
    assert len(risky) == 3
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)


def test_nothing_personal_or_confidential_is_in_it(park: Park) -> None:
    everything = making.unzipped(park.rollup)
    for hidden in ("绝密标记", "11010519491231002X", "幸福路十二号"):
        assert hidden not in everything
    assert "1101****" not in everything and "****2X" in everything


def test_who_handed_in_and_what_was_found(park: Park) -> None:
    status = {row["组织编码"]: row for row in making.rows_of(park.rollup, "报送情况")}
    assert list(status) == ["P1000", "P1001", "P1002", "P2000"]
    assert [row["状态"] for row in status.values()] == ["已收", "已收", "已收", "未交"]
    assert status["P1002"]["改动行数"] == 1 and status["P1000"]["改动行数"] == 0
    assert status["P1000"]["修订号"] == 1
    assert status["P2000"]["应交日期"] == status["P1000"]["应交日期"]
    assert status["P1000"]["党员"] == count(park.branches["P1000"], "member WHERE 1")
    found = making.rows_of(park.rollup, "问题")
    assert [(row["组织编码"], row["工作表"], row["行"]) for row in found] == [
        ("P1002", "学习活动", 3)
    ]


def test_refusals(tmp_path: Path, park: Park, branch_store: Any) -> None:
    period = parse_period("2026")
    with pytest.raises(UserError) as refused:
        write_rollup(branch_store, period, tmp_path / "x.xlsx")
    assert refused.value.code == "not-committee"
    with making.committee(tmp_path) as store:
        for out in (tmp_path / "x.pdf", tmp_path / "没有" / "x.xlsx"):
            with pytest.raises(UserError):
                write_rollup(store, period, out)
        # Nobody has handed anything in: still a table, with the committee alone.
        assert write_rollup(store, period, tmp_path / "空.xlsx")
        assert load_workbook(tmp_path / "空.xlsx")["汇总"].max_row == 3
