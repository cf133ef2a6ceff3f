"""SQLCipher for databases with a password: which key a file wants, and how a connection gets it.

An encrypted database begins with 16 bytes that SQLCipher calls its salt; here they are the id of
its key, so that a file says which it wants.
"""

from __future__ import annotations

import functools
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partydesk.store import keyring
from partydesk.store.keyring import DataKey

if TYPE_CHECKING:
    from partydesk.store import key_file

_PLAIN = b"SQLite format 3\0"
_LOOKED_AT = 2**18  # bytes
# The first bytes of files as they were found, with device and number of the file: the live file
# must not be opened beside SQLite (sqlitefile), and whether a file is encrypted never changes, but
# by another file that takes its place.
_seen: dict[str, tuple[tuple[int, ...], bytes]] = {}


def key_of(path: Path) -> DataKey | None:
    """The key of a database file; None for one that is plain, empty, or not there.

    Raises UserError 'password-needed' where nobody has given it.
    """
    first = beginning(path)
    if not first or first == _PLAIN:
        return None
    key = keyring.held(first)
    if key is None and named_in(path, first):
        raise keyring.needed(path.name)
    return key


def is_encrypted(path: Path) -> bool:
    """Whether a file is an encrypted database, whose key may be held or not."""
    first = beginning(path)
    if not first or first == _PLAIN:
        return False
    return keyring.held(first) is not None or named_in(path, first)


def is_plain(path: Path) -> bool:
    """Whether a file begins as a database in clear."""
    return beginning(path) == _PLAIN


def may_lack_its_key(path: Path) -> bool:
    """Whether a file that is no plain database may be one that nothing is left to open."""
    first = beginning(path)
    return bool(first) and first != _PLAIN and not is_encrypted(path)


def looks_encrypted(path: Path) -> bool:
    """Whether a database file whose key nothing names holds what no eye can read: one that is
    damaged at its beginning alone is full of text and zeros all the same. Raises OSError."""
    if ".db" not in path.name or not may_lack_its_key(path):
        return False
    with path.open("rb") as stream:
        content = stream.read(_LOOKED_AT)
    return len(zlib.compress(content, 1)) > 0.99 * len(content)


def named_in(path: Path, key_id: bytes) -> bool:
    """Whether a key file, beside the database or at its end, speaks of this key."""
    return slots_for(path, key_id) is not None


def slots_for(path: Path, key_id: bytes) -> key_file.Slots | None:
    """The slots of this key: at the file's own end, beside it, or at the end of a backup."""
    for look in _places(path):
        try:
            slots = look()
        except Exception:  # a broken one is none: another may be whole
            continue
        if slots is not None and slots.key_id == key_id:
            return slots
    return None


def key_to_keep(live: Path, restored: Path) -> DataKey | None:
    """The key of the data once `restored` has taken its place: the password stays as it is. Where
    there are no data yet, it is that of what is restored.

    Raises UserError 'password-needed' or 'key-damaged'.
    """
    from partydesk.store import key_file

    slots = key_file.read(live.parent / "partydesk.key")
    if slots is not None and slots.state == key_file.ON:
        key = keyring.held(slots.key_id)
        if key is None:
            raise keyring.needed(live.name)
        return key
    # Encrypted though what opens it is lost: it gets no clear one in its place.
    return None if beginning(live) == _PLAIN else key_of(restored)


def _places(path: Path) -> list[Callable[[], key_file.Slots | None]]:
    from partydesk.store import key_file

    found: list[Callable[[], key_file.Slots | None]] = []
    live, beside = path.name == "partydesk.db", path.parent / "partydesk.key"
    if live and beside.is_file():
        # The live file is not opened plainly: what is beside it comes first.
        found.append(functools.partial(key_file.read, beside))
    else:
        found.append(functools.partial(key_file.block_of, path))
        for folder in (path.parent, path.parent.parent):
            found.append(functools.partial(key_file.read, folder / "partydesk.key"))
    if live:
        # The key file was left behind, or is another's: each backup ends with what opens it.
        made = sorted((path.parent / "backups").glob("partydesk-*.db"), reverse=True)
        found += [functools.partial(key_file.block_of, each) for each in made]
    return found


def beginning(path: Path) -> bytes:
    """The first 16 bytes of a file; b"" where there are fewer, or it cannot be read."""
    try:
        status = path.stat()
        number: tuple[int, ...] = (status.st_dev, status.st_ino)
        if sys.platform == "win32":  # where a disk may give no numbers, and opening costs no lock
            number += (status.st_size, status.st_mtime_ns)
        known = _seen.get(str(path))
        if known is not None and known[0] == number:
            return known[1]
        with path.open("rb") as stream:
            first = stream.read(keyring.ID)
    except OSError:
        return b""
    if len(first) < keyring.ID:
        return b""
    if len(_seen) > 500:
        _seen.clear()
    _seen[str(path)] = (number, first)
    return first


def forget(path: Path) -> None:
    """Look at the file anew: another is going to take its place."""
    _seen.pop(str(path), None)


def text_of(key: DataKey | None) -> str:
    """The key as SQL takes it: raw, with the id as its salt; '' for a plain file."""
    return f"\"x'{key.of_database.hex()}{key.id.hex()}'\"" if key else "''"


def give(connection: Any, key: DataKey) -> None:
    """Open the file of a connection that has just been made."""
    connection.execute(f"PRAGMA key = {text_of(key)}")
