"""The conditions of 评优 of a member, answered from the records of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, select

from partydesk.records.member import Member
from partydesk.records.on_roll import in_count
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.records.review import GRADE
from partydesk.rules.awards.conditions import AwardRules
from partydesk.rules.awards.model import UNKNOWN, Answer, Found, Stand, at_least
from partydesk.rules.norms import State
from partydesk.rules.norms.dues_months import DuesState, dues_year
from partydesk.rules.norms.dues_told import told_dues
from partydesk.rules.norms.fact_rows import all_rows
from partydesk.rules.study import Studied, studied

_Of = dict[tuple[int, str], Answer]


def of_members(
    connection: Connection, rules: AwardRules, period: Period, today: date,
    organisation: int | None,
) -> Iterator[Found]:  # fmt: skip
    """The full members on the roll on the year's last day, or today."""
    day = min(today, period.last)
    shown = (
        select(Member.uid, Member.name, Member.organisation, Member.submission,
               Organisation.name, Organisation.short_name)
        .join(Organisation, Organisation.id == Member.organisation)
        .where(Member.deleted_at.is_(None), in_count(day), Member.category == "full")
    )  # fmt: skip
    if organisation is not None:
        shown = shown.where(Member.organisation == organisation)
    people = [
        (str(uid), str(name), int(place or 0), submission, short or full)
        for uid, name, place, submission, full, short in connection.execute(
            shown.order_by(Member.search, Member.id)
        )
    ]
    places = sorted({each[2] for each in people})
    asked = {each.code for each in rules.asked["member"]}
    found: dict[str, _Of] = {}
    if "review" in asked:
        found["review"] = _reviews(connection, period.last.year)
    if "dues" in asked:
        found["dues"] = _dues(connection, places, period.last.year, today)
    if "hours" in asked:
        told = studied(connection, period.last.year, organisation, today)
        found["hours"] = {(each.organisation, each.uid): _hours(each) for each in told}
    if "attendance" in asked:
        found["attendance"] = _attendance(connection, period, rules.rate)
    punished = _punished(connection, period, day) if "clean" in asked else {}
    for uid, name, place, submission, called in people:
        key = (place, uid)
        answers = {code: each.get(key, UNKNOWN) for code, each in found.items()}
        # It leaves no branch's file: whoever is told of elsewhere is judged there.
        if "clean" in asked and submission is None:
            answers["clean"] = punished.get(key, Answer(Stand.MET, "没有"))
        yield Found("member", uid, name, place, called, answers)


def _reviews(connection: Connection, year: int) -> _Of:
    found = {}
    for place, member, uid, grade in all_rows(
        connection,
        "SELECT r.organisation, m.uid, r.uid, r.grade FROM review r JOIN member m "
        "ON m.id = r.member WHERE r.year = ? AND r.deleted_at IS NULL ORDER BY r.id",
        year,
    ):
        stand = Stand.MET if grade == "excellent" else Stand.NOT
        found[place, member] = Answer(stand, GRADE.label(grade), (("review", uid),))
    return found


def _dues(connection: Connection, places: Iterable[int], year: int, today: date) -> _Of:
    """By the months of the year that are over, here or as a branch told them."""
    found: _Of = {}
    told = told_dues(connection)
    for place in places:
        kept = dues_year(connection, place, year, today)
        for each in kept.members if kept.kept else ():
            months = {m: (str(one.state.value), one.uid) for m, one in each.months.items()}
            found[place, each.uid] = _months(months)
        if place in told and not kept.kept:
            for uid, by_month in told[place].members.items():
                states = {m: (each.state, "") for m, each in by_month.items() if m[:4] == str(year)}
                found[place, uid] = _months(states)
    return found


def _months(months: Mapping[str, tuple[str, str]]) -> Answer:
    """From the state of each month and the uid of its payment."""
    states: dict[str, list[str]] = defaultdict(list)
    for month, (state, _uid) in sorted(months.items()):
        states[state].append(f"{int(month[5:])} 月")
    evidence = tuple(("dues_payment", uid) for _, (_, uid) in sorted(months.items()) if uid)
    owing = states[DuesState.OWED.value] + states[DuesState.SHORT.value]
    if owing:
        return Answer(Stand.NOT, f"欠 {'、'.join(owing[:3])}{'等' * (len(owing) > 3)}", evidence)
    paid = sum(len(states[state]) for state in ("paid", "less", "exempt"))
    if states[DuesState.UNSET.value] or not paid:
        return Answer(
            Stand.UNKNOWN, "未核定" if states[DuesState.UNSET.value] else "无记录", evidence
        )
    return Answer(Stand.MET, f"交齐 {paid} 个月", evidence)


def _hours(each: Studied) -> Answer:
    evidence = (("member", each.uid),)
    if each.met:
        return Answer(Stand.MET, f"{each.hours:g} 学时", evidence)
    if each.state is State.EXEMPT:
        return Answer(Stand.MET, "不作要求", evidence)
    if not each.asked:
        return UNKNOWN
    return Answer(Stand.NOT, f"{each.hours:g}/{each.wanted:g}", evidence)


def _attendance(connection: Connection, period: Period, least: int) -> _Of:
    states: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    for place, member, state, session in all_rows(
        connection,
        "SELECT m.organisation, m.uid, a.state, s.uid FROM attendance a "
        "JOIN member m ON m.id = a.member JOIN session s ON s.id = a.session "
        "WHERE a.deleted_at IS NULL AND s.deleted_at IS NULL AND s.state = 'held' "
        "AND substr(s.starts_at, 1, 10) BETWEEN ? AND ? ORDER BY s.starts_at DESC, s.id",
        period.first.isoformat(), period.last.isoformat(),
    ):  # fmt: skip
        states[place, member].append((state, session))
    found = {}
    for key, told in states.items():
        missed = tuple(("session", uid) for state, uid in told if state not in _THERE)
        rate = round(100 * (len(told) - len(missed)) / len(told), 1)
        evidence = missed or tuple(("session", uid) for _, uid in told)
        answer = at_least(rate, least, "%", evidence)
        found[key] = Answer(answer.stand, f"{answer.text}（{len(told)} 次）", evidence)
    return found


_THERE = ("present", "made_up")


def _punished(connection: Connection, period: Period, day: date) -> _Of:
    return {
        (place, member): Answer(Stand.NOT, "在处分影响期", (("sanction", uid),))
        for place, member, uid in all_rows(
            connection,
            "SELECT m.organisation, m.uid, x.uid FROM sanction x JOIN member m ON m.id = x.member "
            'WHERE x.deleted_at IS NULL AND x."on" <= ? AND coalesce(x.until, ?) >= ?',
            day.isoformat(), day.isoformat(), period.first.isoformat(),
        )
    }  # fmt: skip
