"""The one door to SQLite: a file opened, copied, checked, compared, and every failure in words.

Nobody else imports it (checked by import-linter). It is the SQLite within SQLCipher, one version
on every system, for files with a password (store/cipher.py) and without. A database this process
has open must never be opened as a plain file: on POSIX closing any handle of a file drops all locks
the process has on it, SQLite's included. So the live file is only read through SQLite; `digest` and
the header are for files that nobody has open.
"""

from __future__ import annotations

import errno
import functools
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from sqlcipher3 import dbapi2

from partydesk.records.findings import UserError
from partydesk.store import atomic, cipher
from partydesk.store.keyring import DataKey

if TYPE_CHECKING:
    import sqlite3
    from typing import TypeAlias

    import sqlalchemy
    from sqlalchemy import Engine
    from sqlalchemy.engine import ExceptionContext

    # Of the same kind as SQLCipher's, which tells no types.
    Connection: TypeAlias = sqlite3.Connection

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
        if isinstance(error, _ERRORS) and _kind(error) is not None:
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
        number = _WRITING.get(_primary(error))
        if number is None:
            raise
        raise atomic.write_error(OSError(number, str(error)), target) from error


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
                number = _WRITING.get(_primary(error))
                if number is None:
                    raise
                raise atomic.write_error(OSError(number, str(error)), target) from error
            origin.execute("DETACH out")
            with closing(_connect(uri(to, "mode=ro"), uri=True, key=key)) as copied:
                if _all_rows(origin) != _all_rows(copied):
                    raise copy_differs(target)
    except _ERRORS as error:
        raise sqlite_error(error, source) from error


def _all_rows(connection: Connection) -> str:
    """A digest of every row of every table, and of how they are laid out."""
    import hashlib

    found = hashlib.sha256()
    connection.text_factory = bytes
    layout = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    for row in connection.execute(layout):
        found.update(repr(row).encode())
    connection.text_factory = str
    names = tables(connection)
    connection.text_factory = bytes
    for name in names:
        width = len(connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall())
        order = ", ".join(str(number + 1) for number in range(width))
        for row in connection.execute(f"SELECT * FROM {quoted(name)} ORDER BY {order}"):
            found.update(repr(row).encode())
    return found.hexdigest()


def fold_log(path: Path) -> None:
    """Write the log of a sound file into it and empty the log.

    Raises UserError as `sqlite_error` does, 'busy' too where another connection is in the way.
    """
    try:
        with closing(_connect(str(path), key=cipher.key_of(path))) as connection:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except _ERRORS as error:
        raise sqlite_error(error, path) from error
    if busy:
        raise UserError("busy", _BUSY.format(name=path.name))


def findings(connection: Connection, thorough: bool) -> list[str]:
    """What SQLite finds wrong, at most ten things; `thorough` also checks every index."""
    pragma = "integrity_check" if thorough else "quick_check"
    found = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}(10)")]
    return [] if found == ["ok"] else found


def quoted(name: str) -> str:
    """A table or column name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def tables(connection: Connection, schema: str = "main") -> list[str]:
    """The names of the real tables, SQLite's own and those behind search indexes left out."""
    rows = connection.execute(f"PRAGMA {schema}.table_list").fetchall()
    return sorted(
        row[1]
        for row in rows
        if row[0] == schema and row[2] == "table" and not row[1].startswith("sqlite_")
    )


def broken_texts(connection: Connection) -> list[tuple[str, int, str]]:
    """Where a text is no UTF-8: table, number of the row, column. Reads every text there is."""
    found: list[tuple[str, int, str]] = []
    given, connection.text_factory = connection.text_factory, str
    for table in tables(connection):
        info = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
        columns = [str(row[1]) for row in info if row[2] not in ("INTEGER", "FLOAT")]
        listed = ", ".join(map(quoted, columns)) or "NULL"
        try:
            for _ in connection.execute(f"SELECT {listed} FROM {quoted(table)}"):
                pass
        except _ERRORS as error:
            if _kind(error) != "damaged":
                raise
            for name in columns:
                found += [
                    (table, number, name)
                    for number, raw in connection.execute(
                        f"SELECT rowid, CAST({quoted(name)} AS BLOB) FROM {quoted(table)} "
                        f"WHERE typeof({quoted(name)}) = 'text'"
                    )
                    if raw.decode("utf-8", "replace").encode() != raw
                ]
    connection.text_factory = given
    return found


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0])
        for name in tables(connection)
    }


def digest(path: Path) -> str:
    """SHA-256 of the bytes of the file, in hex. Raises OSError."""
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
            return digest(path) if still else None
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


