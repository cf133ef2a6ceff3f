"""What is known about one session: who was not there, and whether its ballot or quorum holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records.member import COMMITTEE_DUTIES
from partydesk.records.periods import parse_period
from partydesk.rules.norms import ballots, judged
from partydesk.rules.norms.ballots import BallotResult
from partydesk.rules.norms.declared import Obligation
from partydesk.rules.norms.fact_rows import MEETINGS, Meeting, Person, all_rows, meeting
from partydesk.rules.norms.facts import Facts
from partydesk.rules.single_organisation_facts import facts_of


@dataclass(frozen=True, slots=True)
class AboutSession:
    """What a session's page tells beside its own fields.

    `away` are (state, name, note) of who was not there. `ballot` is how the vote came out,
    `obligation` what the norm says of the vote, or of the committee's quorum where there was none;
    None where nothing is asked.
    """

    away: tuple[tuple[str, str, str], ...]
    ballot: BallotResult | None
    obligation: Obligation | None


def about_session(connection: Connection, id: int) -> AboutSession | None:
    """What is known about the session with this id; None when there is none (any more)."""
    found = all_rows(
        connection,
        f"{MEETINGS} WHERE id = ? AND deleted_at IS NULL",
        id,
    )
    if not found:
        return None
    held = meeting(found[0])
    away = all_rows(
        connection,
        "SELECT state, name, coalesce(note, '') FROM attendance WHERE session = ? "
        "AND deleted_at IS NULL AND state != 'present' ORDER BY id",
        id,
    )
    told = tuple(tuple(row) for row in away)
    day = date.fromisoformat(held.day)
    facts = facts_of(connection, held.organisation, parse_period(held.day[:7]), day)
    ballot = ballots.of_meeting(held, facts.organs[0].kind)
    return AboutSession(told, ballot, _obligation(connection, facts, held))


def _obligation(connection: Connection, facts: Facts, held: Meeting) -> Obligation | None:
    facts.meetings = {held.organisation: {held.kind: [held]}}
    names = ", ".join(f'm."{name}"' for name in Person._fields)
    marks = ", ".join("?" * len(COMMITTEE_DUTIES))
    duties = sorted(COMMITTEE_DUTIES)
    facts.people[held.organisation] = [
        Person._make(row)
        for row in all_rows(
            connection,
            f"SELECT {names} FROM member m WHERE m.organisation = ? AND m.duty IN ({marks}) "
            "AND m.deleted_at IS NULL",
            held.organisation,
            *duties,
        )
    ]
    came = all_rows(
        connection,
        "SELECT a.member FROM attendance a JOIN member m ON m.id = a.member WHERE a.session = ? "
        f"AND a.state = 'present' AND m.duty IN ({marks}) AND a.deleted_at IS NULL",
        held.id,
        *duties,
    )
    if came:
        facts.committee_present = {held.id: {row[0] for row in came}}
    return next(iter(judged(connection, ballots.evaluate(facts, frozenset()), facts.today)), None)
