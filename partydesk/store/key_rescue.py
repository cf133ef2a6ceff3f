"""What opens the records was lost, or is broken; a copy of them elsewhere ends with it."""

from __future__ import annotations

from pathlib import Path

from partydesk.store import cipher, key_file
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.protection import slots_of_copy


def key_from_copy(home: Home, path: Path) -> bool:
    """Put what a copy of these very records ends with in the place of the key file, where nothing
    here opens them any more; whether that was so. It opens with the password of the copy.

    Nothing else changes: no record is lost. Raises UserError.
    """
    wanted = cipher.beginning(home.database)
    if not wanted or cipher.named_in(home.database, wanted):
        return False
    slots = slots_of_copy(path)
    if slots is None or slots.key_id != wanted:
        return False
    with FileLock(home.lock):
        key_file.move_aside(home.key)
        key_file.write(home.key, slots)
    cipher.forget(home.database)
    return True


def needs_no_key(home: Home) -> bool:
    """Whether the records are in clear, so that a broken key file beside them opens none of it."""
    return cipher.is_plain(home.database)


def move_key_away(home: Home) -> None:
    """Rename a broken key file, which is in the way of records in clear. Raises UserError."""
    with FileLock(home.lock):
        key_file.move_aside(home.key)
