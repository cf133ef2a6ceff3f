"""What the norms ask about, read for one record alone: a few rows, however long the roll is."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.rules.norms.fact_rows import ORGANS, Organ, all_rows
from partydesk.rules.norms.facts import Facts
from partydesk.rules.park_settings import holidays
from partydesk.store import settings


def facts_of(connection: Connection, organisation: int, period: Period, today: date) -> Facts:
    """The facts of one organisation without any of its rows: whoever judges puts in their own."""
    facts = Facts(
        period,
        today,
        int(settings.get(connection, "own", "0")),
        settings.get(connection, "role", "branch"),
    )
    facts.holidays = holidays(connection)
    facts.organs = [
        Organ._make(row) for row in all_rows(connection, f"{ORGANS} WHERE id = ?", organisation)
    ]
    return facts
