"""Backups: made by themselves, read back before they count, put back without losing anything."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store import (
    archive,
    atomic,
    cipher,
    key_file,
    mark,
    seal,
    sqlite_contents,
    sqlite_errors,
    sqlitefile,
    verified_copy,
)
from partydesk.store.atomic import not_readable
from partydesk.store.backup_diff import difference
from partydesk.store.digests import file_digest
from partydesk.store.home import Home
from partydesk.store.keyring import DataKey

__all__ = [
    "Backup",
    "backup",
    "backups",
    "changed_since",
    "copy_to_second_place",
    "difference",
    "restore",
    "verify",
]

# partydesk-20261123-150342-opening-n17-r1234-0123456789ab.db: when, why, the how-manieth, how many
# rows, and the first of its SHA-256, so that a copy on a stick proves itself without an index that
# could be lost. An archive, with the attached and received files in it, ends in .partydesk.
_NAME = re.compile(
    r"partydesk-(?P<time>\d{8}-\d{6})-(?P<reason>[a-z]+(?:-[a-z]+)*?)"
    r"(?:-n(?P<number>\d+))?(?:-r(?P<records>\d+)-(?P<digest>[0-9a-f]{12}))?\.(?P<form>db|partydesk)"
)
_REASON = re.compile(r"[a-z]+(?:-[a-z]+)*")
_TIME = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Backup:
    """One backup file.

    `made_at` is local time to the second; `records` is the number of rows in all tables (0 when
    the name does not tell and nobody has read the file); `verified` says that the file has been
    read back and found whole by the call that returned this, not only listed. `number` orders the
    backups of a folder, whatever the clock said; 0 for one of before there were numbers. `warning`
    says in words what did not go with it: the copy to the second place.
    """

    path: Path
    made_at: datetime
    reason: str
    records: int
    verified: bool
    number: int = 0
    warning: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is an archive: attached and received files are in it."""
        return self.path.suffix == ".partydesk"

    def name_as(self, digest: str, suffix: str) -> str:
        """The name of a file with this backup in it: its SHA-256, how its name ends."""
        stem = f"partydesk-{self.made_at:{_TIME}}-{self.reason}-n{self.number}"
        return f"{stem}-r{self.records}-{digest[:12]}{suffix}"


def backup(source: Path, folder: Path, reason: str, now: datetime | None = None) -> Backup:
    """Copy the database `source` into `folder` (made if its parent exists) as one proven file.

    `source` may be open and written to meanwhile; the copy is of one moment. One with a password is
    encrypted like it, and ends with what opens it (store/key_file.py). `reason` is lower
    case words joined by '-': opening, timer, closing, merge, upgrade, restore, bulk-delete,
    bulk-edit.
    Raises UserError 'no-file', 'damaged' (the source; earlier backups are left alone), 'busy',
    'cannot-read', 'copy-differs', or the codes of atomic.write_error; then nothing is left behind.
    """
    if not _REASON.fullmatch(reason):
        raise ValueError(f"not a reason for a file name: {reason!r}")
    if not source.is_file():
        raise sqlite_errors.no_file(source)
    _make_folder(folder)
    made_at = local_time(now)
    key = cipher.key_of(source)
    before = backups(folder)
    number = before[0].number + 1 if before else 1
    named = folder / f"partydesk-{made_at:{_TIME}}-{reason}-n{number}.db"
    with atomic.scratch(named) as temporary:
        rows = verified_copy.copy_database(source, temporary, named, still=False, key=key)
        if key is not None and (slots := cipher.slots_for(source, key.id)) is not None:
            key_file.append_block(temporary, slots)
        atomic.sync_file(temporary)
        made = Backup(named, made_at, reason, sum(rows.values()), verified=True, number=number)
        final = folder / made.name_as(digest(temporary), ".db")
        atomic.replace(temporary, final)
    return replace(made, path=final)


def backups(folder: Path) -> list[Backup]:
    """The backups in `folder`, newest first, by their names alone; none if it is not there.

    Their numbers order them: the clock may have been wrong. Those without come last, by their time.
    """
    try:
        files = [entry for entry in folder.iterdir() if entry.is_file()]
    except OSError:
        return []
    listed = [found for found in map(_from_name, files) if found is not None]
    return sorted(listed, key=lambda one: (one.number, one.made_at, one.path.name), reverse=True)


