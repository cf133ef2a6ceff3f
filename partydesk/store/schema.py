"""The database file: which version it has, how a new one is laid out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partydesk.records.findings import UserError
from partydesk.store import sqlitefile

if TYPE_CHECKING:
    from sqlalchemy import Engine

VERSION = 8
"""The version of the tables (`PRAGMA user_version`); each migration raises it by one."""


def lay_out(engine: Engine) -> None:
    """Create all tables of this version in an empty file."""
    with engine.execution_options(immediate=True).begin() as connection:
        for statement in _statements():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


@cache
def _statements() -> tuple[str, ...]:
    """What makes all tables in an empty file. To work it out takes longer than to carry it out."""
    from sqlalchemy import create_mock_engine

    from partydesk.records.registry import kinds

    found: list[str] = []

    def said(ddl: Any, *_: Any, **__: Any) -> None:
        found.append(str(ddl.compile(dialect=told.dialect)))

    told = create_mock_engine("sqlite://", said)
    next(iter(kinds().values())).metadata.create_all(told, checkfirst=False)
    return tuple(found)


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
