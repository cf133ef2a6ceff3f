"""Taking submissions in: revisions, previews, withdrawals, conflicts, what the committee keeps."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.merge.conflicts import conflicts
from partydesk.exchange.merge.deciding import decide
from partydesk.exchange.merge.found_files import find_files
from partydesk.exchange.merge.overdue import overdue_list
from partydesk.exchange.merge.submission_log import submissions
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.operations.integrity import look
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.records.values import masked
from partydesk.rules import indicators
from partydesk.store import queries
from partydesk.store.progress import Cancelled
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge

P2026 = parse_period("2026")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with making.branch(tmp_path) as store:
        yield store


@pytest.fixture
def committee(tmp_path: Path) -> Store:
    with making.committee(tmp_path) as store:
        yield store


def figures(committee: Store) -> dict[str, float | int | None]:
    with committee.read() as connection:
        return {
            each.id: indicators.tally(connection, P2026).value(each.id).value
            for each in indicators.INDICATORS
        }


def test_merging_says_what_it_did(tmp_path: Path, store: Store, committee: Store) -> None:
    made = making.sent(store, tmp_path / "出")
    taken = making.taken(committee, made.file)
    assert (taken.state, taken.organisation, taken.period, taken.revision) == (
        "merged",
        "P0312",
        "2026",
        1,
    )
    assert taken.edited_rows == [] and taken.findings == []
    assert taken.counts == made.counts
    assert taken.changes == {
        sheet: (count - (sheet == "党组织"), 0, 0)
        for sheet, count in made.counts.items()
        if count - (sheet == "党组织")
    }
    again = making.taken(committee, made.file)
    assert again.state == "unchanged" and not again.changes
    listed = submissions(committee, P2026)
    assert [(each["org_code"], each["state"], each["sha256"]) for each in listed] == [
        ("P0312", "current", __import__("hashlib").sha256(made.file.read_bytes()).hexdigest())
    ]
    assert (committee.home.received / f"{listed[0]['sha256']}.xlsx").exists()


def test_a_reported_branch_can_be_searched_for(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    merge(committee, [making.sent(store, tmp_path / "1").file])
    making.edit(store, "organisation", store.own.uid, secretary="新书记")
    for folder in (None, tmp_path / "2"):
        if folder:
            merge(committee, [making.sent(store, folder).file])
        with committee.read() as connection:
            for text in ("P0312", "园区p0312", "slyq"):
                assert queries.count(connection, queries.Query("organisation", text=text)) == 1


def test_revisions_replace_and_never_go_back(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    first = making.sent(store, tmp_path / "1").file
    topic = making.uids(store, "session")[0]
    making.edit(store, "session", topic, topic="新主题")
    making.remove(store, "talk", making.uids(store, "talk")[0])
    making.write_member(store, "新人")
    second = making.sent(store, tmp_path / "2").file
    assert making.taken(committee, first).state == "merged"
    newer = making.taken(committee, second)
    assert newer.changes == {"党员": (1, 0, 0), "学习活动": (0, 1, 0), "廉政谈话": (0, 0, 1)}
    before = making.content(committee)
    older = making.taken(committee, first)
    assert older.state == "older"
    taken_at = submissions(committee, P2026)[0]["taken_at"]
    assert "第 2 版" in older.message and taken_at[:4] in older.message
    assert making.content(committee) == before


def test_the_same_revision_with_other_content_is_refused(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    first = making.sent(store, tmp_path / "1").file
    database = store.home.database
    store.close()
    # The branch went back to a backup on another computer and counts its revisions anew.
    store.home.revisions.unlink()
    shutil.copy(database, tmp_path / "备份.db")
    from partydesk.store.opening import open_store

    with open_store(store.home) as again, again.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM submission")
    with open_store(store.home) as again:
        making.write_member(again, "多出来的人")
        other = making.sent(again, tmp_path / "2").file
    assert first.name == other.name
    assert making.taken(committee, first).state == "merged"
    before = making.content(committee)
    refused = making.taken(committee, other)
    assert refused.state == "rejected" and "内容不同" in refused.message
    assert making.content(committee) == before


def test_withdrawing_gives_back_rows_and_figures(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    empty = making.content(committee), figures(committee)
    merge(committee, [making.sent(store, tmp_path / "1").file])
    first = making.content(committee), figures(committee)
    for uid in making.uids(store, "session")[:3]:
        making.remove(store, "session", uid)
    second = making.sent(store, tmp_path / "2").file
    merge(committee, [second])
    assert figures(committee) != first[1]
    back = withdraw(committee, "P0312", "2026")
    assert back is not None and back.revision == 1
    assert (making.content(committee), figures(committee)) == first
    refused = making.taken(committee, second)
    assert refused.state == "rejected" and "撤回" in refused.message
    assert making.taken(committee, second, accept_withdrawn=True).state == "merged"
    assert withdraw(committee, "P0312", "2026") is not None
    assert withdraw(committee, "P0312", "2026") is None
    assert (making.content(committee), figures(committee)) == empty
    with pytest.raises(UserError) as nothing:
        withdraw(committee, "P0312", "2026")
    assert nothing.value.code == "nothing-to-withdraw"


def test_withdrawing_keeps_what_the_committee_itself_recorded_of_a_person(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    merge(committee, [making.sent(store, tmp_path / "1").file])
    person = making.uids(store, "member")[0]
    course = making.write_session(committee, "培训班", datetime(2026, 5, 1, 9), kind="training")
    with committee.write("添加出勤") as writer:
        writer.add(
            "attendance",
            {
                "session": writer.reference("session", course),
                "member": writer.reference("member", person),
                "name": "某人",
            },
        )
    before = making.content(committee)
    making.remove(store, "member", person)
    merge(committee, [making.sent(store, tmp_path / "2").file])
    withdraw(committee, "P0312", "2026")
    assert making.content(committee) == before


def test_a_person_who_is_reported_again_keeps_their_id_in_the_committee(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    merge(committee, [making.sent(store, tmp_path / "1").file])
    with committee.read() as connection:
        ids = dict(connection.exec_driver_sql("SELECT uid, id FROM member").fetchall())
    making.edit(store, "member", making.uids(store, "member")[0], group="第九党小组")
    merge(committee, [making.sent(store, tmp_path / "2").file])
    with committee.read() as connection:
        assert dict(connection.exec_driver_sql("SELECT uid, id FROM member").fetchall()) == ids


def test_several_periods_add_up_to_the_year(tmp_path: Path, store: Store, committee: Store) -> None:
    for period in ("2026Q4", "2026Q1", "2026Q3", "2026Q2"):
        merge(committee, [making.sent(store, tmp_path / "出", period).file])
    for kind in ("session", "attendance", "talk", "ticket", "ticket_step", "member"):
        assert [row[0] for row in making.values(committee, kind)] == [
            row[0] for row in making.values(store, kind)
        ]


def test_a_preview_shows_rows_and_fields(tmp_path: Path, store: Store, committee: Store) -> None:
    merge(committee, [making.sent(store, tmp_path / "1").file])
    uid = making.uids(store, "session")[0]
    making.edit(store, "session", uid, topic="新主题")
    seen = making.taken(committee, making.sent(store, tmp_path / "2").file, preview=True)
    assert seen.changes == {"学习活动": (0, 1, 0)}
    assert seen.details[0]["uid"] == uid
    assert seen.details[0]["fields"]["topic"][1] == "新主题"
    assert submissions(committee, P2026)[0]["revision"] == 1


NUMBER, ANOTHER = "11010519800501003X", "110105198005010013"


@pytest.mark.parametrize(
    ("numbers", "alike"),
    [((NUMBER, NUMBER), True), ((NUMBER, ANOTHER), False), ((NUMBER, None), True)],
)
def test_the_end_of_a_number_tells_people_of_one_name_apart(
    tmp_path: Path, store: Store, committee: Store, numbers: tuple[str, str | None], alike: bool
) -> None:
    with making.branch(tmp_path, "P0999", seed=9) as other:
        for each, number in zip((store, other), numbers, strict=True):
            born = date(1980, 5, 1)
            making.write_member(each, "王两册", birth_date=born, id_number=number)
        merged = merge(committee, [making.sent(s, tmp_path / "1").file for s in (store, other)])
    assert ("two-rolls" in {item.kind for item in merged.conflicts}) == alike


def test_less_shown_of_a_number_is_no_change_to_tell(
    tmp_path: Path, store: Store, committee: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A branch's first file by a program that masked less, then one by today's."""
    uid = making.write_member(store, "王一册", birth_date=date(1980, 5, 1), id_number=NUMBER)

    def before(field: Any, text: str) -> str:
        return f"{text[:4]}****{text[-4:]}" if len(text) == 18 else masked(field, text)

    with monkeypatch.context() as patched:
        patched.setattr("partydesk.exchange.submission.identities.masked", before)
        merge(committee, [making.sent(store, tmp_path / "1").file])
    assert "1101****003X" in {each for row in making.values(committee, "member") for each in row}
    making.edit(store, "member", uid, education="31")
    second = making.sent(store, tmp_path / "2").file
    seen = making.taken(committee, second, preview=True)
    assert seen.changes == {"党员": (0, 1, 0)}
    assert [list(each["fields"]) for each in seen.details] == [["education"]]
    assert making.taken(committee, second).state == "merged"
    assert "****3X" in {each for row in making.values(committee, "member") for each in row}
    assert look(committee.home) == []


