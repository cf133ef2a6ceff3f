"""The store: one data folder, opened; the door through which everything reads and writes."""

from __future__ import annotations

import contextlib
import getpass
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from partydesk.records.checking import read_values
from partydesk.records.findings import UserError
from partydesk.records.organisation import ORGANISATION_KIND, Organisation
from partydesk.store import (
    atomic,
    cipher,
    coming,
    key_file,
    mark,
    rows,
    schema,
    seal,
    settings,
    sqlitefile,
    undo,
    verified_copy,
)
from partydesk.store.home import Home
from partydesk.store.keyring import DataKey
from partydesk.store.lock import FileLock
from partydesk.store.writing import OperationChanges, Writer, invalid_record

ROLES = ("branch", "committee")


@dataclass(frozen=True, slots=True)
class Own:
    """The organisation a file belongs to."""

    id: int
    uid: str
    code: str
    name: str
    short_name: str


READ_ONLY = "这份数据是只读打开的，不能修改"


class Store:
    """An open data folder.

    Reading and writing may be done from several threads; writes queue up one behind the other.
    Listeners hear what each operation did, in the thread that did it.
    """

    def __init__(self, home: Home, engine: Engine, lock: FileLock | None, actor: str) -> None:
        self.home = home
        self.engine = engine
        self.actor = actor
        self.listeners: list[Callable[[OperationChanges], None]] = []
        self._lock = lock
        self._writing = threading.RLock()
        self._marks = cipher.is_encrypted(home.database)
        with self.read() as connection:
            self.role = settings.get(connection, "role", "branch")
            self._own_id = int(settings.get(connection, "own", "0"))

    @property
    def writable(self) -> bool:
        """Whether this opening may write."""
        return self._lock is not None

    @property
    def own(self) -> Own:
        """The organisation this file belongs to, as it stands now. Raises UserError for none."""
        with self.read() as connection:
            row = rows.get(connection, "organisation", self._own_id)
        if row is None:
            raise UserError(
                "no-organisation", "这份数据里没有本组织的登记，文件可能不完整，请恢复备份"
            )
        return Own(
            row["id"], row["uid"], row["code"], row["name"], row["short_name"] or row["name"]
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state until it is given back."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A writing transaction without history, for merging and the program's own tables.

        Raises UserError("read-only") where the file was opened for reading.
        """
        if not self.writable:
            raise UserError("read-only", READ_ONLY)
        with self._writing, self.engine.connect() as plain:
            connection = plain.execution_options(immediate=True)
            with connection.begin():
                if self._marks:
                    with mark.left_by(connection):
                        yield connection
                else:
                    yield connection

    @contextmanager
    def write(self, label: str) -> Iterator[Writer]:
        """One operation under this label: all of it is kept or, when anything raises, none.

        Raises UserError("read-only") where the file was opened for reading.
        """
        with self.transaction() as connection:
            writer = Writer(connection, self._own_id, self.actor, label)
            yield writer
            done = writer.finish()
        self.tell(done)

    @contextmanager
    def rehearsal(self, sort: type[Writer] = Writer) -> Iterator[Writer]:
        """What an operation would do: its writer can be asked, and nothing of it is kept.

        `sort` is the class of that writer. Raises UserError("read-only") where the file was
        opened for reading.
        """
        if not self.writable:
            raise UserError("read-only", READ_ONLY)
        with self._writing, self.engine.connect() as plain:
            connection = plain.execution_options(immediate=True)
            whole = connection.begin()
            try:
                yield sort(connection, self._own_id, self.actor, "")
            finally:
                whole.rollback()

    def set_settings(self, *pairs: tuple[str, str]) -> None:
        """Set some of the file's settings (key, value); no operation, nothing to undo."""
        with self.transaction() as connection:
            for key, value in pairs:
                settings.put(connection, key, value)

    def undo(self) -> OperationChanges | None:
        """Take back the latest operation."""
        return self._stepped(undo.undo)

    def redo(self) -> OperationChanges | None:
        """Do the operation undone last again."""
        return self._stepped(undo.redo)

    def tell(self, done: OperationChanges) -> None:
        """Let the listeners know what changed."""
        if done.touched:
            for listener in self.listeners:
                listener(done)

    def close(self) -> None:
        """Give everything back; the file is then one file (the WAL is folded in)."""
        self.engine.dispose()
        if self._lock is not None:
            seal.put(self.home.database)
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stepped(
        self, step: Callable[[Connection, str], OperationChanges | None]
    ) -> OperationChanges | None:
        with self.transaction() as connection:
            done = step(connection, self.actor)
        if done is not None:
            self.tell(done)
        return done


def actor_name() -> str:
    """Who history says it was: the name the person is logged in by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "本机用户"


def create(home: Home, role: str, values: dict[str, Any], key: DataKey | None = None) -> Store:
    """A new file for an organisation. `values` are raw values of its fields (code, name, …).

    With a `key` of other data it is encrypted as they are, for what is thrown away again.

    Raises UserError when the folder already holds one, cannot be written, or the values are wrong.
    """
    if role not in ROLES:
        raise UserError("bad-role", "请说明这份数据归谁：branch（党支部）或 committee（党委）")
    if any(sqlitefile.side(home.database, suffix).exists() for suffix in ("", *sqlitefile.SIDES)):
        raise UserError(
            "exists", f"“{home.folder}”里已经有一份支部工作台数据，没有动它。请换一个文件夹"
        )
    if role == "committee" and not values.get("kind"):
        values = {**values, "kind": ORGANISATION_KIND.label("party_committee")}
    typed, findings = read_values(Organisation, values)
    if findings:
        raise invalid_record(Organisation, findings)
    new_folder = not home.folder.exists()
    make_folder(home.folder)
    lock = FileLock(home.lock)
    lock.acquire()
    temporary = home.database.with_suffix(".new")
    try:
        coming.settle(home)
        temporary.unlink(missing_ok=True)
        _fill(temporary, role, typed, key)
        key_file.move_aside(home.key)  # of records that are gone
        atomic.replace(temporary, home.database)
        return Store(home, sqlitefile.open_engine(home.database, write=True), lock, actor_name())
    except BaseException as error:
        # Nothing is there but what was made just now.
        for path in (temporary, home.database):
            for suffix in ("", *sqlitefile.SIDES):
                sqlitefile.side(path, suffix).unlink(missing_ok=True)
        if new_folder:
            with contextlib.suppress(OSError):  # Windows removes no locked file
                home.lock.unlink()
        lock.release()
        if new_folder:
            with contextlib.suppress(OSError):
                home.folder.rmdir()
        if isinstance(error, OSError):
            raise atomic.write_error(error, home.database) from error
        raise


def _fill(database: Path, role: str, typed: dict[str, Any], key: DataKey | None) -> None:
    """Lay out a new file, enter its organisation, and prove that all of it is in that one file."""
    engine = sqlitefile.open_engine(database, write=True, key=key)
    try:
        schema.lay_out(engine)
        immediate = engine.execution_options(immediate=True)
        with immediate.begin() as connection:
            settings.put(connection, "role", role)
            writer = Writer(connection, 0, actor_name(), "建立数据")
            uid = writer.add("organisation", typed)
            row = rows.find(connection, "organisation", uid)
            settings.put(connection, "own", str(row["id"] if row else 0))
    finally:
        engine.dispose()  # folds its log in if it can, and says nothing if it cannot
    sqlitefile.fold_log(database)
    verified_copy.sound_counts(database, still=True)


def make_folder(folder: Path) -> None:
    """Make a folder with its parents. Raises UserError with a code of atomic.write_error."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.write_error(error, folder) from error
