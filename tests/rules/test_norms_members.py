"""What is asked of and for each member: hours, talks, grades, pledges, 政治生日, 失联, 组织关系."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules.norms import NORMS
from partydesk.rules.norms.custom import as_settings
from partydesk.store import settings
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.merging import merge
from tests.rules.judging import (
    add,
    attend,
    edit,
    judged,
    member,
    remove,
    session,
    talk,
    told,
)

HOURS = ("hours_32", "hours_56")


def hours(store: Store, period: str = "2026", today: str = "2027-06-01") -> dict[str, str]:
    return {i.about: str(i.state) for i in judged(store, *HOURS, period=period, today=today)}


# --- study hours --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "had", "norm", "state"),
    [
        ("none", 32.0, "hours_32", "done"),
        ("none", 31.5, "hours_32", "missed"),
        ("group_leader", 32.0, "hours_32", "done"),
        ("secretary", 56.0, "hours_56", "done"),
        ("secretary", 55.9, "hours_56", "missed"),
        ("publicity", 32.0, "hours_56", "missed"),
    ],
)
def test_hours_wanted_by_office(
    branch: Store, duty: str, had: float, norm: str, state: str
) -> None:
    who = member(branch, duty=duty)
    session(branch, "training", "2026-05-01", who, hours=had)
    (item,) = judged(branch, *HOURS, today="2027-06-01")
    assert (item.norm.id, str(item.state), item.uid) == (norm, state, who)


def test_hours_of_what_one_attended_or_made_up_in_the_year(branch: Store) -> None:
    who = member(branch)
    for on, state, amount in (
        ("2026-01-01 00:00", "present", 10),
        ("2026-12-31 23:30", "made_up", 21),
        ("2025-12-31 23:59", "present", 30),
        ("2027-01-01 00:00", "present", 30),
        ("2026-05-01", "leave", 30),
        ("2026-05-02", "absent", 30),
    ):
        uid = session(branch, "group_study", on, hours=float(amount))
        with branch.write("出勤") as writer:
            attend(writer, uid, who, state)
    session(branch, "group_study", "2026-06-01", who)  # no hours written
    gone = session(branch, "group_study", "2026-06-02", who, hours=30.0)
    assert hours(branch) == {"张三": "done"}
    remove(branch, "session", gone)
    (item,) = judged(branch, "hours_32", today="2026-12-31")
    assert (str(item.state), item.text) == ("due", "已学 31 学时，还差 1")
    assert hours(branch, "2025") == {"张三": "missed"}


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "missed"),
        ({"joined_on": "2026-01-01", "category": "probationary"}, "missed"),
        ({"joined_on": "2026-01-02", "category": "probationary"}, "missed"),
        ({"arrived_on": "2026-06-30"}, "missed"),
        ({"arrived_on": "2027-01-01"}, None),
        ({"relation": "left", "left_on": "2026-12-31", "left_to": "外"}, "missed"),
        ({"relation": "left", "left_on": "2026-01-31", "left_to": "外"}, "exempt"),
        ({"relation": "left", "left_on": "2027-01-01", "left_to": "外"}, "missed"),
        ({"relation": "left"}, None),
        ({"membership": "dead", "membership_on": "2026-07-01"}, None),
        ({"membership": "removed", "membership_on": "2027-02-01"}, "missed"),
        ({"relation": "not_transferred"}, None),
        ({"category": "applicant"}, None),
        ({"joined_on": "2025-06-01", "confirmed_on": "2026-06-01"}, "missed"),
        ({"lost": 1, "lost_on": "2026-12-31"}, "exempt"),
        ({"lost": 1}, "exempt"),
        ({"lost": 1, "lost_on": "2027-01-01"}, "missed"),
        ({"lost": 0}, "missed"),
    ],
)
def test_who_is_asked_for_the_years_hours(
    branch: Store, values: dict[str, object], state: str | None
) -> None:
    member(branch, **values)
    assert hours(branch) == ({"张三": state} if state else {})


def test_who_came_in_mid_year_and_studied_enough_is_done(branch: Store) -> None:
    who = member(branch, arrived_on="2026-06-30")
    session(branch, "training", "2026-08-01", who, hours=32.0)
    assert hours(branch) == {"张三": "done"}


def test_hours_go_by_the_plan_of_their_years(branch: Store) -> None:
    member(branch, duty="secretary")
    for year, plan in (("2023", "2019—2023"), ("2024", "2024—2028")):
        (item,) = judged(branch, "hours_56", period=year)
        assert item.norm.article.startswith(plan)


def test_a_member_on_two_rolls_is_asked_in_each(
    tmp_path: Path, branch: Store, committee: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2027, 1, 5))
    with create(Home(tmp_path / "乙"), "branch", {"code": "P0002", "name": "乙支部"}) as other:
        files = []
        for store, had in ((branch, 32.0), (other, 4.0)):
            who = member(store, "赵两册", birth_date=date(1980, 1, 1))
            session(store, "training", "2026-03-02", who, hours=had)
            files.append(export(store, parse_period("2026"), tmp_path).file)
    assert [each.state for each in merge(committee, files).files] == ["merged", "merged"]
    items = judged(committee, "hours_32", today="2027-06-01")
    assert sorted(str(item.state) for item in items) == ["done", "missed"]
    assert len({item.key for item in items}) == 2


# --- talks --------------------------------------------------------------------------------------

DIRECTIONS = ("talk_committee", "talk_committee_member", "talk_members")


def directions(store: Store, period: str = "2026") -> set[tuple[str, str]]:
    """(norm, name) of what is done."""
    items = judged(store, *DIRECTIONS, period=period, today="2027-06-01")
    return {(i.norm.id, i.about) for i in items if i.state == "done"}


@pytest.fixture
def staffed(branch: Store) -> Store:
    for name, duty in (("书记", "secretary"), ("委员", "publicity"), ("甲", "none"),
                       ("乙", "group_leader")):  # fmt: skip
        member(branch, name, duty=duty)
    return branch


def test_who_is_asked_for_which_direction(branch: Store) -> None:
    member(branch, "书记", duty="secretary")
    assert judged(branch, *DIRECTIONS) == []
    member(branch, "甲")
    assert {(i.norm.id, i.about) for i in judged(branch, *DIRECTIONS)} == {
        ("talk_committee_member", "甲")
    }
    member(branch, "委员", duty="discipline")
    member(branch, "乙")
    assert {(i.norm.id, i.about) for i in judged(branch, *DIRECTIONS)} == {
        ("talk_committee", "书记"), ("talk_committee", "委员"),
        ("talk_committee_member", "甲"), ("talk_committee_member", "乙"),
        ("talk_members", "甲"), ("talk_members", "乙"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("talker", "subjects", "done"),
    [
        ("书记", "委员", {("talk_committee", "书记"), ("talk_committee", "委员")}),
        ("书记", "甲", {("talk_committee_member", "甲")}),
        ("甲", "书记", {("talk_committee_member", "甲")}),
        ("甲", "乙", {("talk_members", "甲"), ("talk_members", "乙")}),
        ("书记", "委员、甲、乙", {("talk_committee", "书记"), ("talk_committee", "委员"),
                            ("talk_committee_member", "甲"), ("talk_committee_member", "乙")}),
        ("书记", "书记", set()),
        ("书记", "书记、甲", {("talk_committee_member", "甲")}),
        ("甲", "甲", set()),
        ("外人", "甲", set()),
        ("书记", "外人", set()),
        ("书记", "甲乙", set()),
    ],
)  # fmt: skip
def test_the_three_directions(
    staffed: Store, talker: str, subjects: str, done: set[tuple[str, str]]
) -> None:
    talk(staffed, talker, subjects)
    assert directions(staffed) == done


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({"on": "2026-01-01"}, True),
        ({"on": "2026-12-31"}, True),
        ({"on": "2025-12-31"}, False),
        ({"on": "2027-01-01"}, False),
        ({"kind": "integrity"}, False),
        ({"kind": "political_birthday"}, False),
    ],
)
def test_only_heart_talks_of_the_year(staffed: Store, values: dict[str, str], counts: bool) -> None:
    uid = talk(staffed, "书记", "甲", **values)
    assert directions(staffed) == ({("talk_committee_member", "甲")} if counts else set())
    remove(staffed, "talk", uid)
    assert directions(staffed) == set()


def test_two_of_one_name_are_both_meant(staffed: Store) -> None:
    second = member(staffed, "甲", duty="organisation")
    talk(staffed, "书记", "甲")
    assert directions(staffed) == {
        ("talk_committee", "书记"), ("talk_committee", "甲"), ("talk_committee_member", "甲"),
    }  # fmt: skip
    remove(staffed, "member", second)
    assert directions(staffed) == {("talk_committee_member", "甲")}


def test_namesakes_may_talk_to_each_other(branch: Store) -> None:
    one, two = member(branch, "李伟", duty="secretary"), member(branch, "李伟")
    talk(branch, "李伟", "李伟")
    (item,) = judged(branch, *DIRECTIONS)
    assert (item.uid, str(item.state)) == (two, "done") and one != two


def test_a_talk_with_a_secretary_who_has_left_since_counts(staffed: Store) -> None:
    old = member(staffed, "老书记", duty="secretary", relation="left", left_on="2026-08-31",
                 left_to="外")  # fmt: skip
    before = talk(staffed, "老书记", "甲", "2026-08-30")
    talk(staffed, "老书记", "乙", "2026-08-31")  # no longer here
    items = judged(staffed, *DIRECTIONS)
    assert old not in {item.uid for item in items}
    (item,) = [item for item in items if item.state == "done"]
    assert (item.about, item.evidence) == ("甲", (("talk", before),))


def test_a_talk_before_one_came_does_not_count(staffed: Store) -> None:
    member(staffed, "新来的", arrived_on="2026-06-01")
    talk(staffed, "书记", "新来的", "2026-05-31")
    assert directions(staffed) == set()
    talk(staffed, "书记", "新来的", "2026-06-01")
    assert directions(staffed) == {("talk_committee_member", "新来的")}


def test_each_talk_is_evidence_once(staffed: Store) -> None:
    uid = talk(staffed, "甲", "乙、乙、书记")
    evidence = {i.norm.id: i.evidence for i in judged(staffed, *DIRECTIONS) if i.about == "甲"}
    assert evidence == {
        "talk_members": (("talk", uid),), "talk_committee_member": (("talk", uid),),
    }  # fmt: skip


# --- grades and papers --------------------------------------------------------------------------


def test_grades_are_asked_once_the_review_has_begun(branch: Store) -> None:
    first, second = member(branch, "甲"), member(branch, "乙")
    member(branch, "丙", arrived_on="2026-05-01")
    assert judged(branch, "review_grades") == []
    with branch.write("评议") as writer:
        uid = writer.add(
            "review",
            {"member": writer.reference("member", first), "year": 2026, "grade": "excellent"},
        )
    items = {i.about: i for i in judged(branch, "review_grades", today="2027-01-15")}
    assert {who: str(i.state) for who, i in items.items()} == {
        "甲": "done", "乙": "overdue", "丙": "overdue",
    }  # fmt: skip
    assert items["甲"].evidence == (("review", uid),)
    # Of a year that is over without a meeting they are asked for all the same.
    before = judged(branch, "review_grades", period="2025", today="2026-01-01")
    assert {i.about: str(i.state) for i in before} == {"甲": "overdue", "乙": "overdue"}
    assert judged(branch, "review_grades", period="2025", today="2025-12-31") == []
    remove(branch, "member", second)
    remove(branch, "review", uid)
    assert judged(branch, "review_grades") == []


def pledges(store: Store, today: str = "2027-01-15") -> dict[str, str]:
    return {i.about: str(i.state) for i in judged(store, "pledge", today=today)}


def switched_on(store: Store, *customs: str) -> None:
    with store.transaction() as connection:
        for pair in as_settings(frozenset(customs)):
            settings.put(connection, *pair)


def test_pledges_of_the_committee_each_year_where_the_park_asks_for_them(branch: Store) -> None:
    member(branch, "书记", duty="secretary")
    member(branch, "委员", duty="organisation")
    member(branch, "甲")
    known = {"person": "书记", "kind": "responsibility"}
    add(branch, "paper", **known, year=2026)  # not signed
    add(branch, "paper", **known, year=2025, signed_on="2025-01-10")
    add(branch, "paper", **(known | {"kind": "pledge"}), year=2026, signed_on="2026-01-10")
    assert pledges(branch) == {}
    switched_on(branch, "pledge")
    assert pledges(branch) == {"书记": "overdue", "委员": "overdue"}
    uid = add(branch, "paper", **known, year=2026, signed_on="2026-12-31")
    assert pledges(branch) == {"书记": "done", "委员": "overdue"}
    assert pledges(branch, "2026-12-31")["委员"] == "due"
    remove(branch, "paper", uid)
    assert pledges(branch)["书记"] == "overdue"


def test_yearly_integrity_talk_where_the_park_asks_for_it(branch: Store) -> None:
    member(branch, "书记", duty="secretary")
    member(branch, "委员", duty="organisation")
    talk(branch, "党委书记", "外人、书记", kind="integrity")
    talk(branch, "党委书记", "委员", kind="heart")
    assert judged(branch, "integrity_yearly") == []
    switched_on(branch, "integrity_yearly")
    found = {i.about: str(i.state) for i in judged(branch, "integrity_yearly")}
    assert found == {"书记": "done", "委员": "due"}


# --- political birthdays ------------------------------------------------------------------------


def birthdays(store: Store, **when: str) -> list[tuple[str, str, str | None]]:
    return told(store, "political_birthday", **when)


@pytest.mark.parametrize(
    ("joined", "year", "due", "years"),
    [
        ("2016-02-29", "2026", "2026-02-28", 10),
        ("2016-02-29", "2028", "2028-02-29", 12),
        ("2020-01-01", "2026", "2026-01-01", 6),
        ("2020-12-31", "2026", "2026-12-31", 6),
    ],
)
def test_each_year_on_the_day(branch: Store, joined: str, year: str, due: str, years: int) -> None:
    member(branch, joined_on=joined)
    (item,) = judged(branch, "political_birthday", period=year, today=f"{year}-01-01")
    assert item.due == date.fromisoformat(due)
    assert item.text == f"入党 {years} 年"
    month = due[:7]
    assert len(birthdays(branch, period=month)) == 1
    assert birthdays(branch, period=f"{year}-06") == []


def test_not_in_the_year_of_joining_nor_after_leaving(branch: Store) -> None:
    member(branch, "甲", joined_on="2026-03-01", category="probationary")
    member(branch, "乙", joined_on="2020-03-01", relation="left", left_on="2026-03-01",
           left_to="外")  # fmt: skip
    member(branch, "丙", joined_on="2020-03-01", membership="dead", membership_on="2026-02-28")
    member(branch, "丁", joined_on="2020-03-01", arrived_on="2026-03-02")
    member(branch, "戊", category="applicant")
    assert birthdays(branch) == []
    assert {who for who, *_ in birthdays(branch, period="2027")} == {"甲", "丁"}


@pytest.mark.parametrize(
    ("kind", "on", "state"),
    [
        ("talk", "2026-06-07", "missed"),
        ("talk", "2026-06-08", "done"),
        ("talk", "2026-07-15", "done"),
        ("talk", "2026-07-16", "missed"),
        ("session", "2026-06-01", "done"),
        ("session", "2026-06-30", "done"),
        ("session", "2026-05-31", "missed"),
        ("session", "2026-07-01", "missed"),
    ],
)
def test_kept_by_a_talk_around_it_or_together_in_its_month(
    branch: Store, kind: str, on: str, state: str
) -> None:
    member(branch, joined_on="2020-06-15")
    if kind == "talk":
        talk(branch, "书记", "李四、张三", on, kind="political_birthday")
    else:
        session(branch, "theme_day", on, elements="oath,political_birthday")
    assert birthdays(branch) == [("张三", state, "2026-06-15")]


def test_other_talks_do_not_keep_it(branch: Store) -> None:
    member(branch, joined_on="2020-06-15")
    talk(branch, "书记", "张三", "2026-06-15")
    talk(branch, "书记", "李四", "2026-06-15", kind="political_birthday")
    session(branch, "theme_day", "2026-06-15", elements="oath")
    assert birthdays(branch) == [("张三", "missed", "2026-06-15")]
    assert birthdays(branch, today="2026-06-15")[0][1] == "due"
    assert birthdays(branch, today="2026-06-16")[0][1] == "overdue"
    assert birthdays(branch, today="2026-06-22")[0][1] == "overdue"
    assert birthdays(branch, today="2026-06-23")[0][1] == "missed"


@pytest.mark.parametrize(
    ("joined", "on", "due"),
    [("2020-01-02", "2025-12-30", "2026-01-02"), ("2020-12-28", "2027-01-20", "2026-12-28")],
)
def test_kept_across_new_year(branch: Store, joined: str, on: str, due: str) -> None:
    member(branch, joined_on=joined)
    uid = talk(branch, "书记", "张三", on, kind="political_birthday")
    assert birthdays(branch) == [("张三", "done", due)]
    remove(branch, "talk", uid)
    assert birthdays(branch, today="2027-12-31") == [("张三", "missed", due)]


def test_a_period_over_new_year_has_both(branch: Store) -> None:
    member(branch, joined_on="2020-01-01")
    found = birthdays(branch, period="2026-01-01..2027-01-01")
    assert sorted(str(due) for *_, due in found) == ["2026-01-01", "2027-01-01"]
    items = judged(branch, "political_birthday", period="2026-01-01..2027-01-01")
    assert len({item.key for item in items}) == 2


def test_nobody_can_talk_to_the_lost(branch: Store) -> None:
    member(branch, joined_on="2020-06-15", lost=1, lost_on="2026-06-15")
    member(branch, "李四", joined_on="2020-06-15", lost=1, lost_on="2026-06-16")
    assert {who: state for who, state, _ in birthdays(branch)} == {
        "张三": "exempt",
        "李四": "missed",
    }


# --- lost, transferred --------------------------------------------------------------------------

GONE = ("lost_half_year", "lost_two_years", "not_transferred", "left")


def gone(store: Store, **when: str) -> list[tuple[str, str, str | None]]:
    return [
        (i.norm.id, str(i.state), i.due.isoformat() if i.due else None)
        for i in judged(store, *GONE, **when)  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("values", "today", "expected"),
    [
        ({"lost": 1, "lost_on": "2026-03-31"}, "2026-09-30",
         [("lost_half_year", "due", "2026-09-30")]),
        ({"lost": 1, "lost_on": "2026-03-31"}, "2026-10-01",
         [("lost_half_year", "overdue", "2026-09-30")]),
        ({"lost": 1, "lost_on": "2025-08-31"}, "2026-03-01",
         [("lost_half_year", "overdue", "2026-02-28")]),
        ({"lost": 1, "lost_on": "2020-01-01"}, "2026-12-31",
         [("lost_half_year", "overdue", "2020-07-01")]),
        ({"lost": 1, "lost_on": "2026-07-01"}, "2026-12-31", []),  # the day is in 2027
        ({"lost": 1}, "2026-12-31", [("lost_half_year", "lacking", None)]),
        ({"lost": 0, "lost_on": "2026-01-01"}, "2026-12-31", []),
        ({"lost": 1, "lost_on": "2025-01-01", "membership": "suspended",
          "membership_on": "2026-02-01"}, "2026-12-31", [("lost_half_year", "done", "2025-07-01")]),
        ({"lost": 1, "lost_on": "2023-01-01", "membership": "suspended",
          "membership_on": "2024-02-29"}, "2026-02-28",
         [("lost_two_years", "due", "2026-02-28")]),
        ({"lost": 1, "lost_on": "2023-01-01", "membership": "suspended",
          "membership_on": "2024-02-29"}, "2026-03-01",
         [("lost_two_years", "overdue", "2026-02-28")]),
        ({"lost": 1, "lost_on": "2023-01-01", "membership": "suspended",
          "membership_on": "2025-01-01"}, "2026-12-31", []),
        ({"lost": 1, "lost_on": "2023-01-01", "membership": "suspended"}, "2026-12-31",
         [("lost_two_years", "lacking", None)]),
        ({"membership": "suspended", "membership_on": "2020-01-01"}, "2026-12-31", []),
        ({"lost": 1, "lost_on": "2020-01-01", "membership": "removed",
          "membership_on": "2026-01-01"}, "2026-12-31", []),
        ({"lost": 1, "lost_on": "2020-01-01", "membership": "dead"}, "2026-12-31", []),
        ({"lost": 1, "lost_on": "2020-01-01", "relation": "left", "left_on": "2020-02-01",
          "left_to": "外"}, "2026-12-31", []),
        ({"lost": 1, "lost_on": "2020-01-01", "category": "applicant"}, "2026-12-31", []),
        ({"relation": "not_transferred", "arrived_on": "2026-06-30"}, "2026-12-30",
         [("not_transferred", "due", "2026-12-30")]),
        ({"relation": "not_transferred", "arrived_on": "2026-06-30"}, "2026-12-31",
         [("not_transferred", "overdue", "2026-12-30")]),
        ({"relation": "not_transferred", "arrived_on": "2026-07-01"}, "2026-12-31", []),
        ({"relation": "not_transferred"}, "2026-12-31", [("not_transferred", "lacking", None)]),
        ({"relation": "not_transferred", "arrived_on": "2026-07-01", "lost": 1}, "2026-12-31", []),
        ({"relation": "not_transferred", "membership": "dead"}, "2026-12-31", []),
        ({"relation": "left"}, "2026-12-31", [("left", "lacking", None)]),
        ({"relation": "left", "left_on": "2026-05-01"}, "2026-12-31", [("left", "lacking", None)]),
        ({"relation": "left", "left_on": "2026-05-01", "left_to": "外"}, "2026-12-31", []),
    ],
)  # fmt: skip
def test_lost_and_transferred(
    branch: Store,
    values: dict[str, object],
    today: str,
    expected: list[tuple[str, str, str | None]],
) -> None:
    uid = member(branch, **values)
    assert gone(branch, today=today) == expected
    remove(branch, "member", uid)
    assert gone(branch, today=today) == []


def test_two_years_run_from_the_suspension(branch: Store) -> None:
    uid = member(branch, lost=1, lost_on="2020-01-01")
    assert gone(branch)[0][0] == "lost_half_year"
    edit(branch, "member", uid, membership="suspended", membership_on="2026-03-01")
    assert gone(branch) == [("lost_half_year", "done", "2020-07-01")]
    assert gone(branch, period="2028", today="2028-03-02") == [
        ("lost_two_years", "overdue", "2028-03-01")
    ]


def test_every_norm_tells_what_to_do_and_by_which_article() -> None:
    for id, norm in NORMS.items():
        assert norm.id == id
        assert norm.label and norm.says and norm.article and norm.remedy
        assert norm.custom == norm.article.startswith(("园区自定", "惯例"))
