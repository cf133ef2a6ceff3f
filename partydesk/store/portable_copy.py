"""A copy of the records in one file that people carry: saved anywhere, opened by a double click."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir

from partydesk.records.findings import UserError
from partydesk.records.registry import kinds
from partydesk.store import (
    archive,
    atomic,
    attachments,
    backup,
    cipher,
    coming,
    handover_file,
    key_file,
    schema,
    second_place,
    sqlite_contents,
    sqlite_errors,
    sqlitefile,
    verified_copy,
)
from partydesk.store.atomic import written
from partydesk.store.backup_diff import Changes
from partydesk.store.home import Home

SUFFIX = ".partydesk"
"""Ends the name of such a file; the installer gives it the program's icon and opens it with it."""

_OWNER = """
SELECT o.uid, o.name, o.secretary FROM organisation o
JOIN setting s ON s.key = 'own' AND o.id = CAST(s.value AS INTEGER)
"""

HANDED = "handover.this"
"""The setting by which the records in a file that was handed over say so."""
_ROLE = "SELECT value FROM setting WHERE key = 'role'"
_TOLD = f"SELECT value FROM setting WHERE key = '{HANDED}'"


@dataclass(frozen=True)
class PortableCopy:
    """A copy that was read whole and found to be one of PartyDesk's: what it is, whose it is.

    `records` is the number of records in it that are not in the recycle bin, `secretary` the name
    it has of the owner's ("" for none). `handover` is what the file tells of itself where it was
    handed over (store/handing_over.py), JSON; "" for a backup. `role` is that of the records.
    """

    backup: backup.Backup
    owner_uid: str
    owner: str
    records: int
    secretary: str = ""
    handover: str = ""
    role: str = "branch"


def save(home: Home, out: Path) -> PortableCopy:
    """Write one file with all there is to `out` and read it back; a backup is kept besides, where
    the home takes one.

    Raises UserError as `backup.backup` and `look_into` do, or the codes of atomic.write_error.
    """
    with contextlib.ExitStack() as stack:
        try:
            made = backup.backup(home.database, home.backups, "manual")
        except UserError as error:
            if error.code != "read-only":
                raise
            # What lies on a disk that takes no files any more can be carried off all the same.
            folder = stack.enter_context(atomic.scratch_folder(Path(gettempdir())))
            made = backup.backup(home.database, folder, "manual")
        return _saved(home, made, out)


def _saved(home: Home, made: backup.Backup, out: Path) -> PortableCopy:
    with written(out) as temporary:
        archive.pack(home, made.path, temporary)
        try:
            again = look_into(temporary)
        except UserError as error:
            if error.code not in ("damaged", "not-ours", "newer"):
                raise  # about the disk it is unpacked to, say
            raise verified_copy.differs(out) from error
        if again.backup.records != made.records:
            raise verified_copy.differs(out)
    return replace(again, backup=made)


@dataclass(frozen=True)
class _Opened:
    """The database of a copy, the folder its other files are beside it in, when it was made, and
    the names of what an archive holds."""

    database: Path
    beside: Path
    made_at: datetime | None = None
    packed: Collection[str] = ()
    sort: str = ""


@contextmanager
def opened_as_files(path: Path, everything_in: Path | None = None) -> Iterator[_Opened]:
    """A copy as files; all of them if there is a folder to put them in for the while.

    Copies of before there were archives are databases by themselves.
    """
    if not archive.is_archive(path):
        yield _Opened(path, path.absolute().parent)
        return
    with atomic.scratch_folder(everything_in or Path(gettempdir())) as folder:
        home = Home(folder)
        manifest = archive.unpack(path, folder, everything=everything_in is not None)
        if manifest.sort == archive.HANDOVER and everything_in is not None:
            handover_file.place(folder, path)
        yield _Opened(home.database, folder, manifest.made_at, manifest.files, manifest.sort)


def slots_of(path: Path) -> key_file.Slots | None:
    """What opens an encrypted copy; None for a plain one. Raises UserError as `look_into`."""
    if not path.is_file():
        raise sqlite_errors.no_file(path)
    with opened_as_files(path) as opened:
        key_id = cipher.beginning(opened.database)
        if not cipher.is_encrypted(opened.database):
            return None
        return cipher.slots_for(opened.database, key_id)


