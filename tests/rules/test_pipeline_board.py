"""The board of 发展党员: who may move on and from which day, what is lacking, what comes next."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules.pipeline_board import board
from partydesk.rules.pipeline_card import STAGES, Card, When
from partydesk.store.store import Store
from tests.exchange.merging import merge
from tests.rules.judging import edit, member

APPLICANT = {"category": "applicant", "applied_on": "2026-06-01"}
ACTIVIST = {"category": "activist", "applied_on": "2026-01-05", "talked_on": "2026-01-20",
            "activist_on": "2026-05-20", "mentors": "王甲、李乙"}  # fmt: skip
AGREED = {"agreed_on": "2027-05-21"}
CANDIDATE = ACTIVIST | AGREED | {"category": "candidate", "candidate_on": "2027-06-01",
                        "publicised_from": "2027-05-24", "publicised_to": "2027-05-28",
                        "inspected_on": "2027-06-01"}  # fmt: skip
READY = CANDIDATE | {"sponsors": "王甲、李乙", "vetted_on": "2027-06-10",
                     "trained_on": "2027-06-20", "training_hours": 24}  # fmt: skip
PROBATIONARY = READY | {"category": "probationary", "prescreened_on": "2027-07-01",
                        "joined_on": "2027-07-10"}  # fmt: skip


@pytest.fixture(autouse=True)
def mentors(branch: Store) -> None:
    member(branch, "王甲")
    member(branch, "李乙")


def cards(store: Store, today: str) -> list[Card]:
    with store.read() as connection:
        return board(connection, date.fromisoformat(today))


def card(store: Store, today: str, **values: Any) -> Card:
    """The only card, of a person with these values."""
    member(store, **values)
    (found,) = cards(store, today)
    return found


def step(found: Card) -> tuple[str, When, str | None]:
    assert found.next is not None
    day = found.next.day
    return found.next.column, found.next.when, day.isoformat() if day else None


def test_an_applicant_is_talked_with_first(branch: Store) -> None:
    found = card(branch, "2026-06-20", **APPLICANT)
    assert (found.stage, found.since) == ("applicant", date(2026, 6, 1))
    assert found.lacking == ("派人谈话",)
    assert (found.told, found.ready) == ("还差：派人谈话", False)
    assert step(found) == ("talked_on", When.BY, "2026-07-01")
    (late,) = cards(branch, "2026-07-02")
    assert late.overdue
    edit(branch, "member", found.uid, talked_on="2026-06-20")
    (talked,) = cards(branch, "2026-06-21")
    assert (talked.told, talked.ready, talked.lacking) == ("可以确定积极分子", True, ())
    assert step(talked) == ("activist_on", When.NOW, None)


@pytest.mark.parametrize(
    ("today", "told", "ready"),
    [
        ("2027-05-19", "2027-05-20 起可以报上级党委同意", False),
        ("2027-05-20", "可以报上级党委同意", True),
    ],
)
def test_an_activist_waits_a_year(branch: Store, today: str, told: str, ready: bool) -> None:
    found = card(branch, today, **ACTIVIST, inspected_on="2027-03-01")
    assert (found.told, found.ready) == (told, ready)
    assert found.next is not None
    assert found.next.column == "agreed_on"
    assert "第十三条" in found.next.why


def test_what_an_activist_lacks_comes_before_the_move(branch: Store) -> None:
    found = card(branch, "2027-06-01", **(ACTIVIST | {"mentors": None}))
    assert found.lacking == ("培养联系人", "考察")
    assert found.told == "还差：培养联系人、考察"
    assert not found.ready
    assert step(found) == ("mentors", When.OVERDUE, "2026-05-20")


def test_the_next_inspection_is_told_before_the_year_is_over(branch: Store) -> None:
    assert step(card(branch, "2026-07-01", **ACTIVIST)) == (
        "inspected_on", When.BY, "2026-11-20",
    )  # fmt: skip


def test_a_candidate_lacks_each_thing_until_it_is_there(branch: Store) -> None:
    found = card(branch, "2027-06-25", **CANDIDATE)
    assert found.lacking == ("入党介绍人", "政治审查", "集中培训")
    edit(branch, "member", found.uid, sponsors="王甲、李乙", vetted_on="2027-06-10")
    (less,) = cards(branch, "2027-06-25")
    assert less.told == "还差：集中培训"
    assert step(less) == ("trained_on", When.NOW, None)
    edit(branch, "member", found.uid, trained_on="2027-06-20", training_hours=24)
    (none,) = cards(branch, "2027-06-25")
    assert (none.told, none.ready) == ("可以报上级党委预审", True)
    edit(branch, "member", found.uid, prescreened_on="2027-07-01")
    (screened,) = cards(branch, "2027-07-02")
    assert (screened.told, screened.ready) == ("可以讨论接收", True)
    assert step(screened) == ("joined_on", When.BY, "2027-08-01")


def test_a_publicity_too_short_is_lacking(branch: Store) -> None:
    found = card(branch, "2027-06-25", **(READY | {"publicised_to": "2027-05-27"}))
    assert found.lacking == ("公示",)


def test_on_probation_limits_come_in_their_order(branch: Store) -> None:
    found = card(branch, "2027-07-20", **PROBATIONARY)
    assert (found.lacking, found.ready) == (("党委审批",), False)
    assert found.told == "2028-07-10 起可以讨论转正"
    assert step(found) == ("approved_on", When.BY, "2027-10-10")
    edit(branch, "member", found.uid, approved_on="2027-09-01")
    (approved,) = cards(branch, "2027-09-02")
    assert step(approved) == ("sworn_on", When.BY, "2027-10-01")
    edit(branch, "member", found.uid, sworn_on="2027-09-20")
    (sworn,) = cards(branch, "2027-10-01")
    assert step(sworn) == ("confirm_voted_on", When.FROM, "2028-07-10")
    (over,) = cards(branch, "2028-07-11")
    assert (over.told, over.ready, over.overdue) == ("可以讨论转正", True, True)
    edit(branch, "member", found.uid, extended_until="2029-01-10")
    (extended,) = cards(branch, "2028-07-11")
    assert extended.told == "2029-01-10 起可以讨论转正"
    edit(branch, "member", found.uid, confirm_voted_on="2029-01-11")
    (voted,) = cards(branch, "2029-01-12")
    assert (voted.told, voted.ready) == ("已讨论转正，等党委审批", False)
    assert step(voted) == ("confirm_approved_on", When.BY, "2029-04-11")
    edit(branch, "member", found.uid, confirm_approved_on="2029-02-01")
    (approved,) = cards(branch, "2029-02-02")
    assert (approved.told, approved.ready) == ("可以转为正式党员", True)


def test_who_was_confirmed_is_shown_until_the_year_ends(branch: Store) -> None:
    known = PROBATIONARY | {"category": "full", "approved_on": "2027-09-01",
                            "sworn_on": "2027-09-20", "confirm_voted_on": "2028-07-11",
                            "confirmed_on": "2028-07-10",
                            "confirm_approved_on": "2028-08-01"}  # fmt: skip
    found = card(branch, "2028-12-31", **known)
    assert (found.stage, found.told, found.next) == ("full", "已转正", None)
    assert cards(branch, "2029-01-01") == []
    edit(branch, "member", found.uid, confirm_approved_on=None)
    (waiting,) = cards(branch, "2029-01-01")
    assert waiting.told == "已讨论转正，等党委审批"
    assert waiting.overdue


def test_without_its_date_a_stage_says_so(branch: Store) -> None:
    found = card(branch, "2026-06-20", category="activist")
    assert (found.told, found.ready, found.since) == ("没有填确定积极分子日期", False, None)
    assert step(found) == ("activist_on", When.NOW, None)


@pytest.mark.parametrize(
    "values",
    [
        {"relation": "left"},
        {"membership": "removed"},
        {"relation": "not_transferred"},
        {"category": "full", "applied_on": None},
    ],
)
def test_who_is_not_on_the_way_here_is_not_shown(branch: Store, values: dict[str, Any]) -> None:
    member(branch, **(APPLICANT | values))
    assert cards(branch, "2026-06-20") == []


def test_the_most_pressing_come_first(branch: Store) -> None:
    member(branch, "等着", **ACTIVIST)
    member(branch, "可以", **(APPLICANT | {"talked_on": "2026-06-02"}))
    member(branch, "逾期", **(APPLICANT | {"applied_on": "2026-01-01"}))
    assert [each.name for each in cards(branch, "2026-06-20")] == ["逾期", "可以", "等着"]


def test_every_category_has_its_stage() -> None:
    from partydesk.records.member import CATEGORY

    assert [stage.code for stage in STAGES] == [choice.code for choice in CATEGORY]


def test_a_committee_sees_its_branches_people(
    branch: Store, committee: Store, tmp_path: Path
) -> None:
    member(branch, "张申请", **APPLICANT)
    member(committee, "王申请", **APPLICANT)
    merge(committee, [export(branch, parse_period("2026"), tmp_path).file])
    found = {each.name: each for each in cards(committee, "2026-06-20")}
    assert (found["张申请"].branch, found["张申请"].reported) == ("甲支部", True)
    assert (found["王申请"].branch, found["王申请"].reported) == ("园区党委", False)
    assert found["张申请"].lacking == ("派人谈话",)
