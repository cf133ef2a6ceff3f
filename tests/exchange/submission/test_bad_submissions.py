"""Submissions that are odd or wrong: each is read right, or refused in one plain sentence."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.rollup.workbook import write_rollup
from partydesk.exchange.submission.columns import FORMAT_VERSION
from partydesk.exchange.submission.template import write_template
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.exchange import hostile, making
from tests.exchange.making import metadata, resealed
from tests.exchange.merging import merge


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One good submission, with a lone ticket and a session nobody attended."""
    folder = tmp_path_factory.mktemp("good")
    with making.branch(folder) as store:
        making.write_session(store, "没人的会", datetime(2026, 11, 1, 9), place="会议室", hours=2)
        return making.sent(store, folder / "出").file


@pytest.fixture(scope="module")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("empty")
    making.committee(folder).close()
    shared = pytest.MonkeyPatch()
    yield Home(folder / "党委")
    shared.undo()


@pytest.fixture
def committee(tmp_path: Path, _empty: Home) -> Iterator[Store]:
    shutil.copytree(_empty.folder, tmp_path / "党委")
    with open_store(Home(tmp_path / "党委")) as store:
        yield store


Change = Callable[[Any], None]


def _change(made: Path, folder: Path, change: Change) -> Path:
    return making.changed(made, folder / "改过.xlsx", change)


def _rejected(committee: Store, file: Path, **choices: bool) -> Any:
    before = making.content(committee)
    kept = sorted(committee.home.received.glob("*"))
    taken = making.taken(committee, file, **choices)
    assert taken.state == "rejected"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in taken.message)
    assert "Error" not in taken.message and "Traceback" not in taken.message
    assert taken.findings and taken.findings[0].fatal
    assert making.content(committee) == before
    assert sorted(committee.home.received.glob("*")) == kept
    return taken


def _rename_column(book: Any) -> None:
    making.at(book["学习活动"], 1, "主题").value = "题目"


def _drop_column(book: Any) -> None:
    sheet = book["党员"]
    sheet.delete_cols(making.column(sheet, "人员类别"))


def _repeat_column(book: Any) -> None:
    sheet = book["学习活动"]
    sheet.cell(1, sheet.max_column + 1, "主题")


def _drop_digests(book: Any) -> None:
    sheet = book["出勤"]
    sheet.delete_cols(making.column(sheet, "校验"))


def _same_uid(book: Any) -> None:
    sheet = book["学习活动"]
    making.at(sheet, 4, "编号").value = making.at(sheet, 2, "编号").value


def _twin_sheet(book: Any) -> None:
    book.create_sheet(" 党员")


def _two_organisations(book: Any) -> None:
    sheet = book["党组织"]
    row = [cell.value for cell in sheet[2]]
    row[0] = "0198c0de-0000-7000-8000-000000000000"
    sheet.append(row)


def _no_organisation(book: Any) -> None:
    book["党组织"].delete_rows(2)


def _another_organisation(book: Any) -> None:
    making.at(book["党组织"], 2, "编号").value = "0198c0de-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (lambda book: book.remove(book["廉政谈话"]), "no-sheet", ["廉政谈话"]),
        (_drop_column, "no-column", ["党员", "人员类别"]),
        (_rename_column, "no-column", ["学习活动", "主题"]),
        (_drop_digests, "no-column", ["出勤", "校验"]),
        (_repeat_column, "column-twice", ["学习活动", "主题"]),
        (_same_uid, "uid-twice", ["学习活动", "第 4 行", "第 2 行"]),
        (_twin_sheet, "sheet-twice", ["党员"]),
        (_two_organisations, "organisation", ["党组织"]),
        (_no_organisation, "organisation", ["党组织"]),
        (_another_organisation, "organisation", ["党组织", "第 2 行"]),
    ],
)
def test_a_structure_that_cannot_be_right(
    tmp_path: Path, made: Path, committee: Store, change: Change, code: str, named: list[str]
) -> None:
    taken = _rejected(committee, _change(made, tmp_path, change), accept_edited=True)
    assert code in {finding.code for finding in taken.findings}
    assert all(name in taken.message for name in named), taken.message


