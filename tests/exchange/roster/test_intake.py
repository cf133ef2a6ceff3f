"""Taking in rosters and ledgers as people send them, through `propose` and `apply`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partydesk.exchange.reading.book import Book, Sheet
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster.answers import Answers
from partydesk.exchange.roster.intake import apply, propose
from partydesk.exchange.roster.proposal import Proposal
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.names import name_of_one
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.roster.rosters import Formula, identity, workbook
from tests.exchange.roster.taking import Taking

A = identity(11, "19930815")
B = identity(22, "19800101")
C = identity(33, "19751231")
OWN = {"code": "P0312", "name": "中共示例园区甲科技有限公司支部委员会", "short_name": "甲科技支部"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create(Home(tmp_path / "数据 夹"), "branch", OWN) as made:
        yield made


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with create(Home(tmp_path / "党委"), "committee", {"code": "P03", "name": "园区党委"}) as made:
        yield made


# Most sheets here say nothing of the category; what is asked then is tested in test_evidence.
FULL = Answers(fields={"category": "full"})


class AppContext(Taking):
    """Where nothing tells the category, all are full members."""

    answers = FULL

    def refusal(
        self, rows: Sequence[Sequence[Any]], kind: str = "member", **rest: Any
    ) -> UserError:
        with pytest.raises(UserError) as caught:
            self.propose(rows, kind, **rest)
        assert records(self.store, kind) == []
        return caught.value


@pytest.fixture
def context(store: Store, tmp_path: Path, readers: Readers) -> AppContext:
    return AppContext(store, tmp_path, readers)


@pytest.fixture
def park(committee: Store, tmp_path: Path, readers: Readers) -> AppContext:
    return AppContext(committee, tmp_path, readers)


def records(store: Store, kind: str = "member") -> list[dict[str, Any]]:
    """All records not removed, in the order they came, as stored."""
    names = (*fields(kind_of(kind)), "organisation")
    listed = ", ".join(f'"{name}"' for name in names)
    with store.read() as connection:
        found = connection.exec_driver_sql(
            f'SELECT {listed} FROM "{kind}" WHERE deleted_at IS NULL ORDER BY id'
        )
        return [dict(zip(names, row, strict=True)) for row in found]


def column(store: Store, name: str, kind: str = "member") -> list[Any]:
    return [record[name] for record in records(store, kind)]


def codes(proposal: Proposal, *, fatal: bool | None = None) -> list[str]:
    return [p.code for p in proposal.findings if fatal is None or p.fatal is fatal]


def mapped(proposal: Proposal) -> dict[str, str | None]:
    return {each.header: each.field for each in proposal.columns}


def counts(proposal: Proposal) -> tuple[int, int, int, int]:
    return proposal.added, proposal.updated, proposal.unchanged, proposal.refused


FORM_2017 = [
    ["附件4"],
    ["党员基本信息汇总表"],
    ["填报单位（盖章）：中共示例园区甲科技有限公司支部委员会"],
    ["序号", "姓名", "所在党支部", "公民身份证号", "性别", "民族", "出生日期", "学历", "人员类别",
     "加入党组织日期", "转为正式党员日期", "工作岗位", "手机号", "固定电话", "家庭住址", "党籍状态",
     "是否为失联党员", "失去联系日期", "是否为流动党员", "外出流向"],
    [1, "马艳", OWN["name"], A, "男", "汉", "1993.08.15", "本科", "正式党员", "2021.08.21",
     "2022.08.21", "非公有经济控制企业管理岗位", "13197356745", "", "示例路276号", "正常", "否", "",
     "否", "/"],
    [2, "高　伟", OWN["short_name"], B.lower(), "女", "蒙古族", datetime(1980, 1, 1), "大专",
     "预备", "２０２５．２", None, "非公有企业工勤岗位", 13935487536.0, None, None, "正常", "否",
     None, "是", "广东省深圳市"],
    ["填表人：            支部书记：            填表日期：2026年3月31日"],
]  # fmt: skip

LEDGER = [
    ["示例园区非公企业党组织“两个覆盖”摸排台账"],
    ["序号", "企业名称", "企业类型", "从业人员\n数量（人）", "党组织情况", None, None, "党员情况",
     None, "指导员", "备注"],
    [None, None, None, None, "是否成立党组织", "成立时间", "组建形式", "组织关系在企业的党员数",
     "近三年新发展", None, None],
    [1, "甲公司", "私营", 664, "是", "2012年2月", "单独建立", 12, 0, "否", None],
    [2, "乙公司", "外商投资", "70人", "否", None, None, 0, 0, "是", "停产"],
]  # fmt: skip
LEDGER_MERGED = ["A1:K1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:I2", "J2:J3", "K2:K3"]


# --- whole files --------------------------------------------------------------------------


def test_the_2017_form_comes_in_whole(context: AppContext) -> None:
    proposal = context.propose(FORM_2017, merged=["A1:T1", "A2:T2", "A3:T3", "A7:T7"])
    assert records(context.store) == []
    assert (proposal.source.header_row, proposal.rows, counts(proposal)) == (4, 2, (2, 0, 0, 0))
    assert proposal.findings == []
    assert [each.row for each in proposal.source.left_out] == [7]
    apply(context.store, proposal)
    first, second = records(context.store)
    assert first["name"] == "马艳" and first["id_number"] == A and first["ethnicity"] == "01"
    assert (first["birth_date"], first["joined_on"]) == ("1993-08-15", "2021-08-21")
    assert (first["landline"], first["floating_to"], first["lost"]) == (None, None, 0)
    assert second["name"] == "高伟" and second["id_number"] == B
    assert (second["category"], second["joined_on"]) == ("probationary", "2025-02-01")
    assert (second["phone"], second["floating"]) == ("13935487536", 1)


def test_every_changed_text_is_shown(context: AppContext) -> None:
    proposal = context.propose(FORM_2017)
    shown = {(c.row, c.column): (c.before, c.after) for c in proposal.changes}
    assert shown[5, "出生日期"] == ("1993.08.15", "1993-08-15")
    assert shown[5, "民族"] == ("汉", "汉族")
    assert shown[5, "学历"] == ("本科", "大学")
    assert shown[5, "外出流向"] == ("/", "")
    assert shown[6, "姓名"] == ("高　伟", "高伟")
    assert shown[6, "人员类别"] == ("预备", "预备党员")
    assert (6, "出生日期") not in shown and (5, "党籍状态") not in shown
    month = next(c for c in proposal.changes if (c.row, c.column) == (6, "加入党组织日期"))
    assert month.after == "2025-02-01" and "1 日" in month.why


def test_the_same_file_again_changes_nothing(context: AppContext) -> None:
    context.take(FORM_2017)
    before = records(context.store)
    again = context.propose(FORM_2017)
    assert counts(again) == (0, 0, 2, 0)
    assert apply(context.store, again).touched == ()
    assert records(context.store) == before


def test_a_two_row_header_under_merged_cells(context: AppContext) -> None:
    proposal = context.take(LEDGER, "enterprise", merged=LEDGER_MERGED)
    assert (proposal.source.header_row, counts(proposal)) == (2, (2, 0, 0, 0))
    assert mapped(proposal) == {
        "序号": None, "企业名称": "name", "企业类型": "kind", "从业人员数量（人）": "staff",
        "是否成立党组织": None, "成立时间": "formed_on", "组建形式": "formation",
        "组织关系在企业的党员数": "members_here", "近三年新发展": "recruited",
        "指导员": "instructor", "备注": "note",
    }  # fmt: skip
    assert column(context.store, "formation", "enterprise") == ["own", "none"]
    assert column(context.store, "staff", "enterprise") == [664, 70]
    assert column(context.store, "formed_on", "enterprise") == ["2012-02-01", None]
    assert column(context.store, "instructor", "enterprise") == ["否", "是"]
    formed = next(c for c in proposal.changes if (c.row, c.column) == (5, "组建形式"))
    assert (formed.before, formed.after) == ("", "未组建")
    assert counts(context.propose(LEDGER, "enterprise")) == (0, 0, 2, 0)


def test_one_step_of_undo_and_a_backup_before(context: AppContext) -> None:
    context.take(FORM_2017)
    assert len(list(context.store.home.backups.glob("*import*.db"))) == 1
    done = context.store.undo()
    assert done is not None and done.label.startswith("撤销：导入")
    assert records(context.store) == []


def test_a_backup_that_fails_is_told_and_stops_nothing(context: AppContext) -> None:
    context.store.home.backups.write_text("在备份夹的位置上有一个文件", "utf-8")
    proposal = context.take(FORM_2017)
    assert codes(proposal) == ["backup-failed"]
    assert len(records(context.store)) == 2


def test_taking_a_stale_proposal_is_refused(context: AppContext) -> None:
    proposal = context.propose(FORM_2017)
    apply(context.store, proposal)
    before = records(context.store)
    with pytest.raises(UserError) as caught:
        apply(context.store, proposal)
    assert caught.value.code == "stale"
    assert records(context.store) == before


def test_the_json_has_the_keys_of_the_command_line(context: AppContext) -> None:
    told = context.propose([["姓名", "出生日期", "怪栏"], ["张三", "昨天", "x"]]).as_json()
    assert list(told) == [
        "sheet", "header_row", "columns", "rows", "added", "updated", "unchanged", "refused",
        "asked", "changes", "problems",
    ]  # fmt: skip
    assert told["columns"] == [
        {"header": "姓名", "field": "name"},
        {"header": "出生日期", "field": "birth_date"},
        {"header": "怪栏", "field": None},
    ]
    findings = told["problems"]
    assert isinstance(findings, list)
    assert all(list(p) == ["sheet", "row", "column", "value", "code", "message"] for p in findings)
    (date_problem,) = [p for p in findings if p["code"] == "not-a-date"]
    assert date_problem["sheet"] == "花名册"
    assert (date_problem["row"], date_problem["column"]) == (2, "出生日期")


# --- headers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("是否农民工 ", None),
        ("姓  名", "name"),
        ("*姓名", "name"),
        ("公民身份\n号码（18位）", "id_number"),
        ("３．出生年月", "birth_date"),
        ("入党时间(年/月/日)", "joined_on"),
        ("入党年月", "joined_on"),
        ("手机号码：", "phone"),
        ("是否流动党员", "floating"),
        ("党 龄", None),
        ("所属党支部", "organisation"),
    ],
)
def test_headers_as_people_write_them(context: AppContext, header: str, field: str | None) -> None:
    other = "民族" if field == "name" else "党员姓名"
    value = "张三" if field == "name" else None
    proposal = context.propose([["花名册"], [other, "性别", header], ["满", "男", value]])
    assert proposal.columns[2].field == field
    assert "unknown-column" not in codes(proposal)


def test_a_header_deep_under_titles_and_notes(context: AppContext) -> None:
    titles = [[f"第 {n} 条说明：请填姓名、性别、出生日期"] for n in range(20)]
    proposal = context.take([*titles, [None], ["姓名", "性别"], ["张三", "男"]])
    assert proposal.source.header_row == 22
    assert column(context.store, "name") == ["张三"]


def test_people_of_another_column_are_not_the_member(context: AppContext) -> None:
    proposal = context.take(
        [
            ["党员信息表"],
            ["序号", "姓名", "基本情况", None, "入党介绍人", None, "联系方式", "紧急联系人", None],
            [None, None, "性别", "民族", "姓名", "单位", "手机", "姓名", "电话"],
            [1, "张三", "男", "汉", "李四、王五", "某厂", "13800138000", "赵六", "13900139000"],
        ]
    )
    assert proposal.source.header_row == 2
    (member,) = records(context.store)
    assert (member["name"], member["sponsors"]) == ("张三", "李四、王五")
    assert (member["phone"], member["enterprise"]) == ("13800138000", None)


def test_the_founding_of_a_firm_is_not_that_of_its_party_organisation(context: AppContext) -> None:
    context.take(
        [
            ["企业基本情况", None, "党组织情况", None],
            ["企业名称", "成立时间", "成立时间", "组建方式"],
            ["甲公司", "2001年5月", "2012年2月", "联合建立"],
        ],
        "enterprise",
    )
    assert column(context.store, "formed_on", "enterprise") == ["2012-02-01"]


def test_a_field_in_two_columns_goes_to_its_own_label(context: AppContext) -> None:
    proposal = context.take(
        [["姓名", "联系电话", "手机号码"], ["张三", "0473-1234567", "13800138000"]]
    )
    assert mapped(proposal) == {"姓名": "name", "联系电话": None, "手机号码": "phone"}
    assert "column-twice" in codes(proposal)
    assert column(context.store, "phone") == ["13800138000"]


def test_unknown_columns_are_told_and_known_others_are_not(context: AppContext) -> None:
    proposal = context.propose(
        [["序号", "姓名", "党龄", "学位", "鞋码", "空栏"], [1, "张三", 3, "学士", 42, None, "没头"]]
    )
    told = [(p.code, p.column) for p in proposal.findings if p.code != "no-category"]
    assert told == [("unknown-column", "鞋码"), ("no-header-cell", "G")]
    assert {c.header: c.note for c in proposal.columns}["党龄"] == "不收"


@pytest.mark.parametrize(
    ("rows", "kind", "code"),
    [
        ([["姓名", "公民身份号码"]], "member", "no-rows"),
        ([["党员花名册"], ["2026年3月"]], "member", "no-header"),
        ([], "member", "empty"),
        ([["????", "??"], ["???", "??"]], "member", "encoding-lost"),
        ([["企业名称", "企业类型"], ["甲公司", "私营"]], "member", "wrong-kind"),
        ([["姓名", "公民身份号码", "入党日期"], ["张三", A, "2012.6"]], "enterprise", "wrong-kind"),
        (
            [["姓名", "身份证号", "入党日期", "单位名称"], ["张三", A, "2012.6", "某"]],
            "enterprise",
            "wrong-kind",
        ),
    ],
)
def test_sheets_that_hold_no_such_table(
    context: AppContext, rows: list[list[Any]], kind: str, code: str
) -> None:
    refusal = context.refusal(rows, kind)
    assert refusal.code == code
    assert "没有导入" in refusal.message or "再导入" in refusal.message or "请" in refusal.message


def test_the_form_of_one_person_is_no_roster(context: AppContext) -> None:
    form = [
        ["党员基本信息采集表"],
        ["姓名", "张三", "性别", "男"],
        ["民族", "汉族", "出生日期", "1993.08.15"],
        ["公民身份证号", A, "学历", "大学"],
        ["手机号", "13800138000", "党员签名", None],
    ]
    assert context.refusal(form).code == "form"


def test_hints_and_examples_under_the_header_are_no_people(context: AppContext) -> None:
    proposal = context.take(
        [
            ["编号", "姓名", "民族", "入党日期"],
            ["选填", "必填", "请选择", "格式：2026-03-01"],
            ["示例（请删去这一行）", "张示例", "汉族", "2026-03-01"],
            [None, "张三", "汉族", "2012-06-01"],
        ]
    )
    assert [each.row for each in proposal.source.left_out] == [2, 3]
    assert column(context.store, "name") == ["张三"]


def test_parts_of_a_number_are_not_the_number(context: AppContext) -> None:
    proposal = context.take(
        [
            ["企业名称", "组织关系在企业的党员数", None, None],
            [None, "35岁以下", "总数", "一线"],
            ["甲公司", 3, 12, 5],
        ],
        "enterprise",
    )
    assert column(context.store, "members_here", "enterprise") == [12]
    assert codes(proposal).count("unknown-column") == 2


# --- sheets -------------------------------------------------------------------------------

ROSTER = [["姓名", "性别", "民族"], ["张三", "男", "汉族"]]
FULL_ROSTER = [["姓名", "性别", "民族", "学历"], ["李四", "男", "汉族", "大学"]]


def test_the_sheet_that_fits_best_is_read_and_the_others_told(context: AppContext) -> None:
    proposal = context.propose(
        [["说明"], ["请看后面"]],
        title="说明",
        more={"甲": ROSTER, "乙": FULL_ROSTER, "空": FULL_ROSTER[:1], "藏": FULL_ROSTER},
        hidden_sheets=["藏"],
    )
    assert proposal.source.sheet == "乙"
    told = {(p.code, p.sheet) for p in proposal.findings}
    assert ("other-sheet", "甲") in told and ("hidden-sheet", "藏") in told
    assert ("other-sheet", "空") not in told


def test_a_sheet_can_be_named_even_a_hidden_one(context: AppContext) -> None:
    more = {"甲": ROSTER, "藏": FULL_ROSTER}
    proposal = context.propose([["x"]], sheet="藏", more=more, hidden_sheets=["藏"])
    assert (proposal.source.sheet, proposal.items[0].name) == ("藏", "李四")
    refusal = context.refusal([["x"]], sheet="丙", more=more)
    assert refusal.code == "no-sheet" and "“甲”" in refusal.message


def test_a_roster_only_on_a_hidden_sheet_is_named(context: AppContext) -> None:
    refusal = context.refusal([["说明"]], more={"藏": ROSTER}, hidden_sheets=["藏"])
    assert refusal.code == "only-hidden" and "“藏”" in refusal.message


def test_hidden_columns_are_read_and_said(context: AppContext) -> None:
    proposal = context.take(ROSTER, hidden_columns=["C"])
    assert "hidden-columns" in codes(proposal, fatal=False)
    assert column(context.store, "ethnicity") == ["01"]


# --- rows ---------------------------------------------------------------------------------


def test_what_is_no_record_is_left_out(context: AppContext) -> None:
    header = ["序号", "姓名", "性别", "民族", "备注"]
    proposal = context.take(
        [
            ["党员花名册"],
            header,
            [1, 2, 3, 4, 5],
            ["示例", "某某", "男", "汉族", None],
            ["第一党小组"],
            [1, "张三", "男", "汉族", None],
            ["党员花名册"],
            header,
            [2, "注小明", "男", "汉族", None],
            [None] * 5,
            [3, None, None, None, None],
            [4, None, "男", None, None],
            ["小 计", "2人"],
            [None, "合计", None, None, "2"],
            ["党支部书记签字：张三", None, None, "审核人：李四"],
            ["注：1.一式两份"],
            ["2.用钢笔填写"],
        ]
    )
    assert column(context.store, "name") == ["张三", "注小明"]
    assert proposal.rows == 2
    assert [each.row for each in proposal.source.left_out] == [
        3,
        4,
        5,
        7,
        8,
        12,
        13,
        14,
        15,
        16,
        17,
    ]


def test_a_firm_or_person_with_a_telling_name_stays(context: AppContext) -> None:
    context.take(
        [
            ["企业名称", "企业类型"],
            ["示例乙公司", "私营"],
            ["合计科技公司", "私营"],
            ["注册所", "私营"],
        ],
        "enterprise",
    )
    assert column(context.store, "name", "enterprise") == ["示例乙公司", "合计科技公司", "注册所"]


def test_the_same_person_twice_in_a_sheet(context: AppContext) -> None:
    proposal = context.take(
        [
            ["姓名", "身份证号", "入党日期", "民族"],
            ["张三", A, "2012.6.1", "汉"],
            ["张三", A, "2012.6.1", "满"],
            [None, A, None, "回"],
            ["王五", None, "2010.1.1", None],
            ["王五", None, "2010.1.1", None],
            ["王五", None, "2011.1.1", None],
        ]
    )
    assert [item.action for item in proposal.items] == [
        "add", "refuse", "refuse", "add", "refuse", "add",
    ]  # fmt: skip
    told = [(p.row, p.message) for p in proposal.findings if p.code == "duplicate-row"]
    assert [row for row, _ in told] == [3, 4, 6]
    assert "第 2 行" in told[0][1] and "第 5 行" in told[2][1]
    assert column(context.store, "ethnicity") == ["01", None, None]


def test_one_number_under_two_names_is_nobody(context: AppContext) -> None:
    context.take([["姓名", "民族"], ["张三", "汉"]])
    rows = [["姓名", "身份证号", "民族"], ["张三", A, "满"], ["李四", B, "满"], ["王五", A, "满"]]
    proposal = context.take(rows)
    assert [(p.code, p.row) for p in proposal.findings if p.fatal] == [
        ("number-twice", 2),
        ("number-twice", 4),
    ]
    assert column(context.store, "name") == ["张三", "李四"]
    assert column(context.store, "id_number") == [None, B]


# --- values -------------------------------------------------------------------------------


def test_an_identity_number_that_excel_destroyed(context: AppContext) -> None:
    proposal = context.take([["姓名", "身份证号"], ["张三", int(B)], ["李四", "1.50203E+17"]])
    assert counts(proposal) == (0, 0, 0, 2)
    told = [p for p in proposal.findings if p.code == "digits-lost"]
    assert [(p.row, p.column, p.fatal) for p in told] == [
        (2, "身份证号", True),
        (3, "身份证号", True),
    ]
    assert "后三位" in told[0].message and str(int(B)) not in told[0].message + told[0].value


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (A[:-1] + ("1" if A[-1] != "1" else "2"), "identity_number"),
        (A[:15], "identity_number"),
        ("1502**********" + A[-4:], "masked"),
        ("身份证丢了", "identity_number"),
    ],
)
def test_a_wrong_identity_number_keeps_the_row_out(
    context: AppContext, number: str, code: str
) -> None:
    proposal = context.take([["姓名", "身份证号"], ["张三", number], ["李四", B]])
    assert counts(proposal) == (1, 0, 0, 1)
    (finding,) = [p for p in proposal.findings if p.fatal]
    assert (finding.code, finding.row, finding.column) == (code, 2, "身份证号")


@pytest.mark.parametrize(
    "number",
    [
        "１５０２０３" + B[6:],
        f" {B[:6]} {B[6:]} ",
        f"\u202d{B}\u202c",
        f"'{B}",
        f'="{B}"',
        f"\t{B}",
    ],
)
def test_identity_numbers_as_they_are_copied_about(context: AppContext, number: str) -> None:
    proposal = context.take([["姓名", "身份证号"], ["张三", number]])
    assert column(context.store, "id_number") == [B]
    assert any(c.column == "身份证号" and B not in c.before + c.after for c in proposal.changes)


def test_the_last_letter_in_any_shape(context: AppContext) -> None:
    number = next(n for k in range(1, 99, 2) if (n := identity(k)).endswith("X"))
    for letter in "xｘ×":
        proposal = context.propose([["姓名", "身份证号"], ["张三", number[:-1] + letter]])
        assert proposal.items[0].values["id_number"] == number


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1993.08.15", "1993-08-15"),
        ("1993年8月15日", "1993-08-15"),
        ("19930815", "1993-08-15"),
        (19930815, "1993-08-15"),
        (34196, "1993-08-15"),
        (date(1993, 8, 15), "1993-08-15"),
        ("1993/8/15 0:00:00", "1993-08-15"),
        ("1993．０８．１５", "1993-08-15"),
        (1993.08, "1993-08-01"),
        (1993.8, "1993-08-01"),
        (1993.12, "1993-12-01"),
        (199308, "1993-08-01"),
        ("1993-8", "1993-08-01"),
        (1993.1, None),
        (1993, None),
        ("1993.13.01", None),
        ("不详", None),
    ],
)
def test_dates_in_every_dress(context: AppContext, written: Any, read: str | None) -> None:
    proposal = context.take([["姓名", "出生日期"], ["张三", written]])
    assert column(context.store, "birth_date") == [read]
    assert bool([p for p in proposal.findings if p.column == "出生日期"]) is (read is None)


def test_a_tenth_may_be_october_where_months_have_two_digits(context: AppContext) -> None:
    rows = [["姓名", "转正日期"], ["张三", "2012.06"], ["李四", "2012.1"]]
    proposal = context.take(rows)
    assert column(context.store, "confirmed_on") == ["2012-06-01", None]
    assert "date-ambiguous" in codes(proposal)


def test_a_birth_month_takes_its_day_from_the_identity_number(context: AppContext) -> None:
    proposal = context.take(
        [["姓名", "身份证号", "出生年月"], ["张三", A, "1993.08"], ["李四", B, "1980.02"]]
    )
    assert column(context.store, "birth_date") == ["1993-08-15"]
    assert [(p.code, p.row) for p in proposal.findings if p.fatal] == [("birth-differs", 3)]
    assert any(c.before == "1993.08" and c.after == "1993-08-15" for c in proposal.changes)


def test_birth_and_sex_must_be_those_of_the_number(context: AppContext) -> None:
    proposal = context.take(
        [
            ["姓名", "身份证号", "出生日期", "性别"],
            ["张三", A, "1993-08-16", "男"],
            ["李四", B, None, "男"],
            ["王五", C, None, None],
        ]
    )
    assert [p.code for p in proposal.findings if p.fatal] == ["birth-differs", "sex-differs"]
    (member,) = records(context.store)
    assert (member["birth_date"], member["sex"]) == ("1975-12-31", "1")
    filled = {c.column: (c.before, c.after) for c in proposal.changes}
    assert filled == {"出生日期": ("", "1975-12-31"), "性别": ("", "男")}


def test_an_unreadable_cell_costs_the_cell_not_the_row(context: AppContext) -> None:
    proposal = context.take(
        [
            ["姓名", "民族", "手机号码", "是否流动党员", "入党日期"],
            ["张三", "火星族", "138****8000", "可能", "2012-06-01"],
        ]
    )
    (member,) = records(context.store)
    assert (member["ethnicity"], member["phone"], member["floating"]) == (None, None, None)
    assert member["joined_on"] == "2012-06-01"
    told = {p.column: p for p in proposal.findings if p.row == 2 and p.code != "no-category"}
    assert set(told) == {"民族", "手机号码", "是否流动党员"}
    assert all("没有收" in p.message and not p.fatal for p in told.values())


def test_a_landline_beside_a_mobile_number(context: AppContext) -> None:
    context.take([["姓名", "手机号码", "固定电话"], ["张三", "138 0013 8000", "0473-1234567"]])
    assert column(context.store, "phone") == ["13800138000"]
    assert column(context.store, "landline") == ["0473-1234567"]


def test_without_a_number_an_unreadable_joining_date_keeps_the_row_out(context: AppContext) -> None:
    rows = [["姓名", "身份证号", "入党日期"], ["张三", None, "记不清"], ["李四", A, "记不清"]]
    proposal = context.take(rows)
    assert [(p.code, p.row) for p in proposal.findings if p.fatal] == [("no-key", 2)]
    assert column(context.store, "name") == ["李四"]


def test_error_cells_and_formulas_without_a_result(context: AppContext) -> None:
    proposal = context.take(
        [
            ["姓名", "身份证号", "民族", "党龄"],
            ["张三", A, Formula("1+1"), Formula("TODAY()")],
            ["李四", Formula("B2"), "汉", 1],
            ["王五", C, "#N/A", None],
        ]
    )
    told = [
        (p.row, p.column, p.code, p.fatal)
        for p in proposal.findings
        if p.row and p.code != "no-category"
    ]  # noqa: E501 # one table
    assert told == [
        (2, "民族", "formula-without-value", False),
        (3, "身份证号", "formula-without-value", True),
        (4, "民族", "error-cell", False),
    ]
    assert column(context.store, "name") == ["张三", "王五"]


def test_formed_or_not_and_how(context: AppContext) -> None:
    proposal = context.take(
        [
            ["企业名称", "是否成立党组织", "组建形式", "工会"],
            ["甲公司", "否", "单独组建", "无"],
            ["乙公司", "未成立", None, "有"],
            ["丙公司", "是", None, None],
        ],
        "enterprise",
    )
    assert column(context.store, "formation", "enterprise") == ["own", "none", None]
    assert column(context.store, "union", "enterprise") == [0, 1, None]
    assert [(p.code, p.row) for p in proposal.findings] == [("formation-differs", 2)]


def test_personal_values_are_masked_wherever_they_are_told(context: AppContext) -> None:
    wrong = A[:-1] + ("1" if A[-1] != "1" else "2")
    proposal = context.propose(
        [
            ["姓名", "身份证号", "手机号码"],
            ["张三", wrong, "1380013800x"],
            ["李四", B.lower(), "138 0013 8000"],
        ]
    )
    told = repr(proposal.as_json())
    assert wrong not in told and "1380013800x" not in told and "13800138000" not in told


# --- who is who ---------------------------------------------------------------------------


def test_only_what_the_sheet_says_is_changed(context: AppContext) -> None:
    context.take([["姓名", "身份证号", "民族", "家庭住址"], ["张三", A, "汉", "示例路1号"]])
    proposal = context.take(
        [["家庭住址", "手机号", "姓名", "身份证号"], [None, "13800138000", "张三", A]]
    )
    assert counts(proposal) == (0, 1, 0, 0)
    assert proposal.items[0].differs == {"手机号码": ("", "138****8000")}
    (member,) = records(context.store)
    assert (member["ethnicity"], member["address"]) == ("01", "示例路1号")
    assert member["phone"] == "13800138000"


def test_without_numbers_name_and_joining_date_decide(context: AppContext) -> None:
    context.take([["姓名", "入党日期"], ["张三", "2012-06-01"], ["张三", "2015-07-01"]])
    proposal = context.take(
        [["姓名", "入党日期", "民族"], ["张三", "2015.7.1", "满"], ["张三", "2019.1.1", "回"]]
    )
    assert counts(proposal) == (1, 1, 0, 0)
    assert "same-name" in codes(proposal, fatal=False)
    assert column(context.store, "ethnicity") == [None, "11", "03"]


def test_a_number_given_later_finds_the_person_without_one(context: AppContext) -> None:
    context.take([["姓名", "入党日期"], ["张三", "2012-06-01"]])
    proposal = context.take([["姓名", "入党日期", "身份证号"], ["张三", "2012-06-01", A]])
    assert counts(proposal) == (0, 1, 0, 0)
    assert column(context.store, "id_number") == [A]


def test_two_people_of_one_name_and_date_are_told_apart_by_number(context: AppContext) -> None:
    rows = [["姓名", "入党日期", "身份证号"], ["张三", "2012-06-01", A], ["张三", "2012-06-01", C]]
    assert counts(context.take(rows)) == (2, 0, 0, 0)
    unclear = context.propose([["姓名", "入党日期", "民族"], ["张三", "2012-06-01", "汉"]])
    assert (unclear.asked, unclear.rows) == (1, 1)


def test_a_name_alone_must_be_the_only_one(context: AppContext) -> None:
    context.take(
        [
            ["姓名", "入党日期"],
            ["张三", "2012-06-01"],
            ["李四", "2012-06-01"],
            ["李四", "2013-06-01"],
        ]
    )
    proposal = context.take([["姓名", "民族"], ["张三", "汉"], ["李四", "汉"]])
    assert (counts(proposal), proposal.asked) == ((0, 1, 0, 0), 1)
    assert "by-name" in codes(proposal) and len(proposal.items[1].candidates) == 2


def test_a_new_name_under_a_known_number_is_told(context: AppContext) -> None:
    context.take([["姓名", "身份证号"], ["张三", A]])
    proposal = context.propose([["姓名", "身份证号"], ["张山", A]])
    assert counts(proposal) == (0, 1, 0, 0)
    assert "name-differs" in codes(proposal, fatal=False)


def test_a_removed_record_is_not_used_again(context: AppContext) -> None:
    rows = [["姓名", "身份证号"], ["张三", A]]
    context.take(rows)
    with context.store.read() as connection:
        (uid,) = connection.exec_driver_sql("SELECT uid FROM member").scalars().all()
    with context.store.write("删除") as writer:
        writer.remove("member", uid)
    proposal = context.take(rows)
    assert counts(proposal) == (1, 0, 0, 0)
    assert "in-recycle-bin" in codes(proposal, fatal=False)
    assert column(context.store, "name") == ["张三"]


def test_firms_by_code_then_by_name(context: AppContext) -> None:
    first, second = "91350100M000100Y43", "91440300708461136T"
    context.take(
        [["企业名称", "统一社会信用代码"], ["甲（集团）公司", first], ["乙公司", None]],
        "enterprise",
    )
    proposal = context.take(
        [
            ["企业名称", "统一社会信用代码", "从业人员数量"],
            ["甲集团新名", first.lower(), 10],
            ["乙公司", second, 20],
        ],
        "enterprise",
    )
    assert counts(proposal) == (0, 2, 0, 0)
    assert column(context.store, "name", "enterprise") == ["甲集团新名", "乙公司"]
    assert column(context.store, "credit_code", "enterprise") == [first, second]
    again = context.propose([["企业名称", "企业类型"], ["甲集团新名", "私营"]], "enterprise")
    assert counts(again) == (0, 1, 0, 0)


def test_another_branch_in_the_sheet_of_a_branch_is_told_once(context: AppContext) -> None:
    rows = [["姓名", "所在党支部"], ["张三", "乙支部"], ["李四", "乙支部"], ["王五", "P0312"]]
    proposal = context.take(rows)
    told = [p for p in proposal.findings if p.code == "other-organisation"]
    assert len(told) == 1 and "2 行" in told[0].message and not told[0].fatal
    assert set(column(context.store, "organisation")) == {context.store.own.id}


def test_a_committee_sends_rows_to_the_branches_it_knows(park: AppContext) -> None:
    with park.store.write("登记") as writer:
        writer.add("organisation", {"code": "P0312", "name": "甲支部全称", "short_name": "甲支部"})
    rows = [
        ["姓名", "所在党支部"],
        ["张三", "甲支部"], ["李四", " P0312"], ["王五", "甲支部全称"],
        ["赵六", "丁支部"], ["钱七", "丁支部"],
    ]  # fmt: skip
    proposal = park.take(rows)
    own = park.store.own.id
    placed = column(park.store, "organisation")
    assert placed[3:] == [own, own] and len(set(placed[:3])) == 1 and own not in placed[:3]
    assert codes(proposal).count("no-such-organisation") == 1
    assert counts(park.propose(rows)) == (0, 0, 5, 0)


def test_rows_a_branch_reported_are_left_alone(park: AppContext) -> None:
    rows = [["姓名", "身份证号", "民族"], ["张三", A, "汉"]]
    park.take(rows)
    with park.store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO submission (id, direction, state, org_uid, org_code, org_name, period, "
            "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
            "edited_rows, problems, counts, taken_at) VALUES (1, 'in', 'current', 'u', 'P0312', "
            "'甲', '2026', '2026-01-01', '2026-12-31', 1, '', '', '', '', '', '[]', '[]', '{}', '')"
        )
        connection.exec_driver_sql("UPDATE member SET submission = 1")
    assert counts(park.propose(rows)) == (0, 0, 1, 0)
    changed = park.propose([["姓名", "身份证号", "民族"], ["张三", A, "满"]])
    assert codes(changed, fatal=True) == ["read-only"]


# --- text files ---------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_tables(context: AppContext, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "花 名册.csv"
    text = (
        "党员花名册,,,\r\n姓名,身份证号,入党日期,家庭住址\r\n"
        f'张𬭎,\t{A},2012/6/1 0:00,"示例路,1号"\r\n李四,"=""{B}""",2012.06,#REF!\r\n合计,2,,\r\n'
    )
    path.write_bytes(text.encode(encoding))
    proposal = propose(context.store, path, readers=context.readers, answers=FULL)
    apply(context.store, proposal)
    assert proposal.source.header_row == 2 and proposal.source.sheet == "花 名册"
    assert column(context.store, "name") == ["张𬭎", "李四"]
    assert column(context.store, "id_number") == [A, B]
    assert column(context.store, "joined_on") == ["2012-06-01", "2012-06-01"]
    assert column(context.store, "address") == ["示例路,1号", None]
    assert "error-cell" in codes(proposal)


