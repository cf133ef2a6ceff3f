"""Writing a submission: everything the branch had, to the letter; nothing that must not leave."""

from __future__ import annotations

import os
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from partydesk.exchange.submission.columns import Role, SheetLayout
from partydesk.exchange.submission.data_sheets import WIDEST
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.reading_back import read_submission
from partydesk.exchange.submission.writing import export, warnings
from partydesk.records.base import kind_of
from partydesk.records.declared import Privacy
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.attack import everything
from tests.exchange import making
from tests.exchange.merging import merge

_BEHIND = (Role.ORGANISATION, Role.UID, Role.REFERENCE, Role.DIGEST)

AWKWARD = (
    "=1+1",
    "+x",
    "＝x",
    "-x",
    "@x",
    "＋１",
    "－",
    "＠SUM",
    "'quoted",
    '"双引号"',
    "<b>&amp;</b> ]]>",
    " 前面有空格",
    "后面有空格  ",
    "  ",
    "　全角空格　",
    "𬭎𫟹𠮷",
    "姓" * 60,
    "第一行\n第二行\n",
    "一\t二",
    "\t=制表",
    "_x000D_",
    "_x0041_",
    "_X000d_",
    "%_\\",
    "1e5",
    "007",
    "2026-03-01",
    "TRUE",
    "#N/A",
    "#REF!",
    "无",
    "/",
    "—",
    "e\u0301",
    "a\u200bb",
    "👨‍👩‍👧",
    "x" * 29_999,
)

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t=+-@_x0041 \u3000𬭎'\"<>&"),
    min_size=1,
    max_size=80,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with making.branch(tmp_path) as store:
        yield store


def _texts_survive(folder: Path, wanted: list[str]) -> None:
    at = datetime(2026, 3, 1, 14)
    with create(Home(folder / "支部"), "branch", {"code": "P0001", "name": "空支部"}) as store:
        with store.write("添加") as writer:
            made = {
                writer.add(
                    "session",
                    {
                        "kind": "study_day",
                        "starts_at": at,
                        "topic": "x" + text,
                        "place": text,
                        "summary": text,
                        "decisions": text + "x",
                    },
                ): text
                for text in wanted
            }
        file = making.sent(store, folder / "出").file
        before = making.values(store, "session")
    read = read_submission(str(file))
    assert not read.edited and not read.findings
    with making.committee(folder) as committee:
        assert making.taken(committee, file).state == "merged"
        assert making.values(committee, "session") == before
        rows = making.content(committee)["session"]
    assert {
        row["uid"]: (row["place"], row["topic"], row["summary"], row["decisions"]) for row in rows
    } == {uid: (text, "x" + text, text, text + "x") for uid, text in made.items()}


def test_every_awkward_text_comes_back_to_the_letter(tmp_path: Path) -> None:
    # LibreOffice itself cannot save the added one; our own files can.
    _texts_survive(tmp_path, [*AWKWARD, "_x005F_x0041_", "_x0041_x0042_"])


@settings(max_examples=5)
@given(wanted=st.lists(texts, min_size=20, max_size=60))
def test_any_text_comes_back_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[str]
) -> None:
    _texts_survive(tmp_path_factory.mktemp("texts"), wanted)


def test_no_cell_of_a_data_sheet_is_a_formula(tmp_path: Path, store: Store) -> None:
    for text in ("=1+1", "+1", "@x", "-2", "＝1", "\t=1", "\n=1"):
        making.write_session(store, text, datetime(2026, 3, 1, 9), summary=text)
    file = making.sent(store, tmp_path / "出").file
    assert "<f>" not in making.unzipped(file)
    for layout in data_sheets():
        sheet = load_workbook(file)[layout.sheet]
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value[0] in "=+-@＝＋－＠\t\n":
                    assert cell.quotePrefix and cell.number_format == "@"