def digest(path: Path) -> str:
    """The SHA-256 that the name of a backup carries: of all of it, but for the slots at the end of
    an encrypted one, which follow the password. Raises OSError."""
    if key_file.block_of(path) is None:
        return file_digest(path)
    found = hashlib.sha256()
    left = path.stat().st_size - key_file.BLOCK
    with path.open("rb") as stream:
        while left > 0 and (piece := stream.read(min(left, 2**20))):
            found.update(piece)
            left -= len(piece)
    return found.hexdigest()


def verify(path: Path) -> Backup:
    """Read the whole backup: SQLite's integrity check, and the digest its name carries; of an
    archive each part.

    Any SQLite file will do; without a name of ours its time of change stands for `made_at`.
    Raises UserError 'no-file', 'damaged', 'busy' or 'cannot-read'.
    """
    if not path.is_file():
        raise sqlite_errors.no_file(path)
    named = _from_name(path)
    try:
        if not _digest_agrees(path):
            raise sqlite_errors.damaged(path)
        rows = _sound_counts(path)
        changed = datetime.fromtimestamp(path.stat().st_mtime).replace(microsecond=0)
    except OSError as error:
        raise not_readable(path) from error
    known = named or Backup(path, changed, "", 0, verified=False)
    return replace(known, records=sum(rows.values()), verified=True)


def _sound_counts(path: Path) -> dict[str, int]:
    # Only such a file is opened as plain one: the live file, under another name, never.
    if path.suffix != ".partydesk" or not archive.is_archive(path):
        return verified_copy.sound_counts(path, still=True)
    with atomic.scratch_folder(Path(gettempdir())) as folder:
        archive.unpack(path, folder, everything=False)
        return verified_copy.sound_counts(Home(folder).database, still=True)


def copy_to_second_place(made: Backup, second: Path) -> Backup:
    """Copy a backup into the folder `second` (a stick, another disk), read it back and compare.

    Raises UserError 'no-folder' when the place is not there, 'no-file' or 'damaged' about the
    backup itself, 'copy-differs' when the place does not give back what was written to it, or
    the codes of atomic.write_error.
    """
    if not second.is_dir():
        raise no_second_place(second)
    try:
        wanted = file_digest(made.path)
        if not _digest_agrees(made.path):
            raise sqlite_errors.damaged(made.path)
    except OSError as error:
        raise sqlite_errors.no_file(made.path) from error
    final = second / made.path.name
    with contextlib.suppress(OSError):
        if file_digest(final) == wanted:
            return replace(made, path=final, verified=True)
    with atomic.scratch(final) as temporary:
        verified_copy.copy_bytes(made.path, temporary, wanted)
        atomic.replace(temporary, final)
    return replace(made, path=final, verified=True)


def no_second_place(second: Path) -> UserError:
    """The refusal when the second place is not there."""
    return UserError(
        "no-folder",
        f"第二备份位置“{second}”现在不在，这次没有复制。请插好 U 盘或重新选择位置。",
    )


def changed_since(source: Path, folder: Path) -> bool:
    """Whether `source` holds anything else than its newest backup; True when in doubt.

    Compares what the two files hold (sqlitefile.content_mark), because nothing cheaper is
    reliable: `PRAGMA data_version` counts within one connection, the header's change counter
    need not move on a commit in WAL mode, and times of change are late on Windows and coarse on
    FAT. So there is no index beside the backups that could be lost or wrong. Of an encrypted file
    two copies never look alike: the mark that each transaction leaves is compared (store/mark.py).
    """
    if not source.is_file():
        return False
    made = backups(folder)
    if not made:
        return True
    if cipher.is_encrypted(source):
        left = mark.left_in(made[0].path, still=True)
        return left is None or left != mark.left_in(source, still=False)
    before = sqlitefile.content_mark(made[0].path, still=True)
    return before is None or before != sqlitefile.content_mark(source, still=False)


