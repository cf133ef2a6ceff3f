"""The blank workbook: filled in by hand, it is a submission like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from partydesk.exchange.merge.register_answers import Said
from partydesk.exchange.submission.template import write_template
from partydesk.records.findings import UserError
from partydesk.store.store import Store
from tests.exchange import making

PEOPLE = (
    ("张三", "11010519491231002X", "正式党员", "1970-07-01"),
    ("李 四", None, "预备党员", date(2026, 3, 1)),
    ("王五", None, "正式党员", "2001.7"),
)


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path) as store:
        yield store


def put(book: Any, sheet: str, row: int, **values: Any) -> None:
    for header, value in values.items():
        cell = making.at(book[sheet], row, header)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # not a formula, though it may begin like one


def filled(folder: Path, *more: Callable[[Any], None], name: str = "报送.xlsx") -> Path:
    """The template as a secretary without PartyDesk would fill it in."""

    def fill(book: Any) -> None:
        cover = book["封面"]
        for row in cover.iter_rows():
            if row[0].value in ("组织编码", "期间"):
                row[1].value = {"组织编码": "P0777", "期间": "2026"}[row[0].value]
        for sheet in book.worksheets:
            if str(sheet.cell(2, 1).value or "").startswith("示例"):
                sheet.delete_rows(2)
        put(book, "党组织", 2, 党组织名称="中共手工支部委员会", 组织类别="党支部", 书记="张三")
        for number, (who, identity, category, joined) in enumerate(PEOPLE, start=2):
            put(
                book,
                "党员",
                number,
                姓名=who,
                公民身份号码=identity,
                人员类别=category,
                加入党组织日期=joined,
            )
        put(
            book,
            "学习活动",
            2,
            类型="主题党日",
            开始时间="2026-03-01 14:00",
            主题="学习条例",
            学时=2,
        )
        put(
            book,
            "学习活动",
            3,
            类型="党课",
            开始时间=datetime(2026, 4, 1, 9, 30),
            主题="=一课=",
            主讲人="张三",
            主讲人身份="党支部书记",
        )
        for number, (what, who, state) in enumerate(
            [
                ("2026-03-01 14:00 主题党日", "张三", "出席"),
                ("2026-03-01 14:00 主题党日", "李四", "请假"),
                ("2026-04-01 09:30 党课", "王五", "出席"),
                ("2026-04-01 09:30 党课", "客人", "出席"),
            ],
            start=2,
        ):
            put(book, "出勤", number, 活动=what, 姓名=who, 出勤=state)
        put(
            book,
            "廉政谈话",
            2,
            类型="谈心谈话",
            日期="2026年5月1日",
            谈话人="张三",
            谈话对象="李四、王五",
            谈话主题="谈心",
        )
        put(
            book,
            "问题台账",
            2,
            来源="自查",
            问题描述="灯坏了",
            提出日期="20260301",
            状态="已解决",
            解决日期="2026-03-05",
        )
        put(book, "办理过程", 2, 问题描述="灯坏了", 时间="2026-03-05 10:00", 办理情况="换了")
        put(book, "民主评议", 2, 姓名="王五", 年度=2026, 评议等次="优秀")
        for change in more:
            change(book)

    blank = write_template(folder / "模板.xlsx")
    return making.changed(blank, folder / name, fill)


def test_filled_by_hand_it_merges_and_again_it_is_unchanged(
    tmp_path: Path, committee: Store
) -> None:
    taken = making.taken(committee, filled(tmp_path))
    assert taken.state == "merged", taken.findings
    assert (taken.organisation, taken.name, taken.period) == ("P0777", "中共手工支部委员会", "2026")
    held = making.content(committee)
    assert [row["name"] for row in held["organisation"] if row["submission"]] == [
        "中共手工支部委员会"
    ]
    people = {row["name"]: row for row in held["member"]}
    assert set(people) == {"张三", "李四", "王五"}
    assert (people["张三"]["joined_on"], people["李四"]["joined_on"]) == (
        "1970-07-01",
        "2026-03-01",
    )
    assert people["王五"]["joined_on"] == "2001-07-01"
    sessions = {row["kind"]: row for row in held["session"]}
    assert sessions["theme_day"]["starts_at"] == "2026-03-01 14:00"
    assert sessions["lecture"]["topic"] == "=一课="
    named = {
        (row["name"], row["state"]): (row["session"], row["member"]) for row in held["attendance"]
    }
    assert named == {
        ("张三", "present"): (sessions["theme_day"]["uid"], people["张三"]["uid"]),
        ("李四", "leave"): (sessions["theme_day"]["uid"], people["李四"]["uid"]),
        ("王五", "present"): (sessions["lecture"]["uid"], people["王五"]["uid"]),
        ("客人", "present"): (sessions["lecture"]["uid"], None),
    }
    assert held["ticket_step"][0]["ticket"] == held["ticket"][0]["uid"]
    assert held["review"][0]["member"] == people["王五"]["uid"]
    assert making.taken(committee, filled(tmp_path, name="再交.xlsx")).state == "unchanged"


def test_uids_come_from_what_the_rows_say(tmp_path: Path, committee: Store) -> None:
    making.taken(committee, filled(tmp_path))
    before = {
        kind: {row["uid"] for row in rows}
        for kind, rows in making.content(committee).items()
        if kind in ("member", "session", "talk", "ticket")
    }

    def later(book: Any) -> None:
        for row in book["封面"].iter_rows():
            if row[0].value == "修订号":
                row[1].value = 2
        put(book, "党员", 2, 党小组="第一党小组")
        put(book, "党员", 5, 姓名="赵六", 人员类别="正式党员", 加入党组织日期="2010-07-01")
        put(book, "学习活动", 2, 主题="改了主题")
        put(book, "问题台账", 2, 责任人="张三")

    taken = making.taken(committee, filled(tmp_path, later, name="第二版.xlsx"))
    assert (taken.state, taken.revision) == ("merged", 2)
    assert taken.changes == {"党员": (1, 1, 0), "学习活动": (0, 1, 0), "问题台账": (0, 1, 0)}
    held = making.content(committee)
    for kind, known in before.items():
        assert known <= {row["uid"] for row in held[kind]}


def test_the_example_row_may_stay_anywhere(tmp_path: Path, committee: Store) -> None:
    def keep(book: Any) -> None:
        for name, row in (("党员", 2), ("学习活动", 4)):
            sheet = book[name]
            sheet.insert_rows(row)
            sheet.cell(row, 1).value = "示例（请删去这一行）"
            making.at(sheet, row, "组织编码").value = "P0000"

    taken = making.taken(committee, filled(tmp_path, keep))
    assert (taken.state, taken.counts["党员"], taken.counts["学习活动"]) == ("merged", 3, 2)


def _not_there(book: Any) -> None:
    put(book, "出勤", 4, 活动="2026-12-31 09:00 党课")


def _which(book: Any) -> None:
    put(book, "学习活动", 4, 类型="党课", 开始时间="2026-08-01 09:00", 主题="二课")
    put(book, "出勤", 4, 活动="党课")


def _stranger(book: Any) -> None:
    put(book, "民主评议", 2, 姓名="陌生人")


def _bad_date(book: Any) -> None:
    put(book, "廉政谈话", 2, 日期="五一前后")


def _lost_digits(book: Any) -> None:
    put(book, "党员", 3, 公民身份号码=110105194912310020)


def _twice(book: Any) -> None:
    put(book, "党员", 5, 姓名="王五", 人员类别="正式党员", 加入党组织日期="2001-07-01")


def _no_session(book: Any) -> None:
    book["出勤"].insert_rows(2)
    put(book, "出勤", 2, 活动="示例", 姓名="x")
    book["出勤"].cell(2, 1).value = "示例"
    put(book, "出勤", 4, 活动=None)


@pytest.mark.parametrize(
    ("change", "sheet", "row", "said"),
    [
        (_not_there, "出勤", 4, "找不到"),
        (_which, "出勤", 4, "有几条"),
        (_stranger, "民主评议", 2, "陌生人"),
        (_bad_date, "廉政谈话", 2, "五一前后"),
        (_lost_digits, "党员", 3, "已经丢失"),
        (_twice, "党员", 5, "第 4 行是同一条记录"),
        (_no_session, "出勤", 4, "没有写明"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(
    tmp_path: Path, committee: Store, change: Callable[[Any], None], sheet: str, row: int, said: str
) -> None:
    before = making.content(committee)
    taken = making.taken(committee, filled(tmp_path, change))
    assert taken.state == "rejected"
    first = taken.findings[0]
    assert (first.sheet, first.row) == (sheet, row)
    assert said in first.message
    assert making.content(committee) == before


@pytest.mark.parametrize("label", ["组织编码", "期间"])
def test_the_cover_must_say_who_and_when(tmp_path: Path, committee: Store, label: str) -> None:
    def forget(book: Any) -> None:
        for row in book["封面"].iter_rows():
            if row[0].value == label:
                row[1].value = None

    taken = making.taken(committee, filled(tmp_path, forget))
    assert taken.state == "rejected" and label in taken.message


def test_the_template_helps_whoever_fills_it_in(tmp_path: Path) -> None:
    book = load_workbook(write_template(tmp_path / "模板.xlsx"))
    members = book["党员"]
    assert "必填" in making.at(members, 1, "姓名").comment.text
    assert making.at(members, 2, "编号").value.startswith("示例")
    assert making.at(members, 2, "人员类别").font.italic
    ruled = {str(rule.sqref).split(":")[0] for rule in members.data_validations.dataValidation}
    assert f"{making.at(members, 2, '人员类别').column_letter}2" in ruled
    assert "谈话内容" not in [cell.value for cell in book["廉政谈话"][1]]
    with pytest.raises(UserError):
        write_template(tmp_path / "模板.txt")
    with pytest.raises(UserError):
        write_template(tmp_path / "没有" / "模板.xlsx")


def test_without_its_own_sheet_nobody_knows_whose_it_is(tmp_path: Path, committee: Store) -> None:
    file = filled(tmp_path, lambda book: book.remove(book["党组织"]))
    taken = making.taken(committee, file)
    assert taken.state == "rejected"
    assert (taken.findings[0].code, taken.findings[0].sheet) == ("organisation", "党组织")


def test_an_export_made_to_look_like_a_template_is_refused(
    tmp_path: Path, committee: Store
) -> None:
    def disguise(book: Any) -> None:
        making.metadata(format="partydesk-template")(book)
        making.at(book["党员"], 2, "姓名").value = "改过的人"
        cover = {row[0].value: row[1] for row in book["封面"].iter_rows()}
        cover["期间"].value, cover["修订号"].value = "2026", "2"

    def thoroughly(book: Any) -> None:
        disguise(book)
        book["元数据"].delete_rows(4, book["元数据"].max_row)

    with making.branch(tmp_path) as branch:
        made = making.sent(branch, tmp_path / "出").file
    assert making.taken(committee, made).state == "merged"
    before = making.content(committee)
    for change, code in ((disguise, "template-altered"), (thoroughly, "template-altered")):
        file = making.changed(made, tmp_path / "装作手填.xlsx", change)
        taken = making.taken(committee, file, accept_edited=True)
        assert (taken.state, taken.findings[0].code) == ("rejected", code)
    assert making.content(committee) == before


@pytest.mark.parametrize("header", ["编号", "校验"])
def test_a_row_that_a_program_numbered_is_no_hand_filled_one(
    tmp_path: Path, committee: Store, header: str
) -> None:
    def number(book: Any) -> None:
        sheet = book["党员"]
        if header == "校验":
            sheet.cell(1, sheet.max_column + 1, header)
        making.at(sheet, 3, header).value = "0198c0de-0000-7000-8000-000000000000"

    taken = making.taken(committee, filled(tmp_path, number), accept_edited=True)
    assert taken.state == "rejected"
    first = taken.findings[0]
    assert (first.code, first.sheet, first.row, first.column) == ("exported-row", "党员", 3, header)


def test_by_hand_over_what_a_program_made_waits_for_a_word(
    tmp_path: Path, committee: Store
) -> None:
    with making.branch(tmp_path, "P0777") as branch:
        making.taken(committee, making.sent(branch, tmp_path / "出").file)
    before = making.content(committee)
    file = filled(tmp_path)
    assert making.taken(committee, file).state == "asks"
    whose = Said("same", "P0777")
    taken = making.taken(committee, file, said=whose)
    assert taken.state == "edited" and "手工填写" in taken.message
    assert taken.remarks and "第 1 版" in taken.remarks[0]
    assert making.content(committee) == before
    assert making.taken(committee, file, accept_edited=True).state == "merged"
    assert making.taken(committee, file).state == "unchanged"


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("修订号", "二", "修订号"),
        ("修订号", 1_000_000, "修订号"),
        ("修订号", -1, "修订号"),
        ("组织编码", "P/0:9", "半角"),
        ("组织编码", "P" * 5_000, "5000"),
        ("期间", "9999", "不合情理"),
    ],
)
def test_the_cover_has_its_ranges(
    tmp_path: Path, committee: Store, label: str, value: object, said: str
) -> None:
    def fill(book: Any) -> None:
        for row in book["封面"].iter_rows():
            if row[0].value == label:
                row[1].value = value

    taken = making.taken(committee, filled(tmp_path, fill))
    assert taken.state == "rejected" and said in taken.message and "请" in taken.message


def test_a_revision_may_be_written_as_people_write_it(tmp_path: Path, committee: Store) -> None:
    def fill(book: Any) -> None:
        told = {"修订号": "第 ２ 版", "组织编码": "P０777", "期间": "２０２６"}
        for row in book["封面"].iter_rows():
            if row[0].value in told:
                row[1].value = told[row[0].value]

    taken = making.taken(committee, filled(tmp_path, fill))
    assert (taken.state, taken.revision, taken.period) == ("merged", 2, "2026")


def test_what_people_do_to_a_template_is_read_and_said(committee: Store, tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book["党员"]
        for number in range(2, 2 + len(PEOPLE)):
            making.at(sheet, number, "编号").value = number - 1
        sheet.cell(3 + len(PEOPLE), making.at(sheet, 2, "姓名").column).value = "合计"
        sheet.insert_rows(1)
        sheet.cell(1, 1).value = "手工支部党员名册"
        sheet.title = "党员名册"

    cover = "2026年"

    def period(book: Any) -> None:
        for row in book["封面"].iter_rows():
            if row[0].value == "期间":
                row[1].value = cover

    result = making.taken(committee, filled(tmp_path, fill, period), accept_unenrolled=True)
    assert result.state == "merged", result
    told = {finding.code for finding in result.findings}
    assert {"numbered", "not-a-row", "sheet-renamed"} <= told
    with committee.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM member ORDER BY name").scalars().all()
    assert sorted(names) == sorted(["张三", "李四", "王五"])