@pytest.mark.parametrize(
    ("sheet", "header", "value", "code"),
    [
        ("学习活动", "开始时间", "明天下午", "not-a-date"),
        ("学习活动", "开始时间", "2026-02-30 09:00", "not-a-date"),
        ("学习活动", "类型", "聚餐", "not-a-choice"),
        ("学习活动", "包含环节", "第一议题、唱歌", "not-a-choice"),
        ("学习活动", "学时", "很多", "not-a-number"),
        ("学习活动", "学时", -3, "too-small"),
        ("学习活动", "心得体会篇数", 2.5, "not-whole"),
        ("学习活动", "主题", None, "required"),
        ("党员", "是否为流动党员", "也许", "not-yes-no"),
        ("党员", "公民身份号码", "110105194912310021", "identity_number"),
        ("党员", "公民身份号码", 1.1010519491231e17, "digits-lost"),
        ("党员", "手机号码", "没有电话", "phone"),
        ("出勤", "党员编号", "0198c0de-0000-7000-8000-000000000000", "broken-link"),
        ("出勤", "学习活动编号", None, "required"),
        ("问题台账", "编号", "自己编的", "bad-uid"),
        ("廉政材料", "年度", 1066, "too-small"),
    ],
)
def test_nonsense_in_a_cell_is_named_with_sheet_row_and_column(
    tmp_path: Path, made: Path, committee: Store, sheet: str, header: str, value: Any, code: str
) -> None:
    def change(book: Any) -> None:
        making.at(book[sheet], 3, header).value = value

    taken = _rejected(committee, _change(made, tmp_path, change), accept_edited=True)
    first = taken.findings[0]
    assert (first.code, first.sheet, first.row, first.column) == (code, sheet, 3, header)
    assert f"“{sheet}”" in taken.message and "第 3 行" in taken.message


