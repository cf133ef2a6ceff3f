"""The park's settings of the rules: usual values, what is kept, what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.findings import UserError
from partydesk.rules import park_settings as park


def test_holidays_are_typed_in_lines_of_single_days_and_stretches() -> None:
    years = park.read_holiday_lines("休 2027-01-01至2027-01-03\n\n2027年2月6日、2027/2/14 班")
    assert years == {
        2027: {
            "休": frozenset((date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3))),
            "班": frozenset((date(2027, 2, 6), date(2027, 2, 14))),
        }
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2027-01-01", "要写明是休还是班"),
        ("休", "日期写成"),
        ("休 2027-02-30", "没有“2027-02-30”这一天"),
        ("休 2027-01-03至2027-01-01", "起止不对"),
        ("休 2027-01-01和2027-01-03", "看不懂“和”"),
        ("休 2027-01-01 元旦", "看不懂“元旦”"),
        ("休 2027-01-01\n班 2027-01-01", "第 2 行"),
    ],
)
def test_a_line_of_holidays_that_is_not_understood_is_named(line: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        park.read_holiday_lines(line)
    assert said in str(refused.value)


@given(
    st.dictionaries(
        st.integers(0, 800),
        st.sampled_from(("休", "班")),
    )
)
def test_what_is_written_reads_back(days: dict[int, str]) -> None:
    years: dict[int, dict[str, set[date]]] = {}
    for number, sort in days.items():
        day = date(2027, 1, 1) + timedelta(days=number)
        years.setdefault(day.year, {"休": set(), "班": set()})[sort].add(day)
    kept = {y: {s: frozenset(d) for s, d in of.items()} for y, of in years.items()}
    assert park.read_holiday_lines(park.holiday_lines(kept)) == kept


def test_kinds_and_days_that_are_none_are_refused_with_what_is_allowed() -> None:
    with pytest.raises(UserError, match="heart（谈心谈话）"):
        park.talk_kinds_pair(("chat",))
    with pytest.raises(UserError, match="至少要选一个"):
        park.study_kinds_pair(())
