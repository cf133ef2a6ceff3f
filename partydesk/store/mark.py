"""A mark that each transaction leaves in a file with a password, to tell what was changed since.

Two copies of an encrypted file differ in every byte, so their contents cannot be compared by their
bytes. The mark is random, not a count: a backup put back and written to again is no other's equal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.store import settings, sqlitefile

KEY = "mark"


@contextmanager
def left_by(connection: Connection) -> Iterator[None]:
    """Leave a new mark if anything was written in the body."""
    driver = connection.connection.driver_connection
    assert driver is not None
    before = driver.total_changes
    yield
    if driver.total_changes != before:
        put(connection)


def put(connection: Connection) -> None:
    """Leave a new mark."""
    settings.put(connection, KEY, os.urandom(16).hex())


def left_in(path: Path, still: bool) -> tuple[int, str] | None:
    """The version of a file and the last mark in it; None where there is none, or no reading it."""
    try:
        with sqlitefile.reading(path, still) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            found = connection.execute("SELECT value FROM setting WHERE key = ?", (KEY,)).fetchone()
    except UserError:
        return None
    return (version, str(found[0])) if found else None
