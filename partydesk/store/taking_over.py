"""接手: what was handed over becomes a home's records in one rename.

Everything is unpacked into `coming/unfinished`, where it is made ready: opened, changed, encrypted
as this home is. Then that folder is renamed to `coming/ready`, and its database takes its place
as the home's. Before that rename the home is the old one, and `coming` is thrown away; after it
the home is the new one, and what lies beside the database is moved in, now or when the records are
opened next (`coming.settle`). The caller holds the FileLock of the home.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import (
    archive,
    atomic,
    backup,
    cipher,
    coming,
    key_file,
    keyring,
    portable_copy,
    seal,
    sealed_file,
    second_place,
    verified_copy,
)
from partydesk.store.home import Home
from partydesk.store.key_file import SETTING, Slots
from partydesk.store.keyring import DataKey
from partydesk.store.portable_copy import PortableCopy
from partydesk.store.store import make_folder


@contextmanager
def unpacked(path: Path, home: Home) -> Iterator[tuple[Home, PortableCopy]]:
    """What is in a file that was handed over, or in a backup, as a home of its own within `home`,
    until it is committed or thrown away at the end.

    Raises UserError as `portable_copy.look_into` does.
    """
    coming.settle(home)
    folder = home.coming / coming.UNFINISHED
    try:
        make_folder(folder)
        with portable_copy.opened_as_files(path, home.coming) as opened:
            found = portable_copy.looked_into(path, opened)
            _move_all(opened.database.parent, folder, path, opened.database)
        staged = Home(folder)
        if not archive.is_archive(path):
            with contextlib.suppress(UserError):
                second_place.bring_back(staged, path.absolute().parent)
        slots = cipher.slots_for(staged.database, cipher.beginning(staged.database))
        if slots is not None and cipher.is_encrypted(staged.database):
            key_file.write(staged.key, slots)
        yield staged, found
    except OSError as error:
        raise atomic.write_error(error, home.database) from error
    finally:
        coming.settle(home)


def _move_all(source: Path, folder: Path, path: Path, database: Path) -> None:
    if database == path:  # of before there were archives: a database by itself
        shutil.copyfile(database, Home(folder).database)
        return
    for each in source.iterdir():
        each.rename(folder / each.name)


def commit(
    staged: Home, home: Home, key: DataKey | None, slots: Slots | None = None
) -> Path | None:
    """Have what was unpacked be the home's records, encrypted with `key` or plain; where the
    present database is kept, None for none.

    `slots` are what is to open a new `key`; None where the home has its own. Nobody has either
    database open. Raises UserError; then the home is as it was.
    """
    for path in _beside(staged):
        with contextlib.suppress(sealed_file.Broken):
            sealed_file.convert(path, key)
    final = staged.folder / "final.db"
    final.touch()
    verified_copy.copy_database(staged.database, final, home.database, still=True, key=key)
    atomic.replace(final, staged.database)
    cipher.forget(staged.database)
    staged.key.unlink(missing_ok=True)
    if home.drafts.is_dir():
        staged.drafts.mkdir(exist_ok=True)  # takes the place of those
    kept = backup.keep_present(home.database, home.set_aside)
    ready = home.coming / coming.READY
    staged.folder.rename(ready)
    atomic.sync_folder(home.coming)
    if slots is not None:
        key_file.write(home.key, replace(slots, state=SETTING))
    seal.lift(home.database)
    cipher.forget(home.database)
    with backup.sides_away(home.database):
        atomic.replace(Home(ready).database, home.database)
    cipher.forget(home.database)
    with contextlib.suppress(OSError, UserError):  # brought to its end when it is opened
        coming.finish(home)
        if slots is not None:
            key_file.write(home.key, slots)
    return kept


def _beside(staged: Home) -> Iterator[Path]:
    for folder in (staged.attachments, staged.received, staged.waiting, staged.drafts):
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file())
    if staged.revisions.is_file():
        with contextlib.suppress(OSError):
            sealed_file.convert(staged.revisions, None)  # never sealed: it tells numbers alone


def target_key(home: Home) -> DataKey | None:
    """The key that a home has. Raises UserError 'password-needed'."""
    if home.database.exists():
        return cipher.key_of(home.database)
    slots = coming.slots_of(home)
    if slots is None or slots.state != key_file.ON:
        return None
    key = keyring.held(slots.key_id)
    if key is None:
        raise keyring.needed(home.database.name)
    return key
