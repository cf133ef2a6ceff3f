"""The database file: how it is opened, which version it has, how a new one is laid out."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

VERSION = 3
"""The version of the tables (`PRAGMA user_version`); each migration raises it by one."""


def open_engine(database: Path, *, write: bool) -> Engine:
    """An engine on the file: foreign keys on, WAL, durable commits, explicit transactions.

    Statements begin a deferred transaction, or an immediate one on connections with the
    execution option `immediate`, so that a writer never has to upgrade its lock midway.
    """
    engine = create_engine(
        f"sqlite:///{database}",
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        # The connection used last has the warmest cache; the others need none.
        pool_use_lifo=True,
        connect_args={"check_same_thread": False, "timeout": 10},
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:
        # SQLAlchemy says BEGIN; the driver's own guesses would begin too late.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        if write:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            # Room for one branch's rows, so that taking a submission in does not spill to disk
            # before it is committed; and fewer, larger checkpoints.
            cursor.execute("PRAGMA cache_size = -16384")
            cursor.execute("PRAGMA wal_autocheckpoint = 20000")
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def lay_out(engine: Engine) -> None:
    """Create all tables of this version in an empty file."""
    from partydesk.records.registry import kinds

    metadata = next(iter(kinds().values())).metadata
    with engine.execution_options(immediate=True).begin() as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def version_of(database: Path) -> int:
    """`PRAGMA user_version` of a file; this program's own for one too broken to tell.

    Asked through SQLite: reading the file as bytes would drop the locks that this process holds
    on it through another opening.
    """
    uri = f"{database.resolve().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(uri, uri=True)
        try:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return VERSION
