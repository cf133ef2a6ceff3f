"""Indicators at their edges: days, missing and none, figures that overlap, who is on the roll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.exchange.merge.conflicts import conflicts
from partydesk.exchange.merge.deciding import decide
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules import indicator_engine
from partydesk.rules.indicators import BEYOND, INDICATORS, evidence, indicator, tally
from partydesk.rules.roll_change import RollChange, roll_change
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.merging import merge
from tests.rules.judging import add, edit, ids, member, moved, remove, session, talk

BANDS = tuple(each.id for each in BEYOND if each.id.startswith("members_aged_"))


def value(store: Store, id: str, period: str = "2026", scope: set[int] | None = None) -> Any:
    with store.read() as connection:
        counted = indicator_engine.tally(connection, parse_period(period), [indicator(id)])
        return counted.value(id, scope).value


def values(store: Store, period: str, *ids: str) -> tuple[Any, ...]:
    with store.read() as connection:
        asked = [indicator(id) for id in ids]
        counted = indicator_engine.tally(connection, parse_period(period), asked)
    return tuple(counted.value(id).value for id in ids)


def gather_in(tmp_path: Path, committee: Store, *stores: Store) -> dict[str, int]:
    """Merge branches into the committee's file; code → organisation id there."""
    files = [export(store, parse_period("2026"), tmp_path).file for store in stores]
    assert {each.state for each in merge(committee, files).files} == {"merged"}
    return ids(committee)


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "periods"),
    [
        ("2026-01-01 00:00", {"2026", "2026H1", "2026Q1", "2026-01"}),
        ("2025-12-31 23:59", {"2025"}),
        ("2026-03-31 23:59", {"2026", "2026H1", "2026Q1", "2026-03"}),
        ("2026-04-01 00:00", {"2026", "2026H1", "2026Q2"}),
        ("2026-06-30 23:59", {"2026", "2026H1", "2026Q2"}),
        ("2026-07-01 00:00", {"2026", "2026H2"}),
        ("2026-12-31 23:59", {"2026", "2026H2"}),
        ("2028-02-29 23:59", {"2028-02", "2028-02-29..2028-02-29"}),
        ("2028-03-01 00:00", set()),
    ],
)
def test_a_session_counts_in_the_periods_of_its_day(
    branch: Store, on: str, periods: set[str]
) -> None:
    session(branch, "theme_day", on)
    every = ("2025", "2026", "2026H1", "2026H2", "2026Q1", "2026Q2", "2026-01", "2026-03",
             "2028-02", "2028-02-29..2028-02-29")  # fmt: skip
    assert {each for each in every if value(branch, "theme_days", each)} == periods


@pytest.mark.parametrize("id", ["pledges_signed", "dossiers_filed"])
def test_papers_on_the_last_day(branch: Store, id: str) -> None:
    kind, field = ("responsibility", "signed_on") if id == "pledges_signed" else (
        "dossier", "filed_on")  # fmt: skip
    add(branch, "paper", kind=kind, person="张三", year=2026, **{field: "2026-06-30"})
    assert values(branch, "2026H1", id) == (1,)
    assert values(branch, "2026H2", id) == (0,)


# --- missing is not 0 ---------------------------------------------------------------------------


def test_a_ledger_speaks_for_its_calendar_year(branch: Store) -> None:
    assert value(branch, "theme_days", "2026Q1") is None
    uid = session(branch, "volunteering", "2026-12-31")
    assert value(branch, "theme_days", "2026Q1") == 0
    assert value(branch, "theme_days", "2025") is None
    assert value(branch, "theme_days", "2027") is None
    assert value(branch, "theme_days", "2025-07-01..2026-06-30") == 0
    assert value(branch, "integrity_talks") is None  # another ledger
    remove(branch, "session", uid)
    assert value(branch, "theme_days", "2026Q1") is None


def test_an_open_problem_keeps_the_ledger_of_later_years(branch: Store) -> None:
    uid = add(branch, "ticket", source="self_check", description="灯", raised_on="2025-05-01")
    assert [value(branch, "tickets_resolved", year) for year in ("2024", "2025", "2026")] == [
        None, 0, 0,
    ]  # fmt: skip
    moved(branch, uid, "2026-03-01", "working", "resolved", "closed")
    assert [value(branch, "tickets_resolved", year) for year in ("2025", "2026", "2027")] == [
        0, 1, None,
    ]  # fmt: skip


