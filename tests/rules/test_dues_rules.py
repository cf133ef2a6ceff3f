"""What was due of each member in each month, and how it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.operations.dues import pay_arrears, pay_month, record, year_of
from partydesk.records.findings import UserError
from partydesk.records.months import later
from partydesk.records.periods import parse_period
from partydesk.rules.derived_indicators import derive
from partydesk.rules.norms.dues_months import (
    Base,
    DuesMember,
    DuesState,
    Payment,
    base_of,
    dues_of,
    month_stands,
    paid_up_to,
)
from partydesk.store.store import Store

OnDay = Callable[[date], None]
NOW = "2026-09"
MONTHS = st.integers(0, 40).map(lambda number: later("2024-01", number))


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(date(2026, 9, 20))


@given(st.dictionaries(MONTHS, st.integers(0, 99_999), max_size=6), MONTHS, st.randoms())
@settings(max_examples=30)
def test_due_is_the_latest_base_by_then_in_any_order(
    amounts: dict[str, int], month: str, random: Any
) -> None:
    bases = [Base(1, m, m, cents) for m, cents in amounts.items()]
    random.shuffle(bases)
    earlier = [m for m in amounts if m <= month]
    found = base_of(bases, month)
    assert (found and found.monthly) == (amounts[max(earlier)] if earlier else None)
    stands = month_stands(month, bases, None, True, NOW)
    assert stands.due == (None if found is None else found.monthly)


@given(st.integers(1, 50_000), st.integers(1, 90_000), st.integers(0, 50_000), MONTHS)
@settings(max_examples=80)
def test_paid_is_what_was_due_and_extra_less_what_lacks(
    due: int, amount: int, extra: int, month: str
) -> None:
    said = min(extra, amount)
    payment = Payment(1, "u", month, amount, "2026-09-01", said or None)
    each = month_stands(month, [Base(1, "b", "2024-01", due)], payment, True, NOW)
    assert each.paid == amount == due + each.extra - each.lacking
    assert (each.state is DuesState.SHORT) == (each.lacking > 0 and month <= NOW)


def _member(store: Store, name: str, **more: Any) -> int:
    values = {"name": name, "category": "full", "joined_on": date(2015, 6, 10), **more}
    with store.write("添加党员") as writer:
        row = writer.find("member", writer.add("member", values))
        assert row is not None
        return int(row["id"])


def _add(store: Store, what: str, /, **values: Any) -> None:
    with store.write("添加") as writer:
        writer.add(what, values)


def _of(store: Store, name: str, month: str = NOW) -> DuesMember:
    return next(each for each in year_of(store, month).members if each.name == name)


def _paid_to(store: Store, member: int) -> str:
    with store.read() as connection:
        found = dues_of(connection, member, date(2026, 9, 20))
    assert found is not None
    return paid_up_to(found)


def _states(member: DuesMember) -> str:
    letter = {
        DuesState.PAID: "p", DuesState.SHORT: "s", DuesState.DUE: "d", DuesState.OWED: "o",
        DuesState.EXEMPT: "e", DuesState.OUT: "-", DuesState.UNSET: "?", DuesState.AHEAD: ".",
    }  # fmt: skip
    return "".join(letter[each.state] for each in member.months.values())


def test_a_year_of_cases(empty_store: Store) -> None:
    store = empty_store
    steady = _member(store, "常在")
    new = _member(store, "新人", category="probationary", joined_on=date(2026, 4, 28))
    came = _member(store, "转来", arrived_on=date(2026, 3, 15), arrived_from="乙支部")
    came_letter = _member(store, "带信来", arrived_on=date(2026, 3, 15), arrived_from="乙支部")
    gone = _member(store, "转走", relation="left", left_on=date(2026, 6, 1), left_to="乙支部")
    retired = _member(store, "退休")
    poor = _member(store, "困难")
    _member(store, "没核定")
    _add(store, "transfer", member=came_letter, direction="in", place="乙支部",
         issued_on=date(2026, 3, 10), dues_paid_to="2026-05", state="received")  # fmt: skip
    for who in (steady, came, came_letter, gone):
        _add(store, "dues_base", member=who, from_month="2026-01", income=620000)
    _add(store, "dues_base", member=new, from_month="2026-04", monthly=3000)
    _add(store, "dues_base", member=retired, from_month="2025-01", income=900000)
    _add(store, "dues_base", member=retired, from_month="2026-07", income=480000, kind="retired")
    _add(store, "dues_base", member=poor, from_month="2026-01", monthly=5000)
    _add(store, "dues_base", member=poor, from_month="2026-05", reduced="exempt",
         approved_on=date(2026, 4, 30))  # fmt: skip

    assert _states(_of(store, "常在")) == "ooooooood..."
    assert _states(_of(store, "新人")) == "---oooood..."
    assert _states(_of(store, "转来")) == "--ooooood..."
    assert _states(_of(store, "带信来")) == "-----oood..."
    assert _states(_of(store, "转走")) == "ooooo-------"
    assert _states(_of(store, "困难")) == "ooooeeeee..."
    assert _states(_of(store, "没核定")) == "?????????..."
    old = _of(store, "退休")
    assert [old.months[m].due for m in ("2026-06", "2026-07")] == [13500, 2400]
    assert _of(store, "常在").owed == 8 * 9300

    # The retired is on the books since 2025, the others' year before is nobody's arrears.
    assert _states(_of(store, "常在", "2025-12")) == "?" * 12
    assert pay_month(store, NOW) == 5
    with pytest.raises(UserError, match="没有还没交的人"):
        pay_month(store, NOW)
    store.undo()
    assert year_of(store, NOW).total(NOW) == 0

    steady_uid = _of(store, "常在").uid
    paid = {(steady_uid, "2026-01"): 9300, (steady_uid, "2026-02"): 10000,
            (steady_uid, "2026-03"): 5000}  # fmt: skip
    assert record(store, paid, "记") == 3
    assert record(store, paid, "记") == 0
    member = _of(store, "常在")
    assert _states(member) == "ppsoooood..."
    assert (member.months["2026-02"].extra, member.months["2026-03"].lacking) == (700, 4300)
    assert _paid_to(store, steady) == "2026-02"
    assert pay_arrears(store, member) == 6
    assert _of(store, "常在").owed == 0 and _of(store, "常在").paid == 8 * 9300 + 700
    assert (_paid_to(store, steady), _paid_to(store, gone)) == ("2026-08", "")
    assert record(store, {(steady_uid, "2026-01"): None}, "取消") == 1
    assert _states(_of(store, "常在")).startswith("opp")
    with pytest.raises(UserError, match="2015 年 6 月才入党"):
        record(store, {(steady_uid, "2015-05"): 100}, "记")


def test_what_was_before_the_file_is_nobodys_arrears(empty_store: Store) -> None:
    store = empty_store
    with store.write("启用") as writer:
        writer.edit("organisation", store.own.uid, {"used_from": date(2026, 7, 1)})
    who = _member(store, "甲")
    _add(store, "dues_base", member=who, from_month="2026-01", monthly=1000)
    assert _states(_of(store, "甲")) == "------ood..."
    record(store, {(_of(store, "甲").uid, "2026-05"): 1000}, "补记")
    assert _states(_of(store, "甲")) == "----poood..."


def test_figures_are_the_months_added_up(empty_store: Store) -> None:
    store = empty_store
    with store.write("启用") as writer:
        writer.edit("organisation", store.own.uid, {"used_from": date(2026, 1, 1)})

    def told(period: str) -> dict[str, object]:
        with store.read() as connection:
            found = derive(connection, parse_period(period), (store.own.id,))
        return {each.id[5:]: each.value for each in found if each.id.startswith("dues_")}

    assert told("2026") == {}  # nobody's are kept here
    for number, name in enumerate("甲乙丙丁"):
        who = _member(store, name)
        less = {"reduced": "less", "approved_on": date(2026, 1, 8)} if name == "丙" else {}
        if name == "丁":
            less = {"reduced": "exempt", "approved_on": date(2026, 1, 8)}
        amount = 0 if name == "丁" else 1010 + number
        _add(store, "dues_base", member=who, from_month="2026-07", monthly=amount, **less)
    uids = {each.name: each.uid for each in year_of(store, NOW).members}
    record(store, {(uids["甲"], "2026-07"): 1010, (uids["乙"], "2026-07"): 1500,
                   (uids["丙"], "2026-07"): 500}, "记")  # fmt: skip
    assert told("2026-07") == {
        "due": 30.33, "paid": 30.1, "extra": 4.89, "rate": 83.1, "reduced": 1, "exempt": 1,
    }  # fmt: skip
    assert told("2026Q3") == told("2026") | {"due": 90.99}
    assert told("2026Q1")["due"] == 0 and told("2026Q1")["rate"] is None
