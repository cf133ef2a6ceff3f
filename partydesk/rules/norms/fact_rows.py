"""The rows that the norms judge: of organisations, people, meetings and what else is on record,
each with the SQL that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from partydesk.records.course import course_due
from partydesk.records.member import COMMITTEE_DUTIES, IN_STANDING
from partydesk.records.periods import months_after
from partydesk.records.session_year import counted_day

HERE = "9"
"""After every date: who is here has left on no day."""


class Organ(NamedTuple):
    """An organisation; dates are ISO texts, here and below."""

    id: int
    uid: str
    code: str
    name: str
    kind: str
    founded_on: str | None
    elected_on: str | None
    term_years: int | None
    secretary: str | None = None
    used_from: str | None = None

    @property
    def is_branch(self) -> bool:
        """Whether the rules for branches are for it."""
        return self.kind in ("branch", "joint_branch", "temporary_branch")

    @property
    def judged_from(self) -> str:
        """From when on what nobody wrote down is held to be late (ISO): after the quarter in which
        the file was first used, while which the roster is completed; "" for always."""
        if not self.used_from:
            return ""
        first = date.fromisoformat(self.used_from)
        return months_after(first.replace(month=first.month - (first.month - 1) % 3, day=1),
                            3).isoformat()  # fmt: skip


ORGANS = (
    "SELECT id, uid, code, coalesce(nullif(short_name, ''), name), kind, founded_on, elected_on, "
    "term_years, secretary, used_from FROM organisation"
)
"""Reads an `Organ`; what follows says which."""


class Person(NamedTuple):
    """A member or one on the way to it."""

    organisation: int
    id: int
    uid: str
    name: str
    category: str
    duty: str | None
    group: str | None
    membership: str | None
    membership_on: str | None
    suspended_on: str | None
    correct_until: str | None
    relation: str | None
    arrived_on: str | None
    left_on: str | None
    left_to: str | None
    lost: int | None
    lost_on: str | None
    floating: int | None
    hidden_kind: str | None
    found_on: str | None
    settled_on: str | None
    study_exempt: str | None
    applied_on: str | None
    talked_on: str | None
    activist_on: str | None
    inspected_on: str | None
    agreed_on: str | None
    candidate_on: str | None
    publicised_from: str | None
    publicised_to: str | None
    vetted_on: str | None
    trained_on: str | None
    training_hours: float | None
    prescreened_on: str | None
    joined_on: str | None
    approved_on: str | None
    sworn_on: str | None
    extended_until: str | None
    confirmed_on: str | None
    confirm_voted_on: str | None
    confirm_approved_on: str | None
    sponsors: str | None
    mentors: str | None

    @property
    def in_party(self) -> bool:
        """A full or probationary member, wherever now."""
        return self.category in ("full", "probationary")

    @property
    def in_standing(self) -> bool:
        """A member like others: neither gone nor suspended."""
        return self.membership in (*IN_STANDING, None)

    @property
    def in_committee(self) -> bool:
        """Holds an office of the branch committee (书记 and 委员)."""
        return self.duty in COMMITTEE_DUTIES

    @property
    def since(self) -> str:
        """From when on the roll: joined, or transferred here later."""
        return max(self.joined_on or "", self.arrived_on or "")

    @property
    def until(self) -> str:
        """The day from which no longer on the roll; "" for gone without a date, HERE for here."""
        ends = []
        if self.relation == "left":
            ends.append(self.left_on or "")
        if not self.in_standing:
            ends.append(self.membership_on or "")
        if self.relation in ("not_transferred", "incoming"):
            ends.append("")
        return min(ends, default=HERE)

    @property
    def found_again(self) -> bool:
        """Lost once, and restored since: the mark of being lost was only left standing."""
        restored = self.membership == "restored" and self.membership_on is not None
        return restored and (self.lost_on or "") <= (self.membership_on or "")

    def lost_by(self, day: str) -> bool:
        """Whether contact was lost on or before a day (on a day nobody wrote down: before)."""
        return self.lost == 1 and (self.lost_on or "") <= day and not self.found_again

    @property
    def suspended(self) -> tuple[str, str] | None:
        """From when until when membership was suspended; None for never, or not known."""
        if not self.suspended_on or self.membership in ("normal", "correcting", None):
            return None
        restored = self.membership == "restored" and self.membership_on
        return self.suspended_on, restored or HERE

    @property
    def spans(self) -> Iterator[tuple[str, str]]:
        """From when until when on the roll, without the time of a suspension."""
        away = self.suspended
        if away is None:
            yield self.since, self.until
        else:
            yield self.since, min(self.until, away[0])
            yield max(self.since, away[1]), self.until

    def on_roll(self, day: str) -> bool:
        """Whether on the roll on a day."""
        return self.in_party and any(first <= day < last for first, last in self.spans)


class PlanRow(NamedTuple):
    """A session that is planned, ahead or not yet told of."""

    organisation: int
    uid: str
    kind: str
    starts_at: str
    topic: str


class Meeting(NamedTuple):
    """A session that some norm asks for."""

    organisation: int
    kind: str
    day: str
    uid: str
    id: int
    group: str | None
    elements: str | None
    lecturer_role: str | None
    for_year: int | None
    agenda: str | None
    ballot: tuple[str | None, int | None, int | None, int | None, int | None]

    @property
    def first_agenda(self) -> bool:
        """Whether it had a 第一议题, as a part of it or in words."""
        return bool(self.agenda) or "first_agenda" in (self.elements or "").split(",")

    @property
    def counts_on(self) -> str:
        """The day on which it counts: its own, or one of the year that it is for."""
        return counted_day(self.kind, self.day, self.for_year)

    @property
    def lectures(self) -> bool:
        """Whether it is a 党课, by itself or within another session."""
        return self.kind == "lecture" or "lecture" in (self.elements or "").split(",")


class SubmissionRow(NamedTuple):
    """What was handed in: of which days, and on which day."""

    first: str
    last: str
    made: str


class Talk(NamedTuple):
    """One talk: who with whom."""

    organisation: int
    kind: str
    day: str
    uid: str
    talker: str
    subjects: str


class Paper(NamedTuple):
    """A pledge, undertaking or dossier."""

    organisation: int
    kind: str
    year: int
    uid: str
    person: str
    signed_on: str | None


class TicketRow(NamedTuple):
    """A ticket with a limit."""

    organisation: int
    uid: str
    number: str | None
    description: str
    due_on: str
    state: str
    resolved_on: str | None
    owner: str | None


class Grade(NamedTuple):
    """One member's grade of a year (民主评议)."""

    organisation: int
    year: int
    uid: str
    member: int | None
    grade: str