def test_readers_are_started_when_none_are_given(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "表.xlsx", ROSTER)
    assert propose(store, path, answers=FULL).added == 1
    (tmp_path / "坏.xlsx").write_bytes(path.read_bytes()[:200])
    with pytest.raises(UserError):
        propose(store, tmp_path / "坏.xlsx")


# --- laws ---------------------------------------------------------------------------------

LETTERS = "张王李赵𬭎㐂·甲乙丙丁戊=+-@'\"#A1"
NAMES = st.text(LETTERS, min_size=1, max_size=60).filter(
    lambda name: name.strip("-#'\"") != "" and name_of_one(name) is None
)
ADDRESSES = st.text(LETTERS + " \n\u3000，（）<&>", max_size=80)
EDUCATIONS = st.sampled_from(["大学", "本科", "大专", "", "/", "无"])
DAYS = st.dates(date(2004, 1, 1), date(2025, 12, 31))
PEOPLE = st.lists(st.tuples(NAMES, ADDRESSES, EDUCATIONS, DAYS), min_size=1, max_size=6)
HEADERS = ["姓名", "家庭住址", "学历", "入党日期", "身份证号"]
LAWS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def import_into(
    folder: Path, readers: Readers, rows: Sequence[Sequence[Any]], times: int = 1
) -> list[dict[str, Any]]:
    """The records of a fresh file after importing these rows so many times."""
    path = workbook(folder / "表.xlsx", rows)
    with create(Home(folder / "数据"), "branch", OWN) as store:
        for turn in range(times):
            proposal = propose(store, path, readers=readers, answers=FULL)
            apply(store, proposal)
            expected = (len(rows) - 1, 0, 0, 0) if turn == 0 else (0, 0, len(rows) - 1, 0)
            assert counts(proposal) == expected
        return records(store)


