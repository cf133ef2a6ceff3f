"""One person on the rolls of two organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.submission.identities import own_key, tokens_told
from partydesk.records.member import IN_STANDING
from partydesk.records.values import MATCH


def people(connection: Connection) -> Iterator[tuple[str, str, list[Any]]]:
    """Name, birth date ("" for none) and rows of everybody who stands on several rolls: uid, code
    and name of the organisation, in the order of the codes.

    The same name and birth date, unless their identity numbers, as far as they can be seen,
    tell them apart.
    """
    on_roll = (
        "{0}.submission IS NOT NULL AND {0}.relation = 'on_roll' AND {0}.membership IN ({1}) "
        "AND {0}.category IN ('full', 'probationary') AND {0}.deleted_at IS NULL"
    )
    key = own_key(connection)
    standing = ", ".join(f"'{code}'" for code in IN_STANDING)
    groups: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    # Only names that stand on two rolls leave the database: the rest is tens of thousands.
    for row in connection.exec_driver_sql(
        "SELECT r.uid, o.code, o.name, r.name, r.id_number, r.birth_date, r.organisation "
        "FROM member r JOIN organisation o ON o.id = r.organisation "
        f"WHERE {on_roll.format('r', standing)} "
        "AND (r.name, coalesce(r.birth_date, '')) IN (SELECT m.name, coalesce(m.birth_date, '') "
        f"FROM member m WHERE {on_roll.format('m', standing)} "
        "GROUP BY 1, 2 HAVING count(DISTINCT m.organisation) > 1)"
    ):
        if row[4] or row[5]:
            groups[(row[3], row[5] or "")].append(row)
    for (name, birth), rows in groups.items():
        # Neither text nor key of a conflict hangs on who came first.
        for same in _same_person(key, sorted(rows, key=lambda row: (row[1], row[0], row[2]))):
            if len({row[6] for row in same}) > 1:
                yield name, birth, same


def _same_person(key: bytes, rows: list[Any]) -> list[list[Any]]:
    """Rows of one name and birth date, apart where identity numbers say they are not one; tokens
    of them are compared with the park's key."""
    tokens = {tokens_told(row[4], key) for row in rows if row[4]}
    if "" not in tokens:
        seen: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            seen[tokens_told(row[4] or "", key)].append(row)
        # Who has no number is whoever of one name and birth there is, where there is but one.
        return [rows] if len(tokens) <= 1 else list(seen.values())
    return [
        same for same in _by_what_is_seen(rows)
        if len({tokens_told(row[4] or "", key) for row in same} - {""}) <= 1
    ]  # fmt: skip


def _by_what_is_seen(rows: list[Any]) -> list[list[Any]]:
    """The same by as much of each number as all of them show: the last two characters, in older
    files more."""
    numbers = [str(row[4] or "").partition(MATCH)[0] for row in rows]
    scarce = any(number.startswith("*") for number in numbers)
    seen: dict[str, list[Any]] = defaultdict(list)
    for row, identity in zip(rows, numbers, strict=True):
        seen[identity[-2:] if scarce else f"{identity[:4]}{identity[-4:]}"].append(row)
    if len(seen.keys() - {""}) <= 1:
        seen = {"": rows}
    alike = []
    for same in seen.values():
        whole = {row[4] for row in same if row[4] and "*" not in row[4]}
        if len(whole) <= 1:
            alike.append(same)
    return alike
