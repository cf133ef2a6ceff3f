"""A committee, or a long roll, that is judged a part after another is judged the same."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from partydesk.records.periods import parse_period
from partydesk.rules.norms import evaluate, gathering
from partydesk.rules.study import hours
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests.bench.park import park
from tests.sample import bulk

TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Home]:
    """A branch of 25 members, and a committee of four like it."""
    folder = tmp_path_factory.mktemp("parts")
    branch = Home(folder / "branch")
    bulk.bulk_branch(
        branch, "P0001", "甲支部", short_name="甲", seed=3, members=25, sessions=40, talks=30,
        tickets=6, attendance=600,
    ).close()  # fmt: skip
    return branch, park(folder / "park", 4, [branch])


def judged(home: Home, organisations: tuple[int, ...] | None) -> dict[str, list[Any]]:
    """By norm what is said; and the hours."""
    found: dict[str, list[Any]] = defaultdict(list)
    with open_store(home, write=False) as store, store.read() as connection:
        for period in ("2026", "2025-06-01..2027-03-31"):
            for item in evaluate(
                connection, parse_period(period), today=TODAY, organisations=organisations
            ):
                told = (item.organisation, item.state, item.due, item.slot, item.uid, item.about)
                found[f"{period} {item.norm.id}"].append((*told, sorted(item.evidence), item.text))
        for organisation in organisations or (None,):
            found["hours"] += hours(connection, 2026, organisation, TODAY)
    return found


@pytest.mark.parametrize("at_once", [1, 7, 60])
def test_parts_say_the_same_as_the_whole(
    homes: tuple[Home, Home], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scopes: list[tuple[int, tuple[int, ...] | None]]
    scopes = [(0, None), (1, None), (1, (2, 3)), (1, (1,))]
    whole = [judged(homes[at], scope) for at, scope in scopes]
    assert len(whole[0]) > 30, "the sample asks for too little"
    monkeypatch.setattr(gathering, "AT_ONCE", at_once)
    for before, (at, scope) in zip(whole, scopes, strict=True):
        assert {k: sorted(map(repr, v)) for k, v in judged(homes[at], scope).items()} == {
            k: sorted(map(repr, v)) for k, v in before.items()
        }
