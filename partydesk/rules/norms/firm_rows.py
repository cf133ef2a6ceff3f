"""The firms of a committee's register that are big enough for a branch of their own."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.records.organisation import OWN_BRANCH_FROM
from partydesk.rules.enterprise_register import register
from partydesk.rules.norms.fact_rows import all_rows


class FirmRow(NamedTuple):
    """An enterprise with enough members: how it is formed, and until when it was there."""

    organisation: int
    uid: str
    name: str
    members: int
    formation: str | None
    formed_on: str | None


def due_firms(connection: Connection, own: int, day: str) -> list[FirmRow]:
    """The firms of a committee's register with OWN_BRANCH_FROM members or more, each once."""
    found = {
        int(row[0]): FirmRow._make(row[1:])
        for row in all_rows(
            connection,
            "SELECT id, organisation, uid, name, members_here, formation, formed_on "
            "FROM enterprise WHERE deleted_at IS NULL AND members_here >= ? "
            "AND coalesce(closed_on, '9') > ?",
            OWN_BRANCH_FROM, day,
        )
    }  # fmt: skip
    kept = register(connection, own)
    gone = kept.lost | kept.told_again(found.keys())
    return [row for id, row in found.items() if id not in gone]
