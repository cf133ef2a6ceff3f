"""What the rules say: what is due, of whom, when, how it stands, by which article."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from partydesk.records import clock
from partydesk.records.periods import Period
from partydesk.rules import deadlines, park_settings
from partydesk.rules.campaigns import Campaign
from partydesk.rules.campaigns import campaigns as running
from partydesk.rules.norms import (
    ballots,
    branch,
    campaigns,
    contacts,
    custom,
    dues,
    firms,
    meeting_norms,
    members,
    people,
    pipeline,
    plans,
    reviews,
    study_hours,
    tickets,
)
from partydesk.rules.norms.attended import attend
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
from partydesk.rules.norms.dues_months import ledger
from partydesk.rules.norms.dues_told import told_dues
from partydesk.rules.norms.excused import excuse
from partydesk.rules.norms.fact_rows import all_rows
from partydesk.rules.norms.facts import Facts, gather
from partydesk.rules.norms.recurrence import slots
from partydesk.rules.norms.unreported import leave_unreported

__all__ = [
    "NORMS",
    "NOT_ASKED",
    "OPEN",
    "STATE",
    "UNMET",
    "Norm",
    "Obligation",
    "Settles",
    "State",
    "evaluate",
    "gather_facts",
    "hint",
    "judged",
]

_PARTS = (
    meeting_norms,
    study_hours,
    members,
    reviews,
    branch,
    ballots,
    people,
    contacts,
    dues,
    pipeline,
    tickets,
    campaigns,
    plans,
    firms,
)

NORMS: dict[str, Norm] = {norm.id: norm for part in _PARTS for norm in part.NORMS}
"""Every norm by its id, as it stands today."""


def evaluate(
    connection: Connection,
    period: Period,
    *,
    today: date | None = None,
    organisations: Collection[int] | None = None,
    customs: Collection[str] = (),
) -> list[Obligation]:
    """Everything the norms say of a period, of all organisations or some, in one pass.

    `today` decides what is due and what overdue (the present day unless given). `customs` are ids
    of local customs to judge by although nobody has switched them on: who asks for them elsewhere.
    """
    with _uncollected():
        facts = gather_facts(connection, period, today=today, organisations=organisations)
        chosen = custom.chosen(connection) | frozenset(customs)
        items = [
            item
            for part in _PARTS
            for item in part.evaluate(facts, chosen)
            if not item.norm.custom or item.norm.id in chosen
        ]
        _lead(connection, items)
        return judged(connection, items, facts.today)


def _lead(connection: Connection, items: Iterable[Obligation]) -> None:
    """Let the norms look as many days ahead as is set in this file: political birthdays, and all
    that have no lead of their own."""
    usual = park_settings.lead_days(connection)
    birthday = park_settings.birthday_lead_days(connection)
    known: dict[int, Norm] = {}
    for item in items:
        norm = item.norm
        lead = norm.lead
        if norm.id == people.BIRTHDAY.id:
            lead = birthday
        elif lead == park_settings.USUAL_LEAD_DAYS:
            lead = usual
        if lead != norm.lead:
            item.norm = known.setdefault(id(norm), replace(norm, lead=lead))


def judged(connection: Connection, items: Iterable[Obligation], today: date) -> list[Obligation]:
    """The items as they are held against anybody: with 不适用, 以前的 and 未报到."""
    return list(leave_unreported(connection, excuse(connection, items, today), today))


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
) -> Facts:
    """What there is to judge of a period, with the hours of the years that end in it."""
    # A political birthday may be kept by a session too; a course is one among other sessions.
    sessions = {kind for norm in NORMS.values() if (kind := meeting_norms.kind_of(norm))}
    sessions |= {"political_birthday", "training", "party_committee"}
    facts = gather(connection, period, today or clock.today(), organisations, sessions)
    years = [year.first.year for year in slots("year", period)]
    attend(facts, partial(all_rows, connection), years, park_settings.study_kinds(connection))
    facts.dues = ledger(connection)
    facts.dues_told = told_dues(connection) if facts.role == "committee" else {}
    facts.dues_handed_rule = (
        park_settings.dues_handed_every(connection), park_settings.dues_handed_days(connection)
    )  # fmt: skip
    facts.campaigns = _campaigns(connection, facts, organisations)
    facts.hand_in_days = deadlines.allowed(connection)
    facts.hand_in_periods = deadlines.calendar(connection)
    return facts


def _campaigns(
    connection: Connection, facts: Facts, organisations: Collection[int] | None
) -> list[Campaign]:
    """The own organisation's campaigns that run in the period."""
    if organisations is not None and facts.own not in organisations:
        return []
    first, last = facts.period.first, facts.period.last
    return [each for each in running(connection, facts.today, first, last) if not each.head.branch]


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
