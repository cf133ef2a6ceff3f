"""The received folder: the bytes of every taken-in submission, under their SHA-256.

Files there never change, which is proved each time one is read. They let a withdrawal bring back
what was there before, and show what a branch really sent. Where the records have a password they
are sealed: the SHA-256 is of what is in them.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.store import atomic, cipher, sealed_file, sqlitefile, verified_copy
from partydesk.store.digests import file_digest
from partydesk.store.file_names import safe_name
from partydesk.store.home import Home
from partydesk.store.store import make_folder

MISSING, CHANGED = "missing", "changed"
_TAKEN = """
SELECT sha256, max(file_name) FROM submission WHERE direction = 'in'
GROUP BY sha256 ORDER BY min(id)
"""


@dataclass(frozen=True, slots=True)
class Received:
    """A submission that was taken in: the SHA-256 of its bytes, the name it came under."""

    sha256: str
    name: str


def path_of(home: Home, sha256: str) -> Path:
    """Where the file with this SHA-256 lies."""
    return home.received / f"{sha256}.xlsx"


def keep(home: Home, file: Path, sha256: str) -> None:
    """Copy a file into the folder unless it is there, unchanged. Raises UserError."""
    if not state_of(home, sha256):
        return
    make_folder(home.received)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(
            "unreadable",
            f"读不到“{file.name}”（{atomic.reason(error)}）。请看 U 盘是否插好，再试",
        ) from error
    # Withdrawing reads this copy: it must be what was judged, not what lies there by now.
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UserError("changed-meanwhile", f"“{file.name}”在收表时被改动了，没有收。请再收一次")
    with atomic.written(path_of(home, sha256)) as temporary:
        sealed_file.write(temporary, content, cipher.key_of(home.database))


def mend(connection: Connection, home: Home, file: Path, sha256: str) -> None:
    """Keep a file again that was taken in before, if the one kept is not as it was.

    Raises UserError as `keep` does; nothing happens for a file that never was taken in.
    """
    known = connection.exec_driver_sql(
        "SELECT 1 FROM submission WHERE direction = 'in' AND sha256 = ?", (sha256,)
    ).fetchone()
    if known:
        keep(home, file, sha256)


@contextmanager
def kept(home: Home, sha256: str, name: str) -> Iterator[Path]:
    """Where a kept file, which came as `name`, can be read meanwhile; its bytes are proved.

    Raises UserError 'archive-missing' or 'archive-changed'.
    """
    with sealed_file.plain(_sound(home, sha256, name)) as path:
        yield path


def _sound(home: Home, sha256: str, name: str) -> Path:
    if state := state_of(home, sha256):
        raise UserError(f"archive-{state}", lost_text([(Received(sha256, name), state)]))
    return path_of(home, sha256)


def copy_to_look_at(home: Home, sha256: str, name: str) -> Path:
    """A read-only copy of a kept file under the name it came by, for another program to show.

    Raises UserError as `kept` does, or when there is no room for it.
    """
    source = _sound(home, sha256, name)
    out = home.opened / sha256[:16] / safe_name(name)
    with contextlib.suppress(OSError):
        if file_digest(out) == sha256:
            return out
    make_folder(out.parent)
    with contextlib.suppress(OSError):
        out.chmod(0o600)
    with atomic.written(out) as temporary:
        verified_copy.copy_bytes(source, temporary, sha256)
    with contextlib.suppress(OSError):
        out.chmod(0o400)
    return out


def state_of(home: Home, sha256: str) -> str:
    """ "", MISSING, or CHANGED: told by reading the whole file."""
    try:
        return "" if sealed_file.digest(path_of(home, sha256)) == sha256 else CHANGED
    except FileNotFoundError:
        return MISSING
    except OSError:
        return CHANGED


def lost(home: Home) -> list[tuple[Received, str]]:
    """The files the database in `home` names that are not as they came, each with its state.

    Reads every file. Raises UserError when the database cannot be read.
    """
    with sqlitefile.reading(home.database) as connection:
        found = connection.execute(_TAKEN).fetchall()
    states = [(Received(*row), state_of(home, row[0])) for row in found]
    return [(each, state) for each, state in states if state]


def lost_text(gone: list[tuple[Received, str]]) -> str:
    """One sentence about lost files and what to do; nothing for none."""
    if not gone:
        return ""
    states = {MISSING: "不见了", CHANGED: "被改动过或已损坏"}
    named = "、".join(f"“{each.name}”{states[state]}" for each, state in gone[:3])
    return (
        f"先前收下的报送表，存档的原件{named}{f'等 {len(gone)} 份' if len(gone) > 3 else ''}"
        "（在 received 文件夹里）。请把支部 U 盘上的这份报送表原样再收一次，存档就会补好；"
        "第二备份位置有的，在那里备份一次也会找回来"
    )
