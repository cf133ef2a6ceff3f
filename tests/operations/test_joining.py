"""Two records that are one: all that hangs on either follows, in one step that can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.roster.intake import apply, propose
from partydesk.exchange.roster.suspected import suspected
from partydesk.operations.joining import join_records
from partydesk.operations.records import attach_files
from partydesk.records.base import kind_of, kinds
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import UserError
from partydesk.store import attachments, joins
from partydesk.store.store import Store
from tests.exchange.roster.rosters import identity, workbook

FIRST, SECOND = identity(11), identity(13, "19850702")
AGAIN = [
    ["姓名", "人员类别", "公民身份号码", "学历"],
    ["古丽阿依古丽", "正式党员", SECOND, "大专"],
]


class _Two:
    """A branch with one person recorded twice, and something of every kind on the second."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        with store.write("准备") as writer:
            person: dict[str, Any] = {"name": "古丽·阿依", "category": "full"}
            self.kept = writer.add("member", {**person, "id_number": FIRST})
            other = {**person, "name": "古丽·阿依古丽", "id_number": SECOND, "phone": "13800001003"}
            self.gone = writer.add("member", other)
            one, two = (writer.reference("member", uid) for uid in (self.kept, self.gone))
            self.both = writer.add("session", _session("2026-03-01 09:00"))
            self.only = writer.add("session", _session("2026-03-02 09:00"))
            both, only = (writer.reference("session", uid) for uid in (self.both, self.only))
            writer.add("attendance", {"session": both, "member": one, "state": "absent"})
            writer.add(
                "attendance", {"session": both, "member": two, "state": "present", "note": "签到"}
            )
            writer.add("attendance", {"session": only, "member": two, "state": "present"})
            writer.add("review", {"member": two, "year": 2025, "grade": "qualified"})
            writer.add("talk", _talk("古丽·阿依古丽、李四"))
            writer.add(
                "exemption",
                {"norm": "study.hours", "about": self.gone, "subject": "古丽·阿依古丽",
                 "from_on": _day("2026-01-01"), "reason": "长期患病"},
            )  # fmt: skip
        file = folder / "申请书.txt"
        file.write_text("附件", encoding="utf-8")
        attach_files(store, "member", self.gone, [attachments.keep(store.home, file)], "附件")

    def rows(self, kind: str, *names: str) -> list[tuple[Any, ...]]:
        with self.store.read() as connection:
            columns = ", ".join(f'"{name}"' for name in names)
            found = connection.exec_driver_sql(
                f'SELECT {columns} FROM "{kind}" WHERE deleted_at IS NULL ORDER BY id'
            )
            return [tuple(row) for row in found]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.store.read() as connection:
            return {
                kind: [
                    tuple(row)
                    for row in connection.exec_driver_sql(f'SELECT * FROM "{kind}" ORDER BY id')
                ]
                for kind in kinds()
            }


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def _session(at: str) -> dict[str, Any]:
    from datetime import datetime

    return {"kind": "theme_day", "starts_at": datetime.fromisoformat(at), "topic": "学习"}


def _talk(subjects: str) -> dict[str, Any]:
    return {
        "kind": "heart", "held_on": _day("2026-03-02"), "talker": "李四",
        "subjects": subjects, "topic": "谈心",
    }  # fmt: skip


@pytest.fixture
def two(empty_store: Store, tmp_path: Path) -> _Two:
    return _Two(empty_store, tmp_path)


def test_all_that_hangs_on_the_second_follows_and_comes_back(two: _Two) -> None:
    before = two.everything()
    done = join_records(two.store, "member", two.kept, two.gone)

    assert done.uid == two.kept
    ((member, phone, name),) = two.rows("member", "uid", "phone", "name")
    assert (member, phone, name) == (two.kept, "13800001003", "古丽·阿依")
    (own,) = two.rows("member", "id")[0]
    assert two.rows("attendance", "member", "state", "note", "name") == [
        (own, "absent", "签到", "古丽·阿依"),
        (own, "present", None, "古丽·阿依"),
    ]
    assert len(done.doubled) == 1 and "缺席" in done.doubled[0] and "出席" in done.doubled[0]
    assert two.rows("review", "member") == [(own,)]
    assert two.rows("talk", "subjects") == [("古丽·阿依、李四",)]
    assert two.rows("exemption", "about", "subject") == [(two.kept, "古丽·阿依")]
    assert two.rows("attachment", "of_uid") == [(two.kept,)]

    two.store.undo()
    assert two.everything() == before


