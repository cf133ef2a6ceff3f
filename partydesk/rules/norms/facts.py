"""Everything the norms ask about, read in one pass: a fixed number of queries for any number of
organisations."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection

from partydesk.records.member import COMMITTEE_DUTIES, IN_STANDING
from partydesk.records.periods import Period, months_after
from partydesk.records.session_year import YEARLY, counted_day
from partydesk.records.study import HELD
from partydesk.records.ticket import PENDING
from partydesk.rules.park_settings import (
    USUAL_LIFE_UNTIL,
    USUAL_REVIEW_CAP,
    Holidays,
    holidays,
    life_meeting_until,
    review_cap,
)
from partydesk.store import settings

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

    def on_roll(self, day: str) -> bool:
        """Whether on the roll on a day."""
        return self.in_party and self.since <= day < self.until


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


TRANSFERS = (
    "SELECT organisation, uid, member, direction, letter_no, issued_on, valid_days, place, "
    "receipt_on, state FROM transfer WHERE deleted_at IS NULL"
)
"""Reads a `TransferRow`; what follows says which."""
CONTACTS = 'SELECT organisation, uid, member, "on" FROM contact WHERE deleted_at IS NULL'
"""Reads a `ContactRow`; what follows says which."""


@dataclass
class Facts:
    """What there is, by organisation. `today` is the day it is judged on.

    `helpers` are the mentors and sponsors of people judged without the rest of the roll.
    `trained` are by year and secretary the uids of the courses they took. `firms` are of how many
    firms a joint branch is. `seen` is by member the last day at organisation life (present, made
    up or on leave), `life` by organisation the days of what it recorded the presence at.
    `secretary_lectures` are the 党课 of the committee's secretary, wherever he gave them.
    """

    period: Period
    today: date
    own: int
    role: str
    organs: list[Organ] = field(default_factory=list)
    people: dict[int, list[Person]] = field(default_factory=dict)
    helpers: dict[int, list[Person]] = field(default_factory=dict)
    meetings: dict[int, dict[str, list[Meeting]]] = field(default_factory=dict)
    talks: dict[int, list[Talk]] = field(default_factory=dict)
    papers: dict[int, list[Paper]] = field(default_factory=dict)
    tickets: dict[int, list[TicketRow]] = field(default_factory=dict)
    grades: dict[int, list[Grade]] = field(default_factory=dict)
    hours: dict[int, dict[int, float]] = field(default_factory=dict)
    transfers: dict[int, list[TransferRow]] = field(default_factory=dict)
    contacts: dict[int, list[ContactRow]] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)
    life: dict[int, list[str]] = field(default_factory=dict)
    trained: dict[int, dict[int, tuple[str, ...]]] = field(default_factory=dict)
    groups_met: dict[int, set[str]] = field(default_factory=dict)
    committee_present: dict[int, set[int]] = field(default_factory=dict)
    secretary_lectures: list[Meeting] = field(default_factory=list)
    handed_in: dict[int, list[SubmissionRow]] = field(default_factory=dict)
    holidays: Holidays = field(default_factory=dict)
    firms: dict[int, int] = field(default_factory=dict)
    plans: dict[int, list[PlanRow]] = field(default_factory=dict)
    hand_in_days: dict[str, int] = field(default_factory=dict)
    life_meeting_until: str = USUAL_LIFE_UNTIL
    review_cap: Fraction = USUAL_REVIEW_CAP

    @cached_property
    def day(self) -> str:
        """Today as ISO text."""
        return self.today.isoformat()

    @cached_property
    def _full_names(self) -> dict[int, dict[str, str]]:
        """By organisation the names of its full members, each with the day it became one."""
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for part in (self.people, self.helpers):
            for organisation, people in part.items():
                for each in people:
                    if each.category == "full":
                        since = each.confirmed_on or ""
                        known = found[organisation].get(each.name, since)
                        found[organisation][each.name] = min(known, since)
        return found

    def is_full_member(self, organisation: int, name: str, day: str) -> bool:
        """Whether a full member of an organisation bore this name by a day, on its roll or once."""
        return self._full_names.get(organisation, {}).get(name, HERE) <= day

    @cached_property
    def _full(self) -> dict[int, tuple[list[str], list[str]]]:
        spans: dict[int, tuple[list[str], list[str]]] = {}
        for organisation, people in self.people.items():
            starts, ends = [], []
            for each in people:
                if each.category == "full":
                    start = max(each.since, each.confirmed_on or "")
                    if start < each.until:
                        starts.append(start)
                        ends.append(each.until)
            spans[organisation] = (sorted(starts), sorted(ends))
        return spans

    def full_members(self, organisation: int, day: str) -> int:
        """How many full members an organisation had on a day."""
        starts, ends = self._full.get(organisation, ([], []))
        return bisect_right(starts, day) - bisect_right(ends, day)

    def has_committee(self, organisation: int, day: str) -> bool:
        """Whether there is a branch committee: seven full members must elect one, and three
        with an office are one (支部工作条例 Art. 20)."""
        if self.full_members(organisation, day) >= 7:
            return True
        people = self.people.get(organisation, ())
        return sum(each.in_committee and each.on_roll(day) for each in people) >= 3


def helpers_of(connection: Connection, people: Iterable[Person]) -> dict[int, list[Person]]:
    """By organisation those who bear the names of the mentors and sponsors of these people."""
    named = {name for each in people
             for name in f"{each.mentors or ''}、{each.sponsors or ''}".split("、")}  # fmt: skip
    columns = ", ".join(f'"{name}"' for name in Person._fields)
    # As one value: there may be more names than a statement takes.
    return _by_organisation(
        map(Person._make, all_rows(
            connection,
            f"SELECT {columns} FROM member WHERE deleted_at IS NULL AND category = 'full' "
            "AND name IN (SELECT value FROM json_each(?))",
            json.dumps(sorted(named - {""}), ensure_ascii=False),
        ))
    )  # fmt: skip


def gather(
    connection: Connection,
    period: Period,
    today: date,
    organisations: Collection[int] | None,
    sessions: Collection[str],
) -> Facts:
    """Read the facts for a period; `organisations` limits whose, `sessions` are the kinds of
    meetings that are asked for."""
    facts = Facts(
        period,
        today,
        int(settings.get(connection, "own", "0")),
        settings.get(connection, "role", "branch"),
    )
    facts.holidays = holidays(connection)
    facts.life_meeting_until = life_meeting_until(connection)
    facts.review_cap = review_cap(connection)
    first, after = f"{period.first.year}-01-01", f"{period.last.year + 1}-01-01"
    only = ""
    if organisations is not None:
        only = f" AND organisation IN ({', '.join(str(int(each)) for each in organisations)})"

    def rows(sql: str, *values: object) -> list[Any]:
        return all_rows(connection, sql + only, *values)

    facts.organs = [Organ._make(row) for row in rows(f"{ORGANS} WHERE deleted_at IS NULL")]
    names = ", ".join(f'"{name}"' for name in Person._fields)
    facts.people = _by_organisation(
        map(Person._make, rows(f"SELECT {names} FROM member WHERE deleted_at IS NULL"))
    )
    marks = ", ".join("?" * len(sessions))
    grouped: dict[int, dict[str, list[Meeting]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(
        f"{MEETINGS} WHERE (kind IN ({marks}) OR elements LIKE '%lecture%' "
        "OR elements LIKE '%birthday%' OR entitled IS NOT NULL) "
        f"AND {HELD} AND starts_at >= ? AND starts_at < ? AND (starts_at >= ? "
        f"AND starts_at < ? OR kind IN ({', '.join('?' * len(YEARLY))}))",
        # What is for a year is held in it, or in the year before or after.
        *sessions, f"{period.first.year - 1}-01-01", f"{period.last.year + 2}-01-01",
        first, after, *YEARLY,
    ):  # fmt: skip
        grouped[row[0]][row[1]].append(meeting(row))
    facts.meetings = dict(grouped)
    if organisations is None:
        every = (m for kinds in grouped.values() for each in kinds.values() for m in each)
    else:
        # Whoever's norms are asked for, the secretary's lectures elsewhere count too.
        sql = f"{MEETINGS} WHERE lecturer_role = ? AND {HELD} AND starts_at >= ? AND starts_at < ?"
        told = (_SECRETARY, first, after) if facts.own in organisations else ("", "", "")
        every = (meeting(row) for row in all_rows(connection, sql, *told))
    facts.secretary_lectures = [m for m in every if m.lecturer_role == _SECRETARY and m.lectures]
    facts.plans = _by_organisation(
        PlanRow._make(row)
        for row in rows(
            "SELECT organisation, uid, kind, starts_at, topic FROM session "
            "WHERE deleted_at IS NULL AND submission IS NULL AND state = 'planned' "
            "AND starts_at >= ? ORDER BY starts_at, id",
            period.first.isoformat(),
        )
    )  # fmt: skip
    facts.talks = _by_organisation(
        Talk._make(row)
        for row in rows(
            "SELECT organisation, kind, held_on, uid, talker, subjects FROM talk "
            "WHERE deleted_at IS NULL AND held_on BETWEEN ? AND ?",
            # A political birthday around new year may be kept in the year before or after.
            (date(period.first.year, 1, 1) - _AROUND).isoformat(),
            (date(period.last.year, 12, 31) + _AROUND).isoformat(),
        )
    )  # fmt: skip
    facts.papers = _by_organisation(
        Paper._make(row)
        for row in rows(
            "SELECT organisation, kind, year, uid, person, signed_on FROM paper "
            "WHERE deleted_at IS NULL AND year BETWEEN ? AND ?",
            period.first.year, period.last.year,
        )
    )  # fmt: skip
    joint = [organ.id for organ in facts.organs if organ.kind == "joint_branch"]
    facts.firms = _firms(connection, joint, facts.day) if joint else {}
    facts.tickets = _by_organisation(
        TicketRow._make(row)
        for row in rows(
            "SELECT organisation, uid, number, description, due_on, state, "
            "coalesce(resolved_on, closed_on), owner FROM ticket WHERE deleted_at IS NULL "
            "AND due_on <= ? AND (due_on >= ? OR state IN (?, ?))",
            period.last.isoformat(), period.first.isoformat(), *PENDING,
        )
    )  # fmt: skip
    facts.grades = _by_organisation(
        Grade._make(row)
        for row in rows(
            "SELECT organisation, year, uid, member, grade FROM review "
            "WHERE deleted_at IS NULL AND year BETWEEN ? AND ?",
            period.first.year, period.last.year,
        )
    )  # fmt: skip
    facts.transfers = _by_organisation(map(TransferRow._make, rows(TRANSFERS)))
    facts.contacts = _by_organisation(map(ContactRow._make, rows(CONTACTS)))
    for organisation, *told in all_rows(
        connection,
        "SELECT o.id, s.first_day, s.last_day, substr(s.made_at, 1, 10) FROM submission s "
        "JOIN organisation o ON o.uid = s.org_uid AND o.code = s.org_code "
        "WHERE s.state IN ('written', 'current')",
    ):
        facts.handed_in.setdefault(organisation, []).append(SubmissionRow._make(told))
    return facts


def _firms(connection: Connection, joint: Iterable[int], day: str) -> dict[int, int]:
    """How many firms each of these branches is of: those of the ledger (its own, or the
    committee's that name it), or where it lists none, those in which its members work."""
    of_ledger: dict[int, set[str]] = defaultdict(set)
    named = {
        name: id
        for id, *names in all_rows(
            connection, "SELECT id, code, name, short_name FROM organisation"
        )
        for name in names
    }
    for organisation, name, branch in all_rows(
        connection,
        "SELECT organisation, name, formed_name FROM enterprise WHERE deleted_at IS NULL "
        "AND coalesce(closed_on, '9') > ? AND coalesce(formation, '') != 'none'",
        day,
    ):
        of_ledger[named.get(branch, organisation) if branch else organisation].add(name)
    of_members: dict[int, set[str]] = defaultdict(set)
    for organisation, name in all_rows(
        connection,
        "SELECT DISTINCT organisation, enterprise FROM member WHERE deleted_at IS NULL "
        "AND enterprise IS NOT NULL AND category IN ('full', 'probationary') "
        "AND coalesce(relation, 'on_roll') = 'on_roll'",
    ):
        of_members[organisation].add(name)
    return {id: len(of_ledger.get(id) or of_members[id]) for id in joint}


MEETINGS = (
    'SELECT organisation, kind, substr(starts_at, 1, 10), uid, id, "group", elements, '
    "lecturer_role, for_year, first_agenda, ballot_kind, entitled, voters_present, in_favour, "
    "written_votes FROM session"
)
"""Reads a `Meeting`; what follows says which."""
_AROUND = timedelta(days=31)
_SECRETARY = "committee_secretary"


def meeting(row: Any) -> Meeting:
    """A row of `MEETINGS`."""
    return Meeting._make((*row[:10], tuple(row[10:])))


def _by_organisation(records: Any) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for record in records:
        grouped[record.organisation].append(record)
    return dict(grouped)


def all_rows(connection: Connection, sql: str, *values: object) -> list[Any]:
    """All rows, straight from the driver: SQLAlchemy's row by row takes several times as long."""
    return list(connection.exec_driver_sql(sql, values).cursor.fetchall())
