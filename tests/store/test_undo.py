"""Undo and redo: whatever was done, taking it back gives exactly what was before."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from partydesk.records.base import kinds
from partydesk.records.findings import UserError
from partydesk.records.ticket import STATE
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from partydesk.store.undo import next_labels

Dump = dict[str, list[tuple[Any, ...]]]
KINDS = ("member", "session", "attendance", "ticket", "ticket_step", "review")


def dump(store: Store) -> Dump:
    """Every column of every row of every kind: all but the history itself."""
    with store.read() as connection:
        return {
            table: [
                tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            ]
            for table in (*kinds(), "setting", "submission", "conflict")
        }


class Undoing(RuleBasedStateMachine):
    """A person at work: every operation done is remembered with the state it was done on."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        home = Home(Path(self.folder.name) / "data")
        self.store = create(home, "branch", {"code": "P1", "name": "甲支部"})
        self.done: list[tuple[Dump, Dump]] = []
        self.undone: list[tuple[Dump, Dump]] = []

    @initialize()
    def first(self) -> None:
        self.operate("member", name="张三", category="full")

    def live(self, kind: str, *, removed: bool = False) -> list[tuple[int, str]]:
        condition = "NOT NULL" if removed else "NULL"
        with self.store.read() as connection:
            found = connection.exec_driver_sql(
                f'SELECT id, uid FROM "{kind}" WHERE deleted_at IS {condition} ORDER BY id'
            )
            return [(row[0], row[1]) for row in found]

    def operate(self, kind: str, /, verb: str = "add", uid: str = "", **values: Any) -> None:
        """One operation; a refusal must leave everything as it was."""
        before = dump(self.store)
        try:
            with self.store.write(verb) as writer:
                match verb:
                    case "add":
                        writer.add(kind, values)
                    case "edit":
                        writer.edit(kind, uid, values)
                    case "remove":
                        writer.remove(kind, uid)
                    case "restore":
                        writer.restore(kind, uid)
        except UserError:
            assert dump(self.store) == before
            return
        after = dump(self.store)
        if after != before:
            self.done.append((before, after))
            self.undone.clear()

    @rule(
        name=st.sampled_from(["张三", "李四", "王𬭎", "赵=1"]),
        group=st.sampled_from([None, "一组"]),
    )
    def add_member(self, name: str, group: str | None) -> None:
        self.operate("member", name=name, category="full", group=group)

    @rule(day=st.integers(1, 28), hours=st.sampled_from([None, 0.1, 1.5, 2.0]))
    def add_session(self, day: int, hours: float | None) -> None:
        at = datetime(2026, 3, day, 14)
        self.operate("session", kind="theme_day", starts_at=at, topic="学", hours=hours)

    @rule(data=st.data())
    def add_attendance(self, data: st.DataObject) -> None:
        sessions, members = self.live("session"), self.live("member")
        if sessions and members:
            session, _ = data.draw(st.sampled_from(sessions))
            member, _ = data.draw(st.sampled_from(members))
            self.operate("attendance", session=session, member=member, state="present")

    @rule(data=st.data())
    def add_review(self, data: st.DataObject) -> None:
        if members := self.live("member"):
            member, _ = data.draw(st.sampled_from(members))
            self.operate("review", member=member, year=2026, grade="qualified")

    @rule(day=st.integers(1, 28))
    def add_ticket(self, day: int) -> None:
        raised = date(2026, 2, day)
        self.operate("ticket", source="self_check", description="灯坏了", raised_on=raised)

    @rule(data=st.data(), state=st.sampled_from([None, *STATE.by_code]), day=st.integers(1, 28))
    def add_step(self, data: st.DataObject, state: str | None, day: int) -> None:
        if tickets := self.live("ticket"):
            ticket, _ = data.draw(st.sampled_from(tickets))
            at = datetime(2026, 3, day, 9)
            self.operate("ticket_step", ticket=ticket, at=at, note="办", state=state)

    @rule(data=st.data(), kind=st.sampled_from(KINDS), text=st.sampled_from(["甲", "乙", None]))
    def edit(self, data: st.DataObject, kind: str, text: str | None) -> None:
        column = {"member": "group", "session": "place", "ticket": "owner"}.get(kind, "note")
        if found := self.live(kind):
            _, uid = data.draw(st.sampled_from(found))
            self.operate(kind, "edit", uid, **{column: text})

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def remove(self, data: st.DataObject, kind: str) -> None:
        if found := self.live(kind):
            self.operate(kind, "remove", data.draw(st.sampled_from(found))[1])

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def restore(self, data: st.DataObject, kind: str) -> None:
        if found := self.live(kind, removed=True):
            self.operate(kind, "restore", data.draw(st.sampled_from(found))[1])

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        before, after = self.done.pop()
        assert dump(self.store) == after
        assert self.store.undo() is not None
        assert dump(self.store) == before
        self.undone.append((before, after))

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        before, after = self.undone.pop()
        assert dump(self.store) == before
        assert self.store.redo() is not None
        assert dump(self.store) == after
        self.done.append((before, after))

    @precondition(lambda self: not self.undone)
    @rule()
    def nothing_to_redo(self) -> None:
        assert self.store.redo() is None

    def teardown(self) -> None:
        # Whatever the way here was, the whole of it can be taken back.
        while self.done:
            self.undo()
        assert self.store.undo() is None
        self.store.close()
        self.folder.cleanup()


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=20, stateful_step_count=40, deadline=None)


