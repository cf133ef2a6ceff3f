"""What the norms ask about, read for one record alone: a few rows, however long the roll is."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.rules.norms.facts import Facts, Organ, all_rows
from partydesk.store import settings

_ORGAN = (
    "SELECT id, uid, code, coalesce(nullif(short_name, ''), name), kind, founded_on, elected_on, "
    "term_years, secretary FROM organisation WHERE id = ?"
)


def facts_of(connection: Connection, organisation: int, period: Period, today: date) -> Facts:
    """The facts of one organisation without any of its rows: whoever judges puts in their own."""
    facts = Facts(
        period,
        today,
        int(settings.get(connection, "own", "0")),
        settings.get(connection, "role", "branch"),
    )
    facts.organs = [Organ._make(row) for row in all_rows(connection, _ORGAN, organisation)]
    return facts
