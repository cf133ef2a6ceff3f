"""What cannot be is refused wherever it is written; what is there already can be mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from partydesk.operations.records import save_record
from partydesk.records.findings import UserError
from partydesk.store.store import Store
from tests.earlier import let_in

Add = Callable[..., str]
GONE = {"name": "走了的", "relation": "left"}


def test_a_bad_row_of_an_earlier_version_is_mended_field_by_field(empty_store: Store) -> None:
    with empty_store.write("从前") as writer:
        uid = let_in(writer, "member", {**GONE, "joined_on": date(2020, 1, 1)})

    def save(**values: object) -> None:
        save_record(empty_store, "member", uid, values, "修改")

    save(post="02")  # what has nothing to do with it
    save(left_on=date(2026, 1, 5))  # one half of what is lacking
    with pytest.raises(UserError, match="转出日期"):
        save(left_on=None)
    save(left_to="乙支部")
    with pytest.raises(UserError, match="转出去向"):
        save(left_to=None)


def test_who_is_out_holds_no_office(empty_store: Store, add: Add) -> None:
    """A 书记 who left or came back from the bin never makes a second one."""
    first = add("member", name="甲", duty="secretary")
    with empty_store.write("移走") as writer:
        writer.remove("member", first)
    second = add("member", name="乙", duty="secretary")
    with pytest.raises(UserError, match="乙现在是书记"), empty_store.write("恢复") as writer:
        writer.restore("member", first)
    gone = {"relation": "left", "left_on": date(2026, 1, 5), "left_to": "乙支部"}
    save_record(empty_store, "member", second, gone, "转出")
    add("member", name="丙", duty="secretary")
    with pytest.raises(UserError, match="丙现在是书记"):
        save_record(empty_store, "member", second, {"relation": "on_roll", "left_on": None}, "回来")


def test_above_the_branches_there_are_several_deputies(empty_store: Store, add: Add) -> None:
    add("member", name="甲", duty="deputy")
    with pytest.raises(UserError, match="最多设一名"):
        add("member", name="乙", duty="deputy")
    own = empty_store.own.uid
    save_record(empty_store, "organisation", own, {"kind": "general_branch"}, "改成党总支")
    add("member", name="乙", duty="deputy")