def test_the_shape_of_a_submission(tmp_path: Path, store: Store) -> None:
    made = making.sent(store, tmp_path / "出")
    assert made.file.name == "P0312_P0312支部_2026_v1.xlsx"
    assert (made.revision, made.sealed) == (1, False)
    book = load_workbook(made.file)
    visible = [name for name in book.sheetnames if book[name].sheet_state == "visible"]
    told = ["封面", "指标", *(layout.sheet for layout in data_sheets())]
    assert visible[: len(told)] == told
    assert {"党组织", "党员", "学习活动", "出勤", "廉政谈话", "问题台账"} < set(visible)
    assert book["元数据"].sheet_state == "hidden"
    for layout in data_sheets():
        sheet = book[layout.sheet]
        headers = [cell.value for cell in sheet[1]]
        assert headers == [column.header for column in layout.shown]
        assert set(layout.shown) == set(layout.columns)
        # What is for the program stands behind what people read, and is not printed.
        behind = [column.role in _BEHIND for column in layout.shown]
        assert behind == sorted(behind) and headers[-1] == "校验"
        printed = sheet.print_area.rpartition("!")[2].replace("$", "").split(":")[1]
        assert not behind[column_index_from_string(printed.rstrip("0123456789")) - 1]
        assert sheet.page_setup.orientation == "landscape" and sheet.print_options.gridLines
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (
            True,
            0,
        )
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        assert max(widths) <= WIDEST
        assert sheet.column_dimensions[sheet.cell(1, len(headers)).column_letter].hidden
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref
        assert not sheet.merged_cells.ranges
        assert sheet.max_row == made.counts[layout.sheet] + 1
    members = book["党员"]
    assert making.at(members, 2, "出生日期").is_date
    assert making.at(members, 2, "出生日期").number_format == "yyyy-mm-dd"
    assert making.at(members, 2, "公民身份号码").number_format == "@"
    assert making.at(members, 2, "人员类别").value in {
        "正式党员",
        "预备党员",
        "入党申请人",
        "入党积极分子",
        "发展对象",
    }
    ruled = {str(rule.sqref).split(":")[0] for rule in members.data_validations.dataValidation}
    assert f"{making.at(members, 2, '人员类别').column_letter}2" in ruled
    assert f"{making.at(members, 2, '民族').column_letter}2" in ruled


def test_what_is_personal_is_masked_and_what_is_confidential_stays(
    tmp_path: Path, store: Store
) -> None:
    secret = "绝不外传的谈话内容"
    with store.write("添加谈话") as writer:
        writer.add(
            "talk",
            {
                "kind": "integrity",
                "held_on": date(2026, 3, 1),
                "talker": "张三",
                "subjects": "李四",
                "topic": "可以外传的主题",
                "content": secret,
                "response": secret + "二",
            },
        )
    making.write_member(
        store,
        "钱某",
        id_number="11010519491231002X",
        phone="13912345678",
        address="示例市示例区幸福路十二号三单元",
    )
    file = making.sent(store, tmp_path / "出").file
    everything = making.unzipped(file)
    assert "可以外传的主题" in everything
    for hidden in (secret, "11010519491231002X", "13912345678", "幸福路十二号"):
        assert hidden not in everything
    row = next(row for row in making.rows_of(file, "党员") if row["姓名"] == "钱某")
    assert row["公民身份号码"] == "****2X"
    assert row["手机号码"] == "139****5678"
    assert row["家庭住址"] == "示例市示例区****"
    assert not {"谈话内容", "对象表态"} & set(making.rows_of(file, "廉政谈话")[0])


def test_a_snapshot_holds_what_the_period_holds(tmp_path: Path, store: Store) -> None:
    made = {
        day: making.write_session(store, day, datetime.fromisoformat(f"{day} 23:59"))
        for day in ("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01")
    }
    early = making.write_member(store, "早来", arrived_on=date(2026, 6, 30))
    late = making.write_member(store, "晚来", arrived_on=date(2026, 7, 1))
    gone = making.write_member(store, "已删")
    making.remove(store, "member", gone)
    with store.write("添加问题") as writer:
        opened = writer.add(
            "ticket",
            {"source": "self_check", "description": "老问题", "raised_on": date(2025, 1, 1)},
        )
    read = read_submission(str(making.sent(store, tmp_path / "出", "2026Q2").file))
    held = {kind: {uid for uid, _ in rows} for kind, rows in read.rows.items()}
    assert held["session"] >= {made["2026-04-01"], made["2026-06-30"]}
    assert not held["session"] & {made["2026-03-31"], made["2026-07-01"]}
    assert early in held["member"] and not held["member"] & {late, gone}
    assert opened in held["ticket"]
    at = dict(read.rows["session"])
    assert all("2026-04-01" <= values[2][:10] <= "2026-06-30" for values in at.values())
    assert {values[0] for _, values in read.rows["attendance"]} <= held["session"]


