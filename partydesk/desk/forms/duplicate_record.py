"""照上次再记一次: what a new record takes over from another of its kind, and on which day."""

from __future__ import annotations

from datetime import date, datetime

from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, fields
from partydesk.records.periods import months_after

# What stays the same from one time to the next. The topic is another one each time, but often
# only a word of it.
SAME: dict[str, tuple[str, ...]] = {
    "session": (
        "kind",
        "elements",
        "group",
        "hours",
        "place",
        "topic",
        "host",
        "recorder",
        "lecturer",
        "lecturer_role",
        "partner",
        "organiser",
    ),
    "talk": ("kind", "place", "talker", "talker_role", "subjects", "topic", "recorder"),
}
CHANGES = "topic"
"""The field that is to be changed before saving."""


def comes_again(kind: str, stored: str, today: date) -> str:
    """When a record of that day (and time) comes again: a month later, today if that is over."""
    day = max(months_after(date.fromisoformat(stored[:10]), 1), today)
    field = fields(kind_of(kind))[kind_of(kind).dated_by]
    if field.kind is not Kind.MOMENT:
        return day.isoformat()
    at = datetime.fromisoformat(stored)
    return f"{day} {at:%H:%M}"
