"""The file's own settings: its role, its organisation, local choices."""

from __future__ import annotations

from sqlalchemy import Connection


def get(connection: Connection, key: str, default: str = "") -> str:
    """The value of a setting."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(found[0]) if found else default


def put(connection: Connection, key: str, value: str) -> None:
    """Set a setting."""
    connection.exec_driver_sql(
        "INSERT INTO setting (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
