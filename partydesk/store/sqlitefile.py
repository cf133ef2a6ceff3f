"""A SQLite file seen from outside: opened for reading only, checked, counted, compared.

A database this process has open must never be opened as a plain file: on POSIX closing any
handle of a file drops all locks the process has on it, SQLite's included. So the live file is
only read through SQLite; `digest` and the header are for files that nobody has open.
"""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from partydesk.records.findings import UserError
from partydesk.store import atomic

# What SQLite keeps beside a file. -wal and -journal hold data, -shm can always be rebuilt.
SIDES = ("-wal", "-shm", "-journal")
# Bytes of the header that change though the content does not: journal mode, change counter,
# schema cookie (a copy gets its own), version-valid-for and the SQLite that wrote last.
_VOLATILE = ((18, 20), (24, 28), (40, 44), (92, 100))
# Seconds to wait for another connection that is writing.
PATIENCE = 10.0
# Above this size a content mark would take too much memory (twice the size for a moment).
_MARK_LIMIT = 128 * 2**20


def side(path: Path, suffix: str) -> Path:
    """The file SQLite keeps beside `path`: suffix is one of SIDES."""
    return path.with_name(path.name + suffix)


def has_content(path: Path) -> bool:
    """Whether the file exists and is not empty."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def uri(path: Path, query: str) -> str:
    """The file: address SQLite understands, also for C:/ and //server/share and Chinese."""
    plain = path.absolute().as_posix()
    return f"file://{'' if plain.startswith('/') else '/'}{quote(plain, safe='/:')}?{query}"


def how_to_read(path: Path, still: bool) -> str:
    """The address for reading `path`. `still`: nobody writes it, so leave no trace beside it.

    A file in WAL mode otherwise gets -wal and -shm beside it just by being read, which a
    read-only stick refuses. An unfinished rollback journal can only be read by undoing it.
    """
    if has_content(side(path, "-journal")):
        return uri(path, "mode=rw")
    in_use = side(path, "-shm").exists() or has_content(side(path, "-wal"))
    if still and not in_use and _in_wal_mode(path):
        return uri(path, "mode=ro&immutable=1")  # looks at no lock, so only where there is none
    return uri(path, "mode=ro")


def _in_wal_mode(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(20)[18:20] == b"\2\2"
    except OSError:
        return False


@contextmanager
def reading(path: Path, still: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection for reading, its write-ahead log included. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        how_to_read(path, still), uri=True, timeout=PATIENCE, isolation_level=None
    )
    with closing(connection):
        # A damaged file may hold anything; what it says is still wanted.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        yield connection


def findings(connection: sqlite3.Connection, thorough: bool) -> list[str]:
    """What SQLite finds wrong, at most ten things; `thorough` also checks every index."""
    pragma = "integrity_check" if thorough else "quick_check"
    found = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}(10)")]
    return [] if found == ["ok"] else found


def quoted(name: str) -> str:
    """A table or column name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def tables(connection: sqlite3.Connection, schema: str = "main") -> list[str]:
    """The names of the real tables, SQLite's own and those behind search indexes left out."""
    rows = connection.execute(f"PRAGMA {schema}.table_list").fetchall()
    return sorted(
        row[1]
        for row in rows
        if row[0] == schema and row[2] == "table" and not row[1].startswith("sqlite_")
    )


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0])
        for name in tables(connection)
    }


def digest(path: Path) -> str:
    """SHA-256 of the bytes of the file, in hex. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_mark(path: Path, still: bool) -> str | None:
    """A digest of what the file holds: two files of one content have the same mark.

    Taken over all pages as a reader sees them (with those in the write-ahead log) but not over
    the header's counters: in WAL mode a commit need not change those, nor the file's size, and
    a checkpoint changes the file but not its content. None where that cannot be told cheaply
    (very big, or not readable). Takes about 0.3 s for 60 MiB.
    """
    try:
        if path.stat().st_size > _MARK_LIMIT:
            return None
        with reading(path, still) as connection:
            image = connection.serialize()
    except (OSError, sqlite3.Error, AttributeError):  # an SQLite may lack serialize
        return None
    header = bytearray(image[:100])
    for start, end in _VOLATILE:
        header[start:end] = bytes(end - start)
    mark = hashlib.sha256(header)
    mark.update(memoryview(image)[100:])
    return mark.hexdigest()


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection is in the way."""
    return _primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error speaks of the file's content, not of the disk, rights or other users."""
    return _primary(error) not in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_NOMEM,
    )


def write_refusal(error: sqlite3.Error, target: Path) -> UserError:
    """The refusal for an error while SQLite wrote `target`, in the words of atomic.refusal."""
    number = {
        sqlite3.SQLITE_FULL: errno.ENOSPC,
        sqlite3.SQLITE_READONLY: errno.EROFS,
        sqlite3.SQLITE_PERM: errno.EACCES,
    }.get(_primary(error), errno.EIO)
    return atomic.refusal(OSError(number, str(error)), target)


def read_refusal(error: sqlite3.Error, path: Path) -> UserError:
    """The refusal for an error while reading `path`: 'damaged', 'busy' or 'cannot-read'."""
    if is_busy(error):
        return UserError(
            "busy", f"“{path.name}”正被另一个程序写入，暂时读不了。请关闭那个程序，稍后再试。"
        )
    if is_damage(error):
        return damaged(path)
    return UserError(
        "cannot-read",
        f"“{path}”打不开。请看文件还在不在、有没有读取的权限、盘是否插好，再试。",
    )


def damaged(path: Path) -> UserError:
    """The refusal of a damaged or foreign file."""
    return UserError(
        "damaged", f"“{path.name}”已损坏，或不是本程序的数据文件，不能使用。文件没有改动。"
    )


def no_file(path: Path) -> UserError:
    """The refusal when a file is not there."""
    return UserError("no-file", f"找不到文件“{path}”。请看它是否被移走、U 盘是否插好，再试。")


def _primary(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; SQLITE_ERROR when Python raised by itself."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF
