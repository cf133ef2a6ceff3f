"""What is known about one member: the year's study, attendance and talks, posts, grades, what is
due. Read in a few queries that follow indexes, so that it can be asked while somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from partydesk.records.periods import Period, months_after, parse_period
from partydesk.rules import park_settings
from partydesk.rules.norms import (
    contacts,
    custom,
    judged,
    members,
    people,
    pipeline,
    study_hours,
)
from partydesk.rules.norms.attended import last_seen
from partydesk.rules.norms.credits import Credit, credits
from partydesk.rules.norms.declared import OPEN, Obligation
from partydesk.rules.norms.fact_rows import (
    CONTACTS,
    TRANSFERS,
    ContactRow,
    Paper,
    Person,
    Talk,
    TransferRow,
    all_rows,
)
from partydesk.rules.norms.facts import Facts, helpers_named, helpers_of
from partydesk.rules.single_organisation_facts import facts_of
from partydesk.rules.study import Turnout


@dataclass(frozen=True, slots=True)
class Study:
    """The year's hours of one member against the hours wanted.

    `item` is what the norm says of them: its state, the particulars in words and the article.
    `wanted` is in proportion to the months spent here.
    """

    hours: float
    wanted: float
    item: Obligation


@dataclass(frozen=True, slots=True)
class HadTalk:
    """A talk the member took part in: `leading` as the one who talked. Never what was said."""

    uid: str
    day: str
    kind: str
    leading: bool


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post, area or squad the member is or was responsible for; days are ISO texts."""

    kind: str
    name: str
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class AboutMember:
    """What a member's page tells beneath the roll entry.

    `study` is None for who is not on a branch's roll. `states` counts the year's attendances by
    state, `turnout` sums them. `grades` are (year, grade), the latest first. `open` are the things
    the norms ask for this member that are not done, the earliest limit first.
    """

    year: int
    study: Study | None
    states: Mapping[str, int]
    turnout: Turnout
    talks: tuple[HadTalk, ...]
    posts: tuple[HeldPost, ...]
    grades: tuple[tuple[int, str], ...]
    open: tuple[Obligation, ...]


def about_member(connection: Connection, id: int, today: date) -> AboutMember | None:
    """What is known about the member with this id; None when there is none (any more)."""
    names = ", ".join(f'"{name}"' for name in Person._fields)
    found = all_rows(
        connection, f"SELECT {names} FROM member WHERE id = ? AND deleted_at IS NULL", id
    )
    if not found:
        return None
    person = Person._make(found[0])
    year = parse_period(str(today.year))
    states, hours = _attendance(connection, person, year)
    talks = _talks(connection, person, year)
    items, study = _judged(connection, person, year, today, hours, talks)
    return AboutMember(
        today.year,
        study,
        states,
        Turnout(sum(states.values()), states.get("present", 0)),
        tuple(HadTalk(talk.uid, talk.day, talk.kind, talk.talker == person.name) for talk in talks),
        _posts(connection, person),
        tuple(
            (row[0], row[1])
            for row in all_rows(
                connection,
                "SELECT year, grade FROM review WHERE member = ? AND deleted_at IS NULL "
                "ORDER BY year DESC",
                id,
            )
        ),
        tuple(sorted(items, key=lambda item: (item.due or date.max, item.norm.id))),
    )


def _attendance(
    connection: Connection, person: Person, year: Period
) -> tuple[dict[str, int], float]:
    """The year's attendances by state, and the hours they come to (made up ones count) with those
    of 学时登记."""
    study = sorted(park_settings.study_kinds(connection))
    marks = ", ".join("?" * len(study))
    rows = all_rows(
        connection,
        "SELECT a.state, count(*), "
        f"sum(iif(s.hours > 0 AND s.kind IN ({marks}), s.hours, 0)) FROM attendance a "
        "JOIN session s ON s.id = a.session WHERE a.member = ? AND a.deleted_at IS NULL "
        "AND s.deleted_at IS NULL AND s.state = 'held' AND s.starts_at >= ? "
        "AND s.starts_at < ? GROUP BY a.state",
        *study, person.id, year.first.isoformat(), f"{year.last.year + 1}-01-01",
    )  # fmt: skip
    states = {row[0]: row[1] for row in rows}
    hours = sum((row[2] for row in rows if row[0] in ("present", "made_up")), 0.0)
    return states, hours + sum(each.hours for each in _credits(connection, person, year))


def _credits(connection: Connection, person: Person, year: Period) -> list[Credit]:
    found = credits(partial(all_rows, connection), " AND member = ?", person.id)
    return [each for each in found if each.year == year.first.year]