class TransferRow(NamedTuple):
    """One letter of transfer, or a transfer within the park without any."""

    organisation: int
    uid: str
    member: int | None
    direction: str
    letter_no: str | None
    issued_on: str | None
    valid_days: int | None
    place: str
    receipt_on: str | None
    state: str


class ContactRow(NamedTuple):
    """One try to reach a member."""

    organisation: int
    uid: str
    member: int | None
    day: str


class DuesNoticeRow(NamedTuple):
    """One 公示 of a year's dues."""

    organisation: int
    uid: str
    year: int
    day: str


class DuesHandedRow(NamedTuple):
    """One handing up of dues, to the end of a month; `amount` in cents."""

    organisation: int
    uid: str
    until: str
    amount: int
    day: str


class ElectionRow(NamedTuple):
    """One election with its counts."""

    organisation: int
    id: int
    uid: str
    kind: str
    held_on: str | None
    seats: int | None
    entitled: int | None
    present: int | None
    issued: int | None
    returned: int | None
    valid: int | None
    reported_on: str | None
    approved_on: str | None


class CandidateRow(NamedTuple):
    """Somebody who stood in an election."""

    organisation: int
    election: int | None
    name: str
    post: str | None
    written_in: int | None
    votes: int | None
    against: int | None
    abstained: int | None
    elected: int | None


