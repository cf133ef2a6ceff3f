"""Steps of 发展党员 are ticked, and who reaches a stage moves on, wherever it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from partydesk.operations.steps import tick
from partydesk.records.findings import UserError
from partydesk.store import queries, rows
from partydesk.store.store import Store

Add = Callable[..., str]


@pytest.fixture(autouse=True)
def today(on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 9, 22))


def row(store: Store, uid: str) -> dict[str, Any]:
    with store.read() as connection:
        found = rows.find(connection, "member", uid)
    assert found is not None
    return found


def kept(store: Store) -> list[tuple[str, str, str | None]]:
    with store.read() as connection:
        ids = queries.ids(connection, queries.Query("step"))
        found = queries.window(connection, "step", ids)
    return [(each["step"], each["on"], each["note"]) for each in found.values()]


def test_a_step_with_a_field_moves_one_on_and_its_note_is_kept(
    empty_store: Store, add: Add
) -> None:
    uid = add("member", name="甲", category="activist", applied_on=date(2024, 1, 1),
              activist_on=date(2025, 1, 1))  # fmt: skip
    tick(empty_store, uid, "candidate", date(2026, 9, 1), "支委会通过")
    assert (row(empty_store, uid)["category"], row(empty_store, uid)["candidate_on"]) == (
        "candidate", "2026-09-01",
    )  # fmt: skip
    assert kept(empty_store) == [("candidate", "2026-09-01", "支委会通过")]
    empty_store.undo()
    assert row(empty_store, uid)["category"] == "activist" and kept(empty_store) == []


def test_a_step_without_a_field_is_a_record_of_which_there_is_one(
    empty_store: Store, add: Add
) -> None:
    uid = add("member", name="甲", category="activist", activist_on=date(2025, 1, 1))
    tick(empty_store, uid, "activist_filed", date(2026, 9, 1))
    tick(empty_store, uid, "activist_filed", date(2026, 9, 2), "改了日期")
    assert kept(empty_store) == [("activist_filed", "2026-09-02", "改了日期")]
    for code in ("publicised", "mentors", "nonsense"):
        with pytest.raises(UserError):
            tick(empty_store, uid, code, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("category", "changes", "becomes"),
    [
        ("applicant", {"activist_on": date(2026, 9, 1)}, "activist"),
        ("activist", {"candidate_on": date(2026, 9, 22)}, "candidate"),
        ("activist", {"candidate_on": date(2026, 9, 23)}, "activist"),  # still to come
        ("candidate", {"joined_on": date(2026, 9, 1)}, "probationary"),
        ("candidate", {"joined_on": date(2026, 9, 1), "category": "activist"}, "activist"),
        ("applicant", {"candidate_on": date(2026, 9, 1)}, "applicant"),
    ],
)
def test_the_day_of_a_step_moves_one_on_wherever_it_is_written(
    empty_store: Store, add: Add, category: str, changes: dict[str, Any], becomes: str
) -> None:
    uid = add("member", name="甲", category=category, applied_on=date(2024, 1, 1))
    with empty_store.write("修改") as writer:
        writer.edit("member", uid, changes)
    assert row(empty_store, uid)["category"] == becomes
