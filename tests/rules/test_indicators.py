"""Each of the report's figures against numbers counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import BEYOND, INDICATORS, evidence, tally
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.merging import merge

BY_ID = {each.id: each for each in INDICATORS}


def value(store: Store, id: str, period: str = "2026", scope: set[int] | None = None) -> Any:
    with store.read() as connection:
        return tally(connection, parse_period(period)).value(id, scope).value


def add(store: Store, of: str, /, **values: Any) -> str:
    with store.write("添加") as writer:
        return writer.add(of, values)


def session(store: Store, kind: str, day: str = "2026-06-15", **more: Any) -> str:
    at = datetime.fromisoformat(f"{day} 09:00")
    return add(store, "session", kind=kind, starts_at=at, topic=more.pop("topic", "主题"), **more)


def remove(store: Store, kind: str, uid: str) -> None:
    with store.write("删除") as writer:
        writer.remove(kind, uid)


def firm(store: Store, name: str, **more: Any) -> str:
    return add(store, "enterprise", name=name, **more)


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with create(
        Home(tmp_path / "党委"), "committee", {"code": "P0000", "name": "园区党委"}
    ) as store:
        yield store


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Store]:
    with create(Home(tmp_path / "支部"), "branch", {"code": "P0001", "name": "甲支部"}) as store:
        yield store


def hand_in(branch: Store, committee: Store, folder: Path) -> None:
    merged = merge(committee, [export(branch, parse_period("2026"), folder).file])
    assert [each.state for each in merged.files] == ["merged"]


def test_there_are_the_34_in_their_order() -> None:
    assert len(INDICATORS) == len(BY_ID)
    assert [each.id for each in INDICATORS][::11] == [
        "committee_meetings",
        "ideology_reviews",
        "integrity_talks",
        "investment_agreed",
    ]


SESSIONS = {
    "committee_meetings": ("party_committee", None),
    "centre_group_studies": ("centre_group", None),
    "thematic_discussions": ("discussion", "discussion"),
    "outreach_talks": ("outreach", None),
    "oath_renewals": ("oath", "oath"),
    "base_visits": ("base_visit", "base_visit"),
    "ideology_reviews": ("ideology", None),
    "training_courses": ("training", None),
    "governance_meetings": ("governance", None),
    "conduct_meetings": ("conduct", None),
    "warning_sessions": ("warning", "warning"),
    "talent_meetings": ("talent_meeting", None),
}


@pytest.mark.parametrize("id", SESSIONS)
def test_meetings_are_counted_by_kind_or_element(committee: Store, id: str) -> None:
    kind, element = SESSIONS[id]
    assert value(committee, id) is None
    session(committee, "volunteering")
    assert value(committee, id) == 0
    session(committee, kind, "2026-01-01")
    session(committee, kind, "2026-12-31")
    session(committee, kind, "2025-12-31")
    session(committee, kind, "2027-01-01")
    remove(committee, "session", session(committee, kind))
    assert value(committee, id) == 2
    session(committee, "volunteering", elements=element or "exchange")
    session(committee, kind, elements=element)
    assert value(committee, id) == (4 if element else 3)
    assert value(committee, id, "2026Q1") == 1
    assert value(committee, id, "2026-12") == 1
    assert value(committee, id, "2026-01-02..2026-06-14") == 0


def test_warnings_count_cases_and_films_too(committee: Store) -> None:
    for elements in ("cases", "film", "warning,cases,film", "first_agenda"):
        session(committee, "group_study", elements=elements)
    assert value(committee, "warning_sessions") == 3


def test_research_topics_are_different_topics(committee: Store) -> None:
    for topic in ("融资难", "融资难", "用工荒"):
        session(committee, "research", topic=topic)
    assert value(committee, "research_topics") == 2
    with committee.read() as connection:
        assert len(evidence(connection, "research_topics", parse_period("2026"))) == 3


def test_lectures_count_when_a_leader_gives_them(committee: Store) -> None:
    for role in (
        "committee_secretary",
        "committee_member",
        "branch_secretary",
        "branch_committee",
        "member",
        "guest",
        None,
    ):
        session(committee, "lecture", lecturer_role=role)
    session(committee, "theme_day", elements="lecture", lecturer_role="branch_secretary")
    session(committee, "theme_day", lecturer_role="branch_secretary")
    assert value(committee, "leader_lectures") == 3
    assert value(committee, "committee_lectures") == 2


def test_group_studies_are_the_kinds_marked_so(committee: Store) -> None:
    counted = (
        "lecture",
        "theme_day",
        "study_day",
        "group_study",
        "discussion",
        "outreach",
        "training",
        "warning",
    )
    for kind in (*counted, "general_meeting", "branch_committee", "quiz", "research", "oath"):
        session(committee, kind)
    assert value(committee, "group_studies") == len(counted)


def test_reflections_are_added_up(committee: Store) -> None:
    session(committee, "group_study", reflections=12)
    session(committee, "oath", reflections=30)
    session(committee, "oath")
    session(committee, "oath", "2025-12-31", reflections=500)
    assert value(committee, "reflections") == 42
    with committee.read() as connection:
        rows = evidence(connection, "reflections", parse_period("2026"))
    assert sorted(row["amount"] for row in rows) == [12, 30]


def test_firms_as_they_stand_on_the_last_day(committee: Store) -> None:
    assert value(committee, "firms_surveyed") is None
    firm(committee, "甲", surveyed_on=date(2025, 5, 1), formation="own", members_here=3)
    firm(committee, "乙", surveyed_on=date(2026, 12, 31), formation="attached", members_here=1)
    firm(committee, "丙", surveyed_on=date(2027, 1, 1), formation="joint", members_elsewhere=1)
    firm(committee, "丁", formation="grid", members_here=0)
    firm(committee, "戊", formation="none", members_here=2)
    firm(
        committee,
        "己",
        surveyed_on=date(2026, 1, 1),
        formation="own",
        members_here=5,
        closed_on=date(2026, 12, 31),
        integrity_award_on=date(2026, 6, 1),
    )
    firm(
        committee,
        "庚",
        formation="own",
        members_here=0,
        closed_on=date(2027, 1, 1),
        integrity_award_on=date(2027, 1, 1),
    )
    remove(committee, "enterprise", firm(committee, "辛", formation="own"))
    told = {
        id: value(committee, id)
        for id in (
            "firms_surveyed",
            "firms_own_branch",
            "firms_attached",
            "firms_joint",
            "coverage_rate",
            "integrity_firms",
        )
    }
    assert told == {
        "firms_surveyed": 2,  # 甲 and 乙; 己 is closed, 丙 came later
        "firms_own_branch": 2,  # 甲 and 庚
        "firms_attached": 1,
        "firms_joint": 1,
        "coverage_rate": 75.0,  # 甲 乙 丙 of 甲 乙 丙 戊
        "integrity_firms": 1,
    }


def test_tickets_papers_and_talks(committee: Store) -> None:
    for day in (None, date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)):
        number = add(
            committee, "ticket", source="self_check", description="问题", raised_on=date(2025, 6, 1)
        )
        if day:
            with committee.write("办结") as writer:
                for state in ("working", "resolved"):
                    writer.add(
                        "ticket_step",
                        {
                            "ticket": writer.reference("ticket", number),
                            "at": datetime(day.year, day.month, day.day, 9),
                            "note": "办",
                            "state": state,
                        },
                    )
    assert value(committee, "tickets_resolved") == 2
    assert value(committee, "integrity_talks") is None
    for subjects, day in (
        ("李四", date(2026, 1, 1)),
        ("李四、王五、赵六", date(2026, 12, 31)),
        ("李四、王五", date(2025, 12, 31)),
    ):
        add(
            committee,
            "talk",
            kind="heart",
            held_on=day,
            talker="张三",
            subjects=subjects,
            topic="谈心",
        )
    # Of the other kinds those that are about integrity count.
    for kind in ("before_post", "reminder", "integrity", "inquiry", "organisational",
                 "political_birthday", "admonition"):  # fmt: skip
        add(committee, "talk", kind=kind, held_on=date(2025, 3, 1), talker="张三", subjects="李四",
            topic="谈")  # fmt: skip
    assert value(committee, "integrity_talks", "2025") == 2 + 3
    assert value(committee, "integrity_talks") == 4
    for kind, signed, filed in (
        ("responsibility", date(2026, 1, 1), None),
        ("responsibility", date(2025, 12, 31), None),
        ("responsibility", None, None),
        ("pledge", date(2026, 2, 1), None),
        ("dossier", None, date(2026, 12, 31)),
        ("dossier", date(2026, 1, 1), None),
        ("dossier", date(2025, 1, 1), date(2026, 1, 1)),
    ):
        add(
            committee,
            "paper",
            kind=kind,
            person="张三",
            year=2026,
            signed_on=signed,
            filed_on=filed,
        )
    assert value(committee, "pledges_signed") == 1
    assert value(committee, "dossiers_filed") == 2


@pytest.mark.parametrize(
    "id",
    [
        "talent_recruited",
        "industrial_output",
        "tax_revenue",
        "trade_volume",
        "projects_signed",
        "investment_agreed",
    ],
)
def test_reported_figures_belong_to_their_own_period(committee: Store, id: str) -> None:
    assert value(committee, id) is None
    for period, amount, day in (
        ("2026Q1", 1.5, date(2026, 4, 10)),
        ("2026Q4", 2.25, date(2027, 1, 10)),
        ("2025", 100, date(2026, 1, 15)),
        ("2027", 100, date(2026, 12, 31)),
        ("年中", 0.25, date(2026, 7, 1)),
    ):
        add(
            committee,
            "figure",
            figure=id,
            period=period,
            value=float(amount),
            unit="亿元",
            source="经发局",
            reported_on=day,
        )
    add(
        committee,
        "figure",
        figure="tax_revenue" if id != "tax_revenue" else "trade_volume",
        period="2026",
        value=9.0,
        unit="亿元",
        source="税务局",
        reported_on=date(2026, 3, 1),
    )
    assert value(committee, id) == 4
    assert value(committee, id, "2026Q1") == 1.5
    assert value(committee, id, "2026H1") == 1.5
    assert value(committee, id, "2026Q2") is None  # nobody reported it
    assert value(committee, id, "2025") == 100
    assert value(committee, id, "2026-10-01..2026-12-31") == 2.25


def test_who_holds_what(tmp_path: Path, branch: Store, committee: Store) -> None:
    for store, count in ((branch, 3), (committee, 2)):
        for _ in range(count):
            session(store, "theme_day")
            session(store, "oath")
            session(store, "training")
            add(
                store,
                "talk",
                kind="heart",
                held_on=date(2026, 3, 1),
                talker="张三",
                subjects="李四",
                topic="谈心",
            )
        firm(store, "同一家企业", formation="own", members_here=1)
    hand_in(branch, committee, tmp_path)
    assert value(committee, "oath_renewals") == 5  # both
    assert value(committee, "integrity_talks") == 5
    assert value(committee, "theme_days") == 3  # branches alone
    assert value(committee, "training_courses") == 2  # the committee alone
    assert value(committee, "firms_own_branch") == 1  # one firm, on two ledgers
    own = committee.own.id
    with committee.read() as connection:
        theirs = connection.exec_driver_sql(
            "SELECT id FROM organisation WHERE code = 'P0001'"
        ).scalar_one()
        counted = tally(connection, parse_period("2026"))
        rows = evidence(connection, "oath_renewals", parse_period("2026"))
    each = {org: {id: told.value for id, told in counted.of(org).items()} for org in (own, theirs)}
    assert (each[own]["oath_renewals"], each[theirs]["oath_renewals"]) == (2, 3)
    assert (each[own]["training_courses"], each[theirs]["training_courses"]) == (2, None)
    assert (each[own]["theme_days"], each[theirs]["theme_days"]) == (None, 3)
    assert sorted(row["organisation"] for row in rows) == ["P0000"] * 2 + ["P0001"] * 3
    assert value(committee, "oath_renewals", scope={theirs}) == 3
    assert (
        value(committee, "firms_own_branch", scope={theirs}) == 0
    )  # the committee's stands for it
    # In a branch's own file its own records count.
    assert value(branch, "oath_renewals") == 3


def test_branches_founded_in_the_year(tmp_path: Path, branch: Store, committee: Store) -> None:
    with committee.write("登记") as writer:
        for number, day in enumerate(
            [date(2026, 1, 1), date(2026, 12, 31), date(2025, 12, 31), None]
        ):
            writer.add(
                "organisation",
                {"code": f"P10{number}", "name": f"{number} 支部", "founded_on": day},
            )
        writer.edit("organisation", committee.own.uid, {"founded_on": date(2026, 5, 1)})
    assert value(committee, "branches_founded") == 2
    with branch.write("成立") as writer:
        writer.edit("organisation", branch.own.uid, {"founded_on": date(2026, 7, 1)})
    hand_in(branch, committee, tmp_path)
    assert value(committee, "branches_founded") == 3
    with committee.read() as connection:
        counted = tally(connection, parse_period("2026"))
    assert counted.value("branches_founded", {committee.own.id}).value == 3


def test_the_value_is_made_of_the_evidence(branch_store: Store) -> None:
    period = parse_period("2026")
    with branch_store.read() as connection:
        counted = tally(connection, period)
        for each in (*INDICATORS, *BEYOND):
            rows = evidence(connection, each.id, period)
            told = counted.value(each.id)
            assert told.evidence == len(rows)
            if told.value is not None and each.part is None and each.distinct is None:
                assert told.value == pytest.approx(sum(row["amount"] for row in rows))
            assert all(
                set(row) == {"kind", "uid", "organisation", "date", "text", "amount"}
                for row in rows
            )
        with pytest.raises(KeyError):
            evidence(connection, "no_such", period)
