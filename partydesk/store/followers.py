"""What lies beside the database follows it: sealed where that is encrypted, plain where it is not.

The caller holds the FileLock; each step is complete in itself, so that a power cut leaves every
file readable and the next round does the rest.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import (
    atomic,
    backup,
    cipher,
    key_file,
    keyring,
    sealed_file,
    verified_copy,
)
from partydesk.store.home import Home
from partydesk.store.key_file import Slots
from partydesk.store.keyring import DataKey
from partydesk.store.progress import Progress

_MARGIN = 512 * 2**10  # bytes


def refuse_without_room(home: Home) -> None:
    """Raise UserError 'disk-full' where there is no room for what is written beside each file in
    turn, before the first is."""
    paths = [home.database, *_files(home), *(made.path for made in backup.backups(home.backups))]
    sizes = []
    for path in paths:
        with contextlib.suppress(OSError):
            sizes.append(path.stat().st_size)
    # A sealed file is a little longer than a plain one.
    wanted = max(sizes, default=0) + sum(sizes) // 500 + 4096 * len(sizes) + _MARGIN
    if shutil.disk_usage(home.folder).free < wanted:
        raise UserError(
            "disk-full",
            f"“{home.folder}”所在的磁盘空间不够：每个文件都要先另写一份，至少要空出 "
            f"{wanted / 2**20:.1f} MB。什么也没有改动。请清出一些空间，再做一次",
        )


def follow(home: Home, key: DataKey | None, progress: Progress) -> None:
    """Have every other file sealed, or plain, as the database is; one that cannot be read is
    sealed as it is."""
    steps: list[Callable[[], None]] = []
    for path in _files(home):
        steps.append(lambda path=path: _convert(path, key))  # type: ignore[misc]
    for made in backup.backups(home.backups):
        if not made.whole:
            steps.append(lambda made=made: _convert_backup(home, made, key))  # type: ignore[misc]
    for number, step in enumerate(steps):
        progress(number, len(steps), "正在加密" if key else "正在解密")
        step()
    forget_opened(home)


def forget_opened(home: Home) -> None:
    """Remove the copies that other programs were to show, which are plain."""
    from partydesk.store.attachments import forget_copies

    if home.opened.is_dir():
        forget_copies(home)


def in_clear(home: Home) -> list[Path]:
    """What is not encrypted beside records with a password: put there by hand, say."""
    if not cipher.is_encrypted(home.database):
        return []
    found = []
    for path in (*_files(home), *(made.path for made in backup.backups(home.backups))):
        with contextlib.suppress(OSError):
            plain = not sealed_file.key_id(path) and not cipher.is_encrypted(path)
            if plain and not path.name.startswith(".") and not cipher.looks_encrypted(path):
                found.append(path)
    return found


def keyless(home: Home) -> list[Path]:
    """What lies beside the records encrypted, with a key that is none of theirs: of a password of
    before, whose key file is lost."""
    found = []
    for path in (*_files(home), *(made.path for made in backup.backups(home.backups))):
        with contextlib.suppress(OSError):
            sealed = sealed_file.key_id(path)
            if path.name.startswith(".") or cipher.is_encrypted(path):
                continue
            if keyring.held(sealed) is None if sealed else cipher.looks_encrypted(path):
                found.append(path)
    return found


def _files(home: Home) -> Iterator[Path]:
    for folder in (home.attachments, home.received, home.waiting, home.drafts, home.set_aside):
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.is_file())
    yield from sorted(home.folder.glob("partydesk.damaged-*"))


def _convert(path: Path, key: DataKey | None) -> None:
    if path.name.startswith("."):
        return  # unfinished, swept
    with contextlib.suppress(OSError):  # of a disk that fails: what is there stays
        try:
            sealed_file.convert(path, key)
        except UserError as error:
            if error.code != "password-needed":  # sealed with a key of long ago
                raise


def _convert_backup(home: Home, made: backup.Backup, key: DataKey | None) -> None:
    """Put an encrypted copy of a backup in its place, or a plain one."""
    if key is None:
        _convert(made.path, None)  # a broken one was sealed as it is
    if cipher.is_encrypted(made.path) == (key is not None):
        return
    with atomic.scratch(made.path) as temporary:
        try:
            verified_copy.copy_database(made.path, temporary, made.path, still=True, key=key)
        except UserError as error:
            if error.code not in ("damaged", "password-needed"):
                raise
            _convert(made.path, key)  # a broken backup lets itself be read, too
            return
        if key is not None and (slots := key_file.read(home.key)) is not None:
            key_file.append_block(temporary, slots)
        final = made.path.with_name(made.name_as(backup.digest(temporary), ".db"))
        if not made.number:
            final = made.path
        moment = made.path.stat().st_mtime
        os.utime(temporary, (moment, moment))
        atomic.replace(temporary, final)
    if final != made.path:
        made.path.unlink(missing_ok=True)


def change_backups(home: Home, slots: Slots) -> None:
    """What a backup ends with opens it: the password of before no longer should."""
    for made in backup.backups(home.backups):
        with contextlib.suppress(OSError):
            found = key_file.block_of(made.path)
            if found is not None and found.key_id == slots.key_id:
                key_file.change_block(made.path, slots)
