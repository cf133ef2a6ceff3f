"""The facts are read here, so many people at a time that a committee of thousands of branches, or
a roll of a hundred thousand, is never held as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.records.session_year import YEARLY
from partydesk.records.study import HELD
from partydesk.records.ticket import PENDING
from partydesk.rules import deadlines, park_settings
from partydesk.rules.campaigns import campaigns
from partydesk.rules.duties import duties
from partydesk.rules.norms.appraisal_rows import appraised
from partydesk.rules.norms.attended import Attended
from partydesk.rules.norms.dues_months import ledger
from partydesk.rules.norms.dues_told import told_dues
from partydesk.rules.norms.fact_rows import (
    CANDIDATES,
    CONTACTS,
    COURSES,
    DUES_HANDED,
    DUES_NOTICES,
    ELECTIONS,
    INSPECTIONS,
    MEETINGS,
    ORGANS,
    PERSONS,
    REPORTS,
    TRANSFERS,
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
    meeting,
)
from partydesk.rules.norms.facts import (
    Facts,
    bearers_of,
    by_member,
    by_organisation,
    helpers_named,
    helpers_of,
)
from partydesk.rules.norms.firm_rows import due_firms, joint_firms
from partydesk.rules.norms.life_work import life_years
from partydesk.rules.norms.recurrence import slots
from partydesk.rules.norms.roll import Roll
from partydesk.store import settings

AT_ONCE = 2_000
"""People who are judged at once: with what there is of them some twenty megabytes."""

_AROUND = timedelta(days=31)
_SECRETARY = "committee_secretary"


def gather(
    connection: Connection,
    period: Period,
    today: date,
    organisations: Collection[int] | None,
    sessions: Collection[str],
) -> Iterator[Facts]:
    """The facts for a period, of some organisations (None: of all), a slice at a time in their
    order; of a longer roll one part of its people after another.

    `sessions` are the kinds of meetings that are asked for.
    """
    whole = "" if organisations is None else _among(organisations)
    organs = [
        Organ._make(row)
        for row in all_rows(connection, f"{ORGANS} WHERE deleted_at IS NULL{whole}")
    ]
    shared = _shared(connection, period, today, organs, organisations)
    rolls: dict[int, int] = dict(
        all_rows(connection, "SELECT organisation, count(*) FROM member GROUP BY organisation")
    )
    reading = _Reading(connection, shared, sessions)
    slices = list(_slices(organs, rolls))
    for each in slices:
        only = whole if len(slices) == 1 else _among(organ.id for organ in each)
        if sum(rolls.get(organ.id, 0) for organ in each) <= AT_ONCE:
            yield reading.whole(each, only)
        else:
            yield from reading.parts(each[0])
        # They are told of once.
        shared.due_firms, shared.campaigns, shared.duties = [], [], []
        shared.appraised = []
        shared.life_work = []


def _slices(organs: Iterable[Organ], rolls: dict[int, int]) -> Iterator[list[Organ]]:
    """The organisations in slices of so many people as are judged at once, long rolls alone."""
    slice: list[Organ] = []
    people = 0
    for organ in organs:
        more = rolls.get(organ.id, 0)
        if slice and people + more > AT_ONCE:
            yield slice
            slice, people = [], 0
        slice.append(organ)
        people += more
    if slice:
        yield slice


def _among(organisations: Iterable[int]) -> str:
    return f" AND organisation IN ({', '.join(str(int(each)) for each in organisations)})"


def _shared(
    connection: Connection,
    period: Period,
    today: date,
    organs: Sequence[Organ],
    organisations: Collection[int] | None,
) -> Facts:
    """What is read once for all slices."""
    facts = Facts(
        period,
        today,
        int(settings.get(connection, "own", "0")),
        settings.get(connection, "role", "branch"),
        holidays=park_settings.holidays(connection),
        life_meeting_until=park_settings.life_meeting_until(connection),
        review_cap=park_settings.review_cap(connection),
        dues_handed_rule=(
            park_settings.dues_handed_every(connection),
            park_settings.dues_handed_days(connection),
        ),
        hand_in_days=deadlines.allowed(connection),
        hand_in_periods=deadlines.calendar(connection),
    )
    if organisations is None or facts.own in organisations:
        # Whoever's norms are asked for, the secretary's lectures elsewhere count too.
        every = (
            meeting(row)
            for row in all_rows(
                connection,
                f"{MEETINGS} WHERE lecturer_role = ? AND {HELD} AND starts_at >= ? "
                "AND starts_at < ? ORDER BY starts_at, id",
                _SECRETARY, *_years(period),
            )
        )  # fmt: skip
        facts.secretary_lectures = [each for each in every if each.lectures]
        facts.campaigns = [
            each
            for each in campaigns(connection, facts.today, period.first, period.last)
            if not each.head.branch
        ]
        if facts.role == "committee":
            facts.appraised = appraised(connection, facts.own)
    facts.duties = duties(connection, organisations)
    years = (period.first.year - 1, period.last.year + 1)
    facts.life_work = life_years(connection, organisations, years, facts.life_meeting_until, today)
    facts.firms = joint_firms(
        connection, [organ.id for organ in organs if organ.kind == "joint_branch"], facts.day
    )
    if facts.role == "committee":
        facts.due_firms = due_firms(connection, facts.own, facts.day)
        if organisations is not None and facts.own not in organisations:
            those = [firm for firm in facts.due_firms if firm.organisation in organisations]
            facts.due_firms = those
    for organisation, *told in all_rows(
        connection,
        "SELECT o.id, s.first_day, s.last_day, substr(s.made_at, 1, 10) FROM submission s "
        "JOIN organisation o ON o.uid = s.org_uid AND o.code = s.org_code "
        "WHERE s.state IN ('written', 'accepted', 'current')",
    ):
        facts.handed_in.setdefault(organisation, []).append(SubmissionRow._make(told))
    return facts


def _years(period: Period) -> tuple[str, str]:
    """The first day of the years of a period, and the first after them."""
    return f"{period.first.year}-01-01", f"{period.last.year + 1}-01-01"


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one slice after another; `sessions` are the kinds of meetings asked for."""

    connection: Connection
    shared: Facts
    sessions: Collection[str]

    def whole(self, organs: Sequence[Organ], only: str) -> Facts:
        """Some organisations with all of their people."""
        facts = self._without_people(organs, only)
        facts.people = by_organisation(self._people(only, ""))
        facts.grades = by_organisation(self._grades(only, ""))
        attended = self._attended(facts, only)
        those = f" AND member IN (SELECT id FROM member WHERE TRUE{only})" if only else ""
        attended.take((p for each in facts.people.values() for p in each), those)
        attended.end()
        return facts

    def parts(self, organ: Organ) -> Iterator[Facts]:
        """One organisation, a part of its people after another: gone through twice, for what
        there is to say of all of them must be known to judge the first."""
        only = _among((organ.id,))
        facts = self._without_people((organ,), only)
        talks, rows = facts.talks.get(organ.id, ()), self._rows(only)
        facts.bearers[organ.id] = bearers_of(self.connection, organ.id, talks)
        facts.graded_years[organ.id] = {
            row[0] for row in rows("SELECT DISTINCT year FROM review WHERE +deleted_at IS NULL")
        }
        roll = facts.rolls[organ.id] = Roll()
        attended = self._attended(facts, only)
        ids = [row[0] for row in rows("SELECT id FROM member WHERE TRUE", order=" ORDER BY id")]
        parts = [ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)]
        bounds = [f" BETWEEN {part[0]} AND {part[-1]}" for part in parts]
        helpers: set[str] = set()
        for bound in bounds:
            people = self._people(only, f" AND id{bound}")
            roll.add(people)
            helpers |= helpers_named(people)
            attended.take(people, f" AND member{bound}")
        attended.end()
        facts.helpers = helpers_of(self.connection, helpers)
        for bound in bounds:
            yield replace(
                facts,
                people={organ.id: self._people(only, f" AND id{bound}")},
                grades={organ.id: self._grades(only, f" AND member{bound}")},
                last=bound is bounds[-1],
            )

    def _people(self, only: str, those: str) -> list[Person]:
        rows = self._rows(only)(f"{PERSONS} WHERE {_live(only)}{those}")
        return [Person._make(row) for row in rows]

    def _grades(self, only: str, those: str) -> list[Grade]:
        first, last = self.shared.period.first, self.shared.period.last
        rows = self._rows(only)(
            "SELECT organisation, year, uid, member, grade FROM review "
            f"WHERE {_live(only)} AND year BETWEEN ? AND ?{those}",
            first.year, last.year,
        )  # fmt: skip
        return [Grade._make(row) for row in rows]

    def _rows(self, only: str) -> Callable[..., list[Any]]:
        """Runs a statement that ends with its conditions, of these organisations alone."""

        def rows(sql: str, *values: object, order: str = "") -> list[Any]:
            return all_rows(self.connection, sql + only + order, *values)

        return rows

    def _attended(self, facts: Facts, only: str) -> Attended:
        years = [year.first.year for year in slots("year", facts.period)]
        study = park_settings.study_kinds(self.connection)
        # The committee's own sessions are open to members of all branches.
        sessions = only.replace(" IN (", f" IN ({facts.own}, ") if only else ""
        return Attended(facts, partial(all_rows, self.connection), years, study, sessions)

    def _without_people(self, organs: Sequence[Organ], only: str) -> Facts:
        """All that is read of some organisations but who their people are."""
        rows, shared = self._rows(only), self.shared
        first, last = shared.period.first, shared.period.last
        # Where some are read of many, by their index and not by that of a date.
        on, live = ("+" if only else ""), _live(only)
        return replace(
            shared,
            organs=list(organs),
            dues=ledger(self.connection, [organ.id for organ in organs] if only else None),
            rolls={}, bearers={}, sums={}, hours={}, seen={}, life={}, trained={},
            groups_met={}, committee_present={},
            meetings=self._meetings(rows, on),
            plans=by_organisation(
                PlanRow._make(row)
                for row in rows(
                    "SELECT organisation, uid, kind, starts_at, topic FROM session "
                    f"WHERE {live} AND submission IS NULL AND state = 'planned' "
                    f"AND {on}starts_at >= ?",
                    first.isoformat(), order=f" ORDER BY {on}starts_at, id",
                )
            ),
            talks=by_organisation(
                Talk._make(row)
                for row in rows(
                    "SELECT organisation, kind, held_on, uid, talker, subjects FROM talk "
                    f"WHERE {live} AND {on}held_on BETWEEN ? AND ?",
                    # A political birthday around new year may be kept in the year before or after.
                    (date(first.year, 1, 1) - _AROUND).isoformat(),
                    (date(last.year, 12, 31) + _AROUND).isoformat(),
                    order=f" ORDER BY {on}held_on, id",
                )
            ),
            papers=by_organisation(
                Paper._make(row)
                for row in rows(
                    "SELECT organisation, kind, year, uid, person, signed_on FROM paper "
                    f"WHERE {live} AND kind = 'responsibility' AND year BETWEEN ? AND ?",
                    first.year, last.year,
                )
            ),
            tickets=by_organisation(
                TicketRow._make(row)
                for row in rows(
                    "SELECT organisation, uid, number, description, due_on, state, "
                    f"coalesce(resolved_on, closed_on), owner FROM ticket WHERE {live} "
                    "AND due_on <= ? AND (due_on >= ? OR state IN (?, ?))",
                    last.isoformat(), first.isoformat(), *PENDING,
                )
            ),
            transfers=by_organisation(map(TransferRow._make, rows(TRANSFERS))),
            contacts=by_organisation(map(ContactRow._make, rows(CONTACTS))),
            courses=by_organisation(map(CourseRow._make, rows(COURSES))),
            elections=by_organisation(map(ElectionRow._make, rows(ELECTIONS))),
            candidates=_by_election(map(CandidateRow._make, rows(CANDIDATES))),
            inspections=by_member(map(LogRow._make, rows(INSPECTIONS))),
            reports=by_member(map(LogRow._make, rows(REPORTS))),
            dues_notices=by_organisation(map(DuesNoticeRow._make, rows(DUES_NOTICES))),
            dues_handed=by_organisation(map(DuesHandedRow._make, rows(DUES_HANDED))),
            dues_told=(
                told_dues(self.connection, [organ.id for organ in organs] if only else None)
                if shared.role == "committee"
                else {}
            ),
        )  # fmt: skip

    def _meetings(
        self, rows: Callable[..., list[Any]], on: str
    ) -> dict[int, dict[str, list[Meeting]]]:
        period = self.shared.period
        first, after = _years(period)
        marks = ", ".join("?" * len(self.sessions))
        grouped: dict[int, dict[str, list[Meeting]]] = defaultdict(lambda: defaultdict(list))
        for row in rows(
            f"{MEETINGS} WHERE (kind IN ({marks}) OR elements LIKE '%lecture%' "
            "OR elements LIKE '%birthday%' OR entitled IS NOT NULL) "
            f"AND {on}{HELD} AND {on}starts_at >= ? AND {on}starts_at < ? AND (starts_at >= ? "
            f"AND starts_at < ? OR kind IN ({', '.join('?' * len(YEARLY))}))",
            # What is for a year is held in it, or in the year before or after.
            *self.sessions, f"{period.first.year - 1}-01-01", f"{period.last.year + 2}-01-01",
            first, after, *YEARLY, order=f" ORDER BY {on}starts_at, id",
        ):  # fmt: skip
            grouped[row[0]][row[1]].append(meeting(row))
        return dict(grouped)


def _by_election(candidates: Iterable[CandidateRow]) -> dict[int | None, list[CandidateRow]]:
    grouped: dict[int | None, list[CandidateRow]] = defaultdict(list)
    for each in candidates:
        grouped[each.election].append(each)
    return dict(grouped)


def _live(only: str) -> str:
    """What is in no recycle bin; of some organisations not by the index that begins with it."""
    return f"{'+' if only else ''}deleted_at IS NULL"