def test_the_year_of_closing_keeps_the_ledger_too(branch: Store) -> None:
    uid = add(branch, "ticket", source="self_check", description="灯", raised_on="2025-05-01")
    moved(branch, uid, "2025-12-31", "working", "resolved")
    moved(branch, uid, "2026-01-01", "closed")
    assert [value(branch, "tickets_resolved", year) for year in ("2025", "2026", "2027")] == [
        1, 0, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "known"),
    [
        ("2026", {"2026", "2026Q1", "2026-02"}),
        ("2026Q1", {"2026", "2026Q1", "2026-02"}),
        ("2026-02", {"2026", "2026Q1", "2026-02"}),
        ("2026Q2", {"2026"}),
        ("2025", set()),
        ("2026-01-15..2026-02-15", {"2026", "2026Q1"}),
    ],
)
def test_declared_none(branch: Store, declared: str, known: set[str]) -> None:
    uid = add(branch, "none", figure="theme_days", period=declared)
    every = ("2026", "2026Q1", "2026-02")
    assert {each for each in every if value(branch, "theme_days", each) == 0} == known
    assert {each for each in every if value(branch, "theme_days", each) is None} == (
        set(every) - known
    )
    assert value(branch, "oath_renewals", declared) is None  # of this figure alone
    remove(branch, "none", uid)
    assert value(branch, "theme_days", declared) is None


def test_none_was_declared_and_then_there_was_one(branch: Store) -> None:
    add(branch, "none", figure="theme_days", period="2026")
    session(branch, "theme_day", "2026-05-01")
    assert value(branch, "theme_days") == 1


def test_a_reported_figure_declared_none(committee: Store) -> None:
    assert value(committee, "talent_recruited") is None
    add(committee, "figure", figure="tax_revenue", period="2026", value=1.0, unit="亿元",
        source="税务局", reported_on="2026-12-31")  # fmt: skip
    assert value(committee, "talent_recruited") is None  # nobody said anything of it
    add(committee, "none", figure="talent_recruited", period="2026")
    assert value(committee, "talent_recruited") == 0


def test_one_branch_without_records_does_not_hide_another(
    tmp_path: Path, branch: Store, committee: Store
) -> None:
    session(branch, "theme_day", "2026-05-01")
    with create(Home(tmp_path / "乙"), "branch", {"code": "P0002", "name": "乙支部"}) as other:
        codes = gather_in(tmp_path, committee, branch, other)
    assert value(committee, "theme_days") == 1
    assert value(committee, "theme_days", scope={codes["P0001"]}) == 1
    assert value(committee, "theme_days", scope={codes["P0002"]}) is None
    assert value(committee, "theme_days", scope={codes["P0000"]}) is None  # branches hold them
    # The committee's own theme day is no branch's.
    session(committee, "theme_day", "2026-05-02")
    assert value(committee, "theme_days") == 1
    # Nor is what a branch calls a committee meeting the committee's.
    assert value(committee, "committee_meetings") == 0


# --- figures of overlapping times ---------------------------------------------------------------


