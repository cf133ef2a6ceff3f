"""What is known about one problem: each step taken, how long it took, how its limit stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.records.ticket import PENDING
from partydesk.rules.norms import judged, tickets
from partydesk.rules.norms.declared import NOT_ASKED, STATE, Obligation, State
from partydesk.rules.norms.fact_rows import TicketRow, all_rows
from partydesk.rules.single_organisation_facts import facts_of

_ORIGINS = (
    "SELECT 'life_issue', i.uid, w.year || ' 年度组织生活会：' || i.issue FROM life_issue i "
    "JOIN life_work w ON w.id = i.life_work "
    "WHERE i.ticket = ? AND i.organisation = ? AND i.deleted_at IS NULL",
    """SELECT 'risk_check', r.uid, v.name || ' ' || r."on" || ' 排查' FROM risk_check r """
    "JOIN venue v ON v.id = r.venue "
    "WHERE r.ticket = ? AND r.organisation = ? AND r.deleted_at IS NULL",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: the moment (ISO text), who, what, and the state it left the problem in."""

    at: str
    by: str
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class AboutTicket:
    """What a problem's page tells: its steps, the first first, and the time in words.

    `taken` says how many days it took or has taken, `limit` how it stands against its limit
    ("" without one), `tone` how pressing that is. `item` is what the norm says of it. `origin` is
    what it was made of, (kind, uid, words), None for what was raised as a ticket.
    """

    steps: tuple[Step, ...]
    taken: str
    limit: str
    tone: str
    item: Obligation | None
    origin: tuple[str, str, str] | None = None


def about_ticket(connection: Connection, id: int, today: date) -> AboutTicket | None:
    """What is known about the problem with this id; None when there is none (any more)."""
    found = all_rows(
        connection,
        "SELECT organisation, uid, number, description, due_on, state, "
        "coalesce(resolved_on, closed_on), owner, raised_on FROM ticket "
        "WHERE id = ? AND deleted_at IS NULL",
        id,
    )
    if not found:
        return None
    *told, raised_on = found[0]
    ticket = TicketRow._make(told)
    steps = tuple(
        Step(*row)
        for row in all_rows(
            connection,
            "SELECT at, coalesce(by, ''), note, coalesce(state, '') FROM ticket_step "
            "WHERE ticket = ? AND deleted_at IS NULL ORDER BY at, id",
            id,
        )
    )
    item = None
    if ticket.due_on:
        period = Period(ticket.due_on, date.fromisoformat(raised_on), today)
        facts = facts_of(connection, ticket.organisation, period, today)
        facts.tickets = {ticket.organisation: [ticket]}
        item = next(iter(judged(connection, tickets.evaluate(facts, frozenset()), today)), None)
    limit, tone = _limit(item, ticket, today)
    origin = _origin(connection, ticket)
    return AboutTicket(steps, _taken(ticket, raised_on, today), limit, tone, item, origin)


def _origin(connection: Connection, ticket: TicketRow) -> tuple[str, str, str] | None:
    """The issue of a 组织生活会, or the look at a venue, that it was made of."""
    for sql in _ORIGINS:
        for kind, uid, words in all_rows(connection, sql, ticket.uid, ticket.organisation):
            return kind, uid, words
    return None


def _taken(ticket: TicketRow, raised_on: str, today: date) -> str:
    raised = date.fromisoformat(raised_on)
    if ticket.state == "declined":
        return ""
    if ticket.resolved_on:
        return f"用了 {(date.fromisoformat(ticket.resolved_on) - raised).days} 天解决"
    if ticket.state in ("resolved", "closed"):
        return "已解决，没有填解决日期"
    return f"登记后已有 {(today - raised).days} 天"


def _limit(item: Obligation | None, ticket: TicketRow, today: date) -> tuple[str, str]:
    if item is None or item.due is None:
        return "", "idle"
    if item.state in NOT_ASKED:
        return (STATE.label(item.state) if ticket.state in PENDING else ""), "idle"
    days = (item.due - today).days
    if item.state is State.OVERDUE:
        return f"超过时限 {-days} 天", "bad"
    if item.state is State.DUE:
        left = f"离时限还有 {days} 天" if days else "今天到时限"
        return left, "warn" if days <= item.norm.lead else "info"
    if ticket.resolved_on and ticket.resolved_on > ticket.due_on:
        late = date.fromisoformat(ticket.resolved_on) - item.due
        return f"超过时限 {late.days} 天", "warn"
    return "在时限内", "ok"
