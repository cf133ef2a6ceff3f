"""What somebody leaves on a computer once it was handed over: deleted, and what could not be, told.

The database goes nearly last: killed before, the records still open, and it can be done again. The
key goes after it, as one that is being set, which opening the folder then takes away.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import cipher, key_file, seal, sqlitefile
from partydesk.store.home import Home


def delete(home: Home) -> list[Path]:
    """Delete the records of a home with all that lies beside them; what is still there.

    The caller holds the FileLock and has closed every connection. What is not ours, how the
    program looks and the folder itself stay.
    """
    for path in beside(home):
        _gone(path)
    cipher.forget(home.database)
    with contextlib.suppress(UserError):
        if (slots := key_file.read(home.key)) is not None:
            key_file.write(home.key, replace(slots, state=key_file.SETTING))
    for suffix in ("", *sqlitefile.SIDES):
        _gone(sqlitefile.side(home.database, suffix))
    if not home.database.exists():
        _gone(home.key)
    return left(home)


def left(home: Home) -> list[Path]:
    """What of the records is there."""
    sides = (sqlitefile.side(home.database, suffix) for suffix in ("", *sqlitefile.SIDES))
    there = [path for path in (*beside(home), *sides, home.key) if path.exists()]
    return sorted(set(there))


def beside(home: Home) -> Iterator[Path]:
    """What of the records lies beside the database, but for its key."""
    yield from (
        home.opened, home.drafts, home.waiting, home.received, home.attachments, home.coming,
        home.backups, home.set_aside, home.revisions, home.written, home.room,
        seal.path_of(home.database),
    )  # fmt: skip
    yield from home.folder.glob("partydesk.damaged-*")
    yield from home.folder.glob("partydesk-*.key")
    yield from home.folder.glob("partydesk.log*")


def _gone(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