def figure(store: Store, period: str, amount: float, on: str = "2026-12-31") -> str:
    return add(store, "figure", figure="tax_revenue", period=period, value=amount, unit="亿元",
               source="税务局", reported_on=on)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "year", "quarter"),
    [
        ([("2026", 10), ("2026Q1", 2), ("2026Q2", 3)], 10, 2),
        ([("2026Q1", 2), ("2026Q2", 3), ("2026Q3", 1), ("2026Q4", 1)], 7, 2),
        ([("2026H1", 5), ("2026Q1", 2), ("2026Q3", 4)], 9, 2),
        ([("2026-01", 1), ("2026-02", 1), ("2026Q1", 5)], 5, 5),
        ([("2026-01-01..2026-09-30", 8), ("2026Q1", 2), ("2026Q4", 1)], 9, 2),
        ([("2026-01-01..2026-12-31", 10), ("2026Q1", 2)], 10, 2),
        ([("2025", 9), ("2026Q2", 1)], 1, None),
        ([("2026-01-01..2026-06-30", 8), ("2026-06-30..2026-09-30", 1)], 8, None),  # one day
        ([("2026-01-01..2026-06-30", 8), ("2026-07-01..2026-09-30", 1)], 9, None),
        ([("2025-07-01..2026-06-30", 9)], None, None),
    ],
)
def test_a_year_and_its_quarters_are_not_added_up(
    committee: Store, rows: list[tuple[str, float]], year: float | None, quarter: float | None
) -> None:
    for period, amount in rows:
        figure(committee, period, float(amount))
    assert value(committee, "tax_revenue", "2026") == year
    assert value(committee, "tax_revenue", "2026Q1") == quarter
    with committee.read() as connection:
        shown = evidence(connection, "tax_revenue", parse_period("2026"))
    assert sum(row["amount"] for row in shown) == (year or 0)


def test_of_two_for_one_time_the_later_report_holds(committee: Store) -> None:
    late = figure(committee, "2026Q1", 5.0, "2026-04-20")
    figure(committee, "2026Q1", 4.0, "2026-04-10")
    assert value(committee, "tax_revenue") == 5
    remove(committee, "figure", late)
    assert value(committee, "tax_revenue") == 4


# --- the roll -----------------------------------------------------------------------------------

ENDS = {"2025": "2025-12-31", "2026Q1": "2026-03-31", "2026": "2026-12-31"}


@pytest.mark.parametrize(
    ("values_", "counted"),
    [
        ({}, {"2025", "2026Q1", "2026"}),
        ({"joined_on": "2026-03-31", "category": "probationary"}, {"2026Q1", "2026"}),
        ({"joined_on": "2026-04-01", "category": "probationary"}, {"2026"}),
        ({"arrived_on": "2026-03-31"}, {"2026Q1", "2026"}),
        ({"arrived_on": "2026-04-01"}, {"2026"}),
        ({"relation": "left", "left_on": "2026-03-31", "left_to": "外"}, {"2025"}),
        ({"relation": "left", "left_on": "2026-04-01", "left_to": "外"}, {"2025", "2026Q1"}),
        ({"relation": "left"}, set()),
        ({"left_on": "2026-01-01"}, {"2025", "2026Q1", "2026"}),  # still on the roll
        ({"membership": "dead", "membership_on": "2026-03-31"}, {"2025"}),
        ({"membership": "dead", "membership_on": "2026-04-01"}, {"2025", "2026Q1"}),
        ({"membership": "removed", "membership_on": "2027-01-01"}, {"2025", "2026Q1", "2026"}),
        ({"membership": "suspended"}, set()),
        ({"relation": "not_transferred"}, set()),
        ({"category": "candidate"}, set()),
    ],
)
def test_on_the_roll_as_of_the_last_day(
    branch: Store, values_: dict[str, object], counted: set[str]
) -> None:
    uid = member(branch, **values_)
    assert {each for each in ENDS if value(branch, "members", each)} == counted
    remove(branch, "member", uid)
    assert {each for each in ENDS if value(branch, "members", each)} == set()


def test_confirmed_in_mid_period(branch: Store) -> None:
    member(branch, joined_on="2025-03-31", confirmed_on="2026-03-31")
    member(branch, "李四", joined_on="2025-04-01", confirmed_on="2026-04-01")
    for period, probationary in (("2025", 2), ("2026Q1", 1), ("2026", 0)):
        assert values(branch, period, "members", "members_probationary") == (2, probationary)


