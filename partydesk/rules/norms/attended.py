"""Who was at what, for the norms that ask: study hours, groups that met, committees present, who
has not come for long.

SQLite only gathers each member's sessions, straight from an index; what is asked of them is
found here. Joining a million attendances to the wide rows of sessions takes several times as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from partydesk.records.kinds import LIFE, SESSION_KINDS, STUDY
from partydesk.records.periods import months_after
from partydesk.records.study import HELD
from partydesk.rules.norms.credits import All, credits
from partydesk.rules.norms.fact_rows import Person
from partydesk.rules.norms.facts import Facts

_LIFE_KINDS = tuple(kind.code for kind in SESSION_KINDS if kind.group in (LIFE, STUDY))


class Attended:
    """Fills in the facts' hours and courses (of these whole years), groups met, committees present,
    and when members were last seen; a part of the people after another.

    `study` are the kinds of sessions whose hours count, `among` the condition on the sessions that
    are read ("" for all).
    """

    def __init__(
        self, facts: Facts, rows: All, years: list[int], study: Collection[str], among: str
    ) -> None:
        self._facts, self._rows, self._years = facts, rows, years
        self._hours = {year: _Hours(rows, year, study, among) for year in years}
        self._unnamed, self._committees = _asked(facts)
        self._courses = {
            str(meeting.id): meeting
            for kinds in facts.meetings.values()
            for meeting in kinds.get("training", ())
        }
        for year in years:
            facts.hours[year], facts.trained[year] = {}, {}
        self._life = _life(facts, rows, among)
        self._recorded: dict[int, set[str]] = defaultdict(set)

    def take(self, people: Iterable[Person], those: str) -> None:
        """Look at what these people were at; `those` is the condition on their attendances."""
        facts, life, courses = self._facts, self._life, self._courses
        known = {person.id: person for person in people}
        hours = [(of, facts.hours[year]) for year, of in self._hours.items()]
        for member, present, made_up, away in self._rows(
            "SELECT member, group_concat(iif(state = 'present', session, NULL)), "
            "group_concat(iif(state = 'made_up', session, NULL)), "
            "group_concat(iif(state = 'leave', session, NULL)) FROM attendance WHERE deleted_at "
            f"IS NULL AND state IN ('present', 'made_up', 'leave'){those} GROUP BY member"
        ):
            person = known.get(member)
            if person is None:
                continue
            came = present.split(",") if present else []
            for of, had in hours:
                had[member] = sum(map(of.__getitem__, came)) + (
                    sum(map(of.__getitem__, made_up.split(","))) if made_up else 0
                )
            at = life.keys() & came
            self._recorded[person.organisation] |= at
            excused = [each for told in (made_up, away) if told for each in told.split(",")]
            at |= life.keys() & excused
            if at:
                facts.seen[member] = max(map(life.__getitem__, at))
            if person.group and person.organisation in self._unnamed:
                for session in self._unnamed[person.organisation].intersection(came):
                    facts.groups_met.setdefault(int(session), set()).add(person.group)
            if person.duty == "secretary" and courses:
                for year in self._years:
                    facts.trained[year][member] = tuple(
                        ("session", courses[each].uid)
                        for each in sorted(courses.keys() & came)
                        if courses[each].day[:4] == str(year)
                    )
            if person.in_committee and person.organisation in self._committees:
                for session in self._committees[person.organisation].intersection(came):
                    facts.committee_present.setdefault(int(session), set()).add(member)

        for credit in credits(self._rows, those):
            if credit.year in self._hours and credit.member in known:
                had = facts.hours[credit.year]
                had[credit.member] = had.get(credit.member, 0) + credit.hours
                took = tuple(("study_credit", uid) for uid in credit.courses)
                if took and known[credit.member].duty == "secretary":
                    trained = facts.trained[credit.year]
                    trained[credit.member] = (*trained.get(credit.member, ()), *took)

    def end(self) -> None:
        """Say on which days each organisation recorded who was at its life."""
        for organisation, ids in self._recorded.items():
            self._facts.life[organisation] = sorted(map(self._life.__getitem__, ids))


_LOOKED_BACK = 24
"""Months before the day of judging of which the presence at organisation life is looked at."""


def _life(facts: Facts, rows: All, among: str) -> dict[str, str]:
    """Session id (as text) → day of the organisation life of the last years."""
    first = months_after(min(facts.today, facts.period.last), -_LOOKED_BACK).isoformat()
    marks = ", ".join("?" * len(_LIFE_KINDS))
    return {
        str(id): day
        for id, day in rows(
            f"SELECT id, substr(starts_at, 1, 10) FROM session WHERE {_on(among)}starts_at >= ? "
            f"AND {_on(among)}{HELD} AND kind IN ({marks}){among}", first, *_LIFE_KINDS,
        )
    }  # fmt: skip


def last_seen(rows: All, member: int) -> str:
    """The last day one member was at organisation life, as `Facts.seen` has it; "" for none."""
    marks = ", ".join("?" * len(_LIFE_KINDS))
    ((day,),) = rows(
        "SELECT max(substr(s.starts_at, 1, 10)) FROM attendance a JOIN session s "
        "ON s.id = a.session WHERE a.member = ? AND a.state IN ('present', 'made_up', 'leave') "
        "AND a.deleted_at IS NULL AND s.deleted_at IS NULL AND s.state = 'held' "
        f"AND s.kind IN ({marks})",
        member, *_LIFE_KINDS,
    )  # fmt: skip
    return day or ""


def _on(among: str) -> str:
    """Where some organisations' sessions are read, by their index and by no other."""
    return "+" if among else ""


class _Hours(dict[str, float]):
    """Session id (as text) → its hours if it was study and in the year, else 0."""

    def __init__(self, rows: All, year: int, study: Collection[str], among: str) -> None:
        self._rows = rows
        marks = ", ".join("?" * len(study))
        self._values = (f"{year}-01-01", f"{year + 1}-01-01", *sorted(study))
        self._sql = (
            f"SELECT id, iif(hours > 0 AND {HELD} AND starts_at >= ? "
            f"AND starts_at < ? AND kind IN ({marks}), hours, 0) FROM session"
        )
        super().__init__(self._found(f" WHERE TRUE{among}"))

    def _found(self, condition: str) -> Iterator[tuple[str, float]]:
        return ((str(id), had) for id, had in self._rows(self._sql + condition, *self._values))

    def __missing__(self, session: str) -> float:
        """Of one that another organisation held."""
        self.update(self._found(f" WHERE id = {int(session)}"))
        return self.get(session, 0)


def _asked(facts: Facts) -> tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]]:
    """By organisation: group meetings that name no group, and meetings of the committee."""
    unnamed, committees = {}, {}
    for organisation, kinds in facts.meetings.items():
        groups = frozenset(str(m.id) for m in kinds.get("group_meeting", ()) if not m.group)
        if groups:
            unnamed[organisation] = groups
        committee = frozenset(str(m.id) for m in kinds.get("branch_committee", ()))
        if committee:
            committees[organisation] = committee
    return unnamed, committees
