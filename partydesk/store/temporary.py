"""Temporary files lie in the data folder: whoever may not read the records may not read those.

Libraries (openpyxl, for each sheet it writes) put names in clear into temporary files and take
them away at the end; a killed program leaves them. In the system's folder they would stay for
anybody to read. Here each running program has a folder of its own with a lock beside it, and what
nobody locks any more is removed when the next program starts; so is what that program was just
writing elsewhere, on a stick say, which it notes here.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import atomic
from partydesk.store.home import Home
from partydesk.store.lock import FileLock

_LOCK = ".lock"
_LEDGER = "unfinished"

_in_use: list[tuple[Path, Path]] = []
"""The places of this process for temporary files, each with its ledger; the last begun is in use.
"""
_elsewhere: list[str | None] = []
"""Where temporary files were made before the first of them."""


class TemporaryFolder:
    """A program's place for temporary files in a home, from `start` to `stop`.

    Where the home does not exist, or takes no files, all stays as it was.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock: FileLock | None = None
        self._folder = self._place = home.scratch

    def start(self) -> None:
        """Sweep what killed programs left, and have temporary files made here from now on."""
        if self._lock is not None or not self._home.database.is_file():
            return
        name = os.urandom(6).hex()
        lock = FileLock(self._home.scratch / f"{name}{_LOCK}")
        folder = self._home.scratch / name
        try:
            self._home.scratch.mkdir(mode=0o700, exist_ok=True)
            _sweep(self._home.scratch)
            lock.acquire()
            folder.mkdir(mode=0o700)
        except (OSError, UserError):
            lock.release()
            return
        self._lock, self._folder = lock, folder
        if not _in_use:
            _elsewhere[:] = [tempfile.tempdir]
        self._place = _readable(folder, _elsewhere[0], folder / _LEDGER)
        _in_use.append((self._place, folder / _LEDGER))
        _use(str(self._place), folder / _LEDGER)

    def stop(self) -> None:
        """Remove what is left and let temporary files be made where they were made before."""
        if self._lock is None:
            return
        _in_use.remove((self._place, self._folder / _LEDGER))
        if _in_use:
            _use(str(_in_use[-1][0]), _in_use[-1][1])
        else:
            _use(_elsewhere.pop(), None)
        for folder in (self._place, self._folder):
            shutil.rmtree(folder, ignore_errors=True)
        lock, self._lock = self._lock, None
        lock.release()
        with contextlib.suppress(OSError):
            lock.path.unlink()
            self._home.scratch.rmdir()  # only if nobody else's is there


@contextmanager
def kept_in(home: Home) -> Iterator[None]:
    """Have temporary files made in this home meanwhile."""
    folder = TemporaryFolder(home)
    folder.start()
    try:
        yield
    finally:
        folder.stop()


def _readable(folder: Path, outside: str | None, ledger: Path) -> Path:
    """The folder, or one outside for our eyes alone where libraries would misread its path.

    libxml2, through which openpyxl writes sheets, takes a path with % and one of ?, # for a URL.
    """
    if "%" not in str(folder) or not {"?", "#"} & set(str(folder)):
        return folder
    _use(outside, ledger)
    place = atomic.unused_name(Path(tempfile.gettempdir()))
    try:
        place.mkdir(mode=0o700)
    except OSError:
        return folder
    return place


def _use(folder: str | None, ledger: Path | None) -> None:
    tempfile.tempdir, atomic.ledger = folder, ledger


def _sweep(scratch: Path) -> None:
    """Remove the folders whose program no longer runs, and what it left unfinished elsewhere."""
    for name in {left.stem for left in scratch.iterdir()}:
        lock = FileLock(scratch / f"{name}{_LOCK}")
        with contextlib.suppress(UserError, OSError):  # locked: in use
            lock.acquire()
            atomic.remove_noted(scratch / name / _LEDGER)
            shutil.rmtree(scratch / name, ignore_errors=True)
            lock.release()
            lock.path.unlink()
