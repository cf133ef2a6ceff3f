"""三会一课, 主题党日, 组织生活会, 民主评议: which month, quarter, year asks, and how it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from partydesk.exchange.merge.conflicts import conflicts
from partydesk.exchange.merge.deciding import decide
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules.norms import NORMS
from partydesk.rules.norms.custom import as_settings, chosen
from partydesk.store import settings
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.merging import merge
from tests.rules.judging import (
    add,
    attend,
    edit,
    ids,
    judged,
    member,
    members,
    remove,
    session,
    states,
)


@pytest.mark.parametrize(
    ("norm", "kind", "on", "slot"),
    [
        ("general_meeting", "general_meeting", "2026-01-01 00:00", "2026Q1"),
        ("general_meeting", "general_meeting", "2026-03-31 23:59", "2026Q1"),
        ("general_meeting", "general_meeting", "2026-04-01 00:00", "2026Q2"),
        ("theme_day", "theme_day", "2026-02-28 23:59", "2026-02"),
        ("theme_day", "theme_day", "2026-03-01 00:00", "2026-03"),
        ("theme_day", "theme_day", "2026-12-31 23:59", "2026-12"),
        ("life_meeting", "life_meeting", "2026-01-01 00:00", "2026"),
        ("life_meeting", "life_meeting", "2026-12-31 23:59", "2026"),
        ("review_meeting", "review_meeting", "2026-12-31 08:00", "2026"),
    ],
)
def test_a_meeting_counts_for_the_slot_of_its_day(
    branch: Store, norm: str, kind: str, on: str, slot: str
) -> None:
    uid = session(branch, kind, on)
    items = judged(branch, norm, today="2027-06-01")
    assert {item.slot: str(item.state) for item in items if item.slot == slot} == {slot: "done"}
    assert {str(item.state) for item in items if item.slot != slot} <= {"missed"}
    assert [item.evidence for item in items if item.slot == slot] == [(("session", uid),)]
    remove(branch, "session", uid)
    assert "done" not in states(branch, norm, today="2027-06-01").values()


def test_leap_day_belongs_to_february(branch: Store) -> None:
    session(branch, "theme_day", "2028-02-29 23:59")
    assert states(branch, "theme_day", period="2028-02", today="2028-03-01") == {"2028-02": "done"}


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-08-01", "due"),
        ("2026-08-31", "due"),
        ("2026-09-01", "overdue"),
        ("2026-10-01", "overdue"),
        ("2026-10-02", "missed"),
    ],
)
def test_due_to_its_last_day_then_a_month_overdue_then_missed(
    branch: Store, today: str, state: str
) -> None:
    assert states(branch, "theme_day", period="2026-08", today=today) == {"2026-08": state}


def test_a_slot_is_asked_in_the_period_that_holds_its_last_day(branch: Store) -> None:
    inside = states(branch, "theme_day", period="2026-01-15..2026-03-30")
    assert set(inside) == {"2026-01", "2026-02"}
    assert states(branch, "general_meeting", period="2026-08") == {}
    assert set(states(branch, "general_meeting", period="2026H1")) == {"2026Q1", "2026Q2"}
    assert states(branch, "life_meeting", period="2026Q3") == {}
    assert set(states(branch, "life_meeting", period="2026Q4")) == {"2026"}


def test_what_was_held_before_the_period_within_its_slot_counts(branch: Store) -> None:
    session(branch, "theme_day", "2026-01-03")
    assert states(branch, "theme_day", period="2026-01-15..2026-01-31") == {"2026-01": "done"}


@pytest.mark.parametrize(
    ("founded", "june", "july", "second", "third"),
    [
        ("2026-06-01", "missed", "missed", "exempt", "missed"),
        ("2026-06-02", "exempt", "missed", "exempt", "missed"),
        ("2026-06-30", "exempt", "missed", "exempt", "missed"),
        ("2026-07-01", None, "missed", None, "missed"),
        ("2026-04-01", "missed", "missed", "missed", "missed"),
    ],
)
def test_founded_in_the_middle(
    branch: Store, founded: str, june: str | None, july: str, second: str | None, third: str
) -> None:
    edit(branch, "organisation", branch.own.uid, founded_on=founded)
    months = states(branch, "theme_day", today="2027-06-01")
    quarters = states(branch, "general_meeting", today="2027-06-01")
    assert (months.get("2026-06"), months["2026-07"]) == (june, july)
    assert (quarters.get("2026Q2"), quarters["2026Q3"]) == (second, third)
    assert states(branch, "life_meeting", today="2027-06-01") == {"2026": "exempt"}
    # What it held all the same counts.
    session(branch, "theme_day", "2026-06-30")
    assert states(branch, "theme_day", today="2027-06-01")["2026-06"] == "done"


def test_a_committee_is_asked_for_from_the_seventh_full_member_on(branch: Store) -> None:
    people = members(branch, 6)
    assert judged(branch, "branch_committee") == []
    member(branch, "第七人", joined_on="2025-03-10", confirmed_on="2026-03-31")
    months = states(branch, "branch_committee", today="2026-05-15")
    assert "2026-02" not in months  # still probationary at the end of February
    assert months["2026-03"] == "missed"
    assert months["2026-04"] == "overdue"
    assert months["2026-05"] == "due"
    edit(branch, "member", people[0], relation="left", left_on="2026-04-30", left_to="乙支部")
    assert set(states(branch, "branch_committee", today="2026-05-15")) == {"2026-03"}


def test_three_with_an_office_are_a_committee(branch: Store) -> None:
    people = members(branch, 5)
    edit(branch, "member", people[0], duty="secretary")
    edit(branch, "member", people[1], duty="deputy")
    assert judged(branch, "branch_committee") == []
    edit(branch, "member", people[2], duty="group_leader")
    assert judged(branch, "branch_committee") == []
    edit(branch, "member", people[2], duty="organisation")
    assert len(judged(branch, "branch_committee")) == 12
    edit(branch, "member", people[1], relation="left", left_on="2026-03-31", left_to="乙支部")
    assert set(states(branch, "branch_committee", today="2027-01-01")) == {"2026-01", "2026-02"}


def test_a_running_month_goes_by_today(branch: Store) -> None:
    people = members(branch, 7)
    edit(branch, "member", people[0], relation="left", left_on="2026-05-31", left_to="乙支部")
    may = {"period": "2026-05"}
    assert states(branch, "branch_committee", today="2026-05-30", **may) == {"2026-05": "due"}
    assert states(branch, "branch_committee", today="2026-05-31", **may) == {}


def test_a_committee_meeting_held_without_need_is_done(branch: Store) -> None:
    session(branch, "branch_committee", "2026-03-02")
    assert states(branch, "branch_committee") == {"2026-03": "done"}


def group_states(store: Store, period: str = "2026-05") -> dict[str, str]:
    items = judged(store, "group_meeting", period=period, today="2026-12-31")
    return {item.about: str(item.state) for item in items}


def test_groups_meet_each_by_itself(branch: Store) -> None:
    assert judged(branch, "group_meeting") == []
    one = member(branch, "甲", group="第一党小组")
    two = member(branch, "乙", group="第二党小组")
    three = member(branch, "丙")
    assert group_states(branch) == {"第一党小组": "missed", "第二党小组": "missed"}
    named = session(branch, "group_meeting", "2026-05-05", group="第二党小组")
    assert group_states(branch) == {"第一党小组": "missed", "第二党小组": "done"}
    remove(branch, "session", named)
    of_those_there = session(branch, "group_meeting", "2026-05-06", one, three)
    assert group_states(branch) == {"第一党小组": "done", "第二党小组": "missed"}
    remove(branch, "session", of_those_there)
    # The group that the meeting names holds it, whoever sat in.
    sat_in = session(branch, "group_meeting", "2026-05-07", two, group="第一党小组")
    assert group_states(branch) == {"第一党小组": "done", "第二党小组": "missed"}
    remove(branch, "session", sat_in)
    session(branch, "group_meeting", "2026-05-08", three)
    assert group_states(branch) == {"第一党小组": "done", "第二党小组": "done"}


def test_only_who_was_present_tells_the_group(branch: Store) -> None:
    one = member(branch, "甲", group="第一党小组")
    two = member(branch, "乙", group="第二党小组")
    uid = session(branch, "group_meeting", "2026-05-05", one)
    with branch.write("请假") as writer:
        attend(writer, uid, two, "leave")
    assert group_states(branch) == {"第一党小组": "done", "第二党小组": "missed"}


def test_a_group_is_there_while_its_people_are(branch: Store) -> None:
    member(branch, "甲", group="第一党小组", joined_on="2026-05-10", category="probationary")
    member(branch, "申请人", group="申请小组", category="applicant")
    gone = member(branch, "乙", group="老小组", relation="left", left_on="2026-05-31", left_to="外")
    told = {
        (item.about, item.slot): str(item.state)
        for item in judged(branch, "group_meeting", period="2026H1", today="2027-01-01")
    }
    assert {slot for about, slot in told if about == "第一党小组"} == {"2026-05", "2026-06"}
    assert told["第一党小组", "2026-05"] == "exempt"
    assert {slot for about, slot in told if about == "老小组"} == {
        "2026-01", "2026-02", "2026-03", "2026-04",
    }  # fmt: skip
    assert not [1 for about, _ in told if about == "申请小组"]
    remove(branch, "member", gone)
    assert {i.about for i in judged(branch, "group_meeting", period="2026H1")} == {"第一党小组"}


def test_review_within_the_life_meeting_once_grades_are_there(branch: Store) -> None:
    who = member(branch)
    session(branch, "life_meeting", "2026-12-10")
    assert states(branch, "review_meeting") == {"2026": "due"}
    with branch.write("评议") as writer:
        values = {"member": writer.reference("member", who), "grade": "qualified"}
        last_year = writer.add("review", values | {"year": 2025})
    assert states(branch, "review_meeting") == {"2026": "due"}
    with branch.write("评议") as writer:
        this_year = writer.add("review", values | {"year": 2026})
    assert states(branch, "review_meeting") == {"2026": "done"}
    remove(branch, "review", this_year)
    remove(branch, "review", last_year)
    assert states(branch, "review_meeting") == {"2026": "due"}


def test_local_custom_is_off_until_chosen(branch: Store) -> None:
    session(branch, "theme_day", "2026-03-31", elements="lecture,oath")
    session(branch, "lecture", "2026-04-01")
    session(branch, "theme_day", "2026-07-01", elements="oath")
    customs = {norm.id for norm in NORMS.values() if norm.custom and not norm.usual}
    assert "lecture_quarterly" in customs
    assert judged(branch, *customs) == []
    with branch.transaction() as connection:
        for pair in as_settings(frozenset({"lecture_quarterly"})):
            settings.put(connection, *pair)
        assert chosen(connection) & customs == {"lecture_quarterly"}
    assert states(branch, *customs, today="2026-10-15") == {
        "2026Q1": "done", "2026Q2": "done", "2026Q3": "overdue", "2026Q4": "due",
    }  # fmt: skip


def test_the_committee_has_norms_of_its_own(committee: Store) -> None:
    items = judged(committee, *NORMS, today="2026-09-01")
    assert {item.norm.id for item in items} == {
        "lecture", "ideology_half_year", "centre_group_quarterly", "governance_half_year",
    }  # fmt: skip
    assert {i.slot: str(i.state) for i in items if i.norm.id == "ideology_half_year"} == {
        "2026H1": "missed", "2026H2": "due",
    }  # fmt: skip
    session(committee, "ideology", "2026-06-30")
    session(committee, "lecture", "2026-03-01", lecturer_role="committee_member")
    session(committee, "theme_day", "2026-03-01", lecturer_role="committee_secretary")
    assert states(committee, "ideology_half_year", period="2026H1") == {"2026H1": "done"}
    assert states(committee, "lecture") == {"2026": "due"}
    session(committee, "theme_day", "2026-03-02", elements="lecture,oath",
            lecturer_role="committee_secretary")  # fmt: skip
    assert states(committee, "lecture") == {"2026": "done"}


def test_whose_meetings_are_whose(tmp_path: Path, branch: Store, committee: Store) -> None:
    """A session of the committee is no branch's; a joint one is each branch's own."""
    with create(Home(tmp_path / "乙"), "branch", {"code": "P0002", "name": "乙支部"}) as other:
        for store in (branch, other):
            session(store, "theme_day", "2026-05-15", topic="联合主题党日", place="广场")
        session(branch, "lecture", "2026-05-20", lecturer_role="committee_secretary")
        files = [export(store, parse_period("2026"), tmp_path).file for store in (branch, other)]
    session(committee, "theme_day", "2026-06-15")
    session(committee, "general_meeting", "2026-06-15")
    assert [each.state for each in merge(committee, files).files] == ["merged", "merged"]
    codes = ids(committee)
    both = {codes["P0001"], codes["P0002"]}
    items = judged(committee, "theme_day", "general_meeting", today="2027-06-01")
    assert {item.organisation for item in items} == both
    done = {(i.organisation, i.slot) for i in items if i.state == "done"}
    assert done == {(each, "2026-05") for each in both}
    (joint,) = conflicts(committee)
    decide(committee, joint.key, "first")  # counted once; but each branch held it
    items = judged(committee, "theme_day", today="2027-06-01")
    assert {item.organisation for item in items if item.state == "done"} == both
    one = judged(committee, "theme_day", organisations={codes["P0002"]})
    assert {item.organisation for item in one} == {codes["P0002"]}
    # The secretary lectured in a branch: asked for all or for the committee alone, it counts.
    for only in (None, {codes["P0000"]}):
        assert [str(item.state) for item in judged(committee, "lecture", organisations=only)] == [
            "done"
        ]


def test_a_temporary_branch_meets_too_and_others_do_not(committee: Store) -> None:
    for code, kind in (
        ("T1", "temporary_branch"),
        ("G1", "general_branch"),
        ("J1", "joint_branch"),
    ):
        add(committee, "organisation", code=code, name=code, kind=kind)
    codes = {id: code for code, id in ids(committee).items()}
    asked = {codes[item.organisation] for item in judged(committee, "general_meeting")}
    assert asked == {"T1", "J1"}
