"""Everything the norms ask about, of some organisations or of a part of a long roll."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.rules.campaign_standing import Campaign
from partydesk.rules.deadlines import USUAL_CALENDAR
from partydesk.rules.duties import DutyRow
from partydesk.rules.norms.appraisal_rows import Appraised
from partydesk.rules.norms.dues_months import Ledger
from partydesk.rules.norms.dues_told import ToldDues
from partydesk.rules.norms.fact_rows import (
    HERE,
    PERSONS,
    CandidateRow,
    ContactRow,
    CourseRow,
    DuesHandedRow,
    DuesNoticeRow,
    ElectionRow,
    Grade,
    LogRow,
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
)
from partydesk.rules.norms.firm_rows import FirmRow
from partydesk.rules.norms.life_work import LifeYear
from partydesk.rules.norms.roll import Roll
from partydesk.rules.park_settings import (
    USUAL_HANDED_DAYS,
    USUAL_HANDED_EVERY,
    USUAL_LIFE_UNTIL,
    USUAL_REVIEW_CAP,
    Holidays,
)


@dataclass
class Facts:
    """What there is, by organisation. `today` is the day it is judged on.

    Of a roll too long to be held at once `people` and their `grades` are one part after another,
    and `last` is True with the last part; `rolls` tells of all of it, `bearers` are those whom its
    talks name, `graded_years` the years in which anybody was graded, and `sums` hold what is added
    up over the parts.

    `helpers` are the mentors and sponsors of people judged without the rest of the roll.
    `trained` are by year and secretary the courses they took, as (kind, uid). `firms` are of how
    many firms a joint branch is; `due_firms` those of a committee's register that are big enough
    for a branch of their own; `appraised` its branches with the grades of their secretaries.
    `seen` is by member the last day at organisation life (present, made up or on leave), `life` by
    organisation the days of what it recorded the presence at.
    `candidates` are by the election that they stood in.
    `inspections` and `reports` are by member the logs of 考察写实 and 思想汇报.
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
    rolls: dict[int, Roll] = field(default_factory=dict)
    bearers: dict[int, list[Person]] = field(default_factory=dict)
    graded_years: dict[int, Collection[int]] = field(default_factory=dict)
    last: bool = True
    sums: dict[tuple[object, ...], list[Any]] = field(default_factory=dict)
    meetings: dict[int, dict[str, list[Meeting]]] = field(default_factory=dict)
    talks: dict[int, list[Talk]] = field(default_factory=dict)
    papers: dict[int, list[Paper]] = field(default_factory=dict)
    tickets: dict[int, list[TicketRow]] = field(default_factory=dict)
    grades: dict[int, list[Grade]] = field(default_factory=dict)
    hours: dict[int, dict[int, float]] = field(default_factory=dict)
    transfers: dict[int, list[TransferRow]] = field(default_factory=dict)
    contacts: dict[int, list[ContactRow]] = field(default_factory=dict)
    courses: dict[int, list[CourseRow]] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)
    life: dict[int, list[str]] = field(default_factory=dict)
    trained: dict[int, dict[int, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    groups_met: dict[int, set[str]] = field(default_factory=dict)
    committee_present: dict[int, set[int]] = field(default_factory=dict)
    secretary_lectures: list[Meeting] = field(default_factory=list)
    handed_in: dict[int, list[SubmissionRow]] = field(default_factory=dict)
    holidays: Holidays = field(default_factory=dict)
    firms: dict[int, int] = field(default_factory=dict)
    due_firms: list[FirmRow] = field(default_factory=list)
    appraised: list[Appraised] = field(default_factory=list)
    plans: dict[int, list[PlanRow]] = field(default_factory=dict)
    dues: Ledger | None = None
    dues_told: dict[int, ToldDues] = field(default_factory=dict)
    elections: dict[int, list[ElectionRow]] = field(default_factory=dict)
    candidates: dict[int | None, list[CandidateRow]] = field(default_factory=dict)
    inspections: dict[int, list[LogRow]] = field(default_factory=dict)
    reports: dict[int, list[LogRow]] = field(default_factory=dict)
    dues_notices: dict[int, list[DuesNoticeRow]] = field(default_factory=dict)
    dues_handed: dict[int, list[DuesHandedRow]] = field(default_factory=dict)
    dues_handed_rule: tuple[str, int] = (USUAL_HANDED_EVERY, USUAL_HANDED_DAYS)
    campaigns: list[Campaign] = field(default_factory=list)
    duties: list[DutyRow] = field(default_factory=list)
    life_work: list[LifeYear] = field(default_factory=list)
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

    def roll(self, organisation: int) -> Roll:
        """An organisation's roll as a whole: of one that is judged in parts all of them."""
        if organisation not in self.rolls:
            self.rolls[organisation] = Roll(self.people.get(organisation, ()))
        return self.rolls[organisation]

    def graded(self, organisation: int) -> Collection[int]:
        """The years in which an organisation graded anybody."""
        known = self.graded_years.get(organisation)
        return {g.year for g in self.grades.get(organisation, ())} if known is None else known

    def named(self, organisation: int) -> Iterable[Person]:
        """Whom its talks may name: everybody of the roll, or of one that is judged in parts those
        who bear the names."""
        return self.bearers.get(organisation, self.people.get(organisation, ()))


def helpers_named(people: Iterable[Person]) -> set[str]:
    """The names of the mentors and sponsors of these people."""
    told = (f"{p.mentors or ''}、{p.sponsors or ''}" for p in people if p.mentors or p.sponsors)
    return {name for each in told for name in each.split("、")}


def helpers_of(connection: Connection, named: Collection[str]) -> dict[int, list[Person]]:
    """By organisation the full members who bear these names."""
    return by_organisation(_bearers(connection, named, "category = 'full'"))


def bearers_of(connection: Connection, organisation: int, talks: Iterable[Talk]) -> list[Person]:
    """Those of an organisation who bear a name that its talks name."""
    named = {name for each in talks for name in (each.talker, *each.subjects.split("、"))}
    return _bearers(connection, named, f"organisation = {int(organisation)}")


def _bearers(connection: Connection, names: Collection[str], condition: str) -> list[Person]:
    named = sorted({*names} - {""})
    if not named:
        return []
    # As one value: there may be more names than a statement takes.
    rows = all_rows(
        connection,
        f"{PERSONS} WHERE deleted_at IS NULL AND {condition} "
        "AND name IN (SELECT value FROM json_each(?))",
        json.dumps(named, ensure_ascii=False),
    )
    return [Person._make(row) for row in rows]


def by_member(records: Iterable[LogRow]) -> dict[int, list[LogRow]]:
    """The entries of a log by the member they are about, the earliest first."""
    grouped: dict[int, list[LogRow]] = defaultdict(list)
    for record in sorted(records, key=lambda each: each.day):
        if record.member is not None:
            grouped[record.member].append(record)
    return dict(grouped)


def by_organisation(records: Iterable[Any]) -> dict[int, list[Any]]:
    """Records by the organisation they belong to, in their order."""
    grouped: dict[int, list[Any]] = defaultdict(list)
    for record in records:
        grouped[record.organisation].append(record)
    return dict(grouped)