def _courses(connection: Connection, person: Person, year: Period) -> tuple[tuple[str, str], ...]:
    """The year's courses that the member took, as (kind, uid)."""
    rows = all_rows(
        connection,
        "SELECT s.uid FROM attendance a JOIN session s ON s.id = a.session WHERE a.member = ? "
        "AND a.state = 'present' AND s.kind = 'training' AND a.deleted_at IS NULL "
        "AND s.deleted_at IS NULL AND s.state = 'held' AND s.starts_at >= ? "
        "AND s.starts_at < ?",
        person.id, year.first.isoformat(), f"{year.last.year + 1}-01-01",
    )  # fmt: skip
    elsewhere = (uid for each in _credits(connection, person, year) for uid in each.courses)
    return (*(("session", row[0]) for row in rows), *(("study_credit", uid) for uid in elsewhere))


def _talks(connection: Connection, person: Person, year: Period) -> list[Talk]:
    """The year's talks that name the member, the latest first."""
    rows = all_rows(
        connection,
        "SELECT organisation, kind, held_on, uid, talker, subjects FROM talk "
        "WHERE held_on BETWEEN ? AND ? AND organisation = ? AND deleted_at IS NULL "
        "AND (talker = ? OR instr(subjects, ?) > 0) ORDER BY held_on DESC, id DESC",
        year.first.isoformat(), year.last.isoformat(), person.organisation, person.name,
        person.name,
    )  # fmt: skip
    return [
        talk
        for talk in map(Talk._make, rows)
        if person.name in (talk.talker, *talk.subjects.split("、"))
    ]


def _posts(connection: Connection, person: Person) -> tuple[HeldPost, ...]:
    rows = all_rows(
        connection,
        "SELECT holder, kind, name, since, until FROM post WHERE organisation = ? "
        "AND deleted_at IS NULL AND instr(holder, ?) > 0 ORDER BY since DESC, id DESC",
        person.organisation,
        person.name,
    )
    return tuple(HeldPost(*row[1:]) for row in rows if person.name in row[0].split("、"))


def _judged(
    connection: Connection,
    person: Person,
    year: Period,
    today: date,
    hours: float,
    talks: list[Talk],
) -> tuple[list[Obligation], Study | None]:
    """What the norms say that needs nobody else's rows: what is open, and the hours."""
    facts = facts_of(connection, person.organisation, year, today)
    chosen = custom.chosen(connection)
    facts.people = {person.organisation: [person]}
    facts.helpers = helpers_of(connection, helpers_named([person]))
    facts.hours = {today.year: {person.id: hours}}
    facts.trained = {today.year: {person.id: _courses(connection, person, year)}}
    facts.talks = {person.organisation: talks}
    facts.papers = {person.organisation: _papers(connection, person, today.year)}
    facts.transfers = {
        person.organisation: [
            TransferRow._make(row)
            for row in all_rows(connection, f"{TRANSFERS} AND member = ?", person.id)
        ]
    }
    facts.contacts = {
        person.organisation: [
            ContactRow._make(row)
            for row in all_rows(connection, f"{CONTACTS} AND member = ?", person.id)
        ]
    }
    facts.seen = {person.id: last_seen(partial(all_rows, connection), person.id)}
    open_items, study = [], None
    items = (*study_hours.evaluate(facts, chosen), *members.evaluate(facts, chosen))
    for item in judged(connection, items, today):
        if item.norm.id in study_hours.HOURS:
            asked = study_hours.share(person, today.year, today.isoformat())
            if asked is not None and person.on_roll(today.isoformat()):
                study = Study(hours, asked.hours, item)
        elif item.state in OPEN:
            open_items.append(item)
    open_items += [
        item
        for evaluate in (pipeline.evaluate, people.evaluate, contacts.evaluate)
        for item in judged(connection, evaluate(_year_ahead(facts), chosen), today)
        # A birthday is the branch's to keep; it is on its list of what is due.
        if item.state in OPEN and item.norm.id != people.BIRTHDAY.id
        if not item.norm.custom or item.norm.id in chosen
    ]
    return open_items, study


def _year_ahead(facts: Facts) -> Facts:
    """The same facts, for limits from this January to a year from today."""
    first, last = facts.period.first, months_after(facts.today, 12)
    period = Period(f"{first:%Y-%m-%d}..{last:%Y-%m-%d}", first, last)
    return replace(facts, period=period)


def _papers(connection: Connection, person: Person, year: int) -> list[Paper]:
    return [
        Paper._make(row)
        for row in all_rows(
            connection,
            "SELECT organisation, kind, year, uid, person, signed_on FROM paper "
            "WHERE organisation = ? AND year = ? AND person = ? AND deleted_at IS NULL",
            person.organisation, year, person.name,
        )
    ]  # fmt: skip
