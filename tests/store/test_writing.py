"""Adding, editing, removing, restoring; tickets; attendance; and the history of it all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.ticket import MOVES, STATE
from partydesk.store import rows
from partydesk.store.rows import Row
from partydesk.store.store import Store

Add = Callable[..., str]
DAY = date(2026, 3, 2)


def row_of(store: Store, kind: str, uid: str) -> Row:
    with store.read() as connection:
        row = rows.find(connection, kind, uid)
    assert row is not None
    return row


def count(store: Store, kind: str, *, removed: bool = False) -> int:
    condition = "NOT NULL" if removed else "NULL"
    with store.read() as connection:
        return int(
            connection.exec_driver_sql(
                f'SELECT count(*) FROM "{kind}" WHERE deleted_at IS {condition}'
            ).scalar()
            or 0
        )


def edit(store: Store, kind: str, uid: str, **changes: Any) -> bool:
    with store.write("修改") as writer:
        return writer.edit(kind, uid, changes)


def remove(store: Store, kind: str, uid: str) -> None:
    with store.write("删除") as writer:
        writer.remove(kind, uid)


def restore(store: Store, kind: str, uid: str) -> None:
    with store.write("恢复") as writer:
        writer.restore(kind, uid)


def attend(store: Store, session: str, member: str, **values: Any) -> str:
    with store.write("出勤") as writer:
        return writer.add(
            "attendance",
            {
                "session": writer.reference("session", session),
                "member": writer.reference("member", member),
                **values,
            },
        )


def step(store: Store, ticket: str, state: str | None, at: date = DAY, note: str = "办理") -> str:
    with store.write("办理") as writer:
        return writer.add(
            "ticket_step",
            {
                "ticket": writer.reference("ticket", ticket),
                "at": datetime(at.year, at.month, at.day, 9),
                "note": note,
                "state": state,
            },
        )


@pytest.fixture
def session(add: Add) -> str:
    return add("session", kind="theme_day", starts_at=datetime(2026, 3, 1, 14), topic="学习")


@pytest.fixture
def member(add: Add) -> str:
    return add("member", name="张三", category="full")


@pytest.fixture
def ticket(add: Add) -> str:
    return add("ticket", source="self_check", description="灯坏了", raised_on=DAY)


def refused(code: str, call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        call()
    assert caught.value.code == code, caught.value
    return caught.value


def test_what_is_added_is_stored_with_what_follows_from_it(empty_store: Store, add: Add) -> None:
    uid = add("member", name="张三", id_number="11010519491231002X")
    row = row_of(empty_store, "member", uid)
    assert (row["birth_date"], row["sex"], row["category"]) == ("1949-12-31", "2", "full")
    assert row["organisation"] == empty_store.own.id
    assert row["submission"] is None
    assert row["created_at"] == row["updated_at"]
    assert row["search"].startswith("zhangsan zs 张三")


def test_a_wrong_record_is_refused_with_all_that_is_wrong(empty_store: Store, add: Add) -> None:
    told = refused(
        "invalid",
        lambda: add("member", name=None, category="full", id_number="110105194912310021"),
    )
    assert [finding.column for finding in told.findings] == ["name", "id_number"]
    assert told.message.startswith("党员没有保存：")
    assert count(empty_store, "member") == 0


def test_an_operation_is_whole_or_nothing(empty_store: Store) -> None:
    def both() -> None:
        with empty_store.write("两名党员") as writer:
            writer.add("member", {"name": "张三", "category": "full"})
            writer.add("member", {"name": None})

    refused("invalid", both)
    assert count(empty_store, "member") == 0
    with empty_store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM operation").scalar() == 0


def test_editing_changes_only_what_differs(empty_store: Store, member: str) -> None:
    before = row_of(empty_store, "member", member)
    assert edit(empty_store, "member", member, group="第一党小组") is True
    after = row_of(empty_store, "member", member)
    changed = {name for name in after if after[name] != before[name]} - {"updated_at"}
    assert changed == {"group", "search"}
    assert edit(empty_store, "member", member, group="第一党小组") is False
    told = refused(
        "invalid", lambda: edit(empty_store, "member", member, birth_date=date(2020, 1, 1),
                                joined_on=date(2021, 1, 1))
    )  # fmt: skip
    assert [finding.code for finding in told.findings] == ["under-age"]
    refused("not-found", lambda: edit(empty_store, "member", "no-such-uid", name="李四"))


def test_history_says_who_when_before_and_after(empty_store: Store, member: str) -> None:
    edit(empty_store, "member", member, group="第一党小组")
    remove(empty_store, "member", member)
    with empty_store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT o.actor, o.at, o.label, o.state, c.kind, c.before, c.after FROM change c "
            "JOIN operation o ON o.id = c.operation WHERE c.uid = ? ORDER BY c.id",
            (member,),
        ).fetchall()
    assert [(row[2], row[3], row[4]) for row in found] == [
        ("添加member", "done", "member"),
        ("修改", "done", "member"),
        ("删除", "done", "member"),
    ]
    assert all(row[0] == empty_store.actor and len(row[1]) == 19 for row in found)
    assert found[0][5] is None
    assert json.loads(found[0][6])["name"] == "张三"
    before, after = json.loads(found[1][5]), json.loads(found[1][6])
    assert (before["group"], after["group"]) == (None, "第一党小组")
    assert "name" not in after
    assert json.loads(found[2][5])["deleted_at"] is None
    assert json.loads(found[2][6])["deleted_at"]


def test_the_recycle_bin(empty_store: Store, member: str) -> None:
    remove(empty_store, "member", member)
    assert (count(empty_store, "member"), count(empty_store, "member", removed=True)) == (0, 1)
    refused("removed", lambda: edit(empty_store, "member", member, name="李四"))
    remove(empty_store, "member", member)  # twice is once
    restore(empty_store, "member", member)
    restore(empty_store, "member", member)
    assert (count(empty_store, "member"), count(empty_store, "member", removed=True)) == (1, 0)


def test_the_own_organisation_cannot_be_removed(empty_store: Store) -> None:
    refused(
        "own-organisation",
        lambda: remove(empty_store, "organisation", empty_store.own.uid),
    )
    assert empty_store.own.code == "P0001"


def test_a_removed_member_was_still_there(empty_store: Store, session: str, member: str) -> None:
    attend(empty_store, session, member)
    with empty_store.write("评议") as writer:
        who = writer.reference("member", member)
        writer.add("review", {"member": who, "year": 2026, "grade": "qualified"})
    remove(empty_store, "member", member)
    assert count(empty_store, "attendance") == 1
    assert count(empty_store, "review") == 0
    restore(empty_store, "member", member)
    assert count(empty_store, "review") == 1


def test_a_removed_session_takes_its_attendance_along_and_back(
    empty_store: Store, session: str, member: str
) -> None:
    attend(empty_store, session, member)
    earlier = attend(empty_store, session, _second(empty_store))
    remove(empty_store, "attendance", earlier)
    remove(empty_store, "session", session)
    assert count(empty_store, "attendance") == 0
    restore(empty_store, "session", session)
    # What had been thrown away before does not come back with it.
    assert count(empty_store, "attendance") == 1
    assert row_of(empty_store, "attendance", earlier)["deleted_at"]


def _second(store: Store) -> str:
    with store.write("添加") as writer:
        return writer.add("member", {"name": "李四", "category": "full"})


def test_a_part_does_not_come_back_without_its_whole(
    empty_store: Store, session: str, member: str
) -> None:
    uid = attend(empty_store, session, member)
    remove(empty_store, "session", session)
    refused("owner-removed", lambda: restore(empty_store, "attendance", uid))
    assert count(empty_store, "attendance") == 0


def test_attendance_carries_the_name_and_comes_once(
    empty_store: Store, session: str, member: str
) -> None:
    first = attend(empty_store, session, "张三")
    row = row_of(empty_store, "attendance", first)
    assert (row["name"], row["state"]) == ("张三", "present")
    refused("attendance-twice", lambda: attend(empty_store, session, member, state="leave"))
    edit(empty_store, "attendance", first, state="leave", note="出差")
    remove(empty_store, "attendance", first)
    attend(empty_store, session, member)
    refused("attendance-twice", lambda: restore(empty_store, "attendance", first))
    other = attend(empty_store, session, _second(empty_store))
    with empty_store.read() as connection:
        target = connection.exec_driver_sql("SELECT id FROM member WHERE name = '张三'").scalar()
    refused("attendance-twice", lambda: edit(empty_store, "attendance", other, member=target))
    assert count(empty_store, "attendance") == 2


def test_links_to_what_is_gone_are_refused(empty_store: Store, session: str, member: str) -> None:
    uid = attend(empty_store, session, member)
    with empty_store.read() as connection:
        gone = connection.exec_driver_sql("SELECT id FROM member").scalar()
    remove(empty_store, "member", member)

    def again() -> None:
        with empty_store.write("出勤") as writer:
            where = writer.reference("session", session)
            writer.add("attendance", {"session": where, "member": gone})

    refused("attendance-twice", again)
    refused("not-found", lambda: attend(empty_store, session, member))
    refused("not-found", lambda: attend(empty_store, session, "没有这个人"))
    refused("not-found", lambda: edit(empty_store, "attendance", uid, member=4711))


def test_a_name_means_somebody_only_when_one_bears_it(
    empty_store: Store, add: Add, session: str, member: str
) -> None:
    add("member", name="张三", category="full")
    refused("ambiguous", lambda: attend(empty_store, session, "张三"))
    attend(empty_store, session, member)


def test_rows_a_branch_reported_are_read_only(empty_store: Store, member: str) -> None:
    with empty_store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
            "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
            "edited_rows, problems, counts, taken_at) VALUES ('in', 'current', '', '', '', '2026',"
            " '', '', 1, '', '', '', '', '', '[]', '[]', '{}', '')"
        )
        connection.exec_driver_sql("UPDATE member SET submission = 1")
    told = refused("read-only", lambda: edit(empty_store, "member", member, name="李四"))
    assert "退回支部" in told.message
    refused("read-only", lambda: remove(empty_store, "member", member))
    refused("read-only", lambda: restore(empty_store, "member", member))
    assert row_of(empty_store, "member", member)["name"] == "张三"


def test_tickets_are_numbered_within_their_year(empty_store: Store, add: Add) -> None:
    def number(day: date, **more: Any) -> str:
        values = {"source": "self_check", "description": "灯坏了", "raised_on": day, **more}
        return str(row_of(empty_store, "ticket", add("ticket", **values))["number"])

    assert number(date(2026, 1, 5)) == "2026-001"
    assert number(date(2026, 2, 5)) == "2026-002"
    assert number(date(2025, 12, 31)) == "2025-001"
    assert number(date(2026, 3, 1), number="2026-017") == "2026-017"
    assert number(date(2026, 3, 2)) == "2026-018"
    assert number(date(2026, 3, 3), number="旧-甲") == "旧-甲"
    with empty_store.read() as connection:
        last = connection.exec_driver_sql(
            "SELECT uid FROM ticket WHERE number = '2026-018'"
        ).scalar()
    remove(empty_store, "ticket", str(last))
    assert number(date(2026, 3, 4)) == "2026-019"  # the number in the bin is not given again


WAYS = {
    "open": (),
    "working": ("working",),
    "resolved": ("working", "resolved"),
    "standing": ("working", "standing"),
    "closed": ("working", "resolved", "closed"),
    "declined": ("declined",),
}


@pytest.mark.parametrize("to", STATE.by_code)
@pytest.mark.parametrize("at", STATE.by_code)
def test_every_move_of_a_ticket(empty_store: Store, ticket: str, at: str, to: str) -> None:
    for state in WAYS[at]:
        step(empty_store, ticket, state)
    assert row_of(empty_store, "ticket", ticket)["state"] == at
    if to == at or to in MOVES[at]:
        step(empty_store, ticket, to)
    else:
        told = refused("bad-move", lambda: step(empty_store, ticket, to))
        assert STATE.label(at) in told.message
        assert count(empty_store, "ticket_step") == len(WAYS[at])
        to = at
    row = row_of(empty_store, "ticket", ticket)
    assert row["state"] == to
    assert (row["resolved_on"] is not None) == (to in ("resolved", "closed"))
    assert (row["closed_on"] is not None) == (to == "closed")


def test_going_back_and_declining_need_a_reason() -> None:
    from partydesk.records.ticket import check_move

    for before, after in (("open", "declined"), ("resolved", "working"), ("closed", "working")):
        refused("reason-needed", lambda b=before, a=after: check_move(b, a, " "))  # type: ignore[misc] # lambda with defaults
        check_move(before, after, "反映人说问题又出现了")
    check_move("open", "working", None)


def test_states_change_by_steps_alone(empty_store: Store, ticket: str) -> None:
    refused("move-by-step", lambda: edit(empty_store, "ticket", ticket, state="working"))
    uid = step(empty_store, ticket, "working")
    refused("move-by-step", lambda: edit(empty_store, "ticket_step", uid, state="resolved"))
    assert edit(empty_store, "ticket_step", uid, note="已联系物业")
    assert edit(empty_store, "ticket", ticket, owner="张三")
    step(empty_store, ticket, None, note="只是记一笔")
    assert row_of(empty_store, "ticket", ticket)["state"] == "working"


def test_a_step_dates_what_it_reaches(empty_store: Store, ticket: str) -> None:
    step(empty_store, ticket, "working", date(2026, 3, 3))
    refused("invalid", lambda: step(empty_store, ticket, "resolved", date(2026, 3, 1)))
    step(empty_store, ticket, "resolved", date(2026, 3, 5))
    refused("invalid", lambda: step(empty_store, ticket, "closed", date(2026, 3, 4)))
    step(empty_store, ticket, "closed", date(2026, 3, 9))
    row = row_of(empty_store, "ticket", ticket)
    assert (row["resolved_on"], row["closed_on"]) == ("2026-03-05", "2026-03-09")
    step(empty_store, ticket, "working", date(2026, 3, 10), note="又坏了")
    row = row_of(empty_store, "ticket", ticket)
    assert (row["resolved_on"], row["closed_on"]) == (None, None)


def test_a_removed_ticket_takes_its_steps_along(empty_store: Store, ticket: str) -> None:
    step(empty_store, ticket, "working")
    remove(empty_store, "ticket", ticket)
    assert count(empty_store, "ticket_step") == 0
    restore(empty_store, "ticket", ticket)
    assert count(empty_store, "ticket_step") == 1
    assert row_of(empty_store, "ticket", ticket)["state"] == "working"


def test_removals_within_one_second_are_told_apart(
    empty_store: Store, session: str, member: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "source", lambda: datetime(2026, 12, 31, 23, 59, 59))
    first = attend(empty_store, session, member)
    remove(empty_store, "attendance", first)
    second = attend(empty_store, session, member)
    remove(empty_store, "session", session)
    restore(empty_store, "session", session)
    assert row_of(empty_store, "attendance", first)["deleted_at"]
    assert row_of(empty_store, "attendance", second)["deleted_at"] is None
