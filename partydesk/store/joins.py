"""Two records that turned out to be one: the uid of the one that went leads to the one that stayed.

What is kept here counts only while the record that went is not there: undoing the joining, or
taking the record out of the recycle bin, makes two of them again without anything to forget.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from partydesk.store import settings

_HEAD = "joined:"


def remember(connection: Connection, kind: str, gone: str, kept: str) -> None:
    """From now on the uid `gone` means the record `kept` of the same kind."""
    settings.put(connection, f"{_HEAD}{kind}:{gone}", kept)


def joined(connection: Connection, kind: str) -> dict[str, str]:
    """uid of a record that went → uid of the one that it was joined with, for one kind."""
    head = f"{_HEAD}{kind}:"
    found = connection.exec_driver_sql(
        "SELECT s.key, s.value FROM setting s WHERE s.key >= ? AND s.key < ? AND NOT EXISTS "
        f'(SELECT 1 FROM "{kind}" r WHERE r.uid = substr(s.key, ?) AND r.deleted_at IS NULL)',
        (head, f"{_HEAD}{kind};", len(head) + 1),
    )
    return {key[len(head) :]: value for key, value in found}


def followed(known: Mapping[str, str], uid: str) -> str:
    """The uid that a uid leads to at last."""
    passed = {uid}
    while (following := known.get(uid)) is not None and following not in passed:
        uid = following
        passed.add(uid)
    return uid


def successor(connection: Connection, kind: str, uid: str) -> str | None:
    """The uid of the record that stands for one that went; None where it was never joined."""
    found = followed(joined(connection, kind), uid)
    return found if found != uid else None


_APART = "apart:"


def set_apart(connection: Connection, kind: str, one: str, other: str) -> None:
    """Two records that look like one are two: they are not offered again."""
    settings.put(connection, f"{_APART}{kind}:{':'.join(sorted((one, other)))}", "yes")


def apart(connection: Connection, kind: str) -> set[frozenset[str]]:
    """The pairs of uids of which somebody has said that they are two."""
    head = f"{_APART}{kind}:"
    found = connection.exec_driver_sql(
        "SELECT key FROM setting WHERE key >= ? AND key < ?", (head, f"{_APART}{kind};")
    )
    return {frozenset(row[0][len(head) :].split(":")) for row in found}
