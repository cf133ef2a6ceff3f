"""The counts that committees below told of all under them: they stand in place of their rows.

A committee's submission brings its own rows and, of its branches, only counts of its period. So
its figures are those counts, for that period alone; its rows are to be looked at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.store import settings

_HEAD = "below:"


@dataclass(frozen=True, slots=True)
class ToldBelow:
    """One committee below: its organisation's id, uid, code and name; for the period asked about
    its counts by figure (rows and amount), None where it told of other periods only."""

    organisation: int
    uid: str
    code: str
    name: str
    counts: dict[str, list[float] | None] | None


def keep(connection: Connection, submission: int, told: object) -> None:
    """Keep what a submission told, in the transaction that takes it."""
    settings.put(connection, f"{_HEAD}{submission}", json.dumps(told, ensure_ascii=False))


def told_below(connection: Connection, period: Period) -> list[ToldBelow]:
    """The committees below that have told of anything."""
    found: dict[int, ToldBelow] = {}
    for id, uid, code, name, first, last, told in connection.exec_driver_sql(
        "SELECT o.id, o.uid, o.code, o.name, s.first_day, s.last_day, k.value "
        "FROM setting k JOIN submission s ON s.id = CAST(substr(k.key, ?) AS INTEGER) "
        "JOIN organisation o ON o.uid = s.org_uid AND o.code = s.org_code "
        "AND o.submission IS NOT NULL "
        "WHERE k.key >= ? AND k.key < 'below;' AND s.direction = 'in' AND s.state = 'current'",
        (len(_HEAD) + 1, _HEAD),
    ):
        exact = (first, last) == (period.first.isoformat(), period.last.isoformat())
        if exact or id not in found:
            counts = json.loads(told)["counts"] if exact else None
            found[id] = ToldBelow(id, uid, code, name, counts)
    return list(found.values())
