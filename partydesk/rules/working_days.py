"""Working days by the public holidays and shifted working days of the State Council.

`chinesecalendar` knows the years whose notice was out when it was made; later ones are the park's
data (setting `holidays`). A year nobody knows counts Mondays to Fridays, and that is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.store import settings

KEY = "holidays"
OFF, ON = "休", "班"

Holidays = Mapping[str, Mapping[str, Sequence[str]]]
"""Year → 休 (weekdays off) and 班 (weekend days worked), each ISO dates."""


class Counted(NamedTuple):
    """How many working days, and the years whose holidays nobody knows."""

    days: int
    unknown: tuple[int, ...]

    @property
    def remark(self) -> str:
        """What is to be said of the unknown years, "" where there are none."""
        years = "、".join(str(year) for year in self.unknown)
        return f"{years} 年的放假安排还不知道，按周一至周五算" if years else ""


def kept(connection: Connection) -> Holidays:
    """The years that the park has typed in."""
    found: Holidays = json.loads(settings.get(connection, KEY, "{}"))
    return found


def working_days(first: date, last: date, extra: Holidays) -> Counted:
    """The working days from the first day to the last, both counted; `extra` are years of the
    park's own, which go before the program's."""
    days, unknown = 0, set()
    for number in range(max((last - first).days + 1, 0)):
        day = first + timedelta(days=number)
        works = _works(day, extra)
        if works is None:
            unknown.add(day.year)
            works = day.weekday() < 5
        days += works
    return Counted(days, tuple(sorted(unknown)))


def _works(day: date, extra: Holidays) -> bool | None:
    year = extra.get(str(day.year))
    if year is not None:
        if day.isoformat() in year.get(ON, ()):
            return True
        return day.weekday() < 5 and day.isoformat() not in year.get(OFF, ())
    # Only who asks for working days pays for the table.
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