def restore(backup_path: Path, live: Path, set_aside: Path) -> Path | None:
    """Put a backup in the place of `live`; the present file is kept in the folder `set_aside`.

    Returns where the present file is now, or None if there was none. The caller holds the
    FileLock and has closed every connection. The password stays as it is here; where there was
    nothing, it is the backup's. Steps, each complete before the next:

    1. The backup is verified and copied beside `live` under a temporary name, checked again.
    2. The log of `live` is merged into it, if it is sound; a damaged file is left as it is.
    3. `live` (and the -wal of a damaged one) is copied into `set_aside`, read back, compared.
    4. What lies beside `live` is renamed away, so that no old -wal is applied to the new file.
    5. The copy of step 1 is renamed to `live`.

    Killed before step 5, `live` is the old file; after it, the new one; it is never missing.
    Only the log of an already damaged file may be gone from beside it between 4 and 5, and then
    file and log are both in `set_aside`. Nothing but copies is ever removed.
    Raises UserError as `verify` does, 'busy' when another program has `live` open, or the codes
    of atomic.write_error; then `live` is as it was.
    """
    wanted = verify(backup_path)
    key = cipher.key_to_keep(live, backup_path)
    with atomic.scratch(live) as fresh:
        rows = verified_copy.copy_database(backup_path, fresh, live, still=True, key=key)
        if sum(rows.values()) != wanted.records:
            raise verified_copy.differs(live)
        kept = keep_present(live, set_aside)
        seal.lift(live)
        if key is not None:
            _keep_slots(live, backup_path, key)
        cipher.forget(live)
        with sides_away(live):
            atomic.replace(fresh, live)
    return kept


def _keep_slots(live: Path, backup_path: Path, key: DataKey) -> None:
    """Have what opens the new file beside it before it is there."""
    beside = Home(live.parent).key
    if not beside.exists() and (slots := cipher.slots_for(backup_path, key.id)) is not None:
        key_file.write(beside, slots)


def keep_present(live: Path, set_aside: Path) -> Path | None:
    """Copy the present file into the folder `set_aside`; its log is merged or comes along."""
    if live.is_file():
        _merge_log(live)
    present = [
        (suffix, path)
        for suffix in ("-wal", "-journal", "")  # the file itself last: it is there when all is
        if (path := sqlitefile.side(live, suffix)).is_file()
        and (not suffix or sqlitefile.has_content(path))
    ]
    if not present:
        return None
    _make_folder(set_aside)
    moment = clock.now()
    while any(set_aside.glob(f"{live.stem}.before-restore-{moment:{_TIME}}{live.suffix}*")):
        moment += timedelta(seconds=1)
    kept = set_aside / f"{live.stem}.before-restore-{moment:{_TIME}}{live.suffix}"
    for suffix, path in present:
        final = sqlitefile.side(kept, suffix)
        with atomic.scratch(final) as temporary:
            verified_copy.copy_bytes(path, temporary, file_digest(path))
            atomic.replace(temporary, final)
    return kept if live.is_file() else None


def _merge_log(live: Path) -> None:
    """Merge the write-ahead log into a sound file; leave a damaged one exactly as it is."""
    try:
        with sqlitefile.reading(live) as connection:
            if sqlite_contents.findings(connection, thorough=False):
                return
        sqlitefile.fold_log(live)
    except UserError as error:
        if error.code != "damaged":
            raise


@contextmanager
def sides_away(live: Path) -> Iterator[None]:
    """Rename what lies beside `live` away; back again if the body fails."""
    away: list[tuple[Path, Path]] = []
    try:
        for suffix in sqlitefile.SIDES:
            beside = sqlitefile.side(live, suffix)
            if beside.exists():
                parked = atomic.unused_name(live.parent)
                atomic.patiently_move(beside, parked)
                away.append((parked, beside))
        yield
    except BaseException:
        for parked, beside in reversed(away):
            atomic.patiently_move(parked, beside)
        raise
    for parked, _ in away:
        with contextlib.suppress(OSError):  # its content is in the file set aside
            parked.unlink()


def _from_name(path: Path) -> Backup | None:
    """What the name of a backup tells; None for another file."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    try:
        made_at = datetime.strptime(match["time"], _TIME)
    except ValueError:
        return None
    records, number = int(match["records"] or 0), int(match["number"] or 0)
    return Backup(path, made_at, match["reason"], records, verified=False, number=number)


def _digest_agrees(path: Path) -> bool:
    """Whether the file has the digest its name carries, if it carries one. Raises OSError."""
    match = _NAME.fullmatch(path.name)
    wanted = match["digest"] if match else None
    return wanted is None or digest(path).startswith(wanted)


def local_time(now: datetime | None) -> datetime:
    """Local time to the second, as it is written in names."""
    moment = now or clock.now()
    if moment.tzinfo is not None:
        moment = moment.astimezone().replace(tzinfo=None)
    return moment.replace(microsecond=0)


def _make_folder(folder: Path) -> None:
    """Make the last folder of the path only: a stick that is not there must not be made up."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise atomic.write_error(error, folder) from error
