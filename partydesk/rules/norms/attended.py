"""Who was at what, for the norms that ask: study hours, groups that met, committees present, who
has not come for long.

SQLite only gathers each member's sessions, straight from an index; what is asked of them is
found here. Joining a million attendances to the wide rows of sessions takes several times as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

from partydesk.records.kinds import LIFE, SESSION_KINDS, STUDY
from partydesk.records.periods import months_after
from partydesk.records.study import HELD
from partydesk.rules.norms.facts import Facts

_LIFE_KINDS = tuple(kind.code for kind in SESSION_KINDS if kind.group in (LIFE, STUDY))

All = Callable[..., list[Any]]
"""Runs a statement with its values and gives all rows."""


def attend(facts: Facts, rows: All, years: list[int], study: Collection[str]) -> None:
    """Fill in the facts' hours and courses (of these whole years), groups met, committees present,
    and when members were last seen.

    `study` are the kinds of sessions whose hours count.
    """
    hours = {year: _hours_of_sessions(rows, year, study) for year in years}
    known = {person.id: person for people in facts.people.values() for person in people}
    unnamed, committees = _asked(facts)
    courses = {
        str(meeting.id): meeting
        for kinds in facts.meetings.values()
        for meeting in kinds.get("training", ())
    }
    for year in years:
        facts.hours[year], facts.trained[year] = {}, {}
    life = _life(facts, rows)
    recorded: dict[int, set[str]] = defaultdict(set)
    for member, present, made_up, away in rows(
        "SELECT member, group_concat(iif(state = 'present', session, NULL)), "
        "group_concat(iif(state = 'made_up', session, NULL)), "
        "group_concat(iif(state = 'leave', session, NULL)) FROM attendance "
        "WHERE deleted_at IS NULL AND state IN ('present', 'made_up', 'leave') GROUP BY member"
    ):
        person = known.get(member)
        if person is None:
            continue
        came = present.split(",") if present else []
        for year in years:
            of = hours[year]
            facts.hours[year][member] = sum(map(of.__getitem__, came)) + (
                sum(map(of.__getitem__, made_up.split(","))) if made_up else 0
            )
        at = life.keys() & came
        recorded[person.organisation] |= at
        excused = [each for told in (made_up, away) if told for each in told.split(",")]
        at |= life.keys() & excused
        if at:
            facts.seen[member] = max(map(life.__getitem__, at))
        if person.group and person.organisation in unnamed:
            for session in unnamed[person.organisation].intersection(came):
                facts.groups_met.setdefault(int(session), set()).add(person.group)
        if person.duty == "secretary" and courses:
            for year in years:
                facts.trained[year][member] = tuple(
                    courses[each].uid
                    for each in sorted(courses.keys() & came)
                    if courses[each].day[:4] == str(year)
                )
        if person.in_committee and person.organisation in committees:
            for session in committees[person.organisation].intersection(came):
                facts.committee_present.setdefault(int(session), set()).add(member)
    for organisation, ids in recorded.items():
        facts.life[organisation] = sorted(map(life.__getitem__, ids))


_LOOKED_BACK = 24
"""Months before the day of judging of which the presence at organisation life is looked at."""


def _life(facts: Facts, rows: All) -> dict[str, str]:
    """Session id (as text) → day of the organisation life of the last years."""
    first = months_after(min(facts.today, facts.period.last), -_LOOKED_BACK).isoformat()
    marks = ", ".join("?" * len(_LIFE_KINDS))
    return {
        str(id): day
        for id, day in rows(
            "SELECT id, substr(starts_at, 1, 10) FROM session WHERE starts_at >= ? "
            f"AND {HELD} AND kind IN ({marks})", first, *_LIFE_KINDS,
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


def _hours_of_sessions(rows: All, year: int, study: Collection[str]) -> dict[str, float]:
    """Session id (as text) → its hours if it was study and in the year, else 0."""
    marks = ", ".join("?" * len(study))
    return {
        str(id): amount
        for id, amount in rows(
            f"SELECT id, iif(hours > 0 AND {HELD} AND starts_at >= ? "
            f"AND starts_at < ? AND kind IN ({marks}), hours, 0) FROM session",
            f"{year}-01-01",
            f"{year + 1}-01-01",
            *sorted(study),
        )
    }


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
