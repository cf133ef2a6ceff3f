"""Copies that are read back before they are believed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import atomic, cipher, sealed_file, sqlite_contents, sqlite_errors, sqlitefile
from partydesk.store.keyring import DataKey


def copy_database(
    source: Path, temporary: Path, target: Path, still: bool, key: DataKey | None = None
) -> dict[str, int]:
    """Copy one moment of `source` to `temporary`, read it back; the rows of each table.

    The copy is encrypted with `key`, or plain. The rows are counted within the read transaction
    that is copied, so no writer can come between; where the one is encrypted and the other is not,
    nobody may write `source`. `target` is only named in messages. Raises UserError where the copy
    differs, and 'password-needed'.
    """
    alike = (cipher.key_of(source) is None) == (key is None)
    try:
        if alike:
            with sqlitefile.reading(source, still) as origin:
                origin.execute("BEGIN")
                expected = sqlite_contents.counts(origin)
                sqlitefile.copy(origin, temporary, target, key)
        else:
            sqlitefile.recode(source, temporary, target, key, still)
            expected = sound_counts(source, still)
        found = sound_counts(temporary, still=True)
    except UserError as error:
        # What is wrong in a faithful copy was wrong in the source: name the file people know.
        words = error.message.replace(temporary.name, source.name)
        raise UserError(error.code, words) from None
    if found != expected:
        raise differs(target)
    return found


def sound_counts(path: Path, still: bool) -> dict[str, int]:
    """The rows of each table of a whole database. Raises UserError."""
    with sqlitefile.reading(path, still) as connection:
        rows = sqlite_contents.counts(connection)
        if not rows or sqlite_contents.findings(connection, thorough=True):
            raise sqlite_errors.damaged(path)
        if broken := sqlite_contents.broken_texts(connection):
            raise sqlite_errors.damaged(path, broken)
    return rows


def copy_bytes(source: Path, temporary: Path, wanted: str, key: DataKey | None = None) -> None:
    """Copy what is in `source`, have it put on the disk, read it back; `wanted` is the SHA-256 it
    must have. A sealed file is given out plain (`key`: sealed with that).

    Raises UserError where the copy has another.
    """
    sealed_file.copy(source, temporary, key)
    atomic.sync_file(temporary)
    forget_cached(temporary)
    if sealed_file.digest(temporary) != wanted:
        raise differs(temporary)


def forget_cached(path: Path) -> None:
    """Have a file read back from the disk, not from memory: false-capacity sticks forget."""
    if sys.platform == "linux":
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def differs(target: Path) -> UserError:
    """The refusal when what was written to the folder of `target` does not read back."""
    return sqlite_errors.copy_differs(target)