def test_decisions_outlive_later_merges(tmp_path: Path, store: Store, committee: Store) -> None:
    with making.branch(tmp_path, "P0999", seed=9) as other:
        for each in (store, other):
            making.write_member(each, "王两册", birth_date=date(1980, 5, 1))
        merged = merge(committee, [making.sent(s, tmp_path / "1").file for s in (store, other)])
        two = next(item for item in merged.conflicts if item.kind == "two-rolls")
        assert [side["organisation"] for side in two.sides] == ["P0312", "P0999"]
        assert "王两册" in two.text
        decide(committee, two.key, "first")
        making.write_member(other, "不相干")
        merge(committee, [making.sent(other, tmp_path / "2").file])
        assert two.key not in {item.key for item in conflicts(committee, decided=False)}
        decided = next(item for item in conflicts(committee) if item.key == two.key)
        assert (decided.state, decided.decision) == ("decided", "first")
        # It goes with the row and comes back with it, decided.
        withdraw(committee, "P0999", "2026")
        withdraw(committee, "P0999", "2026")
        assert two.key not in {item.key for item in conflicts(committee)}
        merge(committee, [making.sent(other, tmp_path / "3").file], accept_withdrawn=True)
        assert next(i for i in conflicts(committee) if i.key == two.key).decision == "first"
        with pytest.raises(UserError):
            decide(committee, two.key, "never")
        with pytest.raises(UserError):
            decide(committee, "no such", "both")


