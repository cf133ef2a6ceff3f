"""What the norms say of dues: of a branch that keeps them here, and of nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from partydesk.operations.dues import pay_month, record, year_of
from partydesk.records.periods import parse_period
from partydesk.rules.norms import State, evaluate
from partydesk.rules.norms.dues import NORMS
from partydesk.store.store import Store
from tests.rules.judging import add

IDS = {norm.id for norm in NORMS}


@pytest.fixture(autouse=True)
def today(on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 9, 20))


def said(store: Store) -> list[tuple[str, str, str, State]]:
    with store.read() as connection:
        found = evaluate(connection, parse_period("2026"))
    return [
        (each.norm.id, each.about or each.slot, each.text, each.state)
        for each in found
        if each.norm.id in IDS
    ]


def test_a_branch_that_keeps_its_dues_here(empty_store: Store) -> None:
    store = empty_store
    with store.write("启用") as writer:
        writer.edit("organisation", store.own.uid, {"used_from": date(2026, 1, 1)})
    ids = {}
    for name in ("常交", "久欠", "欠三", "没核定"):
        uid = add(store, "member", name=name, category="full", joined_on="2015-06-10")
        with store.write("看") as writer:
            ids[name] = writer.reference("member", uid)
    assert said(store) == []  # nobody's dues are kept here
    for name in ("常交", "久欠", "欠三"):
        add(store, "dues_base", member=ids[name], from_month="2026-01", monthly=1000)
    months = [f"2026-{number:02d}" for number in range(1, 9)]
    people = {each.name: each.uid for each in year_of(store, "2026-01").members}
    record(store, {(people["常交"], month): 1000 for month in months}, "记")
    record(store, {(people["久欠"], "2026-01"): 1000}, "记")
    record(store, {(people["欠三"], month): 1000 for month in months[:5]}, "记")

    found = said(store)
    slots = {slot: (text, state) for id, slot, text, state in found if id == "dues_collected"}
    assert slots["2026-01"] == ("3 人交了", State.DONE)
    assert slots["2026-03"] == ("还有 1 人没有记交", State.MISSED)
    assert slots["2026-08"] == ("还有 2 人没有记交", State.OVERDUE)
    assert slots["2026-09"] == ("还有 3 人没有记交", State.DUE)
    whole = ("dues_collected", "dues_notice", "dues_handed")
    others = [each for each in found if each[0] not in whole]
    assert sorted(others) == [
        ("dues_base", "没核定", "没有核定每月应交多少", State.LACKING),
        ("dues_six_months", "久欠", "2026-02 起 7 个月没有交党费的记录", State.DUE),
        ("dues_three_months", "欠三", "2026-06 起 3 个月没有交党费的记录", State.OVERDUE),
    ]
    add(store, "talk", kind="reminder", held_on="2026-09-10", talker="书记", subjects="久欠",
        topic="党费")  # fmt: skip
    assert ("dues_six_months", "久欠", "2026-02 起 7 个月没有交党费的记录", State.DONE) in said(
        store
    )
    assert pay_month(store, "2026-08") == 2
    left = {id: about for id, about, _, state in said(store) if state is not State.DONE}
    assert "dues_three_months" not in left and "dues_six_months" not in left


def test_the_year_is_made_known_and_what_is_collected_goes_up(empty_store: Store) -> None:
    store = empty_store
    with store.write("启用") as writer:
        writer.edit("organisation", store.own.uid, {"used_from": date(2026, 1, 1)})
    uid = add(store, "member", name="常交", category="full", joined_on="2015-06-10")
    with store.write("看") as writer:
        member = writer.reference("member", uid)
    add(store, "dues_base", member=member, from_month="2026-01", monthly=1000)

    def stand(id: str) -> dict[str, tuple[State, str]]:
        return {slot: (state, text) for norm, slot, text, state in said(store) if norm == id}

    # Quarters, ten days after each, where the park has said nothing else; today is in September.
    assert {slot: state for slot, (state, _) in stand("dues_handed").items()} == {
        "2026Q1": State.OVERDUE, "2026Q2": State.OVERDUE, "2026Q3": State.DUE, "2026Q4": State.DUE,
    }  # fmt: skip
    assert stand("dues_notice") == {"2026": (State.DUE, "")}
    add(store, "dues_handed", until_month="2026-03", amount=3000, on="2026-04-09")
    add(store, "dues_handed", until_month="2026-06", amount=3000, on="2026-07-15")
    handed = stand("dues_handed")
    assert handed["2026Q1"] == (State.DONE, "2026-04-09 缴到 2026 年 3 月，30.00 元")
    assert handed["2026Q2"] == (State.DONE, "2026-07-15 缴到 2026 年 6 月，30.00 元，晚了 5 天")
    store.set_settings(("dues_handed_every", "half"), ("dues_handed_days", "20"))
    assert set(stand("dues_handed")) == {"2026H1", "2026H2"}
    assert stand("dues_handed")["2026H1"][1].endswith("30.00 元")  # the 20th is not passed
    add(store, "dues_notice", year=2026, from_on="2026-09-01")
    assert stand("dues_notice") == {"2026": (State.DONE, "2026-09-01 起公示")}