def test_the_revision_goes_up_only_with_the_content(tmp_path: Path, store: Store) -> None:
    first = making.sent(store, tmp_path / "出")
    again = making.sent(store, tmp_path / "另一处")
    assert (again.revision, again.digest) == (1, first.digest)
    making.edit(store, "session", making.uids(store, "session")[0], topic="改了")
    second = making.sent(store, tmp_path / "出")
    assert second.revision == 2 and second.digest != first.digest
    assert first.file.exists() and second.file.exists()
    assert making.sent(store, tmp_path / "出", "2026Q1").revision == 1
    store.undo()
    assert making.sent(store, tmp_path / "出").revision == 3


def test_what_a_committee_takes_is_what_the_branch_had(tmp_path: Path, store: Store) -> None:
    """Of every kind that travels, every column that is not masked on the way."""
    everything.fill(store)
    # With last year's reviews.
    file = making.sent(store, tmp_path / "出", "2025-01-01..2026-12-31").file
    read = read_submission(str(file))
    with making.committee(tmp_path) as committee:
        merge(committee, [file])
        for layout in data_sheets():
            ours, theirs = (_unmasked(side, layout) for side in (store, committee))
            assert theirs == ours, layout.sheet
            assert [row[0] for row in ours] == sorted(uid for uid, _ in read.rows[layout.kind])
            assert ours, f"{layout.sheet}: nothing travelled"


def _unmasked(store: Store, layout: SheetLayout) -> list[tuple[Any, ...]]:
    declared = fields(kind_of(layout.kind))
    plain = [0, *(at for at, name in enumerate(layout.names, 1)
                  if declared[name].privacy is Privacy.PUBLIC)]  # fmt: skip
    return [tuple(row[at] for at in plain) for row in making.values(store, layout.kind)]


def test_the_cover_and_the_indicators_tell_the_truth(tmp_path: Path, store: Store) -> None:
    made = making.sent(store, tmp_path / "出")
    book = load_workbook(made.file)
    told = {row[0]: row[1] for row in book["封面"].iter_rows(values_only=True) if row[0]}
    assert told["组织编码"] == "P0312"
    assert told["修订号"] == "第 1 版"
    assert all(told[sheet] == count for sheet, count in made.counts.items())
    assert {"书记签字：", "内容"} <= set(told)
    figures = {row["编码"]: row for row in making.rows_of(made.file, "指标")}
    with store.read() as connection:
        talks = connection.exec_driver_sql(
            "SELECT count(*) FROM session WHERE kind = 'theme_day' AND starts_at LIKE '2026%'"
        ).scalar()
    assert figures["theme_days"]["数值"] == talks == figures["theme_days"]["依据行数"]
    assert "committee_meetings" not in figures


def test_warnings_name_the_record_concerned(store: Store) -> None:
    bare = making.write_member(store, "光头", joined_on=date(2020, 1, 1))
    lonely = making.write_session(store, "没人的会", datetime(2026, 3, 3, 9))
    counted = making.write_session(store, "记了数的会", datetime(2026, 3, 4, 9), present_count=9)
    with store.write("添加问题") as writer:
        late = writer.add(
            "ticket",
            {
                "source": "self_check",
                "description": "拖着",
                "raised_on": date(2026, 1, 1),
                "due_on": date(2026, 2, 1),
            },
        )
    told = {finding.value: finding for finding in warnings(store, parse_period("2026"))}
    assert "没有填" in told[f"member:{bare}"].message
    assert told[f"session:{lonely}"].code == "no-attendance"
    assert told[f"ticket:{late}"].code == "overdue"
    assert f"session:{counted}" not in told, "how many were there is written"
    assert not any(finding.fatal for finding in told.values())


