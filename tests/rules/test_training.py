"""Hours by kind and the training plan: every sum is that of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.records.findings import UserError
from partydesk.records.kinds import HOURS_KIND, SESSION_KINDS
from partydesk.records.periods import parse_period
from partydesk.rules import park_settings
from partydesk.rules.course_standing import CourseStanding
from partydesk.rules.derived_indicators import derive, evidence_of
from partydesk.rules.indicators import tally
from partydesk.rules.norms.fact_rows import Person
from partydesk.rules.norms.study_hours import share
from partydesk.rules.study import studied
from partydesk.rules.study_by_kind import hours_by_kind
from partydesk.rules.training import courses
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.rules.judging import add, attend, edit, judged, member, remove, session

WAYS = ("training", "online", "home", "other")
KINDS = [kind.code for kind in SESSION_KINDS]
STATES = ("present", "made_up", "leave", "absent")
YEARS = count(2001)
HOURS = st.integers(1, 80).map(lambda tenths: tenths / 2)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[str]]]:
    """A branch of five, one file for all examples: each plays in a year of its own."""
    home = Home(Path(tmp_path_factory.mktemp("学时")) / "支部")
    with create(home, "branch", {"code": "P0001", "name": "甲支部"}) as store:
        duties = ("secretary", "publicity", "none", "none", "none")
        people = [member(store, f"陈{n}", duty=duty) for n, duty in enumerate(duties)]
        yield store, people


def row_id(store: Store, kind: str, uid: str) -> int:
    with store.write("找") as writer:
        return writer.reference(kind, uid)


def standing(store: Store, year: int | str = 2026, today: str = "2026-12-31") -> CourseStanding:
    with store.read() as connection:
        (found,) = courses(connection, parse_period(str(year)), date.fromisoformat(today))
    return found


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), HOURS, st.booleans(),
                  st.lists(st.sampled_from((*STATES, "")), min_size=5, max_size=5)),
        max_size=4,
    ),
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(WAYS), HOURS, st.booleans()),
             max_size=4),
    st.sampled_from(("member", "secretary", "committee", "secretary,committee", "owner")),
)  # fmt: skip
@settings(max_examples=12, deadline=None)
def test_hours_and_the_plans_rate_are_sums_of_their_rows(
    full: tuple[Store, list[str]], held: Any, elsewhere: Any, audience: str
) -> None:
    (store, people), year = full, next(YEARS)
    course = add(store, "course", year=year, name="轮训", for_whom=audience, hours=8.0)
    of = row_id(store, "course", course)
    had: dict[str, float] = dict.fromkeys(people, 0.0)
    in_course: dict[str, float] = {}
    kinds: dict[str, float] = dict.fromkeys(HOURS_KIND.by_code, 0.0)
    there: set[str] = set()
    with store.read() as connection:
        study = park_settings.study_kinds(connection)
    with store.write("活动") as writer:
        for kind, hours, linked, states in held:
            values = {"kind": kind, "topic": "学", "hours": hours,
                      "starts_at": parse_period(f"{year}-03").first}  # fmt: skip
            uid = writer.add("session", values | ({"course": of} if linked else {}))
            for who, state in zip(people, states, strict=True):
                if not state:
                    continue
                attend(writer, uid, who, state)
                if state in ("present", "made_up"):
                    if kind in study:
                        had[who] += hours
                        group = next(k for k in SESSION_KINDS if k.code == kind).hours_kind
                        kinds[group] += hours
                    if linked:
                        there.add(who)
                        in_course[who] = in_course.get(who, 0) + hours
        for number, (place, way, hours, linked) in enumerate(elsewhere):
            who = people[place]
            values = {"member": writer.reference("member", who), "way": way, "hours": hours,
                      "on": parse_period(f"{year}-04").first, "topic": f"第{number}课"}  # fmt: skip
            writer.add("study_credit", values | ({"course": of} if linked else {}))
            had[who] += hours
            kinds[way if way in ("training", "online") else "other"] += hours
            if linked:
                there.add(who)
                in_course[who] = in_course.get(who, 0) + hours
    with store.read() as connection:
        last = date(year, 12, 31)
        found = {each.uid: each for each in studied(connection, year, None, last)}
        by_kind = hours_by_kind(connection, year, store.own.id)
        (whole,) = courses(connection, parse_period(str(year)), last)
        numbers = {n.id: n for n in derive(connection, parse_period(str(year)), today=last)}
        rows = {
            id: evidence_of(connection, id, parse_period(str(year)), None, last)
            for id in ("training_expected", "training_attended", "training_in_full")
        }
    assert {uid: each.hours for uid, each in found.items()} == had
    assert {uid: each.wanted for uid, each in found.items()} == dict(
        zip(people, (56.0, 56.0, 32.0, 32.0, 32.0), strict=True)
    )
    for who in people:
        assert sum(by_kind[store.own.id, who].values()) == had[who]
    for kind, hours in kinds.items():
        assert sum(each.get(kind, 0) for each in by_kind.values()) == hours
    asked = {
        "member": people, "secretary": people[:1], "committee": people[1:2],
        "secretary,committee": people[:2], "owner": [],
    }[audience]  # fmt: skip
    assert [each.uid for each in whole.people] == asked
    assert {e.uid for e in (*whole.people, *whole.others) if e.took_part} == there
    assert {e.uid: e.hours for e in (*whole.people, *whole.others) if e.took_part} == in_course
    took = len(there & set(asked))
    assert whole.took_part == took
    assert whole.rate == (round(100 * took / len(asked), 1) if asked else None)
    if whole.held:
        for id, value in (("training_expected", len(asked)), ("training_attended", took)):
            assert numbers[id].value == value == len(rows[id])
        assert numbers["training_in_full"].value == len(rows["training_in_full"])
        assert numbers["training_rate"].value == whole.rate
    else:
        assert not set(numbers) & set(rows)


@given(st.dates(date(2026, 1, 2), date(2026, 12, 31)), st.sampled_from(("none", "secretary")))
@settings(max_examples=30)
def test_hours_wanted_of_who_moves_add_up_to_the_years(day: date, duty: str) -> None:
    """Both rolls together ask for the year's hours once, in proportion to the months on each."""
    since = {"category": "full", "duty": duty, "joined_on": "2000-07-01"}
    went = Person(**dict.fromkeys(Person._fields) | since
                  | {"relation": "left", "left_on": day.isoformat()})  # fmt: skip
    came = Person(**dict.fromkeys(Person._fields) | since | {"arrived_on": day.isoformat()})
    shares = [share(each, 2026, "2026-12-31") for each in (went, came)]
    assert sum(each.months for each in shares if each) == 12
    whole = 32 if duty == "none" else 56
    for each in shares:
        assert each is not None and each.hours == round(whole * each.months / 12, 1)


