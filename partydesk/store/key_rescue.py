"""What opens the records was lost, or is broken; a copy of them elsewhere ends with it."""

from __future__ import annotations

from pathlib import Path

from partydesk.records import clock
from partydesk.store import atomic, cipher, key_file
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
        if home.key.exists():
            _keep(home)
        key_file.write(home.key, slots)
    cipher.forget(home.database)
    return True


def _keep(home: Home) -> None:
    """A key file of other records, or a broken one, is not written over."""
    name = f"partydesk-{clock.now():%Y%m%d-%H%M%S}.key"
    try:
        atomic.patiently_move(home.key, home.folder / name)
    except OSError as error:
        raise atomic.write_error(error, home.key) from error
