"""What the rules ask of a branch as a whole: term, size, committee, submissions; and problems."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from partydesk.exchange.submission.writing import export
from partydesk.operations.rule_settings import choose_rules
from partydesk.records.periods import parse_period
from partydesk.rules import deadlines
from partydesk.rules.norms import evaluate
from partydesk.rules.reminders import reminders
from partydesk.sample.makers import make_branch
from partydesk.store.home import Home
from partydesk.store.store import Store
from tests.rules.judging import (
    add,
    edit,
    hand_in,
    judged,
    member,
    members,
    moved,
    remove,
    told,
)


def own(store: Store, **values: object) -> None:
    edit(store, "organisation", store.own.uid, **values)


# --- the term -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elected", "years", "due"),
    [
        ("2023-03-10", None, "2026-03-10"),
        ("2023-03-10", 3, "2026-03-10"),
        ("2021-03-10", 5, "2026-03-10"),
        ("2020-02-29", 3, "2023-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
    ],
)
def test_a_term_ends_on_its_day(branch: Store, elected: str, years: int | None, due: str) -> None:
    own(branch, elected_on=elected, term_years=years)
    year = due[:4]
    assert told(branch, "election", period=year, today=due) == [("", "due", due)]
    day_after = datetime.fromisoformat(due).toordinal() + 1
    after = f"{datetime.fromordinal(day_after):%Y-%m-%d}"
    assert told(branch, "election", period=year, today=after) == [("", "overdue", due)]
    assert told(branch, "election", period="2040", today="2040-01-01") == [("", "overdue", due)]
    assert told(branch, "election", period=f"{int(year) - 1}", today=after) == []


def test_elected_again(branch: Store) -> None:
    assert told(branch, "election") == []
    own(branch, elected_on="2023-03-10", term_years=3)
    assert told(branch, "election", today="2026-06-01") == [("", "overdue", "2026-03-10")]
    own(branch, elected_on="2026-06-01")
    assert told(branch, "election", today="2026-06-01") == [("", "done", "2026-06-01")]
    assert told(branch, "election", period="2027", today="2027-06-01") == []


@pytest.mark.parametrize(
    ("kind", "article"),
    [
        ("branch", "支部工作条例第二十一条"),
        ("joint_branch", "支部工作条例第二十一条"),
        ("general_branch", "关于党的基层组织任期的意见第一、二条"),
        ("temporary_branch", None),  # it has no elections
    ],
)
def test_terms_by_kind(branch: Store, kind: str, article: str | None) -> None:
    own(branch, kind=kind, elected_on="2020-01-01")
    articles = [item.norm.article for item in judged(branch, "election")]
    assert articles == ([article] if article else [])


# --- size and committee -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "full", "probationary", "state"),
    [
        ("branch", 0, 0, None),
        ("branch", 2, 5, "overdue"),
        ("branch", 3, 0, "done"),
        ("joint_branch", 2, 0, "exempt"),
        ("temporary_branch", 1, 0, "exempt"),
        ("joint_branch", 3, 0, "done"),
        ("branch", 48, 2, "done"),
        ("branch", 48, 3, "overdue"),
        ("joint_branch", 51, 0, "overdue"),
        ("general_branch", 60, 0, None),
    ],
)
def test_size(branch: Store, kind: str, full: int, probationary: int, state: str | None) -> None:
    own(branch, kind=kind)
    with branch.write("党员") as writer:
        for number in range(full + probationary):
            category = "full" if number < full else "probationary"
            writer.add("member", {"name": f"陈{chr(0x4E00 + number)}", "category": category})
        writer.add("member", {"name": "申请人", "category": "applicant"})
    assert told(branch, "branch_size") == ([("", state, None)] if state else [])


def test_size_is_that_of_the_day(branch: Store) -> None:
    people = members(branch, 3)
    edit(branch, "member", people[0], relation="left", left_on="2026-07-01", left_to="外")
    member(branch, "新人", joined_on="2025-09-01", confirmed_on="2026-09-01")
    for today, state in (("2026-06-30", "done"), ("2026-07-01", "overdue"),
                         ("2026-08-31", "overdue"), ("2026-09-01", "done")):  # fmt: skip
        assert told(branch, "branch_size", today=today) == [("", state, None)]
    # Of a period that is over, its last day.
    assert told(branch, "branch_size", period="2026-07") == [("", "overdue", None)]
    assert told(branch, "branch_size", period="2026-06") == [("", "done", None)]
    own(branch, founded_on="2026-07-02")
    assert told(branch, "branch_size", period="2026-06") == []


@pytest.mark.parametrize(
    ("full", "offices", "state"),
    [
        (6, 1, None),
        (6, 4, None),
        (7, 0, "lacking"),
        (7, 2, "overdue"),
        (7, 3, "done"),
        (9, 7, "done"),
        (9, 8, "overdue"),
    ],
)
def test_seven_elect_a_committee(branch: Store, full: int, offices: int, state: str | None) -> None:
    people = members(branch, full)
    for who in people[:offices]:
        edit(branch, "member", who, duty="committee")
    assert told(branch, "committee_size") == ([("", state, None)] if state else [])
    own(branch, kind="temporary_branch")
    assert told(branch, "committee_size") == []


def test_an_officer_who_left_is_no_officer(branch: Store) -> None:
    people = members(branch, 8)
    for who in people[:3]:
        edit(branch, "member", who, duty="committee")
    edit(branch, "member", people[0], relation="left", left_on="2026-07-01", left_to="外")
    assert told(branch, "committee_size", today="2026-06-30") == [("", "done", None)]
    assert told(branch, "committee_size", today="2026-07-01") == [("", "overdue", None)]
    (item,) = judged(branch, "committee_size", today="2026-07-01")
    assert {uid for _, uid in item.evidence} == set(people[1:3])


# --- submissions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "made", "done"),
    [
        ("2026Q1", "2026-04-02", {"2026Q1"}),
        ("2026H1", "2026-07-02", {"2026Q1", "2026Q2"}),
        ("2026", "2027-01-02", {"2026Q1", "2026Q2", "2026Q3", "2026Q4"}),
        ("2026-01-01..2026-09-30", "2026-10-05", {"2026Q1", "2026Q2", "2026Q3"}),
        ("2026-03", "2026-04-02", set()),
        ("2026", "2026-05-01", {"2026Q1"}),  # before the others were over
        ("2026Q2", "2026-06-30", {"2026Q2"}),
        ("2026Q2", "2026-06-29", set()),
    ],
)
def test_quarters_handed_in(branch: Store, period: str, made: str, done: set[str]) -> None:
    hand_in(branch, period, made)
    items = judged(branch, "submission", today="2027-01-05")
    assert {item.slot for item in items} == {"2026Q1", "2026Q2", "2026Q3", "2026Q4"}
    assert {item.slot for item in items if item.state == "done"} == done


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-03-31", None),
        ("2026-04-01", "due"),
        ("2026-04-10", "due"),
        ("2026-04-11", "overdue"),
        ("2026-06-29", "overdue"),
        ("2026-06-30", "missed"),
    ],
)
def test_ten_days_after_the_quarter(branch: Store, today: str, state: str | None) -> None:
    found = told(branch, "submission", period="2026Q1", today=today)
    assert found == ([("", state, "2026-04-10")] if state else [])


def test_replaced_ones_and_quarters_before_the_founding(branch: Store, tmp_path: Path) -> None:
    own(branch, founded_on="2026-04-01")
    hand_in(branch, "2026Q2", "2026-07-02", state="replaced")
    found = {
        item.slot: str(item.state) for item in judged(branch, "submission", today="2026-07-05")
    }
    assert found == {"2026Q2": "due"}
    export(branch, parse_period("2025Q4"), tmp_path)
    own(branch, founded_on="2025-12-31")
    (item,) = judged(branch, "submission", period="2025Q4", today="2026-02-01")
    assert str(item.state) == "done"


# --- problems and their limits ------------------------------------------------------------------


def ticket(store: Store, due: str | None = "2026-06-30", **values: object) -> str:
    known = {"source": "self_check", "description": "路灯不亮\n第二行", "raised_on": "2026-01-05",
             "due_on": due}  # fmt: skip
    return add(store, "ticket", **(known | values))


def findings(store: Store, **when: str) -> list[tuple[str, str]]:
    return [
        (str(i.state), i.text)
        for i in judged(store, "ticket", **when)  # type: ignore[arg-type]
    ]


def test_a_problem_to_its_limit(branch: Store) -> None:
    uid = ticket(branch, owner="王五")
    ticket(branch, due=None)
    assert findings(branch, today="2026-06-30") == [("due", "责任人 王五")]
    assert findings(branch, today="2026-07-01") == [("overdue", "责任人 王五")]
    assert findings(branch, period="2030", today="2030-01-01") == [("overdue", "责任人 王五")]
    assert findings(branch, period="2026Q1", today="2026-07-01") == []
    (item,) = judged(branch, "ticket")
    assert (item.uid, item.about) == (uid, "2026-001 路灯不亮")
    remove(branch, "ticket", uid)
    assert findings(branch) == []


@pytest.mark.parametrize(
    ("on", "moves", "expected"),
    [
        ("2026-06-30", ("working", "resolved"), ("done", "")),
        ("2026-06-30", ("working", "resolved", "closed"), ("done", "")),
        ("2026-07-02", ("working", "resolved"), ("done", "晚 2 天解决")),
        ("2026-07-02", ("working", "resolved", "working"), ("overdue", "")),
        ("2026-06-01", ("working", "standing"), ("exempt", "")),
        ("2026-06-01", ("declined",), ("exempt", "")),
        ("2026-06-01", ("working",), ("overdue", "")),
    ],
)
def test_how_a_problem_went(
    branch: Store, on: str, moves: tuple[str, ...], expected: tuple[str, str]
) -> None:
    uid = ticket(branch)
    moved(branch, uid, on, *moves)
    assert findings(branch) == [expected]
    settled = expected[0] != "overdue"
    assert findings(branch, period="2030") == ([] if settled else [expected])


# --- all of them together -----------------------------------------------------------------------


def queries(store: Store) -> int:
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    with store.read() as connection:
        event.listen(connection, "before_cursor_execute", counted)
        evaluate(connection, parse_period("2026"))
        event.remove(connection, "before_cursor_execute", counted)
    return count


def test_as_many_queries_for_one_branch_as_for_many(
    tmp_path: Path, branch: Store, committee: Store
) -> None:
    few = queries(committee)
    with committee.write("登记") as writer:
        for number in range(30):
            writer.add("organisation", {"code": f"P{number + 10}", "name": f"{number} 支部"})
    assert queries(committee) == few
    with make_branch(Home(tmp_path / "大"), "P9", "大支部", short_name="大", seed=1,
                     members=40) as large:  # fmt: skip
        # A committee's file also tells which days each branch has told of.
        assert queries(large) == queries(branch) < few


@pytest.mark.parametrize(
    ("today", "state"), [("2026-04-30", "due"), ("2026-05-01", "overdue"), ("2026-08-01", "missed")]
)
def test_the_day_a_submission_is_due_is_the_one_the_park_sets(
    branch: Store, today: str, state: str
) -> None:
    choose_rules(branch, days={"quarter": 30})
    (item,) = judged(branch, "submission", period="2026Q1", today=today)
    assert (str(item.state), str(item.due)) == (state, "2026-04-30")
    assert item.norm.says == "每季度后 30 天内"
    with branch.read() as connection:
        assert deadlines.due_on(connection, parse_period("2026Q1")) == item.due


def test_the_longest_days_are_reminded_of_until_they_lapse(branch: Store) -> None:
    choose_rules(branch, days={"quarter": 90})
    with branch.read() as connection:
        for day, when in ((date(2026, 6, 29), "today"), (date(2026, 9, 17), "overdue")):
            found = reminders(connection, today=day)
            assert [r.when for r in found if r.items[0].slot == "2026Q1"
                    and r.norm.id == "submission"] == [when]  # fmt: skip


def test_handed_in_late_is_said_with_the_days(branch: Store) -> None:
    hand_in(branch, "2026Q1", "2026-04-13")
    (item,) = judged(branch, "submission", period="2026Q1", today="2026-06-01")
    assert (str(item.state), item.text) == ("done", "晚 3 天报送")
    choose_rules(branch, days={"quarter": 13})
    (item,) = judged(branch, "submission", period="2026Q1", today="2026-06-01")
    assert (str(item.state), item.text) == ("done", "")