@pytest.mark.parametrize(
    ("born", "period", "band"),
    [
        ("1995-12-31", "2026", "members_aged_31"),
        ("1996-01-01", "2026", "members_aged_0"),
        ("1995-12-31", "2026-11", "members_aged_0"),
        ("1990-12-31", "2026", "members_aged_36"),
        ("1991-01-01", "2026", "members_aged_31"),
        ("1955-12-31", "2026", "members_aged_71"),
        ("1956-01-01", "2026", "members_aged_66"),
        ("1920-05-05", "2026", "members_aged_71"),
        ("1996-02-29", "2027-02", "members_aged_0"),  # 31 on 1 March
        ("1996-02-29", "2027-03", "members_aged_31"),
        ("1996-02-29", "2028-02", "members_aged_31"),
        ("1996-02-28", "2027-02", "members_aged_31"),
        ("1997-03-01", "2028-02", "members_aged_0"),
    ],
)
def test_age_bands_on_birthdays(branch: Store, born: str, period: str, band: str) -> None:
    member(branch, birth_date=date.fromisoformat(born), joined_on="2016-07-01")
    found = values(branch, period, *BANDS)
    assert [id for id, count in zip(BANDS, found, strict=True) if count] == [band]


@pytest.fixture(scope="module")
def aged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[date]]]:
    """Members born on every sort of day of ninety years."""
    born = [date(1915, 1, 1) + timedelta(days=97 * n) for n in range(340)]
    born += [date(year, month, day) for year in range(1920, 2005, 4)
             for month, day in ((2, 28), (2, 29), (3, 1), (12, 31), (1, 1))]  # fmt: skip
    own = {"code": "P0001", "name": "甲支部"}
    with create(Home(tmp_path_factory.mktemp("年龄")), "branch", own) as store:
        with store.write("党员") as writer:
            for number, day in enumerate(born):
                writer.add("member", {"name": f"人{number}", "birth_date": day})
        yield store, born


@given(last=st.dates(date(2024, 1, 1), date(2032, 12, 31)) | st.just(date(2028, 2, 29)))
def test_everybody_is_in_the_band_of_the_age(aged: tuple[Store, list[date]], last: date) -> None:
    store, born = aged
    ages = [last.year - b.year - ((last.month, last.day) < (b.month, b.day)) for b in born]
    edges = [*(int(id.removeprefix("members_aged_")) for id in BANDS), 200]
    wanted = [sum(low <= age < high for age in ages) for low, high in pairwise(edges)]
    assert list(values(store, f"{last}..{last}", *BANDS)) == wanted


STAGES = ("pipeline_applicant", "pipeline_activist", "pipeline_candidate", "members")


@pytest.mark.parametrize(
    ("period", "stage"),
    [
        ("2025Q1", None),
        ("2025Q2", "pipeline_applicant"),
        ("2025Q3", "pipeline_activist"),
        ("2025Q4", "pipeline_activist"),
        ("2026Q3", "pipeline_candidate"),
        ("2026Q4", "members"),
        ("2027", "members"),
    ],
)
def test_the_stage_of_the_last_day(branch: Store, period: str, stage: str | None) -> None:
    steps = {"applied_on": "2025-04-01", "activist_on": "2025-09-30", "candidate_on": "2026-09-30"}
    member(branch, category="probationary", joined_on="2026-12-31", **steps)
    found = values(branch, period, *STAGES)
    assert [id for id, count in zip(STAGES, found, strict=True) if count] == (
        [stage] if stage else []
    )


@pytest.mark.parametrize(
    ("values_", "counted"),
    [
        ({}, "pipeline_activist"),
        ({"applied_on": "2027-01-01"}, "pipeline_activist"),  # the category stands where dates lack
        ({"activist_on": "2027-01-01", "applied_on": "2026-05-05"}, "pipeline_applicant"),
        ({"activist_on": "2027-01-01"}, None),
        ({"relation": "left", "left_on": "2026-12-31"}, None),
        ({"relation": "left", "left_on": "2027-01-01"}, "pipeline_activist"),
        ({"membership": "dead", "membership_on": "2026-12-31"}, None),
        ({"relation": "not_transferred"}, None),
    ],
)
def test_who_is_in_the_pipeline(
    branch: Store, values_: dict[str, object], counted: str | None
) -> None:
    member(branch, category="activist", **values_)
    found = values(branch, "2026", *STAGES)
    assert [id for id, count in zip(STAGES, found, strict=True) if count] == (
        [counted] if counted else []
    )