def test_a_roll_decided_today_rewrites_no_period_that_is_over(
    tmp_path: Path, store: Store, committee: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 10, 20))
    with making.branch(tmp_path, "P0999", seed=9) as other:
        for each in (store, other):
            making.write_member(each, "王两册", birth_date=date(1980, 5, 1))
        merged = merge(committee, [making.sent(s, tmp_path / "1").file for s in (store, other)])

    def members(period: str) -> object:
        with committee.read() as connection:
            return indicators.tally(connection, parse_period(period)).value("members").value

    before = {period: members(period) for period in ("2026Q3", "2026Q4", "2026")}
    two = next(item for item in merged.conflicts if item.kind == "two-rolls")
    decide(committee, two.key, "first")
    after = {period: members(period) for period in before}
    assert after == {**before, "2026Q4": before["2026Q4"] - 1, "2026": before["2026"] - 1}


def missing(committee: Store) -> list[tuple[str, str]]:
    listed = overdue_list(committee, P2026, date(2027, 1, 2))
    return [(each.code, each.name) for each in listed.absent]


def test_who_has_not_handed_in(tmp_path: Path, store: Store, committee: Store) -> None:
    with committee.write("登记党组织") as writer:
        for code in ("P0312", "P0400"):
            writer.add("organisation", {"code": code, "name": f"登记的 {code}"})
    assert missing(committee) == [("P0312", "登记的 P0312"), ("P0400", "登记的 P0400")]
    merge(committee, [making.sent(store, tmp_path / "1").file])
    assert missing(committee) == [("P0400", "登记的 P0400")]
    # What the committee wrote down stands back while the branch reports, and comes back.
    shown = [
        row["name"]
        for row in making.content(committee)["organisation"]
        if row["code"] == "P0312" and row["deleted_at"] is None
    ]
    assert shown == [store.own.name]
    withdraw(committee, "P0312", "2026")
    assert missing(committee)[0] == ("P0312", "登记的 P0312")


