"""The committee's own rows that named a reported row which is gone, until it comes back.

A training's attendance names members that branches report: while no submission holds one of them
the row names nobody, and which one it was is kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from partydesk.store import settings

_LOST = "lost_links"
"""The setting that keeps which of the committee's own rows named a row that is now gone."""


def remember(connection: Connection, lost: Sequence[Sequence[str]]) -> None:
    """Keep these: each the kind, column, and the kind named, then the uids of both rows."""
    if lost:
        known = json.loads(settings.get(connection, _LOST, "[]"))
        settings.put(connection, _LOST, json.dumps([*known, *lost]))


def link_again(connection: Connection, organisation: int) -> None:
    """The committee's own rows name again what has come back with a submission."""
    waiting = json.loads(settings.get(connection, _LOST, "[]"))
    left = []
    for other, name, kind, uid, target in waiting:
        found = connection.exec_driver_sql(
            f'SELECT id FROM "{kind}" WHERE uid = ? AND organisation = ?', (target, organisation)
        ).scalar()
        if found is None:
            left.append([other, name, kind, uid, target])
        else:
            connection.exec_driver_sql(
                f'UPDATE "{other}" SET "{name}" = ? WHERE uid = ? AND "{name}" IS NULL '
                "AND submission IS NULL",
                (found, uid),
            )
    if len(left) != len(waiting):
        settings.put(connection, _LOST, json.dumps(left))
