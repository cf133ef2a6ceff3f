"""What a committee read and has not decided about: a row for each file, a copy of most.

A file is known by its SHA-256, wherever it lies. Its row goes when it, or something as new of its
branch and period, is taken, or when somebody puts it away; a copy without a row goes with it. The
copies hold what their branches sent, as those in `received` do, and leave the machine no more.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.store import atomic, cipher, sealed_file
from partydesk.store.home import Home

BY_BRANCH = """
SELECT o.id, w.period, w.revision,
    CASE WHEN w.returned_at IS NOT NULL THEN 'returned'
         WHEN w.state = 'rejected' THEN 'faulty' ELSE 'pending' END
FROM waiting_file w JOIN organisation o
    ON o.uid = w.org_uid OR (o.code = w.org_code AND w.state != 'asks')
WHERE o.deleted_at IS NULL AND w.period != ''
ORDER BY w.revision, w.read_at, w.sha256
"""
"""Organisation id, period, revision and state, of each the newest last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file; see records.ledger.WaitingFile. `outcome` and `slip` are JSON."""

    sha256: str
    path: str
    org_uid: str
    org_code: str
    period: str
    revision: int
    state: str
    outcome: str
    kept: int
    read_at: str
    returned_at: str | None = None
    slip: str | None = None


_NAMES = tuple(Row.__dataclass_fields__)
_LIST = ", ".join(_NAMES)


def all_rows(connection: Connection) -> list[Row]:
    """Every file, the one read first in front."""
    found = connection.exec_driver_sql(
        f"SELECT {_LIST} FROM waiting_file ORDER BY read_at, sha256"
    ).fetchall()
    return [Row(*row) for row in found]


def find(connection: Connection, sha256: str) -> Row | None:
    """The row of a file."""
    found = connection.exec_driver_sql(
        f"SELECT {_LIST} FROM waiting_file WHERE sha256 = ?", (sha256,)
    ).fetchone()
    return Row(*found) if found else None


def put(connection: Connection, row: Row) -> None:
    """Keep a row, in the place of one of the same file."""
    marks = ", ".join("?" * len(_NAMES))
    connection.exec_driver_sql(
        f"INSERT OR REPLACE INTO waiting_file ({_LIST}) VALUES ({marks})",
        tuple(getattr(row, name) for name in _NAMES),
    )


def drop(connection: Connection, sha256: str) -> None:
    """Forget a file."""
    connection.exec_driver_sql("DELETE FROM waiting_file WHERE sha256 = ?", (sha256,))


def settle(connection: Connection, org_uid: str, org_code: str, period: str, revision: int) -> None:
    """A branch's revision of a period stands: what waited or went back of it and is no newer waits
    no longer. What is asked about is of nobody yet, unless it has the very uid."""
    connection.exec_driver_sql(
        "DELETE FROM waiting_file WHERE (org_uid = ? OR org_code = ?) AND period = ? "
        "AND revision <= ? AND (state != 'asks' OR org_uid = ?)",
        (org_uid, org_code, period, revision, org_uid),
    )


def path_of(home: Home, sha256: str) -> Path:
    """Where the copy of a file would lie."""
    return home.waiting / f"{sha256}.xlsx"


def copy(home: Home, content: bytes, sha256: str) -> bool:
    """Keep a copy; False where there is no room for one, which stops nobody's work."""
    try:
        home.waiting.mkdir(parents=True, exist_ok=True)
        with atomic.written(path_of(home, sha256)) as temporary:
            sealed_file.write(temporary, content, cipher.key_of(home.database))
    except (OSError, UserError):
        return False
    return True


def kept_bytes(home: Home, sha256: str) -> bytes | None:
    """The bytes of a copy; None where it is not there or not as it came."""
    try:
        content = sealed_file.content(path_of(home, sha256))
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def sweep(home: Home, connection: Connection) -> None:
    """Delete the copies of files that no row speaks of any more."""
    if not home.waiting.is_dir():
        return
    named = {row[0] for row in connection.exec_driver_sql("SELECT sha256 FROM waiting_file")}
    for file in home.waiting.glob("*.xlsx"):
        if file.stem not in named:
            with contextlib.suppress(OSError):
                file.unlink()
    with contextlib.suppress(OSError):
        home.waiting.rmdir()  # only where it is empty
