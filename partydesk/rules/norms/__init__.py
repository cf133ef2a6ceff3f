"""What the rules say: what is due, of whom, when, how it stands, by which article."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.rules import park_settings
from partydesk.rules.norms import (
    appraisals,
    ballots,
    branch,
    campaigns,
    contacts,
    custom,
    dues,
    duties,
    elections,
    firms,
    life_steps,
    meeting_norms,
    members,
    people,
    pipeline,
    plans,
    reviews,
    study_hours,
    tickets,
    training_plan,
)
from partydesk.rules.norms.declared import (
    NOT_ASKED,
    OPEN,
    STATE,
    UNMET,
    Norm,
    Obligation,
    Settles,
    State,
)
from partydesk.rules.norms.excused import Excuses
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.gathering import gather
from partydesk.rules.norms.unreported import Unreported

__all__ = [
    "NORMS",
    "NOT_ASKED",
    "OPEN",
    "STATE",
    "UNMET",
    "Judged",
    "Norm",
    "Obligation",
    "Settles",
    "State",
    "evaluate",
    "gather_facts",
    "hint",
    "judge",
    "judged",
]

_PARTS = (
    meeting_norms,
    study_hours,
    members,
    reviews,
    life_steps,
    branch,
    ballots,
    elections,
    people,
    contacts,
    dues,
    pipeline,
    tickets,
    campaigns,
    duties,
    training_plan,
    plans,
    firms,
    appraisals,
)

NORMS: dict[str, Norm] = {norm.id: norm for part in _PARTS for norm in part.NORMS}
"""Every norm by its id, as it stands today."""


def find_norm(id: str) -> Norm:
    """The norm with this id. Raises UserError where there is none."""
    if id not in NORMS:
        raise UserError("not-found", f"没有“{id}”这条规矩，请用 norms 命令查看有哪些")
    return NORMS[id]


_OF_PEOPLE = (study_hours, members, reviews, people, contacts, dues, pipeline)
"""What is said of one member after the other; all else is said of an organisation once."""


def judge(
    connection: Connection,
    period: Period,
    *,
    today: date | None = None,
    organisations: Collection[int] | None = None,
    customs: Collection[str] = (),
) -> Iterator[Obligation]:
    """Everything the norms say of a period, of all organisations or some, one after another.

    Few are held at once, however many organisations and people there are: whoever counts keeps
    the counts, whoever lists what is listed. `today` decides what is due and what overdue (the
    present day unless given). `customs` are ids of local customs to judge by although nobody has
    switched them on: who asks for them elsewhere.
    """
    day = today or clock.today()
    chosen = custom.chosen(connection) | frozenset(customs)
    lead = _Lead(connection)
    court = Judged(connection, day)
    for facts in gather_facts(connection, period, today=day, organisations=organisations):
        with _uncollected():
            items = [
                item
                for part in (_PARTS if facts.last else _OF_PEOPLE)
                for item in part.evaluate(facts, chosen)
                if not item.norm.custom or item.norm.id in chosen
            ]
            lead.set(items)
            items = court.of(items)
        del facts  # before the next are read
        yield from items
        del items


def evaluate(
    connection: Connection,
    period: Period,
    *,
    today: date | None = None,
    organisations: Collection[int] | None = None,
    customs: Collection[str] = (),
) -> list[Obligation]:
    """All that `judge` says, for those who go through it more than once: of a branch, not of a
    committee's thousands."""
    return list(
        judge(connection, period, today=today, organisations=organisations, customs=customs)
    )


class _Lead:
    """Lets the norms look as many days ahead as is set in this file: political birthdays, and all
    that have no lead of their own."""

    def __init__(self, connection: Connection) -> None:
        self._usual = park_settings.lead_days(connection)
        self._birthday = park_settings.birthday_lead_days(connection)
        self._known: dict[int, Norm] = {}

    def set(self, items: Iterable[Obligation]) -> None:
        for item in items:
            norm = item.norm
            lead = norm.lead
            if norm.id == people.BIRTHDAY.id:
                lead = self._birthday
            elif lead == park_settings.USUAL_LEAD_DAYS:
                lead = self._usual
            if lead != norm.lead:
                item.norm = self._known.setdefault(id(norm), replace(norm, lead=lead))


class Judged:
    """How items are held against anybody: with 不适用, 以前的 and 未报到."""

    def __init__(self, connection: Connection, today: date) -> None:
        self._excuse, self._unreported = Excuses(connection, today), Unreported(connection, today)

    def of(self, items: Iterable[Obligation]) -> list[Obligation]:
        """These items, held so."""
        return [self._unreported.held(self._excuse.held(item)) for item in items]


def judged(connection: Connection, items: Iterable[Obligation], today: date) -> list[Obligation]:
    """The items as they are held against anybody."""
    return Judged(connection, today).of(items)


def hint(kind: str | None) -> str:
    """What is asked of branches' sessions of a kind, in a line for the form: 一般每季度召开 1 次
    （支部工作条例第十一条）. The article alone of what is asked of the committee, else ""."""
    for norm in meeting_norms.NORMS:
        if meeting_norms.kind_of(norm) == kind and not norm.custom:
            # One says 召开 of a 会, of other activities not.
            called = norm.label.endswith("会") and norm.says.endswith(" 1 次")
            says = f"{norm.says.removesuffix(' 1 次')}召开 1 次" if called else norm.says
            return f"{says}（{norm.article}）" if norm.held_by == "B" else norm.article
    return ""


def gather_facts(
    connection: Connection,
    period: Period,
    *,
    today: date | None = None,
    organisations: Collection[int] | None = None,
) -> Iterator[Facts]:
    """What there is to judge of a period, with the hours of the years that end in it; so many
    people at a time."""
    # A political birthday may be kept by a session too; a course is one among other sessions.
    sessions = {kind for norm in NORMS.values() if (kind := meeting_norms.kind_of(norm))}
    sessions |= {"political_birthday", "training", "party_committee"}
    return gather(connection, period, today or clock.today(), organisations, sessions)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cycle collector: a hundred thousand small objects, none in a cycle, set it off
    again and again, which takes a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
