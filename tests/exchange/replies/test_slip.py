"""The committee's answer on the same stick: a receipt, or what to mend and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copy2
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from partydesk.documents.printing import print_paper
from partydesk.exchange.merge.submission_log import submissions
from partydesk.exchange.replies.answer import to_be_mended, write_slip
from partydesk.exchange.replies.answering import answer_all
from partydesk.exchange.replies.fault_state import state_of
from partydesk.exchange.replies.faults import Words
from partydesk.exchange.replies.slip import read_slip
from partydesk.exchange.replies.taken_slips import returned_slip, take_slip
from partydesk.operations.star_scores import Place, give, set_veto
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules import norms
from partydesk.rules.norms import State
from partydesk.rules.stars.year import read_year
from partydesk.store import waiting
from partydesk.store.store import Store
from tests.documents.reading_pdf import text
from tests.exchange import making
from tests.exchange.merging import merge


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path) as store:
        yield store


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("报送")
    with making.branch(folder) as store:
        with store.write("添加谈话") as writer:
            writer.add(
                "talk",
                {
                    "kind": "heart",
                    "held_on": date(2026, 3, 1),
                    "talker": "张三",
                    "subjects": "李四",
                    "topic": "主题",
                    "content": "绝密标记",
                },
            )
        return making.sent(store, folder / "出").file


@pytest.fixture
def made(tmp_path: Path, written: Path) -> Path:
    (tmp_path / "出").mkdir()
    return Path(copy2(written, tmp_path / "出"))


def _wrong(made: Path, folder: Path) -> Path:
    def change(book: Any) -> None:
        making.at(book["学习活动"], 3, "类型").value = "聚餐"
        making.at(book["党员"], 2, "人员类别").value = None
        making.at(book["廉政谈话"], 2, "谈话主题").value = "=HYPERLINK(1)"

    return making.changed(made, folder / "错.xlsx", change)


def test_what_stands_gets_a_receipt(tmp_path: Path, made: Path, committee: Store) -> None:
    merge(committee, [made])
    slip = read_slip(write_slip(committee, made, tmp_path / "回执.xlsx"))
    assert slip.accepted and slip.faults == ()
    assert (slip.org_code, slip.period, slip.revision) == ("P0312", "2026", 1)
    told = {
        row[0]: row[1]
        for row in load_workbook(tmp_path / "回执.xlsx")["回执"].iter_rows(values_only=True)
    }
    assert told["内容校验"] == slip.content and told["学习活动"] == 8


def test_a_receipt_brings_the_branch_its_stars_and_the_reasons(
    tmp_path: Path, committee: Store, on_day: Any
) -> None:
    on_day(date(2027, 1, 20))
    with making.branch(tmp_path) as branch:
        sheet = making.sent(branch, tmp_path / "出").file
        merge(committee, [sheet])
        assert read_slip(write_slip(committee, sheet, tmp_path / "一.xlsx")).stars == ""
        whole = read_year(committee, 2026)
        (standing,) = whole.by_id.values()
        item, veto = whole.scheme.items[0], whole.scheme.vetoes[0]
        place = Place(standing.organisation, 2026, whole.scheme.name, item.label, "review_score",
                      item.points, standing.name)  # fmt: skip
        give(committee, place, 1.5, "照片不全")
        set_veto(committee, replace(place, label=veto.label), True, "被通报")
        (standing,) = read_year(committee, 2026).by_id.values()
        receipt = write_slip(committee, sheet, tmp_path / "二.xlsx")
        cells = [cell for row in load_workbook(receipt)["回执"].iter_rows(values_only=True)
                 for cell in row]  # fmt: skip
        assert "1.5：照片不全" in cells
        slip = take_slip(branch, receipt)
        assert slip.accepted and slip.doubt == ""
        with branch.read() as connection:  # what was taken has been handed in
            asked = [each.state for each in norms.evaluate(connection, parse_period("2026"))
                     if each.norm.id == "submission"]  # fmt: skip
        assert asked == [State.DONE] * 4
        mine = read_year(branch, 2026)
        (own,) = mine.by_id.values()
        (first, *_rest) = own.items
        assert (first.final, first.basis, first.given.reason) == (1.5, "review", "照片不全")
        assert [each.label for each in own.vetoes] == [veto.label]
        assert own.veto_rows[veto.label].reason == "被通报"
        assert mine.told is not None and mine.told.stars == standing.stars
        # The notice says the same on either side, in both formats.
        with committee.read() as connection:
            uid = connection.exec_driver_sql(
                "SELECT uid FROM organisation WHERE id = ?", (standing.organisation,)
            ).scalar()
        year = parse_period("2026")
        for store, of in ((committee, str(uid)), (branch, None)):
            for suffix in ("pdf", "docx"):
                out = tmp_path / f"{store.role}.{suffix}"
                print_paper(store, "star-notice", of, out, period=year)
                assert out.stat().st_size > 2000
            said = text(tmp_path / f"{store.role}.pdf")
            assert "照片不全" in said and f"{veto.label}，最多评{veto.stars}星。被通报" in said
            assert "2025年无记录" in said
    with pytest.raises(UserError) as refused:
        print_paper(committee, "star-notice", None, tmp_path / "自己.pdf", period=year)
    assert "请选一个支部" in refused.value.message


def test_what_cannot_be_taken_comes_back_marked(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    wrong = _wrong(made, tmp_path)
    slip = read_slip(write_slip(committee, wrong, tmp_path / "退回单.xlsx"))
    assert not slip.accepted
    uid = making.rows_of(made, "学习活动")[1]["编号"]
    told = {(fault.sheet, fault.row, fault.column): fault for fault in slip.faults}
    fault = told["学习活动", 3, "类型"]
    assert (fault.kind, fault.uid) == ("session", uid) and "聚餐" in fault.message
    assert told["党员", 2, "人员类别"].message
    book = load_workbook(tmp_path / "退回单.xlsx")
    cell = making.at(book["学习活动"], 3, "类型")
    assert cell.value == "聚餐" and "聚餐" in cell.comment.text
    assert cell.fill.fgColor.rgb != making.at(book["学习活动"], 4, "类型").fill.fgColor.rgb
    assert "绝密标记" not in making.unzipped(tmp_path / "退回单.xlsx")
    listed = {
        (row["工作表"], row["行"], row["列"])
        for row in making.rows_of(tmp_path / "退回单.xlsx", "问题")
    }
    assert ("学习活动", 3, "类型") in listed


def test_an_edited_file_comes_back_with_its_rows(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    edited = making.changed(
        made,
        tmp_path / "改.xlsx",
        lambda book: setattr(making.at(book["学习活动"], 4, "主题"), "value", "手改"),
    )
    slip = read_slip(write_slip(committee, edited, tmp_path / "退回单.xlsx"))
    (fault,) = slip.faults
    assert (slip.accepted, fault.sheet, fault.row, fault.kind) == (False, "学习活动", 4, "session")
    assert fault.uid == making.rows_of(made, "学习活动")[2]["编号"]
    merge(committee, [edited], accept_edited=True)
    assert read_slip(write_slip(committee, edited, tmp_path / "回执.xlsx")).accepted


def test_texts_in_a_slip_are_texts(tmp_path: Path, made: Path, committee: Store) -> None:
    write_slip(committee, _wrong(made, tmp_path), tmp_path / "退回单.xlsx")
    assert "<f>" not in making.unzipped(tmp_path / "退回单.xlsx")


def test_what_is_no_slip_or_cannot_be_answered(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    with pytest.raises(UserError) as refused:
        read_slip(made)
    assert refused.value.code == "not-a-slip"
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04nonsense")
    for path, out in (
        (tmp_path / "坏.xlsx", tmp_path / "单.xlsx"),
        (tmp_path / "没有.xlsx", tmp_path / "单.xlsx"),
        (made, tmp_path / "没有" / "单.xlsx"),
        (made, tmp_path / "单.pdf"),
    ):
        with pytest.raises(UserError):
            write_slip(committee, path, out)
        assert not out.exists()
    answered = write_slip(committee, made, tmp_path / "答复.xlsx")
    with pytest.raises(UserError, match="不用再答复"):
        write_slip(committee, answered, tmp_path / "又答复.xlsx")
    roster = Workbook()
    roster.active.append(["姓名"])
    roster.save(tmp_path / "花名册.xlsx")
    slip = read_slip(write_slip(committee, tmp_path / "花名册.xlsx", tmp_path / "单.xlsx"))
    assert not slip.accepted and "导入" in slip.faults[0].message
    with making.branch(tmp_path, "P0444") as store, pytest.raises(UserError) as refused:
        write_slip(store, made, tmp_path / "又.xlsx")
    assert refused.value.code == "not-committee"


def test_a_slip_somebody_meddled_with(tmp_path: Path, made: Path, committee: Store) -> None:
    slip = write_slip(committee, _wrong(made, tmp_path), tmp_path / "退回单.xlsx")
    for key, value, refused in (
        ("version", "一", "damaged-metadata"),
        ("version", "1e999", "damaged-metadata"),
        ("version", "7", "newer-format"),
        ("faults", "[", "damaged-metadata"),
        ("faults", "3", "damaged-metadata"),
        ("faults", "[3]", "damaged-metadata"),
        ("faults", '[{"row": 1e999}]', "damaged-metadata"),
        ("faults", "[" * 30_000, "damaged-metadata"),
        ("revision", "二", None),
        ("revision", "1e300", None),
        ("faults", '[{"message": "改好", "unheard": 1}]', None),
    ):
        file = making.changed(slip, tmp_path / "改过.xlsx", making.metadata(**{key: value}))
        if refused is None:
            assert not read_slip(file).accepted, value
            continue
        with pytest.raises(UserError) as told:
            read_slip(file)
        assert told.value.code == refused, value


def test_a_slip_never_takes_the_place_of_what_it_answers(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    before = made.read_bytes()
    with pytest.raises(UserError) as told:
        write_slip(committee, made, made.parent / ".." / made.parent.name / made.name)
    assert told.value.code == "same-file"
    assert made.read_bytes() == before


def test_characters_no_workbook_can_hold_are_left_out_of_a_slip(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    def change(book: Any) -> None:
        making.at(book["学习活动"], 1, "包含环节").value = "包含_x0007_环节"
        making.at(book["学习活动"], 3, "类型").value = "聚_x0007_餐"
        making.at(book["学习活动"], 3, "主题").value = "响_x0007_铃"
        for row in book["元数据"].iter_rows():
            if row[0].value == "org_name":
                row[1].value = "第一_x0007_支部"

    file = making.changed(made, tmp_path / "怪.xlsx", change)
    slip = read_slip(write_slip(committee, file, tmp_path / "退回单.xlsx"))
    assert slip.org_name == "第一支部" and slip.faults
    with pytest.raises(UserError):
        read_slip(file)


def test_a_branch_remembers_what_came_back(tmp_path: Path) -> None:
    branch_store = making.branch(tmp_path)
    (tmp_path / "出").mkdir()
    sent = making.sent(branch_store, tmp_path / "出", "2026Q1")
    with making.committee(tmp_path / "党委") as committee:
        answer = write_slip(committee, sent.file, tmp_path / "退回.xlsx")
    assert returned_slip(branch_store) is None
    told = take_slip(branch_store, answer)
    assert not told.accepted
    waiting = returned_slip(branch_store)
    assert waiting is not None and (waiting.period, waiting.revision) == ("2026Q1", 1)
    with making.committee(tmp_path / "党委二") as committee:
        merge(committee, [sent.file])
        receipt = write_slip(committee, sent.file, tmp_path / "回执.xlsx")
    assert take_slip(branch_store, receipt).accepted
    assert returned_slip(branch_store) is None
    (handed,) = submissions(branch_store)
    assert handed["state"] == "accepted"
    branch_store.close()


def test_a_forged_receipt_is_told_and_not_remembered(tmp_path: Path) -> None:
    with making.branch(tmp_path) as branch_store, making.committee(tmp_path) as committee:
        sent = making.sent(branch_store, tmp_path / "出", "2026Q1")
        merge(committee, [sent.file])
        receipt = write_slip(committee, sent.file, tmp_path / "回执.xlsx")
        for changes, told in (
            ({"revision": "9"}, "第 9 版"),
            ({"revision": "二"}, "第 0 版"),
            ({"period": "2026Q3"}, "2026Q3"),
            ({"period": "季度" * 500}, "季度"),
            ({"content": "0" * 64, "declared": "0" * 64}, "内容校验"),
            ({"content": "", "declared": ""}, "内容校验"),
        ):
            file = making.changed(receipt, tmp_path / "伪.xlsx", making.metadata(**changes))
            forged = take_slip(branch_store, file)
            assert forged.accepted and told in forged.doubt and len(forged.doubt) < 60, changes
            assert [one["state"] for one in submissions(branch_store)] == ["written"], changes
        assert not take_slip(branch_store, receipt).doubt
        assert [one["state"] for one in submissions(branch_store)] == ["accepted"]


def test_a_receipt_for_a_sheet_taken_as_edited_answers_what_was_written(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        making.at(book["学习活动"], 2, "主题").value = "改过的主题"

    with making.branch(tmp_path) as branch_store, making.committee(tmp_path) as committee:
        sent = making.sent(branch_store, tmp_path / "出", "2026Q1")
        edited = making.changed(sent.file, tmp_path / "改.xlsx", edit)
        merge(committee, [edited], accept_edited=True)
        slip = take_slip(branch_store, write_slip(committee, edited, tmp_path / "回执.xlsx"))
        assert slip.accepted and not slip.doubt
        assert [one["state"] for one in submissions(branch_store)] == ["accepted"]


def test_a_kind_nobody_knows_is_no_way_to_a_record(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    def change(book: Any) -> None:
        for row in book["元数据"].iter_rows():
            if row[0].value == "faults":
                row[1].value = '[{"kind": "password", "uid": "x", "message": "改好"}]'

    slip = write_slip(committee, _wrong(made, tmp_path), tmp_path / "退回单.xlsx")
    (fault,) = read_slip(making.changed(slip, tmp_path / "伪.xlsx", change)).faults
    assert (fault.kind, fault.message) == ("", "改好")


def went_back(committee: Store) -> list[tuple[str, str, int]]:
    with committee.read() as connection:
        rows = waiting.all_rows(connection)
    return [(r.org_code, r.period, r.revision) for r in rows if r.returned_at]


def test_answers_lie_beside_their_sheets_and_only_the_true_one_stays(
    tmp_path: Path, made: Path, committee: Store
) -> None:
    garbage = made.with_name("坏.xlsx")
    garbage.write_bytes(b"PK\x03\x04 broken")
    done = answer_all(committee, [made, garbage])
    assert [each.file.name for each in done.slips] == [f"{made.stem}_退回单.xlsx"]
    assert [path for path, _ in done.failed] == [garbage]
    assert went_back(committee) == [("P0312", "2026", 1)]

    # What the committee wrote is passed over where sheets are looked for, not where it is named.
    slip = done.slips[0].file
    found = merge(committee, [made.parent])
    assert {Path(each.file) for each in found.files} == {made, garbage}
    assert merge(committee, [slip]).files[0].state == "rejected"

    done = answer_all(committee, [made])
    assert done.receipts == 1 and not slip.exists() and done.slips[0].file.exists()
    assert went_back(committee) == []


def _muddled(book: Any) -> None:
    """One cell changed, one row deleted, a row left empty, the rest upside down."""
    sheet = book["学习活动"]
    making.at(sheet, 3, "主题").value = "手改的"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    del rows[4]
    sheet.delete_rows(2, sheet.max_row)
    for number, values in enumerate(reversed(rows), start=2):
        for column, value in enumerate(values, start=1):
            sheet.cell(number + (number > 4), column, value)


def test_a_fault_is_of_its_record_wherever_its_row_has_gone(tmp_path: Path) -> None:
    with making.branch(tmp_path) as store, making.committee(tmp_path) as committee:
        made = making.sent(store, tmp_path / "出").file
        exported = making.rows_of(made, "学习活动")
        file = making.changed(made, tmp_path / "乱.xlsx", _muddled)
        words = Words("请照会议记录核对", date(2026, 9, 30))
        (place,) = [
            (each.sheet, each.row, each.column)
            for each in to_be_mended(committee, file) or []
            if each.column == "主题"
        ]
        words = Words(words.general, words.until, {place: "原来的对"})
        out = write_slip(committee, file, tmp_path / "退回单.xlsx", words)
        slip = take_slip(store, out)
        general, *faults = slip.faults
        assert (general.words, general.until) == ("请照会议记录核对", "2026-09-30")
        changed = next(each for each in faults if each.column == "主题")
        assert changed.uid == exported[1]["编号"] and changed.words == "原来的对"
        assert (changed.before, changed.after) == (exported[1]["主题"], "手改的")
        # The row that it points at is the record's, in the sheet that went back too.
        for back in (file, out):
            sheet = load_workbook(back)["学习活动"]
            assert making.at(sheet, changed.row, "编号").value == changed.uid
        gone = next(each for each in faults if each.digest)
        assert (gone.row, gone.uid) == (0, exported[4]["编号"])
        listed = making.rows_of(out, "问题")
        assert (
            listed[0]["党委的话"] == "请照会议记录核对" and "2026-09-30" in listed[0]["问题和改法"]
        )
        assert [row["现在"] for row in listed if row["列"] == "主题"] == ["手改的"]

        # At the branch: open, mended, and in the recycle bin.
        def states() -> dict[str, str]:
            with store.read() as connection:
                found = returned_slip(store)
                assert found is not None and found.faults == slip.faults
                return {
                    fault.uid: state_of(connection, found, fault).state
                    for fault in found.faults
                    if fault.uid
                }

        assert states() == {changed.uid: "open", gone.uid: "open"}
        making.edit(store, "session", changed.uid, place="别处")
        assert states()[changed.uid] == "open"
        making.edit(store, "session", changed.uid, topic="改对了")
        making.remove(store, "session", gone.uid)
        assert states() == {changed.uid: "corrected", gone.uid: "deleted"}


def test_what_was_taken_with_its_edits_is_gone_on_from(tmp_path: Path) -> None:
    with making.branch(tmp_path) as store, making.committee(tmp_path) as committee:
        made = making.sent(store, tmp_path / "出").file
        edited = making.changed(
            made, tmp_path / "改.xlsx",
            lambda book: setattr(making.at(book["学习活动"], 3, "主题"), "value", "手改"),
        )  # fmt: skip
        assert making.taken(committee, edited, accept_edited=True).state == "merged"
        # A plain export again says what to do; what it wrote is refused with the reason.
        again = making.sent(store, tmp_path / "再")
        assert again.revision == 1 and "第 1 版" in again.again and "回执" in again.again
        refused = making.taken(committee, again.file)
        assert refused.state == "rejected" and "连导出后的改动一起收了" in refused.message
        # The receipt tells what was changed, and the next revision follows what stands.
        slip = take_slip(store, write_slip(committee, edited, tmp_path / "回执.xlsx"))
        (fault,) = slip.faults
        assert slip.accepted and fault.after == "手改" and "照改" in fault.message
        with store.read() as connection:
            assert state_of(connection, slip, fault).state == "open"
        following = making.sent(store, tmp_path / "三")
        assert following.revision == 2 and not following.again
        taken = making.taken(committee, following.file)
        assert (taken.state, taken.remarks) == ("merged", [])
        # Whoever does as the receipt says is of one mind with the committee.
        making.edit(store, "session", fault.uid, topic="手改")
        with store.read() as connection:
            assert state_of(connection, slip, fault).state == "corrected"
