"""Whose a home is, told before anything is loaded that reads records: what a window begins with."""

from __future__ import annotations

from typing import NamedTuple

from partydesk.records.findings import UserError
from partydesk.store import schema, sqlitefile
from partydesk.store.home import Home
from partydesk.store.lock import FileLock


class FirstLook(NamedTuple):
    """The own organisation as it is kept, and where its window stood (window_geometry)."""

    role: str
    name: str
    code: str
    short_name: str
    secretary: str = ""
    place: str = ""


def first_look(home: Home) -> FirstLook | None:
    """What is kept in a home that only wants opening. None where there is more to it: no data, a
    password, another version, another window that has it, a program that was killed in it."""
    live = home.database
    left = (sqlitefile.has_content(sqlitefile.side(live, each)) for each in ("-wal", "-journal"))
    if home.key.exists() or not live.is_file() or any(left) or not FileLock(home.lock).free:
        return None
    try:
        with sqlitefile.reading(live, still=True) as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] != schema.VERSION:
                return None
            kept = dict(connection.execute("SELECT key, value FROM setting").fetchall())
            own = connection.execute(
                "SELECT name, code, short_name, secretary FROM organisation WHERE id = ?",
                (kept.get("own"),),
            ).fetchone()
    except UserError:
        return None
    if own is None:
        return None
    name, code, short, secretary = (str(each or "") for each in own)
    place = str(kept.get("window.place", ""))
    return FirstLook(kept.get("role", "branch"), name, code, short or name, secretary, place)
