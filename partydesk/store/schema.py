"""The database file: which version it has, how a new one is laid out."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from partydesk.records.findings import UserError
from partydesk.store import sqlitefile

VERSION = 8
"""The version of the tables (`PRAGMA user_version`); each migration raises it by one."""


def lay_out(engine: Engine) -> None:
    """Create all tables of this version in an empty file."""
    from partydesk.records.registry import kinds

    metadata = next(iter(kinds().values())).metadata
    with engine.execution_options(immediate=True).begin() as connection:
        metadata.create_all(connection, checkfirst=False)  # a new file holds none
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def version_of(database: Path) -> int:
    """`PRAGMA user_version` of a file; this program's own for one too broken to tell.

    Raises UserError as `sqlitefile.reading` does, but for damage.
    """
    try:
        with sqlitefile.reading(database) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except UserError as error:
        if error.code != "damaged":
            raise
        return VERSION