def test_nothing_refers_to_what_went(two: _Two) -> None:
    ((_, gone_id),) = [r for r in two.rows("member", "uid", "id") if r[0] == two.gone]
    join_records(two.store, "member", two.kept, two.gone)
    for kind, record in kinds().items():
        for name, each in fields(record).items():
            if each.kind is Kind.REFERENCE and each.refers == "member":
                assert (gone_id,) not in two.rows(kind, name)
            elif each.holds_uid:
                assert (two.gone,) not in two.rows(kind, name)


def test_what_comes_later_for_the_second_lands_on_the_first(two: _Two, tmp_path: Path) -> None:
    join_records(two.store, "member", two.kept, two.gone)
    path = workbook(tmp_path / "再来.xlsx", AGAIN)
    proposal = propose(two.store, path)
    assert (proposal.added, proposal.updated) == (0, 1)
    apply(two.store, proposal)
    assert two.rows("member", "uid", "name", "id_number", "education") == [
        (two.kept, "古丽·阿依", FIRST, "31")
    ]
    assert propose(two.store, path).unchanged == 1
    with two.store.write("评议") as writer:
        assert writer.reference("member", two.gone) == writer.reference("member", two.kept)


def test_undone_there_are_two_again_for_what_comes_later(two: _Two, tmp_path: Path) -> None:
    join_records(two.store, "member", two.kept, two.gone)
    two.store.undo()
    path = workbook(tmp_path / "再来.xlsx", AGAIN)
    assert propose(two.store, path).items[0].uid == two.gone
    two.store.redo()
    assert propose(two.store, path).items[0].uid == two.kept


def test_chosen_values_stand(two: _Two) -> None:
    chosen = {"id_number": SECOND, "birth_date": _day("1985-07-02")}
    join_records(two.store, "member", two.kept, two.gone, chosen)
    assert two.rows("member", "id_number", "name") == [(SECOND, "古丽·阿依")]


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [("kept", "kept", "same-record"), ("kept", "none", "not-found")],
)
def test_what_cannot_be_joined_changes_nothing(two: _Two, one: str, other: str, code: str) -> None:
    before = two.everything()
    uids = {"kept": two.kept, "gone": two.gone, "none": "00000000-0000-0000-0000-000000000000"}
    with pytest.raises(UserError) as refusal:
        join_records(two.store, "member", uids[one], uids[other])
    assert refusal.value.code == code
    assert two.everything() == before


def test_joining_twice_says_where_the_record_went(two: _Two) -> None:
    join_records(two.store, "member", two.kept, two.gone)
    with pytest.raises(UserError) as refusal:
        join_records(two.store, "member", two.gone, two.kept)
    assert refusal.value.code == "joined" and two.kept in refusal.value.message


def test_pairs_that_may_be_one_are_listed_until_settled(empty_store: Store) -> None:
    def pairs() -> list[tuple[str, str]]:
        with empty_store.read() as connection:
            return [each.uids for each in suspected(connection, "member")]

    with empty_store.write("准备") as writer:
        first = writer.add("member", {"name": "张三", "category": "full", "id_number": FIRST})
        second = writer.add("member", {"name": "张 三", "category": "full"})
        writer.add("member", {"name": "李四", "category": "full"})
    assert pairs() == [(first, second)]
    with empty_store.transaction() as connection:
        joins.set_apart(connection, "member", second, first)
    assert pairs() == []


def test_every_kind_with_a_list_can_be_asked_for_pairs(branch_store: Store) -> None:
    with branch_store.read() as connection:
        for kind, record in kinds().items():
            if not record.kept_within:
                for pair in suspected(connection, kind):
                    assert len(set(pair.uids)) == 2 and kind_of(kind) is record
