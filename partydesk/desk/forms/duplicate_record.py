"""照这次再记一次: on which day a record comes again, and what is to be changed in it."""

from __future__ import annotations

from datetime import date, datetime

from partydesk.records.fields import Kind, fields
from partydesk.records.periods import months_after
from partydesk.records.registry import kind_of

CHANGES = "topic"
"""The field that is to be changed before saving."""


def comes_again(kind: str, stored: str, today: date) -> str:
    """When a record of that day (and time) comes again: a meeting a month later (a plan then), or
    today if that is over; what is only recorded once it was, today."""
    field = fields(kind_of(kind))[kind_of(kind).dated_by]
    if field.kind is not Kind.MOMENT:
        return today.isoformat()
    day = max(months_after(date.fromisoformat(stored[:10]), 1), today)
    at = datetime.fromisoformat(stored)
    return f"{day} {at:%H:%M}"
