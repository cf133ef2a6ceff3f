"""One person on the rolls of two organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from partydesk.records.member import IN_STANDING


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
        for same in _same_person(sorted(rows, key=lambda row: (row[1], row[0], row[2]))):
            if len({row[6] for row in same}) > 1:
                yield name, birth, same


def _same_person(rows: list[Any]) -> list[list[Any]]:
    """Rows of one name and birth date, apart where identity numbers say they are not one."""
    seen: dict[str, list[Any]] = defaultdict(list)
    # As much of each as all of them show: the last two characters, in older files more.
    scarce = any(row[4] and row[4].startswith("*") for row in rows)
    for row in rows:
        identity = row[4] or ""
        seen[identity[-2:] if scarce else f"{identity[:4]}{identity[-4:]}"].append(row)
    if len(seen.keys() - {""}) <= 1:
        seen = {"": rows}
    alike = []
    for same in seen.values():
        whole = {row[4] for row in same if row[4] and "*" not in row[4]}
        if len(whole) <= 1:
            alike.append(same)
    return alike
