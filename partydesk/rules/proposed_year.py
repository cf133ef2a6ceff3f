"""For which year a 组织生活会 or 民主评议 most likely is, from the day on which it is held."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, literal, select

from partydesk.records.periods import parse_period
from partydesk.records.session_year import YEARLY
from partydesk.records.study import StudySession
from partydesk.rules.calendar import counted
from partydesk.rules.norms.meeting_norms import limits_of_year
from partydesk.rules.park_settings import life_meeting_until


def proposed_year(connection: Connection, organisation: int, kind: str, day: date) -> int | None:
    """Last year, where the day lies within the time in which its meeting is still held and none
    is recorded for it; else None: it is of the year of its day."""
    if kind not in YEARLY:
        return None
    year = day.year - 1
    _, lapses = limits_of_year(life_meeting_until(connection), year)
    if day > lapses:
        return None
    held = connection.execute(
        select(literal(1))
        .where(
            StudySession.organisation == organisation,
            StudySession.deleted_at.is_(None),
            counted(kind, parse_period(str(year))),
        )
        .limit(1)
    ).first()
    return None if held else year