def test_rows_are_named_as_the_sheet_shows_them(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    def change(book: Any) -> None:
        sheet = book["出勤"]
        sheet.insert_rows(2, 3)
        making.at(sheet, 9, "党员编号").value = "0198c0de-0000-7000-8000-000000000000"

    taken = _rejected(committee, _change(made, tmp_path, change), accept_edited=True)
    assert (taken.findings[0].code, taken.findings[0].row) == ("broken-link", 9)


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda book: book.remove(book["元数据"]), "not-a-submission", "元数据"),
        (metadata(version=str(FORMAT_VERSION + 1)), "newer-format", "升级"),
        (metadata(version="二"), "damaged-metadata", "重新导出"),
        (metadata(format="somebody-else"), "not-a-submission", "不是报送表"),
        (metadata(revision="两"), "damaged-metadata", "修订号"),
        (metadata(version="1e999"), "damaged-metadata", "重新导出"),
        (metadata(revision="1e300"), "damaged-metadata", "修订号"),
        (metadata(revision="2.5"), "damaged-metadata", "修订号"),
        (metadata(revision="-1"), "damaged-metadata", "修订号"),
        (metadata(made_at="昨天"), "damaged-metadata", "写出时间"),
        (metadata(revision=None), "damaged-metadata", "修订号"),
        (metadata(org_uid=None), "damaged-metadata", "组织的编号"),
        (metadata(period="去年"), "bad-period", "期间"),
        (metadata(version="0"), "damaged-metadata", "格式版本"),
        (metadata(version="-1"), "damaged-metadata", "格式版本"),
        (metadata(version="1"), "heading-altered", "改动"),
        (metadata(org_code="P0001"), "heading-altered", "P0001"),
        (metadata(period="2025"), "heading-altered", "2025"),
        (metadata(revision="7"), "heading-altered", "第 7 版"),
        (metadata(made_at="2026-01-01 00:00:00"), "heading-altered", "改动"),
        (metadata(org_name="别的支部"), "heading-altered", "改动"),
        (metadata(previous="0" * 40), "heading-altered", "改动"),
        (metadata(heading=None), "heading-altered", "改动"),
        (metadata(**{"digest:党员": "0" * 32}), "heading-altered", "改动"),
        (resealed(org_code="P0000"), "own-code", "P0000"),
        (resealed(org_code="../../P0001"), "damaged-metadata", "组织编码"),
        (resealed(org_code="P0\u200b312"), "damaged-metadata", "看不见"),
        (resealed(org_code="P0312\u202e"), "damaged-metadata", "看不见"),
        (resealed(org_code="Ｐ０３１２"), "damaged-metadata", "半角"),
        (resealed(org_code="P" * 5_000), "damaged-metadata", "5000"),
        (resealed(org_name="支\u202e部"), "damaged-metadata", "看不见"),
        (resealed(org_name="支" * 5_000), "damaged-metadata", "5000"),
        (resealed(revision="1000000"), "damaged-metadata", "修订号"),
        (resealed(revision="0"), "damaged-metadata", "修订号"),
        (resealed(revision="２"), "damaged-metadata", "修订号"),
        (resealed(period="9999"), "damaged-metadata", "期间"),
        (resealed(period="2026-01-01..9999-12-31"), "damaged-metadata", "期间"),
        (resealed(period="２０２６"), "bad-period", "期间"),
        (resealed(made_at="9999-12-31 23:59:59"), "damaged-metadata", "写出时间"),
        (resealed(made_at="2026-01-01 00:00:00" + "x" * 5_000), "damaged-metadata", "写出时间"),
        (resealed(program="手工填写"), "damaged-metadata", "程序版本"),
        (resealed(org_uid="P0312"), "damaged-metadata", "编号"),
    ],
)
def test_metadata_that_cannot_be_right(
    tmp_path: Path, made: Path, committee: Store, change: Change, code: str, said: str
) -> None:
    taken = _rejected(committee, _change(made, tmp_path, change), accept_edited=True)
    assert taken.findings[0].code == code
    assert said in taken.message


def test_other_workbooks_are_told_apart(tmp_path: Path, made: Path, committee: Store) -> None:
    roster = Workbook()
    roster.active.append(["序号", "姓名", "公民身份号码"])
    roster.active.append([1, "张三", "11010519491231002X"])
    roster.save(tmp_path / "花名册.xlsx")
    assert "导入" in _rejected(committee, tmp_path / "花名册.xlsx").message
    slip = write_slip(committee, made, tmp_path / "退回单.xlsx")
    assert "退回单" in _rejected(committee, slip).message
    blank = write_template(tmp_path / "模板.xlsx")
    assert _rejected(committee, blank).findings[0].code == "cover-empty"


