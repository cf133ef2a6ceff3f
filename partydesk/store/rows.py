"""Rows as they are stored: reading and writing them by column name, without the ORM.

Stored values (records.values) go in and come out as SQLite keeps them, so history, digests and
merging all speak of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection

from partydesk.records.registry import kind_of
from partydesk.records.values import Stored

Row = dict[str, Any]

_MOST_VARIABLES = 900  # SQLite before 3.32 takes 999 to a statement


@cache
def columns(kind: str) -> tuple[str, ...]:
    """All column names of a kind's table, bookkeeping included."""
    return tuple(column.key for column in kind_of(kind).__table__.columns)


def quoted(names: Iterable[str]) -> str:
    """Columns for a statement."""
    return ", ".join(f'"{name}"' for name in names)


def get(connection: Connection, kind: str, row_id: int) -> Row | None:
    """The stored row with this id, or None."""
    names = columns(kind)
    found = connection.exec_driver_sql(
        f'SELECT {quoted(names)} FROM "{kind}" WHERE id = ?', (row_id,)
    ).fetchone()
    return dict(zip(names, found, strict=True)) if found else None


def find(connection: Connection, kind: str, uid: str) -> Row | None:
    """The stored row with this uid; one recorded here before one that a branch reported."""
    names = columns(kind)
    for whose in ("submission IS NULL", "submission IS NOT NULL"):
        found = connection.exec_driver_sql(
            f'SELECT {quoted(names)} FROM "{kind}" WHERE uid = ? AND {whose} LIMIT 1', (uid,)
        ).fetchone()
        if found:
            return dict(zip(names, found, strict=True))
    return None


def insert(connection: Connection, kind: str, row: Mapping[str, Stored]) -> int:
    """Insert one row and return its id."""
    marks = ", ".join("?" * len(row))
    cursor = connection.exec_driver_sql(
        f'INSERT INTO "{kind}" ({quoted(row)}) VALUES ({marks})', tuple(row.values())
    )
    return int(cursor.lastrowid or 0)


def insert_many(
    connection: Connection, kind: str, names: Sequence[str], rows: Iterable[tuple[Stored, ...]]
) -> None:
    """Insert many rows given as tuples in the order of `names`."""
    # The driver's own cursor, and many rows to a statement: SQLAlchemy's executemany adds a third
    # to a merge's time, and every single statement gives up the interpreter's lock and waits for
    # it again while other threads take in the next files.
    raw = connection.connection.cursor()
    head = f'INSERT INTO "{kind}" ({quoted(names)}) VALUES '
    row_marks = f"({', '.join('?' * len(names))})"
    most = max(1, _MOST_VARIABLES // len(names))
    left = iter(rows)
    while batch := list(islice(left, most)):
        raw.execute(head + ", ".join([row_marks] * len(batch)), tuple(chain.from_iterable(batch)))
    raw.close()


def update(connection: Connection, kind: str, row_id: int, changes: Mapping[str, Stored]) -> None:
    """Set columns of one row."""
    settings = ", ".join(f'"{name}" = ?' for name in changes)
    connection.exec_driver_sql(
        f'UPDATE "{kind}" SET {settings} WHERE id = ?', (*changes.values(), row_id)
    )


def delete(connection: Connection, kind: str, row_id: int) -> None:
    """Take a row out of its table for good."""
    connection.exec_driver_sql(f'DELETE FROM "{kind}" WHERE id = ?', (row_id,))