def test_an_overdue_ticket_is_told_where_nobody_is_on_the_roll(empty_store: Store) -> None:
    with empty_store.write("添加问题") as writer:
        late = writer.add(
            "ticket",
            {
                "source": "self_check",
                "description": "拖着",
                "raised_on": date(2026, 1, 1),
                "due_on": date(2026, 2, 1),
            },
        )
    told = [finding.value for finding in warnings(empty_store, parse_period("2026"))]
    assert f"ticket:{late}" in told


def test_an_empty_branch_can_hand_in(tmp_path: Path, empty_store: Store) -> None:
    made = making.sent(empty_store, tmp_path / "出")
    assert [finding.code for finding in made.warnings] == ["no-sessions"]
    with making.committee(tmp_path) as committee:
        assert making.taken(committee, made.file).state == "merged"


def _refused(store: Store, folder: Path, code: str) -> None:
    before = making.content(store)
    log = store.home.database.read_bytes()
    with pytest.raises(UserError) as refused:
        export(store, parse_period("2026"), folder)
    assert refused.value.code == code
    assert any("\u4e00" <= letter <= "\u9fff" for letter in refused.value.message)
    assert making.content(store) == before
    assert store.home.database.read_bytes() == log
    if folder.is_dir():
        assert not [each for each in folder.iterdir() if each.suffix in (".xlsx", ".tmp")]


def test_a_stick_that_was_pulled(tmp_path: Path, store: Store) -> None:
    _refused(store, tmp_path / "不在了", "no-folder")


def test_a_stick_pulled_while_writing(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from partydesk.exchange.submission import writing

    stick = tmp_path / "U 盘"
    stick.mkdir()
    write = writing.write_workbook

    def pulled(*arguments: object) -> None:
        write(*arguments)  # type: ignore[arg-type] # handed on as they came
        shutil.rmtree(stick)

    monkeypatch.setattr(writing, "write_workbook", pulled)
    with pytest.raises(UserError) as refused:
        export(store, parse_period("2026"), stick)
    assert "U 盘" in refused.value.message
    with store.read() as connection:
        assert not connection.exec_driver_sql("SELECT count(*) FROM submission").scalar()


def test_a_failing_stick_is_noticed_when_reading_back(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from partydesk.exchange.submission import writing

    write = writing.write_workbook

    def torn(file: Path, *arguments: object) -> None:
        write(file, *arguments)  # type: ignore[arg-type] # handed on as they came
        making.changed(
            file, file, lambda book: setattr(making.at(book["党员"], 2, "姓名"), "value", "错")
        )

    monkeypatch.setattr(writing, "write_workbook", torn)
    (tmp_path / "出").mkdir()
    _refused(store, tmp_path / "出", "read-back")


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of POSIX")
def test_a_read_only_stick(tmp_path: Path, store: Store) -> None:
    stick = tmp_path / "只读"
    stick.mkdir()
    stick.chmod(0o500)
    try:
        if os.access(stick, os.W_OK):
            pytest.skip("root writes into read-only folders")
        _refused(store, stick, "read-only")
    finally:
        stick.chmod(0o700)


def _mounted(folder: Path, *options: str) -> bool:
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", folder], capture_output=True
    )
    return done.returncode == 0


@pytest.mark.parametrize(
    ("options", "code"), [(("size=16k",), "disk-full"), (("ro",), "read-only")]
)
def test_a_full_and_a_write_protected_disk(
    tmp_path: Path, store: Store, options: tuple[str, ...], code: str
) -> None:
    stick = tmp_path / "盘"
    if not hasattr(os, "getuid") or os.getuid() or not _mounted(stick, *options):
        pytest.skip("a small disk can only be mounted by root")
    try:
        _refused(store, stick, code)
    finally:
        subprocess.run(["umount", "-l", stick], check=True)
