"""Charts: each bar's number is made of the rows it opens, and the bars of the whole."""

from __future__ import annotations

from datetime import date

import pytest

from partydesk.records.periods import parse_period
from partydesk.rules.charts import Chart, charts, rank
from partydesk.rules.charts.tickets import parts
from partydesk.rules.indicators import tally
from partydesk.store import queries
from partydesk.store.store import Store
from tests.rules.judging import add, member, session

TODAY = date(2026, 4, 10)


def drawn(store: Store, period: str = "2026", today: date = TODAY) -> dict[str, Chart]:
    own = store.own.id if store.role == "branch" else None
    with store.read() as connection:
        found = charts(connection, parse_period(period), own, today)
    return {chart.id: chart for chart in found}


@pytest.mark.parametrize("period", ["2026", "2026Q1", "2025-12-20..2026-02-10"])
def test_a_bar_is_the_sum_of_the_rows_behind_it(branch_store: Store, period: str) -> None:
    found = drawn(branch_store, period)
    with branch_store.read() as connection:
        for chart in found.values():
            for bar in chart.bars:
                for value, behind in zip(bar.values, bar.behind, strict=True):
                    rows = behind.find(connection).groups[0].rows
                    assert value == pytest.approx(sum(row["amount"] for row in rows)), bar.label
    assert not found["hours"].blank and not found["flow"].blank


def test_the_bars_are_the_whole(branch_store: Store) -> None:
    add(branch_store, "member", name="丙某", category="full", joined_on=date(2010, 5, 4))
    found = drawn(branch_store)
    period = parse_period("2026")
    with branch_store.read() as connection:
        counted = tally(connection, period)
        listed = queries.count(connection, queries.Query("ticket", period=period))
    members = counted.value("members").value
    assert sum(bar.values[0] for bar in found["ages"].bars) == members
    assert found["ages"].bars[-1].label == "没有出生日期"
    assert sum(bar.values[0] for bar in found["categories"].bars[:2]) == members
    assert sum(bar.values[0] for bar in found["states"].bars) == listed
    for place, id in enumerate(("tickets_raised", "tickets_resolved", "tickets_closed")):
        by_month = sum(bar.values[place] for bar in found["flow"].bars)
        assert by_month == counted.value(id).value
    assert len(found["hours"].bars) == members


def test_hours_say_in_words_who_lacks_some(branch: Store) -> None:
    short = member(branch, "短某", joined_on=date(2010, 5, 4))
    member(branch, "班子", joined_on=date(2010, 5, 4), duty="secretary")
    member(branch, "新某", joined_on=date(2026, 2, 4))
    member(branch, "老某", joined_on=date(1960, 2, 4), study_exempt="old")
    session(branch, "theme_day", "2026-02-10", short, hours=4.0)
    bars = {bar.label: bar for bar in drawn(branch)["hours"].bars}
    assert {name: (bar.values[0], bar.limit, bar.note) for name, bar in bars.items()} == {
        "短某": (4.0, 32.0, "还差 28"),
        "班子": (0.0, 56.0, "还差 56"),
        "新某": (0.0, 29.3, "还差 29.3"),
        "老某": (0.0, 32.0, "不作要求"),
    }


def test_a_committee_sees_shares_and_ranks(committee_store: Store) -> None:
    found = drawn(committee_store)
    assert found["hours"].blank and "报送表" in found["hours"].empty
    with committee_store.read() as connection:
        assert [chart.id for chart in rank(connection, parse_period("2026"), TODAY)] == ["stars"]
        assert rank(connection, parse_period("1980"), TODAY) == ()


def test_an_empty_file_draws_nothing_and_says_why(branch: Store) -> None:
    for chart in drawn(branch).values():
        assert chart.blank and "这里会画出来" in chart.empty


@pytest.mark.parametrize(
    ("period", "labels"),
    [
        ("2026Q1", ["1 月", "2 月", "3 月"]),
        ("2025-12-20..2026-01-03", ["2025-12", "2026-01"]),
        ("2023-06-01..2026-01-03", ["2023 年", "2024 年", "2025 年", "2026 年"]),
    ],
)
def test_a_period_is_cut_into_months_without_gap_or_overlap(period: str, labels: list[str]) -> None:
    whole = parse_period(period)
    cut = parts(whole)
    assert [label for label, _part in cut] == labels
    days = [(part.first, part.last) for _label, part in cut]
    assert (days[0][0], days[-1][1]) == (whole.first, whole.last)
    assert all((b[0] - a[1]).days == 1 for a, b in zip(days, days[1:], strict=False))
