"""How much each member studied in a year, and how many of those expected came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, select

from partydesk.records.indicator import within
from partydesk.records.periods import Period, parse_period
from partydesk.records.study import Attendance, StudySession
from partydesk.rules.deduplication import counted_elsewhere
from partydesk.rules.norms import gather_facts
from partydesk.rules.norms.study_hours import share


@dataclass(frozen=True, slots=True)
class Studied:
    """One member on a branch's roll and the hours of study so far; `organisation` is its id.

    `wanted` are the year's hours in proportion to the months on the roll. `asked`: the norm asks
    for them. It does not of who is exempt or out of reach.
    """

    organisation: int
    uid: str
    name: str
    hours: float
    wanted: float
    asked: bool = True

    @property
    def met(self) -> bool:
        """Whether the hours are enough already."""
        return self.hours >= self.wanted > 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """Those expected at sessions and those present, counted once for each session."""

    expected: int
    present: int

    @property
    def rate(self) -> int | None:
        """Per cent, whole; None where nobody's attendance is recorded."""
        return round(100 * self.present / self.expected) if self.expected else None


def hours(
    connection: Connection, year: int, organisation: int | None, today: date
) -> list[Studied]:
    """The members on the roll now (or at the year's end), the fewest hours first."""
    only = None if organisation is None else (organisation,)
    facts = gather_facts(connection, parse_period(str(year)), today=today, organisations=only)
    day = min(facts.period.last, max(facts.today, facts.period.first)).isoformat()
    had = facts.hours.get(year, {})
    found = [
        Studied(
            person.organisation, person.uid, person.name, had.get(person.id, 0.0), asked.hours,
            not asked.why,
        )
        for organ in facts.organs
        if organ.is_branch
        for person in facts.people.get(organ.id, ())
        if person.on_roll(day) and (asked := share(person, year, day))
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.hours, each.organisation, each.name))


def turnout(connection: Connection, period: Period, organisation: int | None) -> Turnout:
    """The attendance at an organisation's sessions of a period, or at all of them (None)."""
    statement = (
        select(func.count(), func.sum(case((Attendance.state == "present", 1), else_=0)))
        .join(StudySession, StudySession.id == Attendance.session)
        .where(
            Attendance.deleted_at.is_(None),
            StudySession.deleted_at.is_(None),
            StudySession.id.not_in(counted_elsewhere(StudySession)),
            within(StudySession.starts_at, period),
        )
    )
    if organisation is not None:
        statement = statement.where(StudySession.organisation == organisation)
    expected, present = connection.execute(statement).one()
    return Turnout(expected, present or 0)