def test_a_course_is_asked_for_until_something_was_held_for_it(branch: Store) -> None:
    who = member(branch, duty="secretary")
    uid = add(
        branch, "course", year=2026, name="轮训", for_whom="secretary", hours=56.0, quarter="Q2"
    )
    yearly = add(branch, "course", year=2026, name="网课", for_whom="member", hours=8.0)

    def stands(today: str) -> dict[str, tuple[str, str]]:
        return {
            item.about: (str(item.due), str(item.state))
            for item in judged(branch, "course_held", today=today)
        }

    assert stands("2026-06-30") == {"轮训": ("2026-06-30", "due"), "网课": ("2026-12-31", "due")}
    assert stands("2026-12-31")["轮训"] == ("2026-06-30", "overdue")
    held = session(branch, "training", "2026-08-03", who, hours=56.0,
                   course=row_id(branch, "course", uid))  # fmt: skip
    add(branch, "study_credit", member=row_id(branch, "member", who), way="online", hours=8.0,
        on=date(2026, 9, 1), topic="网课", course=row_id(branch, "course", yearly))  # fmt: skip
    assert {state for _, state in stands("2026-12-31").values()} == {"done"}
    (trained,) = judged(branch, "secretary_training")
    assert trained.evidence == (("session", held),)
    remove(branch, "session", held)
    assert stands("2026-12-31")["轮训"][1] == "overdue"
    with branch.read() as connection:
        found = tally(connection, parse_period("2026"))
    assert (found.value("courses_planned").value, found.value("courses_held").value) == (2, 1)
    with branch.read() as connection:
        half = tally(connection, parse_period("2026H1"))
    assert (half.value("courses_planned").value, half.value("courses_held").value) == (1, 0)


def test_a_course_elsewhere_is_the_secretarys_course(branch: Store) -> None:
    who = member(branch, duty="secretary")
    (asked,) = judged(branch, "secretary_training", today="2027-06-01")
    assert str(asked.state) == "missed"
    uid = add(branch, "study_credit", member=row_id(branch, "member", who), way="training",
              hours=56.0, on=date(2026, 9, 1), topic="旗委党校轮训")  # fmt: skip
    (trained,) = judged(branch, "secretary_training", today="2027-06-01")
    assert (str(trained.state), trained.evidence) == ("done", (("study_credit", uid),))
    with branch.read() as connection:
        assert tally(connection, parse_period("2026")).value("secretaries_trained").value == 1


