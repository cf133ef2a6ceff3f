"""Records that cannot be opened make room for others, and stay: nothing of them is deleted.

A damaged database is renamed where it lies (store/damage.py). Records whose password and recovery
code are lost go, with the key file and all that lies beside them, into a folder of their own in
`set-aside`: a home that opens by itself, should the password be found. The caller holds the
FileLock of the home and has closed every connection.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partydesk.records import clock
from partydesk.store import atomic, cipher, damage, leaving, portable_copy, seal, sqlitefile, tries
from partydesk.store.file_names import untaken
from partydesk.store.home import Home

_Moved = tuple[Path, Path]
"""Where something was, and where it is."""


def put_away(home: Home) -> Path:
    """Move the records, their key and all beside them into a folder in `set_aside`, which is a
    home; that folder. Raises UserError with a code of atomic.write_error; then all is as it was."""
    folder, _ = _put_away(home)
    return folder


def restore(home: Home, path: Path, *, locked: bool) -> Path | None:
    """Put a copy, which may be a backup of this very home, in the place of what cannot be opened;
    the folder that all of it was put away in where it is `locked`.

    Raises UserError as `portable_copy.restore` does; then all is as it was.
    """
    with making_room(home, locked=locked) as folder:
        if locked and path.absolute().is_relative_to(home.folder.absolute()):
            path = folder / path.absolute().relative_to(home.folder.absolute())
        portable_copy.restore(path, home)
    return folder if locked else None


@contextmanager
def making_room(home: Home, *, locked: bool) -> Iterator[Path]:
    """What cannot be opened is out of the way meanwhile, and comes back if that fails: the whole
    home where it is `locked`, else the damaged database. Gives where the home's own files are then.
    Raises UserError."""
    moved: list[_Moved] = []
    folder = home.folder
    sealed = seal.path_of(home.database)
    kept = sealed.read_bytes() if sealed.is_file() and not locked else None
    if locked:
        folder, moved = _put_away(home)
    elif home.database.exists() or damage.left_unclean(home.database):
        target = damage.set_aside(home.database)
        moved = [
            (sqlitefile.side(home.database, each), sqlitefile.side(target, each))
            for each in ("", *sqlitefile.SIDES)
        ]
        cipher.forget(home.database)
    try:
        yield folder
    except BaseException:
        _back(moved)
        cipher.forget(home.database)
        if kept is not None:  # what is not as it was closed goes on saying so
            with contextlib.suppress(OSError):
                sealed.write_bytes(kept)
        raise


def _put_away(home: Home) -> tuple[Path, list[_Moved]]:
    folder = untaken(home.set_aside / f"locked-{clock.now():%Y%m%d-%H%M%S}")
    moved: list[_Moved] = []
    try:
        folder.mkdir(parents=True)
        if home.key.is_file():
            # Killed half-way, what has moved has its key with it, and what has not, too.
            shutil.copyfile(home.key, folder / home.key.name)
        for path in _what_goes(home):
            goal = folder / path.name
            atomic.patiently_move(path, goal)
            moved.append((path, goal))
    except OSError as error:
        _back(moved)
        shutil.rmtree(folder, ignore_errors=True)
        raise atomic.write_error(error, home.database) from error
    cipher.forget(home.database)
    return folder, moved


def _what_goes(home: Home) -> Iterator[Path]:
    # The database first: once it is gone, nothing takes what is left for records.
    sides = [sqlitefile.side(home.database, suffix) for suffix in ("", *sqlitefile.SIDES)]
    stay = {home.set_aside, home.opened, *home.folder.glob("partydesk.log*")}
    beside = sorted({*leaving.beside(home), tries.path_of(home)} - stay)
    yield from (path for path in (*sides, *beside, home.key) if path.exists())


def _back(moved: list[_Moved]) -> None:
    for path, goal in reversed(moved):
        with contextlib.suppress(OSError):
            if goal.exists():
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)  # half of what was to come
                atomic.patiently_move(goal, path)
