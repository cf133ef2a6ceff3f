"""The history of one record, in words."""

from __future__ import annotations

from collections.abc import Callable

from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.store.history import history
from partydesk.store.store import Store


def events(store: Store, uid: str) -> list[str]:
    with store.read() as connection:
        return [event.what for event in history(connection, "member", uid)]


def test_it_tells_each_change_newest_first(empty_store: Store, add: Callable[..., str]) -> None:
    uid = add("member", name="张三", category="full")
    other = add("member", name="李四", category="full")
    with empty_store.write("修改") as writer:
        writer.edit("member", uid, {"name": "张珊", "phone": "13800001234"})
    with empty_store.write("删除") as writer:
        writer.remove("member", uid)
    empty_store.undo()

    assert events(empty_store, uid) == ["撤销：删除", "删除", "修改", "添加"]
    assert events(empty_store, other) == ["添加"]


def test_a_change_tells_before_and_after_with_personal_values_masked(
    empty_store: Store, add: Callable[..., str]
) -> None:
    uid = add("member", name="张三", category="full")
    with empty_store.write("修改") as writer:
        writer.edit("member", uid, {"name": "张珊", "phone": "13800001234"})

    with empty_store.read() as connection:
        event = history(connection, "member", uid)[0]

    known = fields(kind_of("member"))
    told = {each.label: (each.before, each.after) for each in event.differences}
    assert told == {
        known["name"].label: ("张三", "张珊"),
        known["phone"].label: ("", "138****1234"),
    }
    assert event.actor
    assert event.at.tzinfo is None
