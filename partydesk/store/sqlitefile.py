"""The one door to SQLite: a file opened, copied, encrypted and compared.

Nobody else imports it (checked by import-linter). It is the SQLite within SQLCipher, one version
on every system, for files with a password (store/cipher.py) and without. A database this process
has open must never be opened as a plain file: on POSIX closing any handle of a file drops all locks
the process has on it, SQLite's included. So the live file is only read through SQLite; bytes are
read of files that nobody has open. What goes wrong is said by sqlite_errors; what a database holds
is asked by sqlite_contents.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from sqlcipher3 import dbapi2

from partydesk.records.findings import UserError
from partydesk.store import atomic, cipher
from partydesk.store.digests import file_digest
from partydesk.store.keyring import DataKey
from partydesk.store.sqlite_contents import all_rows, tables
from partydesk.store.sqlite_errors import busy, copy_differs, kind, sqlite_error, writing_error

if TYPE_CHECKING:
    import sqlalchemy
    from sqlalchemy import Engine
    from sqlalchemy.engine import ExceptionContext

    from partydesk.store.sqlite_contents import Connection

# What SQLite raises; a UnicodeDecodeError where the damage is in what it would say of it, a
# table's name say.
_ERRORS: tuple[type[Exception], ...] = (dbapi2.Error, UnicodeDecodeError)
_NOT_READ: tuple[type[Exception], ...] = (OSError, UserError, *_ERRORS)


# What SQLite keeps beside a file. -wal and -journal hold data, -shm can always be rebuilt.
SIDES = ("-wal", "-shm", "-journal")
# Bytes of the header that change though the content does not: journal mode, change counter,
# schema cookie (a copy gets its own), version-valid-for and the SQLite that wrote last.
_VOLATILE = ((18, 20), (24, 28), (40, 44), (92, 100))
_ROOM = "room"  # marks a connection that has room for what is written
# Seconds to wait for another connection that is writing.
PATIENCE = 10.0
# Above this size, in bytes, a content mark would take too long.
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
    """The address for reading `path`. `still`: nobody writes it, so leave no trace beside it;
    so too in a folder that takes no files.

    A file in WAL mode otherwise gets -wal and -shm beside it just by being read, which a
    read-only stick refuses. An unfinished rollback journal can only be read by undoing it.
    """
    if has_content(side(path, "-journal")):
        return uri(path, "mode=rw")
    in_use = side(path, "-shm").exists() or has_content(side(path, "-wal"))
    still = still or not os.access(path.parent, os.W_OK)
    if still and not in_use and (_in_wal_mode(path) or cipher.is_encrypted(path)):
        return uri(path, "mode=ro&immutable=1")  # looks at no lock, so only where there is none
    return uri(path, "mode=ro")


def _in_wal_mode(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(20)[18:20] == b"\2\2"
    except OSError:
        return False


@functools.cache
def _be_quiet() -> None:
    """What SQLCipher finds wrong is raised; it would write it to the terminal besides."""
    with closing(dbapi2.connect(":memory:")) as connection:
        connection.execute("PRAGMA cipher_log_level = NONE")


def _connect(
    address: str,
    *,
    uri: bool = False,
    same_thread: bool = True,
    key: DataKey | None = None,
) -> Connection:
    """Every connection of the program begins here; SQLite begins no transaction by itself."""
    _be_quiet()
    connection = dbapi2.connect(
        address, uri=uri, timeout=PATIENCE, isolation_level=None, check_same_thread=same_thread
    )
    if key:
        cipher.give(connection, key)
    return cast("Connection", connection)


def open_engine(database: Path, *, write: bool, key: DataKey | None = None) -> Engine:
    """An engine on the file: foreign keys on, WAL, durable commits, explicit transactions.

    Statements begin a deferred transaction, or an immediate one on connections with the execution
    option `immediate`, so that a writer never has to upgrade its lock midway. What goes wrong with
    the file or the disk is raised as the UserError of `sqlite_error`. Raises UserError
    'password-needed'. `key` is for a file that is not there yet.
    """
    import sqlalchemy
    from sqlalchemy import event
    from sqlalchemy.pool import QueuePool

    key = key or cipher.key_of(database)

    def connect() -> Connection:
        # Not through an address of SQLAlchemy's, which would read % and ? in the path.
        if write or os.access(database.parent, os.W_OK):
            connection = _connect(str(database.absolute()), same_thread=False, key=key)
        else:
            address = how_to_read(database, still=False)
            connection = _connect(address, uri=True, same_thread=False, key=key)
        connection.execute("PRAGMA foreign_keys = ON")
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 20000")  # few, and large
        else:
            connection.execute("PRAGMA query_only = ON")
        return connection

    engine = sqlalchemy.create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        # The connection used last has the warmest cache; the others need none.
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "begin")
    def on_begin(connection: sqlalchemy.Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        if immediate and not connection.info.get(_ROOM):
            # Room for one branch's rows, so that taking a submission in does not spill to disk
            # before it is committed. A connection that only reads has no use for it.
            connection.exec_driver_sql("PRAGMA cache_size = -16384")
            connection.info[_ROOM] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        error = context.original_exception
        if isinstance(error, _ERRORS) and kind(error) is not None:
            raise sqlite_error(error, database) from error

    return engine


@contextmanager
def reading(path: Path, still: bool = False) -> Iterator[Connection]:
    """A connection for reading, its write-ahead log included.

    Raises the UserError of `sqlite_error` for what SQLite finds wrong inside the block, and
    'password-needed'; text that is no UTF-8 is read with marks in its place.
    """
    key = cipher.key_of(path)
    try:
        with closing(_connect(how_to_read(path, still), uri=True, key=key)) as connection:
            # A damaged file may hold anything; what it says is still wanted.
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            yield connection
    except _ERRORS as error:
        raise sqlite_error(error, path) from error


@contextmanager
def side_by_side(old: Path, new: Path) -> Iterator[Connection]:
    """A connection that reads two files as the schemas `old` (nobody writes it) and `new`.

    A missing `new` is empty. Raises UserError as `reading` does.
    """
    path = old
    keys = {each: cipher.key_of(each) for each in (old, new)}
    try:
        with closing(_connect("file::memory:", uri=True)) as both:
            for name, path, still in (("old", old, True), ("new", new, False)):
                address = how_to_read(path, still) if path.is_file() else ":memory:"
                both.execute(f"ATTACH ? AS {name} KEY {cipher.text_of(keys[path])}", (address,))
                tables(both, name)
            yield both
    except _ERRORS as error:
        raise sqlite_error(error, path) from error


def copy(origin: Connection, to: Path, target: Path, key: DataKey | None = None) -> None:
    """Copy all that `origin` reads into the file `to`, without a log beside it.

    `key` is for the copy; `origin` must have one too, or none too. Raises the UserError of
    `atomic.write_error` about `target` for trouble with writing, SQLite's error for trouble with
    reading.
    """
    try:
        with closing(_connect(str(to), key=key)) as copied:
            origin.backup(copied)
        with closing(_connect(str(to), key=key)) as copied:
            copied.execute("PRAGMA journal_mode=DELETE").fetchall()
    except _ERRORS as error:
        if (refusal := writing_error(error, target)) is None:
            raise
        raise refusal from error


def recode(source: Path, to: Path, target: Path, key: DataKey | None, still: bool) -> None:
    """Write all that `source` holds to the empty file `to`, encrypted with `key` or plain, where
    the one is encrypted and the other is not: the pages of the two are laid out differently.

    Raises UserError as `reading` and `copy` do, 'copy-differs' where a row differs.
    """
    own = cipher.key_of(source)
    address = how_to_read(source, still)
    try:
        with closing(_connect(address, uri=True, key=own)) as origin:
            (version,) = origin.execute("PRAGMA user_version").fetchone()
            try:
                origin.execute(f"ATTACH ? AS out KEY {cipher.text_of(key)}", (uri(to, "mode=rw"),))
                # Nobody has it yet, and it is put on the disk as a whole when it is given its name.
                origin.execute("PRAGMA out.journal_mode = OFF").fetchall()
                origin.execute("PRAGMA out.synchronous = OFF")
                origin.execute("SELECT sqlcipher_export('out')").fetchall()
                origin.execute(f"PRAGMA out.user_version = {int(version)}")
            except _ERRORS as error:
                if (refusal := writing_error(error, target)) is None:
                    raise
                raise refusal from error
            origin.execute("DETACH out")
            with closing(_connect(uri(to, "mode=ro"), uri=True, key=key)) as copied:
                if all_rows(origin) != all_rows(copied):
                    raise copy_differs(target)
    except _ERRORS as error:
        raise sqlite_error(error, source) from error


def fold_log(path: Path) -> None:
    """Write the log of a sound file into it and empty the log.

    Raises UserError as `sqlite_error` does, 'busy' too where another connection is in the way.
    """
    try:
        with closing(_connect(str(path), key=cipher.key_of(path))) as connection:
            folded = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except _ERRORS as error:
        raise sqlite_error(error, path) from error
    if folded[0]:
        raise busy(path)


def content_mark(path: Path, still: bool) -> str | None:
    """A digest of what the file holds: two files of one content have the same mark.

    Taken over all pages as a reader sees them (with those in the write-ahead log) but not over
    the header's counters: in WAL mode a commit need not change those, nor the file's size, and
    a checkpoint changes the file but not its content. None where that cannot be told cheaply
    (very big, or not readable). Of an encrypted file its bytes are taken, which are others in
    each copy: so only of a `still` one, and for itself alone.
    """
    try:
        if path.stat().st_size > _MARK_LIMIT:
            return None
        if cipher.is_encrypted(path):
            return file_digest(path) if still else None
        if still and not any(has_content(side(path, suffix)) for suffix in SIDES):
            return _digest_of_pages(path)
        # Somebody may have it open: only SQLite may read it, and writes down what it read.
        with atomic.scratch(path) as copied, reading(path, still) as connection:
            with closing(_connect(str(copied))) as pages:
                pages.execute("PRAGMA synchronous = OFF")
                connection.backup(pages)
            return _digest_of_pages(copied)
    except _NOT_READ:
        return None


def _digest_of_pages(path: Path) -> str:
    import hashlib

    with path.open("rb") as stream:
        header = bytearray(stream.read(100))
        for start, end in _VOLATILE:
            header[start:end] = bytes(end - start)
        found = hashlib.sha256(header)
        for part in iter(lambda: stream.read(2**20), b""):
            found.update(part)
    return found.hexdigest()
