"""What a database holds: its tables, how many rows, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partydesk.store.sqlite_errors import kind

if TYPE_CHECKING:
    import sqlite3
    from typing import TypeAlias

    # Of the same kind as SQLCipher's, which tells no types.
    Connection: TypeAlias = sqlite3.Connection


def findings(connection: Connection, thorough: bool) -> list[str]:
    """What SQLite finds wrong, at most ten things; `thorough` also checks every index."""
    pragma = "integrity_check" if thorough else "quick_check"
    found = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}(10)")]
    return [] if found == ["ok"] else found


def quoted(name: str) -> str:
    """A table or column name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def tables(connection: Connection, schema: str = "main") -> list[str]:
    """The names of the real tables, SQLite's own and those behind search indexes left out."""
    rows = connection.execute(f"PRAGMA {schema}.table_list").fetchall()
    return sorted(
        row[1]
        for row in rows
        if row[0] == schema and row[2] == "table" and not row[1].startswith("sqlite_")
    )


def broken_texts(connection: Connection) -> list[tuple[str, int, str]]:
    """Where a text is no UTF-8: table, number of the row, column. Reads every text there is."""
    found: list[tuple[str, int, str]] = []
    given, connection.text_factory = connection.text_factory, str
    for table in tables(connection):
        info = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
        columns = [str(row[1]) for row in info if row[2] not in ("INTEGER", "FLOAT")]
        listed = ", ".join(map(quoted, columns)) or "NULL"
        try:
            for _ in connection.execute(f"SELECT {listed} FROM {quoted(table)}"):
                pass
        except Exception as error:
            if kind(error) != "damaged":
                raise
            for name in columns:
                found += [
                    (table, number, name)
                    for number, raw in connection.execute(
                        f"SELECT rowid, CAST({quoted(name)} AS BLOB) FROM {quoted(table)} "
                        f"WHERE typeof({quoted(name)}) = 'text'"
                    )
                    if raw.decode("utf-8", "replace").encode() != raw
                ]
    connection.text_factory = given
    return found


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0])
        for name in tables(connection)
    }


def all_rows(connection: Connection) -> str:
    """A digest of every row of every table, and of how they are laid out."""
    import hashlib

    found = hashlib.sha256()
    connection.text_factory = bytes
    layout = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    for row in connection.execute(layout):
        found.update(repr(row).encode())
    connection.text_factory = str
    names = tables(connection)
    connection.text_factory = bytes
    for name in names:
        width = len(connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall())
        order = ", ".join(str(number + 1) for number in range(width))
        for row in connection.execute(f"SELECT * FROM {quoted(name)} ORDER BY {order}"):
            found.update(repr(row).encode())
    return found.hexdigest()
