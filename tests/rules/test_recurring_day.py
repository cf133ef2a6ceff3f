"""Days as people say them: 每月第一个星期五."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.findings import UserError
from partydesk.rules.recurring_day import nth_weekday, recurring_day
from partydesk.rules.working_days import working_days


@pytest.mark.parametrize(
    ("rule", "month", "day", "said"),
    [
        ("每月第一个星期五", 3, "2026-03-06", ""),
        ("每月第一个星期五", 5, "2026-05-06", "05-01 放假，顺延到 05-06"),
        ("每月第1个周五 14:00", 10, "2026-10-08", "10-02 放假，顺延到 10-08"),
        ("每月最后一个周三下午3点半", 9, "2026-09-30", ""),
        ("每个月 15 日", 8, "2026-08-17", "08-15 是周六，顺延到 08-17"),
        ("每月31日", 2, "2026-02-28", ""),  # shifted to be worked on
        ("每月底", 1, "2026-01-30", "01-31 是周六，提前到 01-30"),
        ("每月第二个星期六", 8, "2026-08-08", ""),  # who meets at a weekend means it
        ("每月第五个周五", 8, "2026-08-28", ""),  # it has four
    ],
)
def test_it_falls_on_a_working_day_and_says_what_moved_it(
    rule: str, month: int, day: str, said: str
) -> None:
    assert recurring_day(rule).on(2026, month, {}) == (date.fromisoformat(day), said)


@pytest.mark.parametrize(
    ("rule", "months", "at"),
    [
        ("每季度末月第二个周二", (3, 6, 9, 12), None),
        ("每季第一个月15号上午9点", (1, 4, 7, 10), time(9)),
        ("每半年最后一个周五", (6, 12), None),
        ("双月第一个周一 9：30", (2, 4, 6, 8, 10, 12), time(9, 30)),
        ("第三个礼拜四晚上7点", tuple(range(1, 13)), time(19)),
    ],
)
def test_months_and_times(rule: str, months: tuple[int, ...], at: time | None) -> None:
    found = recurring_day(rule)
    assert (found.months, found.at) == (months, at)


@pytest.mark.parametrize(
    "rule", ["", "星期五", "每月", "每月第九个星期五", "每月32日", "25:00", "明天"]
)
def test_what_nobody_understands_is_refused_with_an_example(rule: str) -> None:
    with pytest.raises(UserError, match="每月第一个星期五"):
        recurring_day(rule)


@given(
    st.integers(2010, 2026),
    st.integers(1, 12),
    st.integers(0, 4),
    st.sampled_from((1, 2, 3, 4, 5, -1)),
)
def test_the_day_is_worked_on_and_stays_in_its_month(
    year: int, month: int, weekday: int, number: int
) -> None:
    place = nth_weekday(year, month, weekday, number)
    assert (place.month, place.weekday()) == (month, weekday)
    words = f"每月{'最后一' if number < 0 else f'第{number}'}个周{'一二三四五'[weekday]}"
    day, said = recurring_day(words).on(year, month, {})
    assert day.month == month and working_days(day, day, {}).days
    assert (day == place) == (said == "")
