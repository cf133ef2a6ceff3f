"""Records that cannot be opened make room for others, and stay: nothing of them is deleted.

A damaged database is renamed where it lies: partydesk.damaged-TIME.db. Records whose password and
recovery code are lost go, with the key file and all that lies beside them, into a folder of their
own in `set-aside`: a home that opens by itself, should the password be found. What is moved is
noted before, so that a power cut ends with the old records or with others in their place. The
caller holds the FileLock of the home and has closed every connection.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partydesk.records import clock
from partydesk.store import atomic, cipher, damage, leaving, portable_copy, seal, sqlitefile, tries
from partydesk.store.file_names import untaken
from partydesk.store.home import Home
from partydesk.store.lock import FileLock

_Move = tuple[Path, Path]
"""Where something is, and where it goes."""


def put_away(home: Home) -> Path:
    """Move the records, their key and all beside them into a folder in `set_aside`, which is a
    home; that folder. Raises UserError with a code of atomic.write_error; then all is as it was."""
    with making_room(home, locked=True) as folder:
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
    """What cannot be opened is out of the way meanwhile, and comes back if that fails, or is
    killed before other records are there: the whole home where it is `locked`, else the damaged
    database. Gives where the home's own files are then. Raises UserError.
    """
    live = home.database
    folder, target = home.folder, damage.aside(live)
    if locked:
        folder = untaken(home.set_aside / f"locked-{clock.now():%Y%m%d-%H%M%S}")
    moves = _of_home(home, folder) if locked else _of_database(home, target)
    try:
        _note(home, moves)
        if locked:
            folder.mkdir(parents=True)
            for path, goal in moves:
                atomic.patiently_move(path, goal)
        elif live.exists() or damage.left_unclean(live):
            if (sealed := seal.path_of(live)).exists():
                atomic.patiently_move(sealed, seal.path_of(target))
            damage.set_aside(live, target)
        cipher.forget(live)
        yield folder
    except BaseException as error:
        _back(home, moves)
        if isinstance(error, OSError):
            raise atomic.write_error(error, live) from error
        raise
    if not locked:
        seal.lift(target)
    home.room.unlink(missing_ok=True)


def settle(home: Home) -> None:
    """Bring to an end what was killed: without other records in their place, what was moved out of
    the way comes back. Raises UserError, 'locked' where it is still going on."""
    if not home.room.is_file():
        return
    with FileLock(home.lock):
        moves = _noted(home)
        replaced = home.database.exists() and any(
            goal.exists() for path, goal in moves if path == home.database
        )
        if not replaced:
            _back(home, moves)
        home.room.unlink(missing_ok=True)


def _of_home(home: Home, folder: Path) -> list[_Move]:
    sides = [sqlitefile.side(home.database, suffix) for suffix in ("", *sqlitefile.SIDES)]
    stay = {home.set_aside, home.opened, home.room, *home.folder.glob("partydesk.log*")}
    beside = sorted({*leaving.beside(home), tries.path_of(home)} - stay)
    return [
        (path, folder / path.name) for path in (*sides, *beside, home.key) if path.exists()
    ]  # fmt: skip


def _of_database(home: Home, target: Path) -> list[_Move]:
    live = home.database
    sides = [(sqlitefile.side(live, each), sqlitefile.side(target, each))
             for each in ("", *sqlitefile.SIDES)]  # fmt: skip
    return [*sides, (seal.path_of(live), seal.path_of(target))]


def _note(home: Home, moves: list[_Move]) -> None:
    told = [[str(each.relative_to(home.folder)) for each in pair] for pair in moves]
    with atomic.written(home.room) as temporary:
        temporary.write_text(json.dumps(told), "utf-8")


def _noted(home: Home) -> list[_Move]:
    try:
        told = json.loads(home.room.read_text("utf-8"))
        return [(home.folder / path, home.folder / goal) for path, goal in told]
    except (OSError, ValueError, TypeError):
        return []


def _back(home: Home, moves: list[_Move]) -> None:
    for path, goal in reversed(moves):
        with contextlib.suppress(OSError):
            if goal.exists():
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)  # half of what was to come
                atomic.patiently_move(goal, path)
    for folder in {goal.parent for _, goal in moves} - {home.folder}:
        with contextlib.suppress(OSError):
            folder.rmdir()
    home.room.unlink(missing_ok=True)
    cipher.forget(home.database)
