"""Working days by the public holidays and shifted working days of the State Council.

`chinesecalendar` knows the years whose notice was out when it was made; later ones are the park's
data (rules/park_settings.py). A year nobody knows counts Mondays to Fridays without the holidays
whose dates the law fixes (全国年节及纪念日放假办法 2024, Art. 2), and that is said.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from partydesk.rules.park_settings import REST, WORK, Holidays

UNKNOWN = "放假安排还不知道"
_FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}  # month, day


class Counted(NamedTuple):
    """How many working days, and the years whose holidays nobody knows."""

    days: int
    unknown: tuple[int, ...]

    @property
    def remark(self) -> str:
        """What is to be said of the unknown years, "" where there are none."""
        years = "、".join(str(year) for year in self.unknown)
        return f"{years} 年的{UNKNOWN}，按周一至周五算，除去元旦、五一、国庆" if years else ""


def working_days(first: date, last: date, extra: Holidays) -> Counted:
    """The working days from the first day to the last, both counted; `extra` are years of the
    park's own, which go before the program's."""
    days, unknown = 0, set()
    for number in range(max((last - first).days + 1, 0)):
        day = first + timedelta(days=number)
        works = _works(day, extra)
        if works is None:
            unknown.add(day.year)
            works = day.weekday() < 5 and (day.month, day.day) not in _FIXED
        days += works
    return Counted(days, tuple(sorted(unknown)))


def moved_to_work(day: date, extra: Holidays) -> date:
    """The day, or the next that people work on; in a year nobody knows as `working_days` counts."""
    while not working_days(day, day, extra).days:
        day += timedelta(days=1)
    return day


def _works(day: date, extra: Holidays) -> bool | None:
    year = extra.get(day.year)
    if year is not None:
        return day in year[WORK] or (day.weekday() < 5 and day not in year[REST])
    # Only who asks for working days pays for the table.
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