@pytest.mark.parametrize(
    ("kind", "elected", "years", "period", "over"),
    [
        ("branch", "2023-12-31", 3, "2026", 1),
        ("branch", "2024-01-01", 3, "2026", 0),
        ("branch", "2021-12-31", 5, "2026", 1),
        ("branch", "2020-02-29", 3, "2023-02", 1),
        ("branch", "2020-03-01", 3, "2023-02", 0),
        ("branch", "2024-02-29", 4, "2028-02-01..2028-02-28", 0),
        ("branch", "2024-02-29", 4, "2028-02", 1),
        ("branch", "2023-12-31", None, "2026", 1),
        ("temporary_branch", "2020-01-01", 3, "2026", 0),
        ("branch", None, 3, "2026", 0),
    ],
)
def test_terms_that_are_over(
    branch: Store,
    kind: str,
    elected: str | None,
    years: int | None,
    period: str,
    over: int,
    on_day: Callable[[date], None],
) -> None:
    on_day(date(2030, 1, 1))
    edit(branch, "organisation", branch.own.uid, kind=kind, elected_on=elected, term_years=years)
    assert value(branch, "terms_over", period) == over


@pytest.mark.parametrize(
    ("moves", "overdue"),
    [
        ((), 1),
        (("working",), 1),
        (("working", "resolved"), 0),
        (("working", "resolved", "working"), 1),
        (("working", "standing"), 0),
        (("declined",), 0),
    ],
)
def test_problems_over_their_limit(branch: Store, moves: tuple[str, ...], overdue: int) -> None:
    uid = add(branch, "ticket", source="self_check", description="灯", raised_on="2026-05-01",
              due_on="2026-06-30")  # fmt: skip
    moved(branch, uid, "2026-06-20", *moves)
    assert values(branch, "2026H1", "tickets_raised", "tickets_overdue") == (1, overdue)
    assert value(branch, "tickets_overdue", "2026Q1") == 0  # its limit lies after
    assert value(branch, "tickets_raised", "2026H2") == 0


@pytest.mark.parametrize(("today", "overdue"), [((2026, 6, 30), 0), ((2026, 7, 1), 1)])
def test_a_limit_still_to_come_is_not_passed(
    branch: Store, on_day: Callable[[date], None], today: tuple[int, int, int], overdue: int
) -> None:
    add(branch, "ticket", source="self_check", description="灯", raised_on="2026-05-01",
        due_on="2026-06-30")  # fmt: skip
    on_day(date(*today))
    assert value(branch, "tickets_overdue", "2026") == overdue


# --- counted once -------------------------------------------------------------------------------


def test_what_two_branches_report_counts_once_when_decided(
    tmp_path: Path, branch: Store, committee: Store, on_day: Callable[[date], None]
) -> None:
    with create(Home(tmp_path / "乙"), "branch", {"code": "P0002", "name": "乙支部"}) as other:
        for store in (branch, other):
            member(store, "赵两册", id_number="11010519491231002X",
                   birth_date=date(1949, 12, 31), joined_on="1970-01-01",
                   confirmed_on="1971-01-01")  # fmt: skip
            session(
                store, "theme_day", "2026-05-15", topic="联合主题党日", place="广场", reflections=4
            )
        codes = gather_in(tmp_path, committee, branch, other)
    asked = ("members", "theme_days", "reflections")
    assert values(committee, "2026", *asked) == (2, 2, 8)  # not decided yet: as handed in
    on_day(date(2026, 12, 1))  # within the period: of one that is over the roll stays as it was
    for each in conflicts(committee):
        decide(committee, each.key, "second")
    assert values(committee, "2026", *asked) == (1, 1, 4)
    for id in asked:
        whose = [value(committee, id, scope={codes[code]}) or 0 for code in ("P0001", "P0002")]
        assert whose == [0, value(committee, id)]
        with committee.read() as connection:
            rows = evidence(connection, id, parse_period("2026"))
        assert [row["organisation"] for row in rows] == ["P0002"]
    for each in conflicts(committee):
        decide(committee, each.key, "both")
    assert values(committee, "2026", *asked) == (2, 2, 8)


# --- 党员数量变化 -------------------------------------------------------------------------------


