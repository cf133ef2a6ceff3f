"""The sample files: believable, right by the program's own checks, the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.submission.writing import export
from partydesk.records.base import kind_of, kinds
from partydesk.records.checking import check
from partydesk.records.fields import Kind, fields
from partydesk.records.periods import parse_period
from partydesk.records.values import to_typed
from partydesk.rules.indicators import INDICATORS, tally
from partydesk.rules.norms import Obligation, State, evaluate, pipeline
from partydesk.rules.norms.ballots import verdict
from partydesk.rules.reminders import Reminder, reminders
from partydesk.sample.makers import make_branch, make_committee
from partydesk.store.home import Home
from partydesk.store.resources import resource
from partydesk.store.store import Store
from tests.exchange.merging import merge
from tests.sample.bulk import bulk_branch

STAMPS = {"created_at", "updated_at"}
# Limits may lie ahead; nothing that was done does.
AHEAD = {"due_on", "follow_up_due", "extended_until"}
YEAR = parse_period("2026")


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
    # What lies ahead of the clock would be a plan to one of them.
    asked: dict[str, Any] = {"short_name": "甲", "seed": 5, "members": 12, "sessions": 30,
                             "through": date(2026, 6, 30)}  # fmt: skip
    with (
        make_branch(Home(tmp_path / "a"), "P0312", "甲支部", **asked) as slow,
        bulk_branch(Home(tmp_path / "b"), "P0312", "甲支部", **asked) as fast,
    ):
        one, other = content(slow), content(fast)
    del one["organisation"][0]["uid"], other["organisation"][0]["uid"]
    # A day of inspection written through the door is an entry of the log, too.
    assert not other.pop("inspection") and one.pop("inspection")
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
    last = (more.get("through") or date(more.get("year", 2026), 12, 31)).isoformat()
    for kind, rows in made.items():
        declared = fields(kind_of(kind))
        for row in rows:
            typed = {name: to_typed(field, row[name]) for name, field in declared.items()}
            assert check(kind_of(kind), typed) == []
            for name, field in declared.items():
                if field.kind in (Kind.DATE, Kind.MOMENT) and name not in AHEAD:
                    assert str(row[name] or "")[:10] <= last, (kind, name)
        keys = [tuple(row[name] for name in kind_of(kind).natural_key) for row in rows]
        assert len(set(keys)) == len(keys), kind
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


def test_every_figure_of_the_report_has_something_behind_it(tmp_path: Path) -> None:
    with branch(tmp_path / "a") as own:
        sent = export(own, YEAR, tmp_path).file
    with make_committee(Home(tmp_path / "c"), seed=1) as park:
        merge(park, [sent])
        with park.read() as connection:
            counted = tally(connection, YEAR)
    values = {each.id: counted.value(each.id).value for each in INDICATORS}
    assert not [id for id, value in values.items() if not value]
    for beyond in ("first_agenda_meetings", "warning_cases", "warning_film"):
        assert counted.value(beyond).value, beyond


@pytest.fixture(
    params=[
        (seed, day)
        for seed in range(8)
        for day in (date(2026, 9, 22), date(2026, 11, 24), date(2026, 12, 31))
    ],
    ids=str,
)
def judged(
    request: pytest.FixtureRequest, tmp_path: Path
) -> tuple[list[Obligation], list[Reminder]]:
    """What the norms say of a branch on the day its records end, and what it is reminded of."""
    seed, day = request.param
    with branch(tmp_path, seed=seed, through=day) as store, store.read() as connection:
        return evaluate(connection, YEAR, today=day), reminders(connection, today=day)


def test_most_is_done_and_some_is_not(judged: tuple[list[Obligation], list[Reminder]]) -> None:
    items, reminded = judged
    states = Counter(item.state for item in items)
    amiss = [i for i in items if i.state in (State.OVERDUE, State.MISSED)]
    assert states[State.DONE] > 15 * len(amiss)
    assert amiss
    assert 5 <= len(reminded) <= 13
    assert len({each.norm.id for each in reminded}) >= 4


def test_the_way_into_the_party_keeps_the_limits(
    judged: tuple[list[Obligation], list[Reminder]],
) -> None:
    items, _ = judged
    about = [item for item in items if item.norm.id in {norm.id for norm in pipeline.NORMS}]
    assert len({item.norm.id for item in about if item.state is State.DONE}) >= 4
    assert sum(item.state in (State.OVERDUE, State.MISSED) for item in about) <= 1


@pytest.mark.parametrize("seed", range(8))
def test_by_the_end_of_the_year_most_are_talked_with_and_study_enough(
    tmp_path: Path, seed: int
) -> None:
    with branch(tmp_path, seed=seed) as store, store.read() as connection:
        items = evaluate(connection, YEAR, today=YEAR.last)
    lacking = set()
    for norm in ("talk_committee", "talk_committee_member", "talk_members", "hours_32", "hours_56"):
        states = [i.state for i in items if i.norm.id == norm and i.state is not State.EXEMPT]
        assert states.count(State.DONE) >= 0.8 * len(states), norm
        lacking |= {norm} if State.DUE in states else set()
    assert lacking


def test_ballots_agree_with_who_came(tmp_path: Path) -> None:
    kinds_seen = set()
    for seed in (0, 7):
        with branch(tmp_path / str(seed), seed=seed) as store, store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT s.ballot_kind, s.entitled, s.voters_present, s.in_favour, "
                "(SELECT count(*) FROM attendance a JOIN member m ON m.id = a.member "
                " WHERE a.session = s.id AND a.state = 'present' "
                " AND m.confirmed_on <= substr(s.starts_at, 1, 10) "
                " AND m.relation != 'not_transferred') "
                "FROM session s WHERE s.kind = 'general_meeting'"
            ).all()
        for kind, entitled, present, in_favour, came in rows:
            kinds_seen.add(kind)
            assert came == present
            told = verdict(kind, entitled, present, in_favour)
            assert told.quorate and told.passed
    assert kinds_seen == {"decision", "admission", "election"}


def test_group_meetings_are_of_their_group(tmp_path: Path) -> None:
    for seed, named in ((1, True), (2, False)):
        with branch(tmp_path / str(seed), seed=seed) as store, store.read() as connection:
            rows = connection.exec_driver_sql(
                'SELECT s.id, s."group", group_concat(DISTINCT m."group") FROM session s '
                "JOIN attendance a ON a.session = s.id JOIN member m ON m.id = a.member "
                "WHERE s.kind = 'group_meeting' GROUP BY s.id"
            ).all()
        assert len({came for _, _, came in rows}) == 2
        for _, group, came in rows:
            assert "," not in came
            assert group == (came if named else None)


def test_own_scores_are_of_the_scheme(tmp_path: Path) -> None:
    scheme = json.loads(resource("stars/default.json").read_text("utf-8"))
    points = {item["label"]: item["points"] for g in scheme["groups"] for item in g["items"]}
    with branch(tmp_path) as store:
        rows = content(store)["star"]
    assert {row["scheme"] for row in rows} == {scheme["name"]}
    assert {row["item"] for row in rows} == set(points)
    assert all(0 < row["self_score"] <= points[row["item"]] for row in rows)


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
