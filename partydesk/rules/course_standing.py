"""How a course of the 培训计划 stands: what was held for it, whom it is for, who was there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from partydesk.records.course import AUDIENCE, QUARTER, course_due
from partydesk.rules.share import per_cent


class Attended(NamedTuple):
    """What was held for a course: a session, or hours that somebody brought from elsewhere."""

    kind: str
    uid: str
    day: str
    topic: str
    hours: float


@dataclass(slots=True)
class Attendee:
    """One of those a course is for, or who came beside them; `organisation` is an id, `uid` and
    `member` the member's uid and id ("" and 0 for somebody on no roll). `times` is how often he was
    there, `hours` are his."""

    organisation: int
    uid: str
    name: str
    member: int = 0
    times: int = 0
    hours: float = 0.0
    rows: list[tuple[str, str, str, float]] = field(default_factory=list)
    """Where he was: kind and uid of the record, its day, its hours."""

    @property
    def took_part(self) -> bool:
        """Whether he was there at all."""
        return self.times > 0


@dataclass(slots=True)
class CourseStanding:
    """How a course stands on a day: what was held for it, and who of those it is for was there."""

    id: int
    uid: str
    organisation: int
    year: int
    name: str
    audience: tuple[str, ...]
    hours: float
    quarter: str
    by: str = ""
    held: list[Attended] = field(default_factory=list)
    people: list[Attendee] = field(default_factory=list)
    others: list[Attendee] = field(default_factory=list)
    """Who came and is none of those it is for."""

    @property
    def due(self) -> date:
        """The last day of its quarter, or of the year."""
        return course_due(self.year, self.quarter)

    @property
    def for_whom(self) -> str:
        """Whom it is for, in words."""
        return "、".join(AUDIENCE.label(code) for code in self.audience)

    @property
    def when(self) -> str:
        """When it is planned for, in words."""
        return QUARTER.label(self.quarter) if self.quarter else "年内"

    @property
    def took_part(self) -> int:
        """How many of those it is for were there."""
        return sum(each.took_part for each in self.people)

    @property
    def in_full(self) -> int:
        """How many of those it is for have all of its hours."""
        return sum(each.took_part and each.hours >= self.hours for each in self.people)

    @property
    def rate(self) -> float | None:
        """Of those it is for, who took part, in per cent with one decimal; None of nobody."""
        return per_cent(self.took_part, len(self.people))