def look_into(path: Path) -> PortableCopy:
    """Read a copy whole and say whose it is.

    Raises UserError as `backup.verify` and `archive.unpack` do, 'not-ours' for a file that no
    PartyDesk wrote, 'newer' for one that a newer PartyDesk wrote.
    """
    with opened_as_files(path) as opened:
        return looked_into(path, opened)


def compare(path: Path, home: Home) -> tuple[PortableCopy, Changes | None, str]:
    """What a copy is, what restoring it would change, in words which attached files lack then.

    The changes are None where the data in `home` cannot be read. Raises UserError as `look_into`.
    """
    with opened_as_files(path) as opened:
        _refuse_handed(path, opened)
        found = looked_into(path, opened)
        changes = None
        with contextlib.suppress(UserError):
            changes = backup.difference(opened.database, home.database)
        named = attachments.named_in(opened.database)
        apart = [each for each in named if f"attachments/{each.sha256}" not in opened.packed]
        return found, changes, attachments.lost_text(home, apart, opened.beside)


def restore(path: Path, home: Home) -> Path | None:
    """Put a copy in the place of the data; where the present file is now, or None for none.

    Its other files come along; `second_place.lost_text` tells what is still missing. The caller
    holds the FileLock and has closed every connection. Raises UserError as `backup.restore` does.
    """
    coming.settle(home)
    with opened_as_files(path, home.folder) as opened:
        _refuse_handed(path, opened)
        kept = backup.restore(opened.database, home.database, home.set_aside)
        with contextlib.suppress(UserError):  # the records are back; what is missing is told
            second_place.bring_back(home, opened.beside)
    return kept


def looked_into(path: Path, copy: _Opened) -> PortableCopy:
    """What a copy is whose files are there. Raises UserError as `look_into`."""
    try:
        found = backup.verify(copy.database)
    except UserError as error:
        words = error.message.replace(copy.database.name, path.name)
        raise UserError(error.code, words) from error
    found = replace(found, path=path, made_at=copy.made_at or found.made_at)
    with sqlitefile.reading(copy.database, still=True) as opened:
        version = int(opened.execute("PRAGMA user_version").fetchone()[0])
        there = set(sqlite_contents.tables(opened))
        ours = version >= 1 and {"member", "organisation", "setting"} <= there
        owner = opened.execute(_OWNER).fetchone() if ours else None
        told = opened.execute(_TOLD).fetchone() if ours else None
        role = opened.execute(_ROLE).fetchone() if ours else None
        if ours and version > schema.VERSION:
            raise UserError(
                "newer",
                f"“{path.name}”由更新的支部工作台保存（数据版本 {version}，本程序只懂到 "
                f"{schema.VERSION}）。没有恢复；请安装新版程序再恢复",
            )
        if owner is None:
            raise UserError("not-ours", f"“{path.name}”不是支部工作台的备份，没有恢复")
        # A file of an older version lacks the kinds that came later.
        records = sum(
            int(opened.execute(f'SELECT count(*) FROM "{kind}" WHERE deleted_at IS NULL')
                .fetchone()[0])
            for kind in kinds() if kind in there
        )  # fmt: skip
    handed = str(told[0]) if told and copy.sort == archive.HANDOVER else ""
    return PortableCopy(
        found, str(owner[0]), str(owner[1]), records, str(owner[2] or ""), handed,
        str(role[0]) if role else "branch",
    )  # fmt: skip


def _refuse_handed(path: Path, copy: _Opened) -> None:
    if copy.sort == archive.HANDOVER:
        raise handover_file.refusal(path)


def refuse_others(copy: PortableCopy, home: Home) -> None:
    """Raise UserError 'other-organisation' when the data in `home` is not the copy's owner's.

    Data that is damaged, missing or without an owner keeps nothing out.
    """
    if not home.database.is_file():
        return
    try:
        with sqlitefile.reading(home.database) as opened:
            own = opened.execute(_OWNER).fetchone()
    except UserError:
        return
    if own is not None and own[0] != copy.owner_uid:
        raise UserError(
            "other-organisation",
            f"“{copy.backup.path.name}”是“{copy.owner}”的备份，这里是“{own[1]}”的数据，没有恢复。"
            "请换这个组织自己的备份；确要打开它，请恢复到另一个文件夹（--home）",
        )