def change(store: Store, year: int = 2026, scope: set[int] | None = None) -> RollChange:
    with store.read() as connection:
        return roll_change(connection, year, scope)


def parts(found: RollChange) -> tuple[int, dict[str, int], dict[str, int], int, int]:
    return (
        found.before,
        {id: count for id, count in found.gained.items() if count},
        {id: count for id, count in found.lost.items() if count},
        found.actual,
        found.difference,
    )


@pytest.mark.parametrize(
    ("values_", "expected"),
    [
        ({}, (1, {}, {}, 1, 0)),
        ({"joined_on": "2026-01-01", "category": "probationary"},
         (0, {"gained_admitted": 1}, {}, 1, 0)),
        ({"joined_on": "2026-12-31", "category": "probationary"},
         (0, {"gained_admitted": 1}, {}, 1, 0)),
        ({"joined_on": "2025-12-31", "category": "probationary"}, (1, {}, {}, 1, 0)),
        ({"joined_on": "2027-01-01", "category": "probationary"}, (0, {}, {}, 0, 0)),
        ({"joined_on": "2025-06-01", "confirmed_on": "2026-06-01"}, (1, {}, {}, 1, 0)),
        ({"arrived_on": "2026-01-01"}, (0, {"gained_transferred": 1}, {}, 1, 0)),
        ({"joined_on": "2026-02-01", "category": "probationary", "arrived_on": "2026-05-01"},
         (0, {"gained_transferred": 1}, {}, 1, 0)),
        ({"relation": "left", "left_on": "2026-01-01"}, (1, {}, {"lost_transferred": 1}, 0, 0)),
        ({"relation": "left", "left_on": "2026-12-31"}, (1, {}, {"lost_transferred": 1}, 0, 0)),
        ({"relation": "left", "left_on": "2025-12-31"}, (0, {}, {}, 0, 0)),
        ({"relation": "left", "left_on": "2027-01-01"}, (1, {}, {}, 1, 0)),
        ({"arrived_on": "2026-02-01", "relation": "left", "left_on": "2026-03-01"},
         (0, {"gained_transferred": 1}, {"lost_transferred": 1}, 0, 0)),
        ({"membership": "dead", "membership_on": "2026-06-01"}, (1, {}, {"lost_dead": 1}, 0, 0)),
        ({"membership": "suspended", "membership_on": "2026-06-01"},
         (1, {}, {"lost_suspended": 1}, 0, 0)),
        ({"membership": "expelled", "membership_on": "2026-06-01"},
         (1, {}, {"lost_removed": 1}, 0, 0)),
        # Each is lost once, by what came first.
        ({"membership": "dead", "membership_on": "2026-06-01", "relation": "left",
          "left_on": "2026-03-01"}, (1, {}, {"lost_transferred": 1}, 0, 0)),
        ({"membership": "dead", "membership_on": "2026-03-01", "relation": "left",
          "left_on": "2026-06-01"}, (1, {}, {"lost_dead": 1}, 0, 0)),
        ({"membership": "dead", "membership_on": "2026-06-01", "relation": "left",
          "left_on": "2026-06-01"}, (1, {}, {"lost_dead": 1}, 0, 0)),
        ({"membership": "dead", "membership_on": "2026-06-01", "relation": "left",
          "left_on": "2024-03-01"}, (0, {}, {}, 0, 0)),
        # Gone, and nobody wrote when: the check tells.
        ({"relation": "left"}, (1, {}, {}, 0, -1)),
        ({"membership": "removed"}, (1, {}, {}, 0, -1)),
        ({"relation": "left", "arrived_on": "2026-05-01"},
         (0, {"gained_transferred": 1}, {}, 0, -1)),
        # Dates that cannot be.
        ({"joined_on": "2026-05-01", "category": "probationary", "membership": "dead",
          "membership_on": "2025-05-01"}, (0, {"gained_admitted": 1}, {}, 0, -1)),
        # On another roll, or not a member.
        ({"relation": "not_transferred", "arrived_on": "2026-05-01"}, (0, {}, {}, 0, 0)),
        ({"category": "candidate"}, (0, {}, {}, 0, 0)),
    ],
)  # fmt: skip
def test_how_the_roll_changed(
    branch: Store,
    values_: dict[str, object],
    expected: tuple[int, dict[str, int], dict[str, int], int, int],
) -> None:
    uid = member(branch, **values_)
    assert parts(change(branch)) == expected
    remove(branch, "member", uid)
    assert parts(change(branch)) == (0, {}, {}, 0, 0)