def test_whom_a_course_is_for_on_its_day(branch: Store) -> None:
    """Who left before it, came after it, is lost or exempt is not asked; who left later is."""
    came = member(branch, "在")
    member(branch, "先走", left_on="2026-03-01", relation="left", left_to="乙")
    after = member(branch, "后走", left_on="2026-09-01", relation="left", left_to="乙")
    member(branch, "后来", arrived_on="2026-07-01", arrived_from="乙")
    member(branch, "失联", lost=True, lost_on="2026-01-01")
    ill = member(branch, "患病", study_exempt="ill")
    guest = add(branch, "member", name="积极", category="activist")
    uid = add(branch, "course", year=2026, name="轮训", for_whom="member", hours=8.0)
    session(branch, "training", "2026-06-03", came, ill, guest, after, hours=8.0,
            course=row_id(branch, "course", uid))  # fmt: skip
    # As a submission brings it: a name that nobody in this file bears the record of.
    with branch.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE attendance SET member = NULL, name = '后 走' WHERE name = '后走'"
        )
        connection.exec_driver_sql(
            "UPDATE attendance SET member = NULL, name = '外人' WHERE name = '积极'"
        )
    found = standing(branch)
    assert {e.name: e.took_part for e in found.people} == {"在": True, "后走": True}
    assert [e.uid for e in found.people] == [came, after]
    assert sorted(e.name for e in found.others) == ["外人", "患病"]
    assert (found.took_part, found.in_full, found.rate) == (2, 2, 100.0)


def test_workers_are_asked_by_name(branch: Store) -> None:
    add(branch, "worker", name="外聘", role="worker", work="full", since=date(2026, 1, 1))
    add(branch, "worker", name="离任", role="worker", work="full", since=date(2025, 1, 1),
        until=date(2026, 2, 1))  # fmt: skip
    who = member(branch, "张三")
    add(branch, "worker", name="张三", role="instructor", work="part", since=date(2026, 1, 1))
    uid = add(branch, "course", year=2026, name="轮训", for_whom="worker", hours=8.0)
    session(branch, "training", "2026-06-03", who, hours=4.0,
            course=row_id(branch, "course", uid))  # fmt: skip
    found = standing(branch)
    told = {e.name: (e.uid, e.took_part) for e in found.people}
    assert told == {"外聘": ("", False), "张三": (who, True)}
    assert (found.took_part, found.in_full, found.others) == (1, 0, [])


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("course", {"hours": -8.0}, "大于 0"),
        ("course", {"hours": 0.0}, "大于 0"),
        ("course", {"hours": 900.0}, "不超过 200"),
        ("course", {"name": "轮 训"}, None),
        ("course", {"name": "轮训"}, "已经有“轮训”"),
        ("course", {"for_whom": None}, "培训对象"),
        ("study_credit", {"hours": -1.0}, "大于 0"),
        ("study_credit", {"hours": 0.0}, "大于 0"),
        ("study_credit", {"on": date(2031, 1, 1)}, "还没有到"),
        ("study_credit", {"topic": "网课"}, "已经给这名党员记过"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    branch: Store, kind: str, values: dict[str, Any], words: str | None
) -> None:
    who = row_id(branch, "member", member(branch))
    sound = {
        "course": {"year": 2026, "name": "轮训", "for_whom": "member", "hours": 8.0},
        "study_credit": {"member": who, "way": "online", "hours": 1.0, "on": date(2026, 5, 1),
                         "topic": "网课"},
    }[kind]  # fmt: skip
    add(branch, kind, **sound)
    more = {"name": "另一期"} if kind == "course" else {"topic": "另一课"}
    if words is None:
        add(branch, kind, **(sound | more | values))
        return
    with pytest.raises(UserError) as caught:
        add(branch, kind, **(sound | more | values))
    assert words in caught.value.message
    uid = add(branch, kind, **(sound | more))
    with pytest.raises(UserError, match=words.replace("“", ".")[:4]):
        edit(branch, kind, uid, **values)


def test_park_choice_of_kinds_holds_by_kind_too(
    branch: Store, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 12, 31))
    who = member(branch)
    session(branch, "volunteering", "2026-05-01", who, hours=4.0)
    session(branch, "lecture", "2026-05-02", who, hours=2.0)
    with branch.transaction() as connection:
        park = park_settings.study_kinds_pair(("volunteering",))
        connection.exec_driver_sql("INSERT INTO setting (key, value) VALUES (?, ?)", park)
    with branch.read() as connection:
        assert hours_by_kind(connection, 2026, None) == {(branch.own.id, who): {"study": 4.0}}
