"""The sample files: believable, right by the program's own checks, the same for the same seed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.sample import bulk_branch, make_branch, make_committee
from partydesk.records.base import kind_of, kinds
from partydesk.records.checking import check
from partydesk.records.fields import fields
from partydesk.records.values import to_typed
from partydesk.store.home import Home
from partydesk.store.store import Store

STAMPS = {"created_at", "updated_at"}
COUNTED_BY = {
    "committee_meetings": "session WHERE kind = 'party_committee' AND first_agenda <> ''",
    "centre_group_studies": "session WHERE kind = 'centre_group'",
    "thematic_discussions": "session WHERE kind = 'discussion' OR elements LIKE '%discussion%'",
    "research_topics": "session WHERE kind = 'research'",
    "leader_lectures": "session WHERE kind = 'lecture' AND lecturer_role <> 'guest'",
    "outreach_talks": "session WHERE kind = 'outreach'",
    "group_studies": "session WHERE kind = 'group_study'",
    "reflections": "session WHERE reflections > 0",
    "oath_renewals": "session WHERE kind = 'oath' OR elements LIKE '%oath%'",
    "base_visits": "session WHERE kind = 'base_visit' OR elements LIKE '%base_visit%'",
    "theme_days": "session WHERE kind = 'theme_day'",
    "ideology_reviews": "session WHERE kind = 'ideology'",
    "firms_surveyed": "enterprise WHERE surveyed_on <> '' AND closed_on IS NULL",
    "firms_own_branch": "enterprise WHERE formation = 'own'",
    "firms_attached": "enterprise WHERE formation = 'attached'",
    "firms_joint": "enterprise WHERE formation = 'joint'",
    "branches_founded": "organisation WHERE founded_on >= '2026-01-01'",
    "coverage_rate": "enterprise WHERE members_here > 0",
    "training_courses": "session WHERE kind = 'training'",
    "tickets_resolved": "ticket WHERE resolved_on >= '2026-01-01'",
    "governance_meetings": "session WHERE kind = 'governance'",
    "conduct_meetings": "session WHERE kind = 'conduct'",
    "integrity_talks": "talk WHERE kind IN ('integrity', 'heart')",
    "warning_sessions": "session WHERE kind = 'warning' AND elements IN ('cases', 'film')",
    "pledges_signed": "paper WHERE kind = 'responsibility' AND signed_on <> ''",
    "dossiers_filed": "paper WHERE kind = 'dossier' AND filed_on <> ''",
    "integrity_firms": "enterprise WHERE integrity_award_on <> ''",
    "talent_meetings": "session WHERE kind = 'talent_meeting'",
    "talent_recruited": "figure WHERE figure = 'talent_recruited'",
    "industrial_output": "figure WHERE figure = 'industrial_output'",
    "tax_revenue": "figure WHERE figure = 'tax_revenue'",
    "trade_volume": "figure WHERE figure = 'trade_volume'",
    "projects_signed": "figure WHERE figure = 'projects_signed' AND threshold > 0",
    "investment_agreed": "figure WHERE figure = 'investment_agreed'",
}


def content(store: Store) -> dict[str, list[dict[str, Any]]]:
    with store.read() as connection:
        return {
            kind: [
                {name: value for name, value in row.items() if name not in STAMPS}
                for row in connection.exec_driver_sql(f'SELECT * FROM "{kind}"').mappings()
            ]
            for kind in kinds()
        }


def branch(folder: Path, **more: Any) -> Store:
    asked = {"short_name": "甲", "seed": 1, **more}
    return bulk_branch(Home(folder), "P0312", "中共示例甲支部委员会", **asked)


def test_both_ways_of_making_it_give_the_same_records(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"short_name": "甲", "seed": 5, "members": 12, "sessions": 30}
    with (
        make_branch(Home(tmp_path / "a"), "P0312", "甲支部", **asked) as slow,
        bulk_branch(Home(tmp_path / "b"), "P0312", "甲支部", **asked) as fast,
    ):
        one, other = content(slow), content(fast)
    del one["organisation"][0]["uid"], other["organisation"][0]["uid"]
    assert one == other
    assert len(one["session"]) == 30


def test_seeds_and_codes_tell_branches_apart(tmp_path: Path) -> None:
    with (
        branch(tmp_path / "a") as one,
        branch(tmp_path / "b", seed=2) as two,
        bulk_branch(Home(tmp_path / "c"), "P0313", "乙支部", short_name="乙", seed=1) as three,
    ):
        members = [
            {(row["uid"], row["id_number"]) for row in content(store)["member"]}
            for store in (one, two, three)
        ]
    assert not members[0] & members[1]
    assert not members[0] & members[2]
    assert not {n for _, n in members[0]} & {n for _, n in members[2]}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"members": 3, "seed": 2},
        {"members": 8, "through": date(2026, 1, 20), "seed": 3},
        {"members": 50, "through": date(2026, 9, 30), "sessions": 20, "seed": 4},
        {"members": 12, "sessions": 400, "year": 2024, "seed": 5},
    ],
    ids=str,
)
def test_every_record_passes_the_checks_and_nothing_is_later(
    tmp_path: Path, more: dict[str, Any]
) -> None:
    with branch(tmp_path, **more) as store:
        made = content(store)
    for kind, rows in made.items():
        declared = fields(kind_of(kind))
        for row in rows:
            typed = {name: to_typed(known, row[name]) for name, known in declared.items()}
            assert check(kind_of(kind), typed) == []
    last = more.get("through") or date(more.get("year", 2026), 12, 31)
    assert max(row["starts_at"][:10] for row in made["session"]) <= last.isoformat()
    assert len({(row["kind"], row["starts_at"]) for row in made["session"]}) == len(made["session"])
    assert len({row["name"] for row in made["member"]}) == len(made["member"])
    assert all(row["id_number"].startswith("99") for row in made["member"])


def test_exact_numbers_are_kept(tmp_path: Path) -> None:
    with branch(tmp_path, members=50, sessions=150, talks=60, tickets=40, attendance=6000) as store:
        made = content(store)
    counted = [len(made[k]) for k in ("member", "session", "talk", "ticket", "attendance")]
    assert counted == [50, 150, 60, 40, 6000]
    pairs = {(row["session"], row["member"]) for row in made["attendance"]}
    assert len(pairs) == 6000
    present = sum(row["state"] == "present" for row in made["attendance"])
    assert present > 5000


@pytest.mark.parametrize("indicator", COUNTED_BY)
def test_every_indicator_has_something_behind_it(tmp_path: Path, indicator: str) -> None:
    with branch(tmp_path / "a") as own, make_committee(Home(tmp_path / "c"), seed=1) as park:
        total = 0
        for store in (own, park):
            with store.read() as connection:
                total += connection.exec_driver_sql(
                    f"SELECT count(*) FROM {COUNTED_BY[indicator]}"
                ).scalar_one()
    assert total > 0


def test_a_roll_has_its_committee_and_its_pipeline(branch_store: Store) -> None:
    members = content(branch_store)["member"]
    duties = [row["duty"] for row in members]
    assert duties.count("secretary") == 1
    assert {"organisation", "publicity", "discipline"} <= set(duties)
    assert {row["category"] for row in members} == {
        "full",
        "probationary",
        "candidate",
        "activist",
        "applicant",
    }
    for row in members:
        assert (row["joined_on"] is not None) == (row["category"] in ("full", "probationary"))
        assert (row["confirmed_on"] is not None) == (row["category"] == "full")
