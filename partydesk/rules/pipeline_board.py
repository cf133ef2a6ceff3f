"""发展党员 at a glance: a card for each person between application and confirmation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.member import Member
from partydesk.records.periods import Period
from partydesk.rules.deduplication import counted_elsewhere
from partydesk.rules.norms import NOT_ASKED, UNMET, Obligation, State, judged, pipeline
from partydesk.rules.norms.fact_rows import INSPECTIONS, ORGANS, LogRow, Organ, Person, all_rows
from partydesk.rules.norms.facts import Facts, by_member, helpers_named, helpers_of
from partydesk.rules.park_settings import holidays
from partydesk.rules.pipeline_card import STAGES, Card, Way
from partydesk.store import settings

_ON_THE_WAY = frozenset(stage.code for stage in STAGES if stage.code != "full")
# Done, but too short or in the wrong order, is still told.
_SHOWN = (State.DUE, State.OVERDUE, State.LACKING)
_IN_ORDER = ("publicity", "candidate_agreed")


def board(connection: Connection, today: date | None = None) -> list[Card]:
    """Everybody on the way and those confirmed this year, the most pressing first."""
    facts, reported = _gather(connection, today or clock.today())
    items: dict[tuple[int, str], list[Obligation]] = defaultdict(list)
    for item in judged(connection, pipeline.evaluate(facts, frozenset()), facts.today):
        items[item.organisation, item.uid].append(item)
    cards = []
    for organ in facts.organs:
        for person in facts.people.get(organ.id, ()):
            if _shown(person, facts.today):
                found = items.get((organ.id, person.uid), [])
                asked = [
                    i
                    for i in found
                    if i.state in _SHOWN or (i.norm.id in _IN_ORDER and i.state in UNMET)
                ]
                excused = frozenset(
                    i.norm.id for i in found if i.state in NOT_ASKED and i.state not in _SHOWN
                )
                way = Way(person, asked, excused, facts.today)
                cards.append(way.card(organ.name, person.id in reported))
    return sorted(cards, key=_pressing)


def _pressing(card: Card) -> tuple[bool, bool, date, str, str]:
    day = card.next.day if card.next and card.next.day else date.max
    return not card.overdue, not card.ready, day, card.branch, card.name


def _shown(person: Person, today: date) -> bool:
    """Whether somebody is on the way here, or came to its end this year."""
    if person.relation not in ("on_roll", None) or not person.in_standing:
        return False
    if person.category != "full":
        return person.category in _ON_THE_WAY
    waits = bool(person.confirm_voted_on and not person.confirm_approved_on)
    return waits or (person.confirmed_on or "").startswith(str(today.year))


def _gather(connection: Connection, today: date) -> tuple[Facts, Collection[int]]:
    """Of the facts only what the pipeline asks about; and the ids of reported people."""
    # Wide enough that every limit still ahead is told: the longest runs for a year.
    first, last = date(today.year - 2, 1, 1), date(today.year + 2, 12, 31)
    period = Period(f"{first}..{last}", first, last)
    own = int(settings.get(connection, "own", "0"))
    facts = Facts(period, today, own, settings.get(connection, "role", "branch"))
    facts.holidays = holidays(connection)
    facts.inspections = by_member(map(LogRow._make, all_rows(connection, INSPECTIONS)))
    facts.organs = [
        Organ._make(row) for row in all_rows(connection, f"{ORGANS} WHERE deleted_at IS NULL")
    ]
    twice = set(connection.execute(counted_elsewhere(Member)).scalars())
    names = ", ".join(f'"{name}"' for name in Person._fields)
    reported = set()
    for *values, submission in all_rows(
        connection,
        f"SELECT {names}, submission FROM member WHERE deleted_at IS NULL AND (category <> 'full' "
        "OR confirmed_on >= ? OR (confirm_voted_on IS NOT NULL AND confirm_approved_on IS NULL))",
        f"{today.year}-01-01",
    ):
        person = Person._make(values)
        if person.id not in twice:
            facts.people.setdefault(person.organisation, []).append(person)
            if submission is not None:
                reported.add(person.id)
    everybody = (person for people in facts.people.values() for person in people)
    facts.helpers = helpers_of(connection, helpers_named(everybody))
    return facts, reported
