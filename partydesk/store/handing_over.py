"""交接: all records written to one file for who comes next, and what is kept of that.

What was handed over says so in its own settings; the records it was made of keep what they gave,
to whom, the digest of the file, and a digest of the code that only who opens it can tell.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from partydesk.records.clock import now_stamp
from partydesk.records.findings import UserError
from partydesk.records.registry import kinds
from partydesk.store import (
    atomic,
    backup,
    handover_file,
    key_file,
    keyring,
    portable_copy,
    protection,
    settings,
    sqlitefile,
    verified_copy,
)
from partydesk.store.digests import file_digest
from partydesk.store.home import Home
from partydesk.store.portable_copy import HANDED
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store

GIVEN, TAKEN = "handover.given", "handover.taken"


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over. `taker` is "" where the same person goes on, on another computer; `at` is a
    UTC stamp, `day` the day it counts from (ISO); `protected` says whether the records had a
    password; `operations` is the number of the last change in it; `counts` are records by kind.
    `digest` (SHA-256 of the file), `file` and `proof` (a digest of the 接手码) are known only to
    the records it was made of; `code` is that 接手码 once it is known, `left_on` the day (ISO) on
    which it was to delete those records."""

    id: str
    at: str
    day: str
    giver: str
    taker: str
    protected: bool
    operations: int
    records: int
    counts: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""
    file: str = ""
    proof: str = ""
    code: str = ""
    left_on: str = ""

    @property
    def moves(self) -> bool:
        """Whether it only goes to another computer of the same person."""
        return not self.taker or self.taker == self.giver

    def proved_by(self, code: str) -> bool:
        """Whether this is the 接手码 of the file, however it was typed."""
        read = handover_file.read_code(code)
        return bool(read) and _proof(self.id, read) == self.proof


def read(told: str) -> Handover | None:
    """What a file or a setting tells of a hand-over; None for nothing that is one of ours."""
    try:
        return Handover(**json.loads(told)) if told else None
    except (ValueError, TypeError):
        return None


def given(connection: Connection) -> list[Handover]:
    """What these records were handed over as, the latest last."""
    return _listed(settings.get(connection, GIVEN))


def taken(connection: Connection) -> list[Handover]:
    """What these records were taken over from, the latest last."""
    return _listed(settings.get(connection, TAKEN))


def note_taken(connection: Connection, done: Handover) -> None:
    """Keep that this was taken over."""
    _put(connection, TAKEN, [*taken(connection), done])
    connection.exec_driver_sql("DELETE FROM setting WHERE key = ?", (HANDED,))


def note_proved(connection: Connection, done: Handover, code: str, day: str) -> Handover:
    """Keep that its 接手码 came, and the day on which these records are deleted for it."""
    proved = replace(done, code=handover_file.read_code(code), left_on=day)
    listed = [proved if each.id == done.id else each for each in given(connection)]
    _put(connection, GIVEN, listed)
    return proved


def changed_since(connection: Connection, done: Handover) -> int:
    """How many operations these records have seen since they were handed over."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM operation WHERE id > ?", (done.operations,)
    ).fetchone()
    return int(found[0]) if found else 0


def save(
    store: Store, out: Path, password: str, *, giver: str, taker: str, day: str,
    progress: Progress = silent,
) -> tuple[Handover, str]:  # fmt: skip
    """Write all there is to one file under this password, read it back, keep that it was given;
    what was given, and the code that opening it will tell.

    Raises UserError 'bad-password', or as a backup does; then there is no file.
    """
    protection.judge(password)
    home = store.home
    if not store.writable:
        raise UserError("read-only", "这份数据是只读打开的，不能移交。请关掉别的窗口再试")
    if out.absolute().is_relative_to(home.folder.absolute()):
        raise UserError("own-folder", "移交文件不能放在数据文件夹里，请存到 U 盘，或另选一个文件夹")
    key, slots = handover_file.key_for(password)
    code = handover_file.code_of(key)
    made = backup.backup(home.database, home.backups, "handover")
    told = _told(store, giver, taker, day)
    keyring.hold(key)
    try:
        with atomic.scratch_folder(home.folder) as folder:
            copy = folder / "handed.db"
            copy.touch()
            verified_copy.copy_database(made.path, copy, out, still=True, key=key)
            _say(copy, told)
            key_file.append_block(copy, slots)
            with atomic.written(out) as temporary:
                meant = handover_file.pack(home, copy, temporary, key, progress)
                _prove(temporary, out, meant, told)
    finally:
        keyring.forget(key.id)
    done = replace(told, digest=file_digest(out), file=out.name, proof=_proof(told.id, code))
    with store.transaction() as connection:
        _put(connection, GIVEN, [*given(connection), done])
    return done, code


def _prove(temporary: Path, out: Path, meant: Mapping[str, str], told: Handover) -> None:
    verified_copy.forget_cached(temporary)
    try:
        with portable_copy.opened_as_files(temporary) as opened:
            if set(opened.packed) != set(meant):
                raise verified_copy.differs(out)
        found = portable_copy.look_into(temporary)
    except UserError as error:
        if error.code not in ("damaged", "not-ours", "newer"):
            raise  # about the disk it is unpacked to, say
        raise verified_copy.differs(out) from error
    if found.records != told.records or read(found.handover) != told:
        raise verified_copy.differs(out)


def _told(store: Store, giver: str, taker: str, day: str) -> Handover:
    with store.read() as connection:
        counts = {
            kind: number for kind in kinds()
            if (number := _one(
                connection, f'SELECT count(*) FROM "{kind}" WHERE deleted_at IS NULL'
            ))
        }  # fmt: skip
        last = _one(connection, "SELECT max(id) FROM operation")
    return Handover(
        os.urandom(8).hex(), now_stamp(), day, giver, taker,
        protection.is_protected(store.home), last, sum(counts.values()), counts,
    )  # fmt: skip


def _one(connection: Connection, query: str) -> int:
    found = connection.exec_driver_sql(query).fetchone()
    return int(found[0] or 0) if found else 0


def _say(copy: Path, told: Handover) -> None:
    engine = sqlitefile.open_engine(copy, write=True)
    try:
        with engine.execution_options(immediate=True).begin() as connection:
            settings.put(connection, HANDED, json.dumps(asdict(told), ensure_ascii=False))
    finally:
        engine.dispose()
    sqlitefile.fold_log(copy)


def _listed(kept: str) -> list[Handover]:
    try:
        return [Handover(**each) for each in json.loads(kept or "[]")]
    except (ValueError, TypeError):
        return []


def _put(connection: Connection, key: str, listed: list[Handover]) -> None:
    told = json.dumps([asdict(each) for each in listed], ensure_ascii=False)
    settings.put(connection, key, told)


def _proof(of: str, code: str) -> str:
    return hashlib.sha256(f"{of} {code}".encode()).hexdigest()


def of_home(home: Home, key: str) -> list[Handover]:
    """What the records in a home were GIVEN or TAKEN as. Raises UserError where they cannot be
    read."""
    if not home.database.is_file():
        return []
    with sqlitefile.reading(home.database) as connection:
        row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return _listed(str(row[0])) if row else []
