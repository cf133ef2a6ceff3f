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
from typing import Any

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.records.session_year import YEARLY
from partydesk.records.study import HELD
from partydesk.records.ticket import PENDING
from partydesk.rules.campaigns import Campaign
from partydesk.rules.deadlines import USUAL_CALENDAR
from partydesk.rules.norms.dues_months import Ledger
from partydesk.rules.norms.dues_told import ToldDues
from partydesk.rules.norms.fact_rows import (
    CONTACTS,
    DUES_HANDED,
    DUES_NOTICES,
    HERE,
    MEETINGS,
    ORGANS,
    TRANSFERS,
    ContactRow,
    DuesHandedRow,
    DuesNoticeRow,
    Grade,
    Meeting,
    Organ,
    Paper,
    Person,
    PlanRow,
    SubmissionRow,
    Talk,
    TicketRow,
    TransferRow,
    all_rows,
    meeting,
)
from partydesk.rules.norms.firm_rows import FirmRow, due_firms
from partydesk.rules.park_settings import (
    USUAL_HANDED_DAYS,
    USUAL_HANDED_EVERY,
    USUAL_LIFE_UNTIL,
    USUAL_REVIEW_CAP,
    Holidays,
    holidays,
    life_meeting_until,
    review_cap,
)
from partydesk.store import settings


@dataclass
class Facts:
    """What there is, by organisation. `today` is the day it is judged on.

    `helpers` are the mentors and sponsors of people judged without the rest of the roll.
    `trained` are by year and secretary the uids of the courses they took. `firms` are of how many
    firms a joint branch is; `due_firms` those of a committee's register that are big enough for a
    branch of their own. `seen` is by member the last day at organisation life (present, made
    up or on leave), `life` by organisation the days of what it recorded the presence at.
    `dues_told` is what branches told of 党费, `dues_handed_rule` how often these go up and by how
    many days after.
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
    due_firms: list[FirmRow] = field(default_factory=list)
    plans: dict[int, list[PlanRow]] = field(default_factory=dict)
    dues: Ledger | None = None
    dues_told: dict[int, ToldDues] = field(default_factory=dict)
    dues_notices: dict[int, list[DuesNoticeRow]] = field(default_factory=dict)
    dues_handed: dict[int, list[DuesHandedRow]] = field(default_factory=dict)
    dues_handed_rule: tuple[str, int] = (USUAL_HANDED_EVERY, USUAL_HANDED_DAYS)
    campaigns: list[Campaign] = field(default_factory=list)
    hand_in_days: dict[str, int] = field(default_factory=dict)
    hand_in_periods: frozenset[str] = USUAL_CALENDAR
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
    if facts.role == "committee":
        facts.due_firms = due_firms(connection, facts.own, facts.day)
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
    facts.dues_notices = _by_organisation(map(DuesNoticeRow._make, rows(DUES_NOTICES)))
    facts.dues_handed = _by_organisation(map(DuesHandedRow._make, rows(DUES_HANDED)))
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


_AROUND = timedelta(days=31)
_SECRETARY = "committee_secretary"


def _by_organisation(records: Any) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for record in records:
        grouped[record.organisation].append(record)
    return dict(grouped)