def lines(people: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [[*person, identity(n)] for n, person in enumerate(people, 1)]


class Handed:
    """Stands in for the readers: hands over a book that no file can be bothered to hold."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self.book = Book("表.xlsx", "", 0, (Sheet("表", False, [list(r) for r in rows]),), ())

    def map(self, _: object, jobs: Sequence[tuple[str, None]]) -> Iterator[tuple[str, Book]]:
        for path, _argument in jobs:
            yield path, self.book


def headers_of(kind: str) -> st.SearchStrategy[str | None]:
    known = [n for f in fields(kind_of(kind)).values() for n in (f.label, *f.aliases)]
    return st.sampled_from([*known, "序号", "党龄", "所在党支部", "是否成立党组织", "怪栏", None])


ODD_CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "张三", "张 三", "李四", A, B, A.lower(), int(B), "男", "汉", "本科", "预备", "是",
            "无", "/", "2012.06", "2012年13月", 1993.08, 199308, 41000, "合计", "注：",
            "姓名", "#N/A", "13800138000", "138****8000", "甲支部", "单独组建", "½", "²",
            "91350100M000100Y43",
            "\ud800", "\x00", "九", "x" * 31_000, time(10, 30), timedelta(hours=30), True,
        ]
    ),  # fmt: skip
    st.floats(),
    st.integers(),
    st.text(max_size=5),
    st.dates(),
    st.datetimes(),
)  # fmt: skip


@given(data=st.data(), kind=st.sampled_from(["member", "enterprise"]))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_table_is_taken_or_refused_and_twice_is_once(data: st.DataObject, kind: str) -> None:
    key, number = ("姓名", "身份证号") if kind == "member" else ("企业名称", "信用代码")
    heads = [key, number, *data.draw(st.lists(headers_of(kind), max_size=6))]
    heads = data.draw(st.permutations(heads))
    lines_ = data.draw(st.lists(st.lists(ODD_CELLS, max_size=len(heads) + 1), max_size=6))
    readers = cast(Readers, Handed([["标题"], heads, *lines_]))
    with (
        tempfile.TemporaryDirectory() as folder,
        create(Home(Path(folder) / "数据"), "branch", OWN) as store,
    ):
        try:
            proposal = propose(store, "表.xlsx", kind, readers=readers, answers=FULL)
        except UserError as refusal:
            assert refusal.message
            assert records(store, kind) == []
            return
        assert sum(counts(proposal)) + proposal.asked == proposal.rows
        # Two blocks side by side share their rows; what many rows share is told once.
        assert all(item.why for item in proposal.items if item.action == "refuse")
        assert bool(proposal.refused) == any(p.fatal for p in proposal.findings)
        apply(store, proposal)
        taken = records(store, kind)
        assert len(taken) == proposal.added
        again = propose(store, "表.xlsx", kind, readers=readers, answers=FULL)
        assert (again.added, again.updated) == (0, 0)


@LAWS
@given(people=PEOPLE)
def test_every_text_is_kept_exactly(readers: Readers, people: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = import_into(Path(folder), readers, [HEADERS, *lines(people)], times=2)
    for (name, address, _, day), record in zip(people, taken, strict=True):
        assert record["name"] == name
        kept = address.replace("\n", " ").strip()
        assert record["address"] == (kept if kept not in ("", "-", "--") else None)
        assert record["joined_on"] == day.isoformat()


@LAWS
@given(people=PEOPLE, order=st.permutations(range(len(HEADERS))))
def test_the_order_of_columns_does_not_matter(
    readers: Readers, people: list[tuple[Any, ...]], order: list[int]
) -> None:
    rows = [HEADERS, *lines(people)]
    shuffled = [[row[at] for at in order] for row in rows]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert import_into(Path(one), readers, rows) == import_into(Path(other), readers, shuffled)
