"""The conditions of 评优 of a branch, answered from the records of a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import Connection

from partydesk.records.appraisal import APPRAISAL_GRADE
from partydesk.records.periods import Period
from partydesk.rules.awards.conditions import AwardRules
from partydesk.rules.awards.model import UNKNOWN, Answer, Found, Stand, at_least
from partydesk.rules.branch_figures import branch_figures
from partydesk.rules.norms import evaluate
from partydesk.rules.norms.dues_months import DuesState, dues_year
from partydesk.rules.norms.dues_told import ToldDues, told_dues
from partydesk.rules.norms.fact_rows import all_rows
from partydesk.rules.stars.computed import RULES, Source

_RATES = ("three_meetings", "theme_day_monthly", "hours_met", "turnout")
_COMPUTED = ("three_meetings", "theme_day_monthly")
_MOST = 60  # records behind one rate that are listed


def of_branches(
    connection: Connection, rules: AwardRules, period: Period, today: date,
    organisation: int | None,
) -> Iterator[Found]:  # fmt: skip
    """The branches that there were in the year."""
    scope = None if organisation is None else (organisation,)
    items = evaluate(connection, period, today=today, organisations=scope)
    figures = branch_figures(connection, period, today, items)
    source = Source(connection, period, items)
    rows = {id: RULES[id].measures(source) for id in _COMPUTED}
    graded, told = _appraisals(connection, period.last.year), told_dues(connection)
    for id, uid, code, name, short in all_rows(
        connection,
        "SELECT id, uid, code, name, coalesce(short_name, '') FROM organisation "
        "WHERE deleted_at IS NULL AND kind IN ('branch', 'joint_branch') "
        "AND coalesce(founded_on, '') <= ? AND coalesce(ended_on, '9') > ? ORDER BY code",
        period.last.isoformat(), period.first.isoformat(),
    ):  # fmt: skip
        if scope is not None and id not in scope:
            continue
        own = (("organisation", str(uid)),)
        given = figures["stars"].values.get(id) or None  # none yet, where nobody scored it
        answers = {"stars": at_least(given, rules.stars, " 星", own)}
        for each in _RATES:
            behind = rows[each].get(id) if each in rows else None
            listed = tuple((r.kind, r.uid) for r in behind.rows if r.uid) if behind else own
            value = figures[each].values.get(id)
            answers[each] = at_least(value, rules.rate, "%", listed[:_MOST] or own)
        answers["dues"] = _dues(connection, id, period, today, told)
        called = (name, short, code)
        answers["appraisal"] = next((graded[n] for n in called if n in graded), UNKNOWN)
        yield Found("organisation", str(uid), short or name, id, short or name, answers)


def _appraisals(connection: Connection, year: int) -> dict[str, Answer]:
    """By what a branch was called there; what is recorded in this file goes before."""
    found: dict[str, Answer] = {}
    for rated, uid, grade in all_rows(
        connection,
        "SELECT rated, uid, grade FROM appraisal WHERE kind = 'secretary' AND year = ? "
        "AND deleted_at IS NULL ORDER BY submission IS NULL, id",
        year,
    ):
        stand = Stand.MET if grade == "good" else Stand.NOT
        found[rated] = Answer(stand, APPRAISAL_GRADE.label(grade), (("appraisal", uid),))
    return found


def _dues(
    connection: Connection, place: int, period: Period, today: date, told: Mapping[int, ToldDues]
) -> Answer:
    kept = dues_year(connection, place, period.last.year, today)
    if kept.kept:
        owing = [m for m in kept.members if m.has(DuesState.OWED, DuesState.SHORT)]
        people = tuple(("member", each.uid) for each in owing)
        asked = any(m.has(DuesState.PAID, DuesState.EXEMPT) for m in kept.members)
        return _of_owing(len(owing), people, asked=asked or bool(owing))
    if place not in told:
        return UNKNOWN
    uids = told[place].people(period, "owed", "short")
    asked = bool(told[place].months(period))
    return _of_owing(len(uids), tuple(("member", uid) for uid in uids), asked=asked)


def _of_owing(number: int, people: tuple[tuple[str, str], ...], *, asked: bool) -> Answer:
    if number:
        return Answer(Stand.NOT, f"{number} 人欠交", people)
    return Answer(Stand.MET, "没有人欠") if asked else UNKNOWN
