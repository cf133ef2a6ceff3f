"""What is not held against a branch: days before its start, and what was said not to apply."""

from __future__ import annotations

from datetime import date

import pytest

from partydesk.operations.exemptions import exempt, take_back
from partydesk.records.findings import UserError
from partydesk.rules.derived_indicators import completion
from partydesk.store.store import Store
from tests.rules.judging import edit, judged, member, session, states

TODAY = "2026-08-20"


def test_what_was_due_before_the_start_is_of_before(branch: Store) -> None:
    member(branch)
    session(branch, "theme_day", "2026-03-10")
    before = states(branch, "theme_day", today=TODAY)
    assert before["2026-06"] == "missed" and before["2026-03"] == "done"
    edit(branch, "organisation", branch.own.uid, used_from="2026-07-01")
    after = states(branch, "theme_day", today=TODAY)
    assert {after[f"2026-{month:02d}"] for month in (1, 2, 4, 5, 6)} == {"before"}
    assert after["2026-03"] == "done", "what was entered of earlier days counts"
    assert {slot: s for slot, s in after.items() if slot > "2026-06"} == {
        slot: s for slot, s in before.items() if slot > "2026-06"
    }
    shares = completion(judged(branch, "theme_day", "general_meeting", today=TODAY))
    assert "2026-06" not in shares.get(branch.own.id, {})


def test_the_sheet_of_a_quarter_before_the_start_is_not_asked_for(branch: Store) -> None:
    member(branch)
    edit(branch, "organisation", branch.own.uid, used_from="2026-07-01")
    told = states(branch, "submission", today="2026-10-20")
    assert told == {"2026Q1": "before", "2026Q2": "before", "2026Q3": "overdue"}


def test_a_meeting_that_does_not_fit_is_exempt_until_it_is_taken_back(branch: Store) -> None:
    member(branch)
    before = states(branch, "theme_day", today=TODAY)
    first, last = date(2026, 7, 1), date(2026, 7, 31)
    (uid,) = exempt(branch, "theme_day", [""], "停产检修", first, last)
    items = {item.slot: item for item in judged(branch, "theme_day", today=TODAY)}
    assert (str(items["2026-07"].state), items["2026-07"].text) == ("exempt", "停产检修")
    assert {s: str(i.state) for s, i in items.items() if s != "2026-07"} == {
        slot: state for slot, state in before.items() if slot != "2026-07"
    }
    branch.undo()
    assert states(branch, "theme_day", today=TODAY) == before
    branch.redo()
    take_back(branch, uid)
    assert states(branch, "theme_day", today=TODAY) == before


def test_one_of_two_people_is_exempt(branch: Store) -> None:
    chosen, other = member(branch, "张三"), member(branch, "李四")
    exempt(branch, "hours_32", [chosen], "长期病休", date(2026, 1, 1))
    told = {item.uid: str(item.state) for item in judged(branch, "hours_32")}
    assert told[chosen] == "exempt" and told[other] != "exempt"


def test_what_is_done_stays_done(branch: Store) -> None:
    member(branch)
    session(branch, "theme_day", "2026-03-10")
    exempt(branch, "theme_day", [branch.own.uid], "没有条件", date(2026, 1, 1))
    told = states(branch, "theme_day", today=TODAY)
    assert told.pop("2026-03") == "done" and set(told.values()) == {"exempt"}


@pytest.mark.parametrize(
    ("rule", "about", "reason", "until"),
    [
        ("no_such", "", "病休", None),
        ("hours_32", "0" * 32, "病休", None),
        ("hours_32", "", "  ", None),
        ("hours_32", "", "病休", date(2025, 1, 1)),
    ],
)
def test_what_cannot_be_exempt_changes_nothing(
    branch: Store, rule: str, about: str, reason: str, until: date | None
) -> None:
    member(branch)
    before = judged(branch, "hours_32")
    with pytest.raises(UserError):
        exempt(branch, rule, [about], reason, date(2026, 1, 1), until)
    assert judged(branch, "hours_32") == before