def test_the_labels_say_what_comes_next(empty_store: Store) -> None:
    def labels() -> tuple[str | None, str | None]:
        with empty_store.read() as connection:
            return next_labels(connection)

    assert labels() == (None, None)
    for name in ("张三", "李四"):
        with empty_store.write(f"添加{name}") as writer:
            writer.add("member", {"name": name, "category": "full"})
    assert labels() == ("添加李四", None)
    empty_store.undo()
    assert labels() == ("添加张三", "添加李四")
    done = empty_store.undo()
    assert done is not None
    assert done.label == "撤销：添加张三"
    assert labels() == (None, "添加张三")
    empty_store.redo()
    assert labels() == ("添加张三", "添加李四")
    with empty_store.write("添加王五") as writer:
        writer.add("member", {"name": "王五", "category": "full"})
    assert labels() == ("添加王五", None)
    assert empty_store.redo() is None


def test_undo_itself_is_in_the_history(empty_store: Store) -> None:
    with empty_store.write("添加张三") as writer:
        uid = writer.add("member", {"name": "张三", "category": "full"})
    empty_store.undo()
    with empty_store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT o.label, o.state, o.reverts, c.after IS NULL FROM change c "
            "JOIN operation o ON o.id = c.operation WHERE c.uid = ? ORDER BY o.id",
            (uid,),
        ).fetchall()
    assert [tuple(row) for row in found] == [
        ("添加张三", "undone", None, 0),
        ("撤销：添加张三", "spent", 1, 1),
    ]


def test_what_changed_by_other_ways_is_not_trampled_on(empty_store: Store) -> None:
    with empty_store.write("添加") as writer:
        uid = writer.add("member", {"name": "张三", "category": "full"})
    with empty_store.transaction() as connection:
        connection.exec_driver_sql("UPDATE member SET name = '李四' WHERE uid = ?", (uid,))
    before = dump(empty_store)
    with pytest.raises(UserError) as caught:
        empty_store.undo()
    assert caught.value.code == "changed-since"
    assert dump(empty_store) == before


def test_undo_outlives_closing(empty_store: Store) -> None:
    from partydesk.store.opening import open_store

    with empty_store.write("添加") as writer:
        writer.add("member", {"name": "张三", "category": "full"})
    empty_store.close()
    with open_store(empty_store.home) as again:
        assert again.undo() is not None
        with again.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM member").scalar() == 0


def test_a_whole_sample_year_can_be_taken_back(branch_store: Store) -> None:
    full = dump(branch_store)
    steps = 0
    while branch_store.undo() is not None:
        steps += 1
    empty = dump(branch_store)
    assert {kind for kind in kinds() if empty[kind]} == {"organisation"}
    for _ in range(steps):
        assert branch_store.redo() is not None
    assert dump(branch_store) == full