# What SQLite's result codes mean for a file: of these the user hears; other codes are mistakes of
# the program or answers of the database (a constraint) and pass as they are.
_KINDS = {
    dbapi2.SQLITE_BUSY: "busy",
    dbapi2.SQLITE_LOCKED: "busy",
    dbapi2.SQLITE_FULL: "disk-full",
    dbapi2.SQLITE_READONLY: "read-only",
    dbapi2.SQLITE_PERM: "read-only",
    dbapi2.SQLITE_CANTOPEN: "cannot-read",
    dbapi2.SQLITE_AUTH: "cannot-read",
    dbapi2.SQLITE_IOERR: "disk-error",
    dbapi2.SQLITE_NOMEM: "no-memory",
    dbapi2.SQLITE_CORRUPT: "damaged",
    dbapi2.SQLITE_NOTADB: "damaged",
}
# The same, where they are about a copy that is being written, as the system would have said it.
_WRITING = {
    dbapi2.SQLITE_FULL: errno.ENOSPC,
    dbapi2.SQLITE_READONLY: errno.EROFS,
    dbapi2.SQLITE_PERM: errno.EACCES,
    dbapi2.SQLITE_CANTOPEN: errno.EIO,
    dbapi2.SQLITE_IOERR: errno.EIO,
}
# What SQLite says of a result code where it says nothing more.
_CODES = {
    "database or disk is full": dbapi2.SQLITE_FULL,
    "disk I/O error": dbapi2.SQLITE_IOERR,
    "attempt to write a readonly database": dbapi2.SQLITE_READONLY,
    "unable to open database file": dbapi2.SQLITE_CANTOPEN,
    "database is locked": dbapi2.SQLITE_BUSY,
    "out of memory": dbapi2.SQLITE_NOMEM,
}
# SQLITE_IOERR_SHORT_READ and SQLITE_IOERR_CORRUPTFS, which sqlcipher3 does not name.
_SHORT_READ, _CORRUPT_FILE_SYSTEM = (dbapi2.SQLITE_IOERR | number << 8 for number in (2, 33))
_FULL_BELOW = 128 * 2**10  # bytes: with less, SQLite cannot make the files it needs beside its own
_LONGEST = 240 if sys.platform == "win32" else 490  # bytes of a path that SQLite opens
_BUSY = "“{name}”正被另一个程序使用，这次没有完成，数据没有改动。请关闭那个程序，稍后再试。"
_SAID = {
    "busy": _BUSY,
    "disk-full": "“{folder}”所在的磁盘满了，这次没有写成，原来的数据没有改动。"
    "请清出一些空间，再做一次。",
    "read-only": "“{path}”是只读的，或没有写入的权限，这次没有写成，原来的数据没有改动。"
    "请取消写保护，或把数据放到能写的位置再试。",
    "cannot-read": "“{path}”打不开。请看文件还在不在、有没有读写的权限、盘是否插好，再试。",
    "path-too-long": "“{folder}”的路径太长，数据文件打不开、也建不了。"
    "请换一个层次浅、名字短的文件夹",
    "disk-error": "读写“{path}”时盘出了错，这次没有完成，已保存的数据没有改动。"
    "U 盘可能被拔出，或盘有故障，请插好或换一个盘再试。",
    "no-memory": "内存不够，“{name}”这次没有读完，数据没有改动。请关闭一些程序再试。",
}


def sqlite_error(error: Exception, path: Path) -> UserError:
    """What an error about the file `path` means, in words.

    Codes: 'damaged' (also what only a file of another origin can bring about, as a missing table),
    'busy', 'disk-full', 'read-only', 'cannot-read', 'path-too-long', 'disk-error', 'no-memory'.
    """
    kind = _kind(error) or "damaged"
    if kind in ("cannot-read", "disk-error"):
        # SQLite cannot tell a full disk where the files beside its own are made.
        if len(os.fsencode(path.absolute())) > _LONGEST:
            kind = "path-too-long"
        elif path.parent.is_dir() and shutil.disk_usage(path.parent).free < _FULL_BELOW:
            kind = "disk-full"
    if kind == "damaged":
        return damaged(path)
    return UserError(kind, _SAID[kind].format(name=path.name, folder=path.parent, path=path))


def damaged(path: Path, broken: Sequence[tuple[str, int, str]] = ()) -> UserError:
    """The refusal of a damaged or foreign file; `broken` are texts in it as of `broken_texts`."""
    if broken:
        table, row, column = broken[0]
        more = f"等 {len(broken)} 处" if len(broken) > 1 else ""
        return UserError(
            "damaged",
            f"“{path.name}”里有损坏的文字（表 {table}，第 {row} 行，{column}{more}），"
            "不能当作完好的数据。文件没有改动；请用最近一份完好的备份恢复。",
        )
    return UserError(
        "damaged",
        f"“{path.name}”已损坏，或不是本程序的数据文件，不能使用。文件没有改动。"
        "请换一份完好的，例如较早的备份。",
    )


def copy_differs(target: Path) -> UserError:
    """The refusal when what was written to the folder of `target` does not read back."""
    return UserError(
        "copy-differs",
        f"写到“{target.parent}”的内容读回来对不上，这份副本没有留下。"
        "这个盘可能有故障或容量是假的，请换一个盘再试。",
    )


def no_file(path: Path) -> UserError:
    """The refusal when a file is not there."""
    if path.is_dir():
        return UserError("no-file", f"“{path}”是文件夹，不是文件。请选里面的那个文件。")
    return UserError("no-file", f"找不到文件“{path}”。请看它是否被移走、U 盘是否插好，再试。")


def _kind(error: Exception) -> str | None:
    """What the error says of the file or the disk; None for one that speaks of neither."""
    if isinstance(error, UnicodeDecodeError):
        return "damaged"
    code = _code(error)
    if code in (_SHORT_READ, _CORRUPT_FILE_SYSTEM):
        return "damaged"
    if "Could not decode to UTF-8" in str(error):  # raised by Python, without a code
        return "damaged"
    return _KINDS.get(code & 0xFF)


def _primary(error: Exception) -> int:
    """SQLite's result code without its extension; SQLITE_ERROR when Python raised by itself."""
    return _code(error) & 0xFF


def _code(error: Exception) -> int:
    """SQLite's result code. What SQLCipher runs within a function of its own comes with the words
    of the code alone."""
    code = int(getattr(error, "sqlite_errorcode", dbapi2.SQLITE_ERROR))
    return _CODES.get(str(error), code) if code == dbapi2.SQLITE_ERROR else code
