"""How much each member studied in a year, and how many of those expected came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, select

from partydesk.records.indicator import within
from partydesk.records.periods import Period, parse_period
from partydesk.records.study import Attendance, StudySession
from partydesk.rules.deduplication import counted_elsewhere
from partydesk.rules.norms import NOT_ASKED, Judged, State, gather_facts, study_hours
from partydesk.rules.norms.study_hours import of_hours, share


@dataclass(frozen=True, slots=True)
class Studied:
    """One member on a branch's roll and the hours of study so far; `organisation` is its id.

    `wanted` are the year's hours in proportion to the months on the roll. `state` is what the norm
    says of them, `why` the reason of one that is not asked for. So every page counts the same.
    """

    organisation: int
    uid: str
    name: str
    hours: float
    wanted: float
    state: State
    why: str = ""

    @property
    def met(self) -> bool:
        """Whether the hours are enough already."""
        return self.state is State.DONE

    @property
    def asked(self) -> bool:
        """Whether they are asked for: not of who is exempt, out of reach, or not told of yet."""
        return self.state not in NOT_ASKED

    @property
    def lacks(self) -> float:
        """How many hours are still wanted."""
        return round(self.wanted - self.hours, 1) if self.asked and not self.met else 0.0


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
    found = studied(connection, year, organisation, today)
    return sorted(found, key=lambda each: (each.hours, each.organisation, each.name))


def studied(
    connection: Connection, year: int, organisation: int | None, today: date
) -> Iterator[Studied]:
    """The same one after another, as they stand on the rolls: for who only counts."""
    only = None if organisation is None else (organisation,)
    period, court = parse_period(str(year)), Judged(connection, today)
    day = min(period.last, max(today, period.first)).isoformat()
    for facts in gather_facts(connection, period, today=today, organisations=only):
        had = facts.hours.get(year, {})
        people = {
            (person.organisation, person.uid): person
            for everybody in facts.people.values()
            for person in everybody
        }
        for item in of_hours(court.of(study_hours.evaluate(facts, frozenset()))):
            person = people[item.organisation, item.uid]
            asked = share(person, year, day)
            yield Studied(
                item.organisation, item.uid, item.about, had.get(person.id, 0.0),
                asked.hours if asked else 0.0, item.state,
                item.text if item.state in NOT_ASKED else "",
            )  # fmt: skip


def turnout(connection: Connection, period: Period, organisation: int | None) -> Turnout:
    """The attendance at an organisation's sessions of a period, or at all of them (None)."""
    statement = (
        select(func.count(), func.sum(case((Attendance.state == "present", 1), else_=0)))
        .join(StudySession, StudySession.id == Attendance.session)
        .where(
            Attendance.deleted_at.is_(None),
            StudySession.counts_where(),
            StudySession.id.not_in(counted_elsewhere(StudySession)),
            within(StudySession.starts_at, period),
        )
    )
    if organisation is not None:
        statement = statement.where(StudySession.organisation == organisation)
    expected, present = connection.execute(statement).one()
    return Turnout(expected, present or 0)