ELECTIONS = f"SELECT {', '.join(ElectionRow._fields)} FROM election WHERE +deleted_at IS NULL"
"""Reads an `ElectionRow`; what follows says which."""
CANDIDATES = f"SELECT {', '.join(CandidateRow._fields)} FROM candidate WHERE +deleted_at IS NULL"
"""Reads a `CandidateRow`; what follows says which."""


class LogRow(NamedTuple):
    """An entry in somebody's log: a 考察, a 思想汇报."""

    organisation: int
    uid: str
    member: int | None
    day: str


class CourseRow(NamedTuple):
    """A planned course; `sessions` and `credits` are the uids of what was held for it."""

    organisation: int
    uid: str
    year: int
    name: str
    for_whom: str
    hours: float
    quarter: str | None
    sessions: str | None
    credits: str | None

    @property
    def due(self) -> date:
        """The last day of its quarter or year."""
        return course_due(self.year, self.quarter)

    @property
    def held(self) -> tuple[tuple[str, str], ...]:
        """What was held for it, as (kind, uid)."""
        both = (("session", self.sessions), ("study_credit", self.credits))
        return tuple((kind, uid) for kind, uids in both if uids for uid in uids.split(","))


COURSES = (
    "SELECT organisation, uid, year, name, for_whom, hours, quarter, "
    "(SELECT group_concat(s.uid) FROM session s WHERE s.course = course.id "
    "AND s.deleted_at IS NULL AND s.state = 'held'), "
    "(SELECT group_concat(c.uid) FROM study_credit c WHERE c.course = course.id "
    "AND c.deleted_at IS NULL) FROM course WHERE +deleted_at IS NULL"
)
"""Reads a `CourseRow`; what follows says which."""
INSPECTIONS = 'SELECT organisation, uid, member, "on" FROM inspection WHERE +deleted_at IS NULL'
REPORTS = 'SELECT organisation, uid, member, "on" FROM thought_report WHERE +deleted_at IS NULL'
"""Each reads a `LogRow`; what follows says which."""
DUES_NOTICES = "SELECT organisation, uid, year, from_on FROM dues_notice WHERE +deleted_at IS NULL"
"""Reads a `DuesNoticeRow`; what follows says which."""
DUES_HANDED = (
    'SELECT organisation, uid, until_month, amount, "on" FROM dues_handed WHERE +deleted_at IS NULL'
)
"""Reads a `DuesHandedRow`; what follows says which."""
PERSONS = 'SELECT "' + '", "'.join(Person._fields) + '" FROM member'
"""Reads a `Person`; what follows says which."""
TRANSFERS = (
    "SELECT organisation, uid, member, direction, letter_no, issued_on, valid_days, place, "
    "receipt_on, state FROM transfer WHERE +deleted_at IS NULL"
)
"""Reads a `TransferRow`; what follows says which."""
CONTACTS = 'SELECT organisation, uid, member, "on" FROM contact WHERE +deleted_at IS NULL'
"""Reads a `ContactRow`; what follows says which."""


MEETINGS = (
    'SELECT organisation, kind, substr(starts_at, 1, 10), uid, id, "group", elements, '
    "lecturer_role, for_year, first_agenda, ballot_kind, entitled, voters_present, in_favour, "
    "written_votes FROM session"
)
"""Reads a `Meeting`; what follows says which."""


def meeting(row: Any) -> Meeting:
    """A row of `MEETINGS`."""
    return Meeting._make((*row[:10], tuple(row[10:])))


def all_rows(connection: Connection, sql: str, *values: object) -> list[Any]:
    """All rows, straight from the driver: SQLAlchemy's row by row takes several times as long."""
    return list(connection.exec_driver_sql(sql, values).cursor.fetchall())
