"""Periods in all their written forms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period, usual_periods


@pytest.mark.parametrize(
    ("text", "first", "last", "title"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026 年"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026 年上半年"),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31), "2026 年下半年"),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), "2026 年第一季度"),
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30), "2026 年第二季度"),
        ("2026q3", date(2026, 7, 1), date(2026, 9, 30), "2026 年第三季度"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026 年第四季度"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026 年 2 月"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028 年 2 月"),
        (" 2026-12 ", date(2026, 12, 1), date(2026, 12, 31), "2026 年 12 月"),
        (
            "2026-01-05..2026-09-30",
            date(2026, 1, 5),
            date(2026, 9, 30),
            "2026-01-05 至 2026-09-30",
        ),
        ("2026-03-01..2026-03-01", date(2026, 3, 1), date(2026, 3, 1), "2026-03-01 至 2026-03-01"),
    ],
)
def test_every_form(text: str, first: date, last: date, title: str) -> None:
    period = parse_period(text)
    assert (period.first, period.last, period.title) == (first, last, title)
    assert first in period
    assert last in period
    assert first - timedelta(1) not in period
    assert last + timedelta(1) not in period
    assert parse_period(period.text) == period


@pytest.mark.parametrize(
    "text",
    [
        "", "26", "2026H3", "2026Q5", "2026Q0", "2026-13", "2026-00", "20261", "0000",
        "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "2026-03-01",
        "今年", "2026年第五季度", "2026年13月",
        "2026-01-01..", "2026..2027",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_period(text)
    assert caught.value.code == "bad-period"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("2026年", "2026"), ("2026年度", "2026"), ("2026年第三季度", "2026Q3"),
        ("2026 年第3季度", "2026Q3"), ("2026年三季度", "2026Q3"), ("2026年上半年", "2026H1"),
        ("2026上半年", "2026H1"), ("2026年下半年", "2026H2"), ("2026年9月", "2026-09"),
        ("２０２６年９月份", "2026-09"), ("2026.9", "2026-09"), ("2026-1", "2026-01"),
        ("202609", "2026-09"), ("2026/9", "2026-09"),
        ("2026年1月1日至2026年9月30日", "2026-01-01..2026-09-30"),
        ("2026.1.1-2026.9.30", "2026-01-01..2026-09-30"),
    ],
)  # fmt: skip
def test_as_people_say_it(said: str, written: str) -> None:
    assert parse_period(said).text == written


@given(st.sampled_from(["2026", "2026H1", "2026H2", "2026Q1", "2026Q4", "2026-02", "2026-12"]))
def test_what_is_shown_of_a_period_can_be_typed_in(text: str) -> None:
    assert parse_period(parse_period(text).title).text == text


@given(st.text("2026HQ-.01 年", max_size=24))
def test_no_text_breaks_it(text: str) -> None:
    try:
        period = parse_period(text)
    except UserError:
        return
    assert period.first <= period.last


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_usual_periods_start_with_the_present_quarter(day: date) -> None:
    periods = usual_periods(day)
    assert day in periods[0]
    assert periods[1].last + timedelta(1) == periods[0].first
    assert len({period.text for period in periods}) == len(periods)
    assert all(parse_period(period.text) == period for period in periods)


def test_only_days_are_in_a_period() -> None:
    assert "2026-01-01" not in Period("2026", date(2026, 1, 1), date(2026, 12, 31))
