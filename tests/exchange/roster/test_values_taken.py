"""Cells as people fill them: categories under many headers, telephones, dates from the web."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from partydesk.exchange.roster.intake import apply, propose
from partydesk.records.findings import UserError
from tests.exchange.roster.taking import Taking, codes, five


@pytest.mark.parametrize(
    "header", ["政治面貌", "发展阶段", "党员类型", "党员身份", "类别", "党籍状态", "党员类别"]
)
def test_a_category_under_another_header(branch: Taking, header: str) -> None:
    proposal = branch.take(
        [
            ["姓名", "性别", header],
            ["陈海棠", "女", "中共党员"],
            ["陆景行", "男", "中共预备党员"],
            ["苏合", "男", "入党积极分子"],
            ["顾长风", "男", "共青团员"],
            ["钟毓秀", "女", "群众"],
            ["白音仓", "男", "民盟盟员"],
        ]
    )
    assert five(proposal) == (3, 0, 0, 0, 3)
    assert branch.column("category") == ["full", "probationary", "activist"]
    assert ("column-reread" in codes(proposal)) == (header == "党籍状态")
    assert {p.code for p in proposal.findings if p.fatal} == {"stranger"}


def test_the_state_of_membership_is_still_read_as_such(branch: Taking) -> None:
    rows = [["姓名", "党籍状态", "入党日期"], ["张三", "正常", "2012-06-01"]]
    assert five(branch.take(rows)) == (1, 0, 0, 0, 0)
    assert branch.column("membership") == ["normal"]


def test_the_nearest_choice_is_offered(branch: Taking) -> None:
    (wrong,) = branch.propose([["姓名", "人员类别"], ["张三", "正试党员"]]).findings
    assert wrong.fatal and "是不是“正式党员”" in wrong.message


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800001000", "13800001000"),
        (13800001001, "13800001001"),
        ("1.3800001003E+10", "13800001003"),
        ("1.38E+10", None),
        ("138 0472 1004", "13804721004"),
        ("138-0472-1005", "13804721005"),
        ("+8613800001006", "13800001006"),
        ("0086 13800001007", "13800001007"),
        ("86 13800001020", "13800001020"),
        ("013800001018", "13800001018"),
        ("13800001008/13900001008", "13800001008、13900001008"),
        ("13800001021 13900001021", "13800001021、13900001021"),
        ("13800001022\n13900001022", "13800001022、13900001022"),
        ("13800001009、0472-2121009", "13800001009、0472-2121009"),
        ("（0472）2121011", "0472-2121011"),
        ("04722121011", "0472-2121011"),
        ("010-62345678转801", "010-62345678转801"),
        ("2121012", "2121012"),
        ("13800001013（妻子）", "13800001013"),
        ("１３８０４７２１０１４", "13804721014"),
        ("\u202d13800001015\u202c", "13800001015"),
        ("13800001017;", "13800001017"),
        ("1380000101", None),
        ("138000010190", None),
        ("无手机", None),
        ("无", None),
    ],
)
def test_telephones(branch: Taking, written: str | int, kept: str | None) -> None:
    heads = ["姓名", "入党日期", "联系电话"]
    branch.take([heads, ["张三", "2012-06-01", written]])
    assert branch.column("phone") == [kept]


def test_a_number_of_an_earlier_version_stays_until_it_is_changed(branch: Taking) -> None:
    branch.take([["姓名", "入党日期"], ["张三", "2012-06-01"]])
    with branch.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE member SET phone = '1380000101'")
    rows = [["姓名", "入党日期", "民族"], ["张三", "2012-06-01", "汉"]]
    assert five(branch.take(rows)) == (0, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (datetime(2010, 6, 30, 23, 59, 17), "2010-07-01"),
        (datetime(2011, 7, 1, 0, 0, 43), "2011-07-01"),
        (datetime(2011, 7, 1, 22, 30), "2011-07-01"),
        ("2011-07-01 08:00:00", "2011-07-01"),
        ("2011-06-30T16:00:00.000Z", "2011-07-01"),
        ("2011-06-30T15:59:17.000Z", "2011-07-01"),
        ("2011-07-01T23:00:00+08:00", "2011-07-01"),
        ("2011/7/1 0:00", "2011-07-01"),
        (date(2011, 7, 1), "2011-07-01"),
    ],
)
def test_days_out_of_moments(branch: Taking, written: str | date, day: str) -> None:
    proposal = branch.take([["姓名", "性别", "入党日期"], ["张三", "男", written]])
    assert branch.column("joined_on") == [day]
    told = [c.why for c in proposal.changes if c.column == "入党日期"]
    almost = isinstance(written, datetime) and written.second == 17 or "15:59:17" in str(written)
    assert ("第二天" in "".join(told)) == almost


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("列为入党积极分子时间", "activist_on"), ("确定为入党积极分子时间", "activist_on"),
        ("确定为发展对象时间", "candidate_on"), ("列为发展对象时间", "candidate_on"),
        ("提交入党申请书时间", "applied_on"), ("递交书面入党申请书时间", "applied_on"),
        ("接收为预备党员时间", "joined_on"), ("预备党员转正时间", "confirmed_on"),
        ("组织关系转入时间", "arrived_on"), ("所在党支部名称", "organisation"),
        ("支部职务", "duty"), ("职务", "duty"), ("证件号码", "id_number"),
        ("家庭地址", "address"), ("所属党小组", "group"), ("学历学位", "education"),
        ("全日制学历", "education"), ("列为积极分子日期", "activist_on"),
    ],
)  # fmt: skip
def test_headers_that_were_met(branch: Taking, header: str, field: str) -> None:
    proposal = branch.propose([["姓名", header], ["张三", "无"]])
    assert {c.header: c.field for c in proposal.columns}[header] == field


def test_one_word_of_a_cell_is_a_choice(branch: Taking) -> None:
    branch.take([["姓名", "学历学位", "入党日期"], ["张三", "大学/工学学士", "2012-06-01"]])
    assert branch.column("education") == ["21"]


@pytest.mark.parametrize(
    "name", ["史宇乐 苏秀若", "张三、李四", "张三/李四", "张三和李四", "13800001000", "合计人数"]
)
def test_no_path_makes_a_person_of_several_or_of_none(branch: Taking, name: str) -> None:
    proposal = branch.take([["姓名", "性别", "入党日期"], [name, "男", "2012-06-01"]])
    assert (proposal.added, branch.column("name")) == (0, [])


def test_days_of_a_book_that_counts_from_1904(branch: Taking) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["姓名", "入党日期", "转正日期"])
    sheet.append(["张三", (date(2012, 6, 1) - date(1904, 1, 1)).days, date(2013, 6, 1)])
    book.save(branch.folder / "旧.xlsx")
    apply(branch.store, propose(branch.store, branch.folder / "旧.xlsx", readers=branch.readers))
    assert branch.column("joined_on") == ["2012-06-01"]
    assert branch.column("confirmed_on") == ["2013-06-01"]


def test_text_with_tabs_under_a_sheets_name_is_read(branch: Taking) -> None:
    path = branch.folder / "名册.xls"
    path.write_text("姓名\t入党日期\n张三\t2012-06-01\n", encoding="gb18030")
    apply(branch.store, propose(branch.store, path, readers=branch.readers))
    assert branch.column("name") == ["张三"]


def test_a_web_archive_under_a_sheets_name_is_said(branch: Taking) -> None:
    path = branch.folder / "名册.xls"
    path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>")
    with pytest.raises(UserError) as refused:
        propose(branch.store, path, readers=branch.readers)
    assert "MHT" in refused.value.message and ".xlsx" in refused.value.message
