"""The roll-up against sums made straight from the databases."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.exchange.rollup.contents import MOST_ROWS, Contents, contents, named_sheets
from partydesk.exchange.rollup.figures import Row
from partydesk.exchange.rollup.front import COLUMNS, STYLES, Front, write_front
from partydesk.exchange.rollup.workbook import write_rollup
from partydesk.exchange.submission.cell_styles import Cells
from partydesk.exchange.submission.layout import data_sheets
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import BEYOND, INDICATORS, tally
from partydesk.sample.makers import make_committee
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests.exchange import making
from tests.exchange.merging import merge
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
# The last of its numbers is the sheet: the second one.
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"


@dataclass
class Park:
    rollup: Path
    sheets: list[str]
    branches: dict[str, Path]
    committee: Path
    rates: dict[str, float | int | None]

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
        with store.read() as connection:
            counted = tally(connection, parse_period("2026"))
        rates = {
            each.id: counted.value(each.id).value
            for each in (*INDICATORS, *BEYOND)
            if each.part is not None
        }
        yield Park(out, sheets, branches, store.home.database, rates)


def count(database: Path, what: str, then: str = "") -> int:
    connection = sqlite3.connect(database)
    try:
        sql = f"SELECT count(*) FROM {what} AND deleted_at IS NULL {then}"
        return int(connection.execute(sql).fetchone()[0])
    finally:
        connection.close()


def test_sheets_and_organisations(park: Park) -> None:
    data = [layout.sheet for layout in data_sheets()]
    assert park.sheets == ["首页", "汇总", "更多数字", "报送情况", "问题", "图表", *data]
    assert load_workbook(park.rollup).sheetnames == park.sheets
    header, rows, _ = park.summary()
    assert list(rows) == ["P0000", "P1000", "P1001", "P1002", "P2000"]
    assert header[3 : 3 + len(INDICATORS)] == [
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
        park.committee,
        "session WHERE kind = 'party_committee' AND starts_at LIKE '2026%' AND state = 'held'",
        own,
    )
    founded = count(park.committee, "organisation WHERE founded_on LIKE '2026%'")
    assert rows["P0000"]["年内新建企业党支部（家）"] == founded > 0
    for code in park.branches:
        # One register: what only a branch has on its ledger stands in its row.
        assert rows[code]["单独组建（家）"] == count(
            park.branches[code], "enterprise WHERE formation = 'own' AND closed_on IS NULL"
        )
        assert rows[code]["年内新建企业党支部（家）"] is None
    assert rows["P0000"]["主题党日（次）"] is None
    # Nothing was ever recorded for a branch that handed nothing in: blank, not 0.
    assert rows["P2000"]["主题党日（次）"] is None


def test_totals_are_live_and_carry_their_values(park: Park) -> None:
    formulas = load_workbook(park.rollup)
    values = load_workbook(park.rollup, data_only=True)
    for name, organisations in (
        ("汇总", range(2, 7)),
        ("更多数字", range(2, 7)),
        ("首页", range(7, 11)),
    ):
        sheet, stored = formulas[name], values[name]
        totals = 6 if name == "首页" else sheet.max_row
        assert str(sheet.cell(totals, 1).value).startswith("合计")
        checked = 0
        for cell in sheet[totals][3:]:
            if not str(cell.value or "").startswith("="):
                continue
            column = [stored.cell(row, cell.column).value for row in organisations]
            there = [value for value in column if value is not None]
            first, last = organisations[0], organisations[-1]
            letters = f"({cell.column_letter}{first}:{cell.column_letter}{last})"
            assert cell.value in (f"=SUM{letters}", f"=AVERAGE{letters}")
            whole = sum(there) / (len(there) if "AVERAGE" in cell.value else 1)
            assert stored.cell(totals, cell.column).value == pytest.approx(whole)
            checked += 1
        assert checked > 8
    header = [str(cell.value) for cell in formulas["汇总"][1]]
    for name in ("星级自评（星）", "星级（星）", "星级得分（分）", "三会一课完成率（%）"):
        total = formulas["汇总"].cell(7, header.index(name) + 1).value
        assert total is None or total.startswith("=AVERAGE"), "stars and rates are never added up"
    # A rate over all is that of all the rows counted, not of the committee's own.
    for name, figures in (("汇总", INDICATORS), ("更多数字", BEYOND)):
        header = [str(cell.value) for cell in values[name][1]]
        for each in figures:
            if each.part is not None:
                place = header.index(f"{each.label}（{each.unit}）") + 1
                total = values[name].cell(values[name].max_row, place).value
                assert total == park.rates[each.id], each.id


def test_the_front_is_one_page_wide_and_closes_with_lines_to_sign(park: Park) -> None:
    sheet = load_workbook(park.rollup, data_only=True)["首页"]
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert texts[0][0] == "中共示例园区工作委员会基层党建工作汇总表"
    assert texts[1][0] == "2026 年 1 月 1 日至 12 月 31 日"
    assert str(texts[2][0]).startswith("4 个支部，在内 3 个：都报到")
    assert texts[3][:4] == ["序号", "编码", "党组织", "报到"]
    assert [row[1] for row in texts[6:10]] == ["P1000", "P1001", "P1002", "P2000"]
    assert "在内 3 个" in texts[5][0]
    assert texts[9][3:] == [None] * 13, "who is not in is blank, not 0"
    _, rows, _ = park.summary()
    for row in texts[6:9]:
        whole = rows[row[1]]
        assert row[4] > 0 and row[6] == whole["主题党日（次）"], row[1]
        assert row[11] == whole["廉政谈心谈话（人次）"]
        assert row[5] == whole["三会一课完成率（%）"]
        assert whole["报到"].endswith(row[3])
    notes = [row[0] for row in texts[10:] if row[0]]
    assert notes[0].startswith("空白：还没有收到这个支部的表，不是零")
    signed = [cell for row in texts for cell in row if cell]
    assert {"填报单位（盖章）：", "书记（签字）：", "审核：", "制表："} <= set(signed)
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) \
        == ("landscape", 9, 1, 0)  # fmt: skip


def test_the_front_prints_22_branches_a_page(tmp_path: Path, park: Park) -> None:
    columns = {each.id: [1] * 50 for each in COLUMNS}
    rows = [Row(number, f"P{number:04d}", f"第{number}支部", "09-30") for number in range(50)]
    book = Workbook(write_only=True)
    front = Front("汇总表", "2026 年", "50 个支部，全部在内", "今天", rows, columns, 50, ["注"])
    write_front(book, Cells(book, STYLES), front)
    book.save(tmp_path / "首页.xlsx")
    pages = printed(tmp_path / "首页.xlsx", tmp_path)
    assert len(pages) == 3
    assert "汇总表" in pages[0] and "填报单位" in pages[0] and "第21支部" in pages[0]
    assert "第22支部" in pages[1] and "第43支部" in pages[1] and "三会一课" in pages[1]
    assert "第44支部" in pages[2] and "第49支部" in pages[2] and "填报单位" not in pages[2]
    assert all("星级" in page and f"第 {n} 页，共 3 页" in page for n, page in enumerate(pages, 1))
    # The first sheet of the whole workbook prints as its first page.
    assert "填报单位" in printed(park.rollup, tmp_path)[0]


def printed(file: Path, folder: Path) -> list[str]:
    """The texts of the pages that LibreOffice prints."""
    out = resaved(file, folder / "pdf", "pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True
    )
    return text.stdout.split("\f")[:-1]


def test_data_sheets_are_chosen(park: Park, tmp_path: Path) -> None:
    with open_store(Home(park.committee.parent), write=False) as store:
        held = contents(store, parse_period("2026"), date(2026, 12, 1))
        out = tmp_path / "汇总.xlsx"
        period = parse_period("2026")
        front = ["首页", "汇总", "更多数字", "报送情况", "问题", "图表"]
        chosen = named_sheets("members, 学习活动")
        assert write_rollup(store, period, out, sheets=chosen) == [*front, "党员", "学习活动"]
        assert named_sheets("") is None and named_sheets("none") == frozenset()
        notes = [cell.value for cell in load_workbook(out)["首页"]["A"] if cell.value]
        assert any(str(note).startswith("没有附上：") and "出勤" in str(note) for note in notes)
    assert held.usual == {kind for kind, *_ in held.rows}, "none here has more than 5,000 rows"
    many = Contents(
        held.listed, 0, (("member", "党员", MOST_ROWS), ("talk", "谈话", MOST_ROWS + 1))
    )
    assert many.usual == {"member"} and many.left_out(many.usual) == [("谈话", MOST_ROWS + 1)]
    with pytest.raises(UserError, match="没有“会议”这张表"):
        named_sheets("members,会议")


def test_charts_draw_the_cells_that_hold_the_numbers(park: Park) -> None:
    sheet = load_workbook(park.rollup)["图表"]
    assert len(sheet._charts) == 9
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
    assert set(seen) == {
        "三会一课（次）", "星级得分", "学时达到的党员", "问题流转", "问题状态", "党员年龄",
        "人员类别", "问题来源", "党群活动",
    }  # fmt: skip
    assert seen["三会一课（次）"] == {
        named[code]: rows[code]["党员大会"] for code in park.branches
    }  # fmt: skip
    assert set(seen["学时达到的党员"]) == {named[code] for code in (*park.branches, "P2000")}
    for month, number in seen["问题流转"].items():
        like = f"2026-{int(month.split()[0]):02d}-%"
        assert number == count(park.committee, f"ticket WHERE raised_on LIKE '{like}'")
    assert sum(seen["问题状态"].values()) >= sum(seen["问题流转"].values()) > 0
    members = count(park.committee, "member WHERE category IN ('full', 'probationary')")
    assert 0 < sum(seen["党员年龄"].values()) <= members
    sums = [cell.value for cell in sheet["B"] if str(cell.value).startswith("=")]
    assert len(sums) == 6  # shares are not added up


def test_libreoffice_opens_it_and_computes_the_same_totals(park: Park, tmp_path: Path) -> None:
    out = resaved(park.rollup, tmp_path / "csv", UTF8_CSV).with_name("汇总-汇总.csv")
    rows = list(csv.reader(out.read_text("utf-8").splitlines()))
    assert rows[0][0] == "组织编码"
    header, total = rows[0], next(row for row in rows if row[0] == "合计")
    _, by_code, _ = park.summary()
    for place, name in enumerate(header[3:], start=3):
        if not name.endswith(("（%）", "（星）", "（分）")):
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
    assert [row["状态"] for row in status.values()][:3] == ["已收"] * 3
    assert status["P2000"]["状态"] in ("还没到期", "未交"), "as coverage has it on this day"
    assert status["P1002"]["改动行数"] == 1 and status["P1000"]["改动行数"] == 0
    assert status["P1000"]["修订号"] == 1
    assert status["P1000"]["党员"] == count(park.branches["P1000"], "member WHERE 1")
    found = making.rows_of(park.rollup, "问题")
    # Beside the remarks, which are about no row.
    assert [(row["组织编码"], row["工作表"], row["行"]) for row in found if row["工作表"]] == [
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