def test_folders_are_searched_in_depth_and_the_own_folder_is_not(
    tmp_path: Path, store: Store
) -> None:
    with making.committee(tmp_path / "盘") as committee:
        deep = making.sent(store, tmp_path / "盘" / "甲" / "乙 丙").file
        shutil.copy(deep, deep.with_name(f"~${deep.name}"))
        shutil.copy(deep, deep.with_name(".partydesk-1.tmp.xlsx"))
        (tmp_path / "盘" / "说明.txt").write_text("x")
        merge(committee, [tmp_path / "盘"])
        assert len(list(committee.home.received.iterdir())) == 1
        assert find_files([tmp_path / "盘", deep], besides=committee.home.folder).files == [deep]


def test_only_a_committee_merges(tmp_path: Path, store: Store) -> None:
    with pytest.raises(UserError) as refused:
        merge(store, [tmp_path])
    assert refused.value.code == "not-committee"


def test_cancelling_keeps_what_was_taken(tmp_path: Path, store: Store, committee: Store) -> None:
    files = []
    for number in range(3):
        with making.branch(tmp_path, f"P100{number}", seed=number) as branch:
            files.append(making.sent(branch, tmp_path / "出").file)

    def stop(done: int, of: int, what: str) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        merge(committee, files, progress=stop)
    assert len(making.content(committee)["current"]) == 2
    merged = merge(committee, files)
    assert [each.state for each in merged.files] == ["unchanged", "unchanged", "merged"]


def test_a_cancelled_merge_leaves_its_conflicts_found(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    with making.branch(tmp_path, "P0999", seed=9) as other:
        for each in (store, other):
            making.write_member(each, "王两册", birth_date=date(1980, 5, 1))
        files = [making.sent(s, tmp_path / "1").file for s in (store, other)]

    def stop(done: int, of: int, what: str) -> None:
        if what == "完成":
            raise Cancelled

    with pytest.raises(Cancelled):
        merge(committee, files, progress=stop)
    assert "two-rolls" in {item.kind for item in conflicts(committee)}


def test_a_file_that_changes_while_it_is_taken_is_not_taken(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    made = making.sent(store, tmp_path / "出")

    def swap(done: int, of: int, what: str) -> None:
        if done == 0:
            made.file.write_bytes(made.file.read_bytes() + b"\0")

    (taken,) = merge(committee, [made.file], progress=swap).files
    assert (taken.state, taken.findings[0].code) == ("rejected", "changed-meanwhile")
    assert making.content(committee)["member"] == []
    assert not list(committee.home.received.glob("*"))


def test_the_archive_lost_is_said_and_nothing_is_changed(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    merge(committee, [making.sent(store, tmp_path / "1", "2026Q1").file])
    before = making.content(committee)
    for kept in committee.home.received.iterdir():
        kept.unlink()
    refused = making.taken(committee, making.sent(store, tmp_path / "1").file)
    assert refused.state == "rejected" and "备份" in refused.message
    assert making.content(committee) == before


def test_a_joint_session_decided_as_one_counts_once(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    at = datetime(2026, 5, 6, 14, 30)
    with making.branch(tmp_path, "P0999", seed=9) as other:
        for each in (store, other):
            making.write_session(each, "共建重温誓词", at, kind="oath", place="园区纪念馆广场")
        files = [making.sent(s, tmp_path / "1").file for s in (store, other)]
    merge(committee, files)
    (joint,) = [item for item in conflicts(committee) if "共建重温誓词" in item.text]
    year = parse_period("2026")

    def counted() -> Any:
        with committee.read() as connection:
            return indicators.tally(connection, year).value("oath_renewals").value

    before = counted()
    decide(committee, joint.key, "first")
    assert counted() == before - 1
    # The decision outlives the same files coming again.
    merge(committee, files)
    assert counted() == before - 1
    decide(committee, joint.key, "both")
    assert counted() == before


def test_a_preview_tells_the_conflicts_that_would_come(
    tmp_path: Path, store: Store, committee: Store
) -> None:
    with making.branch(tmp_path, "P0999", seed=9) as other:
        for each in (store, other):
            making.write_member(each, "王两册", birth_date=date(1980, 5, 1))
        files = [making.sent(s, tmp_path / "1").file for s in (store, other)]
    seen = merge(committee, files, preview=True)
    assert any("王两册" in item.text for item in seen.conflicts)
    assert conflicts(committee) == []
    taken = merge(committee, files)
    assert {item.key for item in taken.conflicts} == {item.key for item in seen.conflicts}
