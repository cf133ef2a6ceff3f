"""What the data file held when it was closed, so that a single bit that is not so is seen.

SQLite's own check reads structure, not contents: a bit flipped inside a text is a sound file with
another text. The seal lies beside the file from one closing to the next opening.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from partydesk.store import sqlitefile


def path_of(database: Path) -> Path:
    """Where the seal of a file lies."""
    return database.with_suffix(".seal")


def put(database: Path) -> None:
    """Seal the file that has just been closed; one that another program has open is left without.

    A seal that cannot be written is none: it proves nothing, and nothing is said.
    """
    with contextlib.suppress(OSError):
        mark = None if _in_use(database) else sqlitefile.content_mark(database, still=True)
        if mark is not None:
            path_of(database).write_text(mark, "ascii")


def lift(database: Path) -> None:
    """Take the seal off: the file is going to be written, or replaced."""
    with contextlib.suppress(OSError):
        path_of(database).unlink(missing_ok=True)


def broken(database: Path) -> str:
    """The mark of what a file held when it was closed, where it no longer does; else nothing."""
    try:
        sealed = path_of(database).read_text("ascii")
    except (OSError, ValueError):
        return ""
    if _in_use(database) or len(sealed) != 64:
        return ""
    mark = sqlitefile.content_mark(database, still=True)
    return "" if mark is None or mark == sealed else sealed


def _in_use(database: Path) -> bool:
    """Whether a program has written to it, or was killed: then the file goes on in its log."""
    return any(
        sqlitefile.has_content(sqlitefile.side(database, suffix)) for suffix in ("-wal", "-journal")
    )
