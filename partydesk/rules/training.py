"""培训计划 against attendance: what was held for each course, whom it is for, and who was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.records.member import Member
from partydesk.records.names import person_key
from partydesk.records.periods import Period
from partydesk.rules import park_courses
from partydesk.rules.course_standing import Attended, Attendee, CourseStanding
from partydesk.rules.deduplication import counted_elsewhere
from partydesk.rules.norms.fact_rows import PERSONS, Person, all_rows
from partydesk.store import settings

_WORKING = ("worker", "instructor")
_NAMED_BY: dict[str, Callable[[Person, str], bool]] = {
    # whom a course is for, by the row of the roll on a day
    "member": lambda person, day: person.on_roll(day),
    "secretary": lambda person, day: person.on_roll(day) and person.duty == "secretary",
    "committee": lambda person, day: (
        person.on_roll(day) and person.in_committee and person.duty != "secretary"
    ),
    "new": lambda person, day: person.on_roll(day) and person.category == "probationary",
    "floating": lambda person, day: person.on_roll(day) and person.floating == 1,
    "activist": lambda person, day: _on_the_way(person, "activist", day),
    "candidate": lambda person, day: _on_the_way(person, "candidate", day),
}


def _on_the_way(person: Person, category: str, day: str) -> bool:
    since = person.activist_on if category == "activist" else person.candidate_on
    return person.category == category and (since or "") <= day and day < person.until


class Came(NamedTuple):
    """Somebody at something that was held for a course; `member` is an id, None for a bare name."""

    member: int | None
    name: str
    organisation: int
    kind: str
    uid: str
    day: str
    hours: float


def courses(
    connection: Connection,
    period: Period,
    today: date,
    organisations: Collection[int] | None = None,
    *,
    whose: int | None = None,
) -> list[CourseStanding]:
    """The courses due in a period, in order: those of organisations (None: of all in the file),
    with whom they are for. `whose` is the id of the one course wanted.

    A committee's own courses are for the people of all branches, a branch's for its own. Those
    whom contact is lost with, and those who are exempt from hours, are asked only where they came.
    """
    own = int(settings.get(connection, "own", "0"))
    over_all = settings.get(connection, "role", "branch") == "committee"
    found = [
        CourseStanding(id, uid, organisation, year, name, tuple(audience.split(",")), hours,
                       quarter or "", by or "")
        for id, uid, organisation, year, name, audience, hours, quarter, by in all_rows(
            connection,
            "SELECT id, uid, organisation, year, name, for_whom, hours, quarter, by FROM course "
            "WHERE deleted_at IS NULL AND year BETWEEN ? AND ? ORDER BY year, "
            "coalesce(quarter, 'Q9'), id",
            period.first.year, period.last.year,
        )
    ]  # fmt: skip
    found = [
        each
        for each in found
        if each.due in period
        and (organisations is None or each.organisation in organisations)
        and whose in (None, each.id)
    ]
    if not found:
        return []
    stand(connection, found, _came(connection, found), today, own if over_all else None)
    return found


def courses_of_park(connection: Connection, own: int, year: int, today: date,
                    uid: str = "") -> list[CourseStanding]:  # fmt: skip
    """The committee's courses of a year (or the one of a uid) as a branch was told of them, for its
    own people: who of them was there by the hours that receipts brought."""
    found = [
        CourseStanding(-number, each.uid, own, each.year, each.name,
                       tuple(each.for_whom.split(",")), each.hours, each.quarter, each.by)
        for number, each in enumerate(park_courses.kept(connection).courses, 1)
        if each.uid == uid or (not uid and each.year == year)
    ]  # fmt: skip
    known = {each.uid: each for each in found}
    course_of = park_courses.sessions(connection)
    came: dict[int, list[Came]] = defaultdict(list)
    for session, member, name, uid_of, day, topic, hours in all_rows(
        connection,
        'SELECT c.of_session, c.member, m.name, c.uid, c."on", c.topic, c.hours '
        "FROM study_credit c JOIN member m ON m.id = c.member WHERE c.of_session IS NOT NULL "
        'AND c.submission IS NULL AND c.deleted_at IS NULL ORDER BY c."on", c.id',
    ):
        course = known.get(course_of.get(session, ""))
        if course is not None:
            course.held.append(Attended("study_credit", uid_of, day, topic, hours))
            came[course.id].append(Came(member, name, own, "study_credit", uid_of, day, hours))
    stand(connection, found, came, today)
    return found


def stand(
    connection: Connection, found: Sequence[CourseStanding], came: Mapping[int, list[Came]],
    today: date, over_all: int | None = None,
) -> None:  # fmt: skip
    """Fill in whom courses are for, and who of them came (by the course's id); those of
    `over_all` are for the people of every organisation."""
    people = _people(connection) if found else []
    workers = _workers(connection) if any("worker" in each.audience for each in found) else []
    for each in found:
        everywhere = each.organisation == over_all
        day = _day(each, today)
        theirs = [p for p in people if everywhere or p.organisation == each.organisation]
        _invite(each, theirs, workers, day, everywhere)
        _seat(each, theirs, came.get(each.id, ()))


def _day(course: CourseStanding, today: date) -> str:
    """The day on which it is judged whom it is for: of the last that was held for it, else today
    within its year."""
    if course.held:
        return max(each.day for each in course.held)
    return min(max(today, date(course.year, 1, 1)), date(course.year, 12, 31)).isoformat()


def _came(connection: Connection, found: Iterable[CourseStanding]) -> Mapping[int, list[Came]]:
    """Who was at what of these courses, which are filled in with what was held."""
    known = {each.id: each for each in found}
    came: dict[int, list[Came]] = defaultdict(list)
    marks = ", ".join(str(int(id)) for id in known)
    sessions: dict[int, tuple[int, int, Attended]] = {}
    for id, course, organisation, uid, day, topic, hours in all_rows(
        connection,
        "SELECT id, course, organisation, uid, substr(starts_at, 1, 10), topic, "
        f"coalesce(hours, 0) FROM session WHERE course IN ({marks}) "
        "AND deleted_at IS NULL AND state = 'held' ORDER BY starts_at, id",
    ):
        sessions[id] = course, organisation, Attended("session", uid, day, topic, hours)
        known[course].held.append(sessions[id][2])
    for session, member, name in all_rows(
        connection,
        "SELECT session, member, name FROM attendance WHERE deleted_at IS NULL "
        "AND state IN ('present', 'made_up') "
        f"AND session IN ({', '.join(map(str, sessions))}) ORDER BY id",
    ):
        course, organisation, was = sessions[session]
        came[course].append(Came(member, name, organisation, was.kind, was.uid, was.day, was.hours))
    for course, member, name, organisation, uid, day, topic, hours in all_rows(
        connection,
        'SELECT c.course, c.member, m.name, c.organisation, c.uid, c."on", c.topic, c.hours '
        f"FROM study_credit c JOIN member m ON m.id = c.member WHERE c.course IN ({marks}) "
        'AND c.deleted_at IS NULL ORDER BY c."on", c.id',
    ):
        known[course].held.append(Attended("study_credit", uid, day, topic, hours))
        came[course].append(Came(member, name, organisation, "study_credit", uid, day, hours))
    return came


def _people(connection: Connection) -> list[Person]:
    """Everybody on the rolls, a person on two of them once."""
    twice = {row[0] for row in connection.execute(counted_elsewhere(Member))}
    rows = all_rows(connection, f"{PERSONS} WHERE deleted_at IS NULL ORDER BY organisation, id")
    return [person for person in map(Person._make, rows) if person.id not in twice]


class _Worker(NamedTuple):
    organisation: int
    name: str
    since: str
    until: str | None


def _workers(connection: Connection) -> list[_Worker]:
    marks = ", ".join(f"'{role}'" for role in _WORKING)
    return [
        _Worker._make(row)
        for row in all_rows(
            connection,
            "SELECT organisation, name, since, until FROM worker "
            f"WHERE deleted_at IS NULL AND role IN ({marks}) ORDER BY organisation, id",
        )
    ]


def _invite(
    course: CourseStanding, people: Iterable[Person], workers: Iterable[_Worker], day: str,
    everywhere: bool,
) -> None:  # fmt: skip
    """Fill in whom a course is for on a day."""
    tests = [_NAMED_BY[code] for code in course.audience if code in _NAMED_BY]
    asked: dict[tuple[int, str], Attendee] = {}
    by_name: dict[tuple[int, str], list[Person]] = defaultdict(list)
    for person in people:
        by_name[person.organisation, person_key(person.name)].append(person)
        if person.lost_by(day) or person.study_exempt:
            continue
        if any(test(person, day) for test in tests):
            key = person.organisation, person.uid
            asked[key] = Attendee(person.organisation, person.uid, person.name, person.id)
    for worker in workers if "worker" in course.audience else ():
        if worker.since > day or (worker.until or "9") <= day:
            continue
        if not everywhere and worker.organisation != course.organisation:
            continue
        named = by_name.get((worker.organisation, person_key(worker.name)), [])
        uid, member = (named[0].uid, named[0].id) if len(named) == 1 else ("", 0)
        asked.setdefault(
            (worker.organisation, uid or person_key(worker.name)),
            Attendee(worker.organisation, uid, worker.name, member),
        )
    course.people = list(asked.values())


def _seat(course: CourseStanding, people: Iterable[Person], came: Iterable[Came]) -> None:
    """Fill in who was there: by the member's record; a bare name by the only one who bears it."""
    by_id = {person.id: person for person in people}
    by_uid = {(each.organisation, each.uid): each for each in course.people if each.uid}
    by_name: dict[str, list[Attendee]] = defaultdict(list)
    for each in course.people:
        by_name[person_key(each.name)].append(each)
    beside: dict[tuple[int, str], Attendee] = {}
    counted: set[tuple[int, str]] = set()  # (identity of who sits, uid of what was held)
    for was in came:
        person = None if was.member is None else by_id.get(was.member)
        sitting = None if person is None else by_uid.get((person.organisation, person.uid))
        if sitting is None and (person is None or not person.uid):
            named = by_name.get(person_key(was.name), [])
            sitting = named[0] if len(named) == 1 else None
        if sitting is None and person is not None:
            # A worker stands under his name where nobody of the roll bears it.
            named = [e for e in by_name.get(person_key(person.name), []) if not e.uid]
            sitting = named[0] if len(named) == 1 else None
        if sitting is None:
            place = was.organisation if person is None else person.organisation
            uid = "" if person is None else person.uid
            sitting = beside.setdefault(
                (place, uid or person_key(was.name)), Attendee(place, uid, was.name)
            )
        if (id(sitting), was.uid) in counted:
            continue  # two rows of one person at one session are one
        counted.add((id(sitting), was.uid))
        sitting.times += 1
        sitting.hours += was.hours
        sitting.rows.append((was.kind, was.uid, was.day, was.hours))
    course.others = list(beside.values())
