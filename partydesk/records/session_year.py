"""For which year a 组织生活会 or 民主评议 is: held early in the next one, it says so (所属年度).

The one place that decides it, for norms, calendar and figures alike. Whatever a session of another
kind says there, it is of the year of its day.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, func, literal

from partydesk.records.indicator import iso
from partydesk.records.kinds import SESSION_KINDS
from partydesk.records.study import StudySession

YEARLY = tuple(kind.code for kind in SESSION_KINDS if kind.for_a_year)
"""The kinds that are held for a year."""


def counted_day(kind: str, day: str, for_year: int | None) -> str:
    """The day (ISO) on which a session counts: its own, or the nearest of the year it is for."""
    if for_year is None or kind not in YEARLY or int(day[:4]) == for_year:
        return day
    return f"{for_year}-12-31" if for_year < int(day[:4]) else f"{for_year}-01-01"


def counted_on() -> ColumnElement[str]:
    """The same of the rows of a query: the day or moment on which each counts, as ISO text."""
    starts: ColumnElement[str] = iso(StudySession.starts_at)
    its_own = cast(func.substr(starts, 1, 4), Integer)
    year = StudySession.for_year
    named = and_(StudySession.kind.in_(YEARLY), year.is_not(None))
    return case(
        (and_(named, year < its_own), cast(year, String) + literal("-12-31")),
        (and_(named, year > its_own), cast(year, String) + literal("-01-01")),
        else_=starts,
    )
