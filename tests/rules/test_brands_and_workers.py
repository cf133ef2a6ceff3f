"""党建品牌 and 三支队伍 in figures: who is there at the end of a period, who left in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import tally
from partydesk.store import queries
from partydesk.store.store import Store
from tests.rules.judging import add, edit


def counted(store: Store, period: str, *ids: str) -> list[Any]:
    with store.read() as connection:
        found = tally(connection, parse_period(period))
    return [found.value(id).value for id in ids]


def test_who_works_and_who_left(branch: Store) -> None:
    ids = ("workers_full_time", "workers_part_time", "instructors", "workers_left")
    assert counted(branch, "2026", *ids) == [None] * 4
    add(branch, "worker", name="赵一", role="secretary", work="part", since=date(2024, 3, 1))
    add(branch, "worker", name="钱二", role="worker", work="full", since=date(2026, 2, 1),
        firms="甲公司、乙公司、丙公司")  # fmt: skip
    left = add(
        branch, "worker", name="孙三", role="instructor", work="part", since=date(2025, 1, 1)
    )
    assert counted(branch, "2026Q1", *ids) == [1, 2, 1, 0]
    edit(branch, "worker", left, until=date(2026, 5, 31))
    assert counted(branch, "2026Q1", *ids) == [1, 2, 1, 0]
    assert counted(branch, "2026Q2", *ids) == [1, 1, 0, 1]
    assert counted(branch, "2025", *ids) == [0, 2, 1, 0]
    with branch.read() as connection:
        found = queries.window(
            connection, "worker", queries.ids(connection, queries.Query("worker"))
        )
    assert sorted(row["firm_count"] for row in found.values()) == [0, 0, 3]
    with pytest.raises(UserError, match="早于"):
        edit(branch, "worker", left, until=date(2024, 5, 31))


def test_brands_in_use(branch: Store) -> None:
    uid = add(branch, "brand", name="红芯", meaning="在研发最前线", since=date(2025, 7, 1))
    add(branch, "brand", name="匠心", meaning="传帮带")
    assert counted(branch, "2026", "brands") == [2]
    edit(branch, "brand", uid, until=date(2026, 3, 1))
    assert counted(branch, "2026", "brands") == [1] and counted(branch, "2025", "brands") == [2]
