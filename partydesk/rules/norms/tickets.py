"""Problems and their limits: due, overdue, solved in time or late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from partydesk.records.ticket import PENDING
from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.known import of_step
from partydesk.rules.norms.recurrence import open_state

TICKET = Norm("ticket", "问题整改", "在整改时限内解决", "问题台账的整改时限",
              "办完后记一步办理情况；办不完的说明原因、改时限", "ticket", lead=15,
              settles=Settles(("state", "note", "at"), "ticket_step", known=of_step))  # fmt: skip
NORMS = (TICKET,)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """Problems whose limit lies in the period, and open ones whose limit lies before it."""
    for organ in facts.organs:
        for ticket in facts.tickets.get(organ.id, ()):
            due = date.fromisoformat(ticket.due_on)
            text = f"责任人 {ticket.owner}" if ticket.owner else ""
            evidence: tuple[tuple[str, str], ...] = ()
            if ticket.state in PENDING:
                state = open_state(due, facts.today, grace=None)
            elif ticket.state in ("declined", "standing"):
                state = State.EXEMPT
            else:
                state, evidence = State.DONE, (("ticket", ticket.uid),)
                if ticket.resolved_on and ticket.resolved_on > ticket.due_on:
                    late = (date.fromisoformat(ticket.resolved_on) - due).days
                    text = f"晚 {late} 天解决"
            short = ticket.description.split("\n")[0]
            named = short if len(short) <= 20 else f"{short[:19]}…"
            about = f"{ticket.number} {named}" if ticket.number else named
            yield Obligation(
                TICKET, organ.id, state, due, "", "ticket", ticket.uid, about, evidence, text
            )