def test_the_roll_of_a_park(tmp_path: Path, branch: Store, committee: Store) -> None:
    """One moved from a branch to another: gained and lost, and the same park."""
    with create(Home(tmp_path / "乙"), "branch", {"code": "P0002", "name": "乙支部"}) as other:
        member(branch, "甲", relation="left", left_on="2026-05-01", left_to="乙支部")
        member(branch, "乙")
        member(other, "丙", arrived_on="2026-05-02")
        codes = gather_in(tmp_path, committee, branch, other)
    member(committee, "陈自己")
    whole = change(committee)
    assert parts(whole) == (3, {"gained_transferred": 1}, {"lost_transferred": 1}, 3, 0)
    assert whole.should_be == 3
    assert parts(change(committee, scope={codes["P0001"]}))[3] == 1
    assert parts(change(committee, scope={codes["P0002"]}))[:2] == (0, {"gained_transferred": 1})
    assert change(committee, scope=set()).actual == 0


@given(data=st.data())
def test_dates_in_order_always_add_up(data: st.DataObject, tmp_path_factory: Any) -> None:
    days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
    with create(
        Home(tmp_path_factory.mktemp("册")), "branch", {"code": "P1", "name": "册"}
    ) as store:
        with store.write("党员") as writer:
            for number in range(data.draw(st.integers(1, 6))):
                joined, arrived, left, fell = sorted(data.draw(st.tuples(days, days, days, days)))
                ending = data.draw(st.sampled_from(["", "left", "dead", "removed", "suspended"]))
                values = {"name": f"人{number}", "category": "full", "joined_on": joined}
                if data.draw(st.booleans()):
                    values["arrived_on"] = arrived
                if ending == "left":
                    values |= {"relation": "left", "left_on": left, "left_to": "外"}
                if ending in ("dead", "removed", "suspended"):
                    values |= {"membership": ending, "membership_on": fell}
                writer.add("member", values)
        for year in range(2023, 2030):
            assert change(store, year).difference == 0
        assert change(store, 2027).before == change(store, 2026).actual


def test_all_indicators_of_one_pass(branch: Store) -> None:
    """Removed rows count nowhere: every value is that of an empty file again."""
    with branch.read() as connection:
        empty = tally(connection, parse_period("2026")).of(branch.own.id)
    kept = [
        ("session", session(branch, "theme_day", "2026-05-01", reflections=3, elements="oath,cases",
                            first_agenda="学习")),
        ("talk", talk(branch, "甲", "乙、丙")),
        ("member", member(branch, joined_on="2026-05-05", category="probationary")),
        ("enterprise", add(branch, "enterprise", name="企业", formation="own", members_here=2,
                           surveyed_on="2026-01-01")),
        ("ticket", add(branch, "ticket", source="self_check", description="灯",
                       raised_on="2026-05-01", due_on="2026-05-02")),
        ("paper", add(branch, "paper", kind="responsibility", person="甲", year=2026,
                      signed_on="2026-01-01")),
        ("figure", figure(branch, "2026", 5.0)),
    ]  # fmt: skip
    with branch.read() as connection:
        full = tally(connection, parse_period("2026")).of(branch.own.id)
    different = {id for id in full if full[id] != empty[id]}
    assert {"theme_days", "reflections", "integrity_talks", "members", "firms_own_branch",
            "tickets_overdue", "pledges_signed", "tax_revenue", "gained_admitted",
            "first_agenda_meetings", "warning_cases"} <= different  # fmt: skip
    for kind, uid in kept:
        remove(branch, kind, uid)
    with branch.read() as connection:
        assert tally(connection, parse_period("2026")).of(branch.own.id) == empty
        for each in (*INDICATORS, *BEYOND):
            assert evidence(connection, each.id, parse_period("2026")) == []
