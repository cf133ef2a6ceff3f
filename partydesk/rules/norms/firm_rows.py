"""The firms that norms ask about: those of a committee's register that are big enough for a branch
of their own, and of how many a joint branch is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
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


def joint_firms(connection: Connection, joint: Collection[int], day: str) -> dict[int, int]:
    """How many firms each of these branches is of: those of the ledger (its own, or the
    committee's that name it), or where it lists none, those in which its members work."""
    if not joint:
        return {}
    of_ledger: dict[int, set[str]] = defaultdict(set)
    named = {
        name: id
        for id, *names in all_rows(
            connection, "SELECT id, code, name, short_name FROM organisation"
        )
        for name in names
    }
    for organisation, name, branch in all_rows(
        connection,
        "SELECT organisation, name, formed_name FROM enterprise WHERE deleted_at IS NULL "
        "AND coalesce(closed_on, '9') > ? AND coalesce(formation, '') != 'none'",
        day,
    ):
        of_ledger[named.get(branch, organisation) if branch else organisation].add(name)
    of_members: dict[int, set[str]] = defaultdict(set)
    for organisation, name in all_rows(
        connection,
        "SELECT DISTINCT organisation, enterprise FROM member WHERE deleted_at IS NULL "
        "AND enterprise IS NOT NULL AND category IN ('full', 'probationary') "
        "AND coalesce(relation, 'on_roll') = 'on_roll' "
        f"AND organisation IN ({', '.join(map(str, joint))})",
    ):
        of_members[organisation].add(name)
    return {id: len(of_ledger.get(id) or of_members[id]) for id in joint}
