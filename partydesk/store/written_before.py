"""Which files were written where, so that who writes one again may put it in its own place.

Beside the records lies a list of digests, each of an act, a path and what was written there: it
tells no name, and says of a file that somebody has changed since, or that another act wrote,
nothing. It is a help alone: lost or broken, one is asked once more.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from partydesk.records.findings import UserError
from partydesk.store import atomic
from partydesk.store.digests import file_digest
from partydesk.store.home import Home

_MOST = 500
"""Files that are remembered."""


def note(home: Home, act: str, path: Path, content: Path) -> None:
    """Remember that this act writes what is in the file `content` to `path`, where the home takes
    it. Done before the file is there: killed between the two, it can be written again."""
    if not home.database.is_file():
        return
    with contextlib.suppress(OSError, UserError):
        told = _told(act, path, content)
        kept = [each for each in _kept(home) if each != told]
        with atomic.written(home.written) as temporary:
            temporary.write_text("\n".join([*kept[1 - _MOST :], told, ""]), "ascii")


def is_of(home: Home, act: str, path: Path) -> bool:
    """Whether the file is just what this act wrote there before."""
    try:
        return _told(act, path, path) in _kept(home)
    except OSError:
        return False


def are_alike(one: Path, other: Path) -> bool:
    """Whether two files say the same: byte for byte, or, workbooks and Word files, in all parts but
    the one that says when they were made."""
    try:
        if file_digest(one) == file_digest(other):
            return True
        parts = []
        for path in (one, other):
            with ZipFile(path) as packed:
                parts.append({each.filename: each.CRC for each in packed.infolist()
                              if each.filename != "docProps/core.xml"})  # fmt: skip
    except (OSError, BadZipFile):
        return False
    return parts[0] == parts[1]


def _told(act: str, path: Path, content: Path) -> str:
    """Raises OSError."""
    whole = "\0".join((act, str(path.resolve()), file_digest(content)))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _kept(home: Home) -> list[str]:
    with contextlib.suppress(OSError, ValueError):
        return home.written.read_text("ascii").split()
    return []
