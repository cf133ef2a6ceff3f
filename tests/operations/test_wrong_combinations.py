"""What cannot be is refused wherever it is written; what is there already can be mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from partydesk.exchange.roster.intake import apply, propose
from partydesk.operations.affairs.carrying import carry_out
from partydesk.operations.records import save_record
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.norms import evaluate
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


def test_a_day_of_leaving_goes_with_having_left(empty_store: Store, add: Add) -> None:
    uid = add("member", name="甲", joined_on=date(2020, 1, 1))

    def save(**values: object) -> None:
        save_record(empty_store, "member", uid, values, "修改")

    for values, words in (
        ({"left_on": date(2026, 1, 5)}, "组织关系却是在册"),
        ({"lost_on": date(2026, 1, 5)}, "却不是“是”"),
        ({"membership_on": date(2026, 1, 5)}, "请先改党籍状态"),
    ):
        with pytest.raises(UserError, match=words) as refused:
            save(**values)
        assert [each.column for each in refused.value.findings] == list(values)
        with pytest.raises(UserError, match=words):
            add("member", name="乙", **values)
    # A limit that is over leaves the member as usual, with the day.
    carry_out(empty_store, "correct", [uid], {"membership_on": "2026-01-05", "reason": "会上",
                                              "correct_until": "2026-07-05"})  # fmt: skip
    carry_out(empty_store, "restore", [uid], {"membership_on": "2026-05-05", "reason": "改好"})
    save(post="02")
    save(membership="dead", membership_on=date(2026, 6, 1))
    save(membership="normal", membership_on=None)


def test_a_sheet_that_says_only_the_day_says_that_somebody_left(
    empty_store: Store, add: Add, tmp_path: Path
) -> None:
    add("member", name="甲", joined_on=date(2020, 1, 1))
    book = Workbook()
    for row in (
        ("姓名", "入党时间", "转出日期", "转出去向", "失去联系日期", "党籍变化日期", "人员类别"),
        ("甲", date(2020, 1, 1), date(2026, 3, 1), "外地某支部", None, None, "正式党员"),
        ("乙", date(2019, 1, 1), None, None, date(2025, 3, 1), None, "正式党员"),
        ("丙", date(2018, 1, 1), date(2026, 3, 1), None, None, None, "正式党员"),
        ("丁", date(2017, 1, 1), None, None, None, date(2025, 3, 1), "正式党员"),
    ):
        book.active.append(row)
    book.save(tmp_path / "花名册.xlsx")
    found = propose(empty_store, tmp_path / "花名册.xlsx")
    assert (found.updated, found.added, found.refused) == (1, 2, 1)
    said = {(each.row, each.why) for each in found.changes}
    assert {(2, "填了转出日期，按转出记"), (3, "填了失去联系日期，按失联记")} <= said
    told = {each.row: each.message for each in found.findings if each.row}
    assert "转出去向" in told[4] and "没有写党籍状态" in told[5]
    apply(empty_store, found)
    with empty_store.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT name, relation, lost FROM member WHERE deleted_at IS NULL ORDER BY joined_on"
        ).fetchall()
    assert [tuple(each) for each in kept] == [
        ("丁", "on_roll", None), ("乙", "on_roll", 1), ("甲", "left", None),
    ]  # fmt: skip
    assert propose(empty_store, tmp_path / "花名册.xlsx").added == 0


def test_one_of_before_who_left_and_is_here_is_asked_about(empty_store: Store) -> None:
    with empty_store.write("从前") as writer:
        let_in(writer, "member", {"name": "甲", "joined_on": date(2020, 1, 1),
                                  "left_on": date(2026, 3, 1)})  # fmt: skip
    with empty_store.read() as connection:
        items = evaluate(connection, parse_period("2026"), today=date(2026, 9, 20))
    assert [i.text for i in items if i.norm.id == "left"] == [
        "填了转出日期 2026-03-01，组织关系还是在册"
    ]
