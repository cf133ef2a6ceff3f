"""Numbers beyond the report: shares by month and direction, days, who has not handed in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules import derived_indicators
from partydesk.rules.indicators import tally
from partydesk.rules.norms import Obligation, evaluate
from partydesk.rules.norms.custom import as_settings
from partydesk.rules.roll_change import roll_change
from partydesk.rules.share import Share
from partydesk.store import settings
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.merging import merge
from tests.rules.judging import add, edit, member, members, moved, remove, session, talk


def items(store: Store, today: str, period: str = "2026") -> list[Obligation]:
    with store.read() as connection:
        return evaluate(connection, parse_period(period), today=date.fromisoformat(today))


# --- 三会一课 -----------------------------------------------------------------------------------


def test_completion_by_month(branch: Store) -> None:
    members(branch, 7, group="第一党小组")
    for kind, on in (
        ("branch_committee", "2026-01-31"), ("branch_committee", "2026-02-01"),
        ("branch_committee", "2026-02-02"), ("group_meeting", "2026-02-28"),
        ("general_meeting", "2026-01-05"), ("theme_day", "2026-01-06"), ("lecture", "2026-01-07"),
    ):  # fmt: skip
        session(branch, kind, on)
    early = session(branch, "group_meeting", "2026-05-01")
    found = derived_indicators.completion(items(branch, "2026-05-20"))[branch.own.id]
    assert found == {
        "2026-01": Share(1, 2),  # 支委会 of two; the quarter's 党员大会 is March's
        "2026-02": Share(2, 2),
        "2026-03": Share(1, 3),
        "2026-04": Share(0, 2),
        "2026-05": Share(1, 1),  # what is still to come is left out
    }
    assert [found[month].rate for month in ("2026-01", "2026-02", "2026-03")] == [50.0, 100.0, 33.3]
    remove(branch, "session", early)
    assert (
        "2026-05" not in derived_indicators.completion(items(branch, "2026-05-20"))[branch.own.id]
    )
    with branch.transaction() as connection:
        for pair in as_settings(frozenset({"lecture_quarterly"})):
            settings.put(connection, *pair)
    found = derived_indicators.completion(items(branch, "2026-05-20"))[branch.own.id]
    assert found["2026-03"] == Share(2, 4)


def test_completion_of_a_branch_founded_in_june(branch: Store) -> None:
    edit(branch, "organisation", branch.own.uid, founded_on="2026-06-10")
    member(branch, group="第一党小组")
    found = derived_indicators.completion(items(branch, "2027-06-01"))[branch.own.id]
    assert sorted(found) == [f"2026-{month:02d}" for month in range(7, 13)]
    assert found["2026-09"] == Share(0, 2)
    assert Share(0, 0).rate is None


# --- 谈心谈话 -----------------------------------------------------------------------------------


def test_talk_coverage(branch: Store) -> None:
    for name, duty in (("书记", "secretary"), ("委员", "publicity"), ("甲", "none"), ("乙", "none"),
                       ("丙", "none")):  # fmt: skip
        member(branch, name, duty=duty)
    member(branch, "新来的", arrived_on="2026-06-01")
    talk(branch, "书记", "甲、乙")
    talk(branch, "甲", "乙")
    assert derived_indicators.talk_coverage(items(branch, "2026-06-30")) == {
        branch.own.id: {
            "talk_committee": Share(0, 2),
            "talk_committee_member": Share(2, 4),  # with half a year left one is asked
            "talk_members": Share(2, 4),
        }
    }
    talk(branch, "书记", "新来的、委员", "2026-06-15")
    found = derived_indicators.talk_coverage(items(branch, "2026-06-30"))[branch.own.id]
    assert (found["talk_committee"], found["talk_committee_member"]) == (Share(2, 2), Share(3, 4))


# --- days and submissions -----------------------------------------------------------------------


def solved(store: Store, raised: str, on: str | None, description: str = "灯") -> str:
    uid = add(store, "ticket", source="self_check", description=description, raised_on=raised)
    if on:
        moved(store, uid, on, "working", "resolved")
    return uid


def days(
    store: Store, period: str = "2026", of: set[int] | None = None
) -> tuple[int, float | None]:
    with store.read() as connection:
        return derived_indicators.days_to_solve(connection, parse_period(period), of)


def test_median_days(tmp_path: Path, branch: Store, committee: Store) -> None:
    assert days(branch) == (0, None)
    solved(branch, "2026-01-01", "2026-01-01")
    solved(branch, "2025-12-01", "2026-01-01", "跨年")
    removed = solved(branch, "2026-01-01", "2026-01-11", "第三件")
    solved(branch, "2026-01-01", None, "没有解决")
    solved(branch, "2025-06-01", "2025-12-31", "去年解决")
    assert days(branch) == (3, 10.0)
    assert days(branch, "2025") == (1, 213.0)
    assert days(branch, "2026-02") == (0, None)
    with create(Home(tmp_path / "乙"), "branch", {"code": "P0002", "name": "乙支部"}) as other:
        solved(other, "2026-03-01", "2026-03-21")
        files = [export(s, parse_period("2026"), tmp_path).file for s in (branch, other)]
    assert {each.state for each in merge(committee, files).files} == {"merged"}
    assert days(committee) == (4, 15.0)  # all four: 0, 10, 20, 31
    with committee.read() as connection:
        second = connection.exec_driver_sql(
            "SELECT id FROM organisation WHERE code = 'P0002'"
        ).scalar_one()
    assert days(committee, of={second}) == (1, 20.0)
    remove(branch, "ticket", removed)
    assert days(branch) == (2, pytest.approx(15.5))


def test_what_is_worked_out_is_told_with_what_it_is_of(branch_store: Store) -> None:
    period = parse_period("2026")
    with branch_store.read() as connection:
        told = {each.id: each for each in derived_indicators.derive(connection, period)}
        change = roll_change(connection, 2026)
        members = tally(connection, period).value("members").value
    assert told["members_should_be"].value == change.should_be
    assert told["members_difference"].value == members - change.should_be
    meetings = told["meetings_completion"]
    assert meetings.evidence > 0 and 0 <= (meetings.value or -1) <= 100
    assert {f"{id}_coverage" for id in derived_indicators.TALKS} <= set(told)


def test_who_has_not_handed_in(branch: Store, committee: Store) -> None:
    assert derived_indicators.not_submitted(items(branch, "2026-07-10")) == {
        branch.own.id: ["2026Q1"]
    }
    assert derived_indicators.not_submitted(items(branch, "2026-07-11")) == {
        branch.own.id: ["2026Q1", "2026Q2"]
    }
    assert derived_indicators.not_submitted(items(committee, "2026-07-11")) == {}