def test_another_order_of_rows_and_columns_is_the_same_submission(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    def change(book: Any) -> None:
        for name in ("党员", "学习活动", "出勤", "问题台账"):
            sheet = book[name]
            rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
            header, body = rows[0], rows[1:][::-1]
            order = sorted(range(len(header)), key=lambda at: str(header[at]))
            for number, row in enumerate([header, *body], start=1):
                for place, at in enumerate(order, start=1):
                    sheet.cell(number, place).value = row[at]
        book.move_sheet("元数据", -8)
        book.create_sheet("书记的草稿", 0)["A1"] = "请勿外传"

    moved = making.taken(committee, _change(made, tmp_path, change))
    assert (moved.state, moved.edited_rows) == ("merged", [])
    assert making.taken(committee, made).state == "unchanged"


def test_what_does_no_harm_is_taken_and_told(tmp_path: Path, made: Path, committee: Store) -> None:
    def change(book: Any) -> None:
        sheet = book["学习活动"]
        sheet.row_dimensions[3].hidden = True
        sheet.cell(1, sheet.max_column + 1, "我的备注")
        sheet.cell(2, sheet.max_column, "随手写的")
        sheet.column_dimensions["C"].width = 80
        sheet.insert_rows(2)
        book.create_sheet("草稿")

    taken = making.taken(committee, _change(made, tmp_path, change))
    assert (taken.state, taken.edited_rows) == ("merged", [])
    told = {(finding.code, finding.sheet): finding for finding in taken.findings}
    assert told["hidden-rows", "学习活动"]
    assert told["extra-column", "学习活动"].column == "我的备注"
    assert not any(finding.fatal for finding in taken.findings)


def test_a_formula_and_an_error_value_are_named_with_their_cell(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    places = {}

    def change(book: Any) -> None:
        sheet = book["学习活动"]
        formula, error = making.at(sheet, 3, "地点"), making.at(sheet, 4, "学时")
        formula.value, error.value = "=1+1", "#REF!"
        places.update(formula=formula.column_letter, error=error.column_letter)

    taken = making.taken(committee, _change(made, tmp_path, change))
    assert taken.state == "edited"
    told = {
        finding.code: (finding.sheet, finding.row, finding.column) for finding in taken.findings
    }
    assert told["formula-without-value"] == ("学习活动", 3, places["formula"])
    assert told["error-cell"] == ("学习活动", 4, places["error"])
    assert [(row["sheet"], row["row"]) for row in taken.edited_rows] == [
        ("学习活动", 3),
        ("学习活动", 4),
    ]


def test_a_formula_where_nothing_stood_is_asked_about(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    """Read as blank it is what was exported: only the formula tells that somebody wrote there."""

    def change(book: Any) -> None:
        sheet = book["党员"]
        blank = next(
            cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is None
        )
        blank.value = "=1+1"

    file = _change(made, tmp_path, change)
    taken = making.taken(committee, file)
    assert taken.state == "edited" and taken.edited_rows == []
    assert "按空白读：“党员”第 2 行" in taken.message
    assert making.taken(committee, file, accept_edited=True).state == "merged"
    # As it was exported it says nothing else.
    assert making.taken(committee, made).state == "unchanged"


def test_one_cell_changed_by_hand_names_its_row(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    uid = making.rows_of(made, "学习活动")[3]["编号"]

    def change(book: Any) -> None:
        making.at(book["学习活动"], 5, "主题").value = "手改的主题"

    file = _change(made, tmp_path, change)
    before = making.content(committee)
    seen = making.taken(committee, file)
    assert seen.state == "edited" and "1 行" in seen.message
    assert [(r["sheet"], r["row"], r["uid"], r["change"]) for r in seen.edited_rows] == [
        ("学习活动", 5, uid, "改动")
    ]
    assert making.content(committee) == before
    taken = making.taken(committee, file, accept_edited=True)
    assert taken.state == "merged" and len(taken.edited_rows) == 1
    assert [row["topic"] for row in making.content(committee)["session"] if row["uid"] == uid] == [
        "手改的主题"
    ]
    assert making.taken(committee, file).state == "unchanged"
    # What the officer accepted stands; the untouched file of the same revision comes too late.
    refused = making.taken(committee, made)
    assert refused.state == "rejected" and "内容不同" in refused.message


def test_an_edited_file_after_the_original_shows_each_cell_and_can_be_taken(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    merge(committee, [made])

    def change(book: Any) -> None:
        making.at(book["学习活动"], 5, "主题").value = "手改的主题"

    file = _change(made, tmp_path, change)
    seen = making.taken(committee, file)
    assert seen.state == "edited"
    (cell,) = seen.edited_rows[0]["cells"]
    assert (cell["column"], cell["after"]) == ("主题", "手改的主题")
    assert cell["before"] == making.rows_of(made, "学习活动")[3]["主题"]
    assert making.taken(committee, file, accept_edited=True).state == "merged"
    assert "手改的主题" in {row["topic"] for row in making.content(committee)["session"]}


def test_rows_deleted_and_added_by_hand(tmp_path: Path, made: Path, committee: Store) -> None:
    ticket = making.rows_of(made, "问题台账")[1]["编号"]
    steps = [row for row in making.rows_of(made, "办理过程") if row["问题编号"] == ticket]

    def change(book: Any) -> None:
        book["问题台账"].delete_rows(3)
        sheet = book["廉政材料"]
        row = [None] * sheet.max_column
        for header, value in (("材料类型", "承诺书"), ("姓名", "新加的人"), ("年度", 2026)):
            row[making.column(sheet, header) - 1] = value
        sheet.append(row)
        making.column(sheet, "姓名")

    file = _change(made, tmp_path, change)
    added = len(making.rows_of(made, "廉政材料")) + 2
    seen = making.taken(committee, file)
    assert seen.state == "edited"
    told = {(row["sheet"], row["row"], row["change"]) for row in seen.edited_rows}
    assert told == {("问题台账", 3, "删除"), ("廉政材料", added, "新增")}
    taken = making.taken(committee, file, accept_edited=True)
    assert taken.state == "merged"
    held = making.content(committee)
    assert ticket not in {row["uid"] for row in held["ticket"]}
    assert not {step["编号"] for step in steps} & {row["uid"] for row in held["ticket_step"]}
    assert "新加的人" in {row["person"] for row in held["paper"]}
    assert making.taken(committee, file, accept_edited=True).state == "unchanged"


def test_a_row_copied_and_changed_above_its_model_is_new_and_the_model_untouched(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    def change(book: Any) -> None:
        sheet = book["廉政谈话"]
        model = [cell.value for cell in sheet[2]]
        sheet.insert_rows(2)
        for place, value in enumerate(model, start=1):
            sheet.cell(2, place).value = value
        making.at(sheet, 2, "编号").value = None
        making.at(sheet, 2, "谈话主题").value = "抄来再改的"

    file = _change(made, tmp_path, change)
    (told,) = making.taken(committee, file).edited_rows
    assert (told["sheet"], told["row"], told["change"]) == ("廉政谈话", 2, "新增")


def test_characters_no_workbook_can_hold_never_get_further(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    def change(book: Any) -> None:
        making.at(book["党组织"], 2, "简称").value = "第一_x0007_支部"
        making.at(book["廉政谈话"], 2, "谈话主题").value = "响_x0007_铃"
        making.at(book["党员"], 2, "手机号码").value = "138_x0007_00000000"

    file = _change(made, tmp_path, change)
    assert making.taken(committee, file, accept_edited=True).state == "merged"
    held = making.content(committee)
    assert "响铃" in {row["topic"] for row in held["talk"]}
    assert not any(
        letter < " " and letter != "\n"
        for kind in ("member", "talk", "organisation")
        for row in held[kind]
        for value in row.values()
        for letter in str(value)
    )
    write_rollup(committee, parse_period("2026"), tmp_path / "汇总.xlsx")


def test_a_member_deleted_by_hand_leaves_the_attendance(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    person = making.rows_of(made, "党员")[0]

    def change(book: Any) -> None:
        book["党员"].delete_rows(2)

    taken = making.taken(committee, _change(made, tmp_path, change), accept_edited=True)
    assert taken.state == "merged"
    held = making.content(committee)
    theirs = [row for row in held["attendance"] if row["name"] == person["姓名"]]
    assert theirs and all(row["member"] is None for row in theirs)
    assert len(held["attendance"]) == len(making.rows_of(made, "出勤"))


def _hostile(folder: Path) -> list[Path]:
    """One of each: broken, hostile, locked, empty and foreign files, all named .xlsx."""
    folder.mkdir()
    cell = '<c r="{}" t="inlineStr"><is><t>a</t></is></c>'
    row = '<row r="{}">{}</row>'
    good = folder / "good.xlsx"
    Workbook().save(good)
    made = [good]

    def named(name: str) -> Path:
        made.append(folder / f"{name}.xlsx")
        return made[-1]

    named("空文件").write_bytes(b"")
    named("不是表").write_bytes("这是一段文字".encode() * 50)
    named("图片").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    truncated = named("截断")
    truncated.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    flipped = bytearray(good.read_bytes())
    for at in range(60, len(flipped), 40):
        flipped[at] ^= 0xFF
    named("翻转").write_bytes(bytes(flipped))
    hostile.zipped(named("别的压缩包"), {"a.txt": "x"})
    hostile.zipped(
        named("宏"), {**hostile.xlsx_parts({"a": hostile.sheet("")}), "xl/vbaProject.bin": b"x"}
    )
    dtd = '<!DOCTYPE worksheet [<!ENTITY a "b">]>' + hostile.sheet("")
    hostile.zipped(named("实体"), hostile.xlsx_parts({"a": dtd}))
    hostile.zipped(
        named("炸弹"),
        {
            **hostile.xlsx_parts({"a": hostile.sheet("")}),
            "xl/worksheets/sheet2.xml": b" " * (30 << 20),
        },
    )
    far = row.format(1, cell.format("A1")) + row.format(1048576, cell.format("XFD1048576"))
    hostile.xlsx(named("天涯海角"), far)
    hostile.lie_about_size(
        hostile.xlsx(named("谎报大小"), row.format(1, cell.format("A1"))), hostile.SHEET1, 7
    )
    hostile.mark_encrypted(hostile.xlsx(named("加密标记"), ""))
    hostile.ole(named("有密码"), "EncryptionInfo", "EncryptedPackage")
    hostile.ole(named("旧表"), "Workbook", stream=hostile.xls_stream())
    hostile.xlsx(named("空表"), "")
    hostile.zipped(named("ods"), hostile.ods_parts(""))
    (folder / "文件夹.xlsx").mkdir()
    return made


def test_good_files_go_on_among_hostile_ones(tmp_path: Path, committee: Store) -> None:
    bad = _hostile(tmp_path / "坏")
    good = []
    for number in range(3):
        with making.branch(tmp_path, f"P100{number}", seed=number) as branch:
            good.append(making.sent(branch, tmp_path / "出").file)
    missing = tmp_path / "U 盘" / "拔掉了.xlsx"
    mixed = [good[0], *bad[:6], missing, good[1], *bad[6:], good[2]]
    merged = merge(committee, mixed)
    fates = {Path(each.file): each for each in merged.files}
    assert len(fates) == len(mixed)
    assert all(fates[file].state == "merged" for file in good)
    for file in [*bad, missing]:
        assert fates[file].state == "rejected", file
        message = fates[file].message
        assert any("\u4e00" <= letter <= "\u9fff" for letter in message)
        assert "Error" not in message and "Traceback" not in message
    assert len(making.content(committee)["current"]) == 3
    assert len(list(committee.home.received.iterdir())) == 3


def test_a_folder_with_good_and_bad_files(tmp_path: Path, committee: Store, made: Path) -> None:
    bad = _hostile(tmp_path / "坏")
    shutil.copy(made, tmp_path / "坏" / "好的.xlsx")
    states = [each.state for each in merge(committee, [tmp_path / "坏"]).files]
    assert sorted(states) == ["merged", *["rejected"] * len(bad)]


def test_a_sheet_is_known_by_its_header_under_another_name(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    def rename(book: Any) -> None:
        book["廉政谈话"].title = "谈话"

    taken = making.taken(committee, _change(made, tmp_path, rename), accept_unenrolled=True)
    assert taken.state == "merged"
    assert [f.code for f in taken.findings if f.sheet == "廉政谈话"] == ["sheet-renamed"]


def test_sheets_copied_into_another_book_are_known_and_said(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    def copy(book: Any) -> None:
        del book["元数据"]
        book["党员"].title = "Sheet1"

    taken = _rejected(committee, _change(made, tmp_path, copy))
    assert taken.findings[0].code == "not-a-submission" and "“党员”" in taken.message
