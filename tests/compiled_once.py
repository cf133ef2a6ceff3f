"""Statements compiled once for all files of this process: each test opens files of its own, for
each of which SQLAlchemy would compile again what it has compiled for the one before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from partydesk.store import sqlitefile


@contextmanager
def shared() -> Iterator[None]:
    """Until it is left, what is compiled for one file is compiled for all."""
    compiled: LRUCache[Any, Any] = LRUCache(4000)
    opened = sqlitefile.open_engine

    def open_engine(*told: Any, **more: Any) -> Engine:
        engine = opened(*told, **more)
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    # What was compiled is known by its dialect, of which each engine has one of its own.
    same = {
        "__eq__": lambda one, other: type(one) is type(other),
        "__hash__": lambda one: hash(type(one)),
    }
    with (
        patch.object(sqlitefile, "open_engine", open_engine),
        patch.multiple(SQLiteDialect_pysqlite, **same),
    ):
        yield
