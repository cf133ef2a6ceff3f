"""Sheets as people lay them out: merged cells, branch lines, two blocks, a sheet per branch."""

from __future__ import annotations

from typing import Any

import pytest

from partydesk.exchange.roster.intake import answered, apply, propose, propose_sheets
from tests.exchange.roster.rosters import workbook
from tests.exchange.roster.taking import Taking, codes, five

HEADS = ["序号", "所在党支部", "姓名", "性别", "人员类别", "入党日期"]


def people(*names: str) -> list[list[Any]]:
    return [
        [number, None, name, "男", "正式党员", f"20{number + 9:02}-07-01"]
        for number, name in enumerate(names, 1)
    ]


def placed(file: Taking) -> list[str]:
    """Whose each member is, by the branch's name."""
    with file.store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT o.name FROM member m JOIN organisation o ON o.id = m.organisation ORDER BY m.id"
        )
        return [str(name) for (name,) in found]


@pytest.fixture
def park(committee_file: Taking) -> Taking:
    with committee_file.store.write("登记") as writer:
        for each in "甲乙丙":
            values = {"code": f"P{each}", "name": f"{each}公司党支部", "short_name": f"{each}支部"}
            writer.add("organisation", values)
    return committee_file


def test_merged_cells_fill_down_and_it_is_said(park: Taking) -> None:
    rows = people("陈海棠", "陆景行", "白音仓", "钟毓秀", "苏合", "顾长风")
    for at, name in ((0, "甲支部"), (3, "乙支部"), (5, "丙支部")):
        rows[at][1] = name
    merged = ["A1:F1", "B3:B5", "B6:B7"]
    proposal = park.take([["示例园区党员花名册"], HEADS, *rows], merged=merged)
    assert five(proposal) == (6, 0, 0, 0, 0) and codes(proposal) == ["merged-cells"]
    assert placed(park) == ["甲公司党支部"] * 3 + ["乙公司党支部"] * 2 + ["丙公司党支部"]
    # The same unmerged is the same.
    for at, name in ((1, "甲支部"), (2, "甲支部"), (4, "乙支部")):
        rows[at][1] = name
    assert five(park.take([["标题"], HEADS, *rows])) == (0, 0, 6, 0, 0)


def test_a_merged_name_does_not_make_two_people(branch: Taking) -> None:
    heads = ["姓名", "性别", "人员类别", "党小组"]
    rows = [heads, ["张三", "男", "正式党员", "一组"], [None, None, None, "二组"]]
    proposal = branch.take(rows, merged=["A2:A3", "B2:B3", "C2:C3"])
    assert branch.column("name") == ["张三"]
    assert proposal.added == 1 and "merged-cells" in codes(proposal)


def test_a_line_that_names_a_branch_is_the_place_of_the_rows_below(park: Taking) -> None:
    heads = [HEADS[0], *HEADS[2:]]
    rows = [[*row[:1], *row[2:]] for row in people("陈海棠", "陆景行", "白音仓")]
    sheet = [heads, ["甲支部（2人）"], *rows[:2], ["二、乙支部"], rows[2]]
    proposal = park.take(sheet, merged=["A2:E2"])
    assert five(proposal) == (3, 0, 0, 0, 0) and "place-line" in codes(proposal)
    assert placed(park) == ["甲公司党支部"] * 2 + ["乙公司党支部"]


def test_two_blocks_side_by_side(branch: Taking) -> None:
    heads = ["序号", "姓名", "性别", "入党时间"] * 2
    rows = [
        [1, "陈海棠", "女", "2010-07-01", 4, "钟毓秀", "女", "2013-07-01"],
        [2, "陆景行", "男", "2011-07-01", 5, "苏合", "男", "2014-07-01"],
        [3, "白音仓", "男", "2012-07-01", 6, None, None, None],
    ]
    sheet = [["党员名单"], heads, *rows]
    proposal = branch.take(sheet, merged=["A1:H1"])
    assert five(proposal) == (5, 0, 0, 0, 0) and codes(proposal) == ["side-by-side"]
    assert branch.column("name") == ["陈海棠", "陆景行", "白音仓", "钟毓秀", "苏合"]
    assert five(branch.take(sheet, merged=["A1:H1"])) == (0, 0, 5, 0, 0)


def test_all_sheets_of_a_book_each_a_branch(park: Taking) -> None:
    heads = HEADS[2:]
    content = {
        name: [heads, *(row[2:] for row in people(*people_))]
        for name, people_ in (
            ("乙支部", ["钟毓秀", "苏合"]), ("3.丙公司党支部", ["顾长风"]), ("说明", []),
        )
    }  # fmt: skip
    content["说明"] = [["填表说明"], ["一人一行"]]
    first = [heads, *(row[2:] for row in people("陈海棠"))]
    path = workbook(park.folder / "各支部.xlsx", first, title="甲支部", more=content)
    whole = propose_sheets(park.store, path, "member", park.readers)
    assert five(whole) == (4, 0, 0, 0, 0) and placed(park) == []
    apply(park.store, whole)
    found = [five(part) for part in whole.parts]
    assert found == [(1, 0, 0, 0, 0), (2, 0, 0, 0, 0), (1, 0, 0, 0, 0)]
    assert placed(park) == ["甲公司党支部", "乙公司党支部", "乙公司党支部", "丙公司党支部"]
    assert "other-sheet" in codes(propose(park.store, path, "member", None, park.readers))
    again = propose_sheets(park.store, path, "member", park.readers)
    assert five(again) == (0, 0, 4, 0, 0)
    park.store.undo()
    assert placed(park) == []


def test_a_sheet_sees_what_the_sheets_before_it_bring(branch: Taking) -> None:
    """Names on the first sheet, telephones of the same people on the second: as many people."""
    people_ = [["姓名", "人员类别"], ["张三", "正式党员"], ["李四", "正式党员"]]
    phones = [["姓名", "人员类别", "手机"], ["张 三", "正式党员", "13800001003"]]
    path = workbook(branch.folder / "两张.xlsx", people_, more={"电话": phones})
    whole = propose_sheets(branch.store, path, "member", branch.readers)
    assert [five(part) for part in whole.parts] == [(2, 0, 0, 0, 0), (0, 1, 0, 0, 0)]
    apply(branch.store, answered(branch.store, whole, whole.source.answers))
    assert branch.column("phone") == ["13800001003", None]
