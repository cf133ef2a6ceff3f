"""The attachments folder: every file once, under its SHA-256; kept, proved, given out again.

A file there never changes and is never deleted by the program: whatever a backup, the recycle
bin or a draft still names is there when it comes back. Where the records have a password the file
is sealed; its name, size and SHA-256 are those of what is in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.store import atomic, cipher, sealed_file, sqlite_contents, sqlitefile, verified_copy
from partydesk.store.digests import file_digest
from partydesk.store.file_names import could_run, safe_name
from partydesk.store.home import Home
from partydesk.store.progress import Progress, silent
from partydesk.store.writing import Writer

MOST = 200 * 2**20
"""Bytes a file may have."""
_SPARE = 64 * 2**20  # bytes left free on the disk: the records have to go on being saved
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the folder: the name it came under, its SHA-256, its size in bytes."""

    name: str
    sha256: str
    size: int

    @property
    def size_text(self) -> str:
        """The size as people read it: 1.2 MB."""
        return size_text(self.size)


@dataclass(frozen=True, slots=True)
class Attached(Kept):
    """A file as it is attached to a record: with the uid of that, and the day."""

    uid: str
    added_on: date


def size_text(size: int) -> str:
    """Bytes as people read them: 812 字节, 34 KB, 1.2 MB."""
    if size < 1024:
        return f"{size} 字节"
    if size < 2**20:
        return f"{size / 1024:.0f} KB"
    return f"{size / 2**20:.1f} MB"


# Keeping ----------------------------------------------------------------------------------------


def keep(home: Home, source: Path, progress: Progress = silent) -> Kept:
    """Take a file in: copied, read back, then there under its SHA-256. One there already stays.

    Raises UserError 'is-folder', 'cannot-read', 'empty', 'too-big', 'disk-full', 'copy-differs' or
    another code of atomic.write_error, Cancelled; then the folder is as it was.
    """
    name = safe_name(source.name)
    if source.is_dir():
        raise UserError("is-folder", f"“{name}”是文件夹，请选里面的文件，或先压缩成一个文件")
    try:
        stream = source.open("rb")
    except OSError as error:
        raise _unreadable(name) from error
    with stream:
        size = os.fstat(stream.fileno()).st_size
        _fits(home, name, size)
        with _arriving(home) as temporary:
            digest, copied = _copy(home, stream, temporary, name, size, progress)
            return _settle(home, temporary, Kept(name, digest, copied))


def keep_bytes(home: Home, content: bytes, name: str) -> Kept:
    """Take in what is not in a file yet (a picture from the clipboard). Raises as `keep` does."""
    name = safe_name(name)
    _fits(home, name, len(content))
    with _arriving(home) as temporary:
        sealed_file.write(temporary, content, cipher.key_of(home.database))
        digest = hashlib.sha256(content).hexdigest()
        return _settle(home, temporary, Kept(name, digest, len(content)))


def _unreadable(name: str) -> UserError:
    return UserError(
        "cannot-read",
        f"“{name}”读不了，没有加。请看文件是否还在、U盘是否插好、是否正被别的程序打开",
    )


def _fits(home: Home, name: str, size: int) -> None:
    if size == 0:
        raise UserError("empty", f"“{name}”是空文件，没有加。请看它是否下载或拷贝完整")
    if size > MOST:
        raise UserError(
            "too-big",
            f"“{name}”有 {size_text(size)}，超过了 {size_text(MOST)}，没有加。"
            "请压缩、截短，或只留照片",
        )
    place = home.attachments if home.attachments.exists() else home.folder
    if shutil.disk_usage(place).free < size + _SPARE:
        raise UserError(
            "disk-full",
            f"数据所在的磁盘满了，“{name}”（{size_text(size)}）没有加。请清出一些空间再试",
        )


def _arriving(home: Home) -> contextlib.AbstractContextManager[Path]:
    try:
        home.attachments.mkdir(exist_ok=True)
    except OSError as error:
        raise atomic.write_error(error, home.attachments) from error
    return atomic.scratch(home.attachments / "附件")


def _copy(
    home: Home, stream: BinaryIO, temporary: Path, name: str, size: int, progress: Progress
) -> tuple[str, int]:
    digest, copied = hashlib.sha256(), 0
    key = cipher.key_of(home.database)
    with temporary.open("wb") as out, sealed_file.Sealer(out, key) as copy:
        while piece := _piece(stream, name):
            progress(copied // 1024, size // 1024, f"正在复制 {name}")
            digest.update(piece)
            copied += len(piece)
            if copied > MOST:  # it is still being written to
                raise UserError("too-big", f"“{name}”超过了 {size_text(MOST)}，没有加")
            copy.write(piece)
    return digest.hexdigest(), copied


def _piece(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(_PIECE)
    except OSError as error:  # told apart from trouble with writing
        raise _unreadable(name) from error


def _settle(home: Home, temporary: Path, kept: Kept) -> Kept:
    """Read the copy back; give it its name, unless a sound one has that already."""
    atomic.sync_file(temporary)
    if sealed_file.digest(temporary) != kept.sha256:
        raise verified_copy.differs(home.attachments / kept.name)
    if state_of(home, kept, thorough=True):
        atomic.replace(temporary, path_of(home, kept.sha256))
    return kept


# Records ----------------------------------------------------------------------------------------


def attach(writer: Writer, kind: str, uid: str, kept: Kept) -> str:
    """Attach a kept file to a record and return the attachment's uid. Raises UserError."""
    return writer.add(
        "attachment",
        {
            "of_kind": kind,
            "of_uid": uid,
            "name": kept.name,
            "sha256": kept.sha256,
            "size": kept.size,
            "added_on": today(),
        },
    )


def attached_to(connection: Connection, kind: str, uid: str) -> list[Attached]:
    """The files of a record, in the order they were added."""
    found = connection.exec_driver_sql(
        "SELECT name, sha256, size, uid, added_on FROM attachment "
        "WHERE of_kind = ? AND of_uid = ? AND deleted_at IS NULL ORDER BY id",
        (kind, uid),
    )
    return [Attached(r[0], r[1], r[2], r[3], date.fromisoformat(r[4])) for r in found]


def all_attached(connection: Connection) -> list[Attached]:
    """Every file of every record that is not in the recycle bin."""
    found = connection.exec_driver_sql(
        "SELECT name, sha256, size, uid, added_on FROM attachment "
        "WHERE submission IS NULL AND deleted_at IS NULL ORDER BY id"
    )
    return [Attached(r[0], r[1], r[2], r[3], date.fromisoformat(r[4])) for r in found]


def named_in(database: Path) -> list[Kept]:
    """The files that a database file names, whatever its version. Raises UserError."""
    with sqlitefile.reading(database) as connection:
        if "attachment" not in sqlite_contents.tables(connection):
            return []
        found = connection.execute(
            "SELECT name, sha256, size FROM attachment "
            "WHERE submission IS NULL AND deleted_at IS NULL ORDER BY id"
        ).fetchall()
    return [Kept(*row) for row in found]


# Whether they are there -------------------------------------------------------------------------

MISSING, CHANGED = "missing", "changed"


def path_of(home: Home, sha256: str) -> Path:
    """Where the file with this SHA-256 lies."""
    return home.attachments / sha256


def state_of(home: Home, kept: Kept, *, thorough: bool = False) -> str:
    """ "", MISSING, or CHANGED: told by the size, or `thorough`ly by reading the whole file."""
    path = path_of(home, kept.sha256)
    try:
        if path.stat().st_size != kept.size and sealed_file.size(path) != kept.size:
            return CHANGED
        return CHANGED if thorough and sealed_file.digest(path) != kept.sha256 else ""
    except OSError:
        return MISSING


def state_text(state: str) -> str:
    """What a state means and what to do, in words; nothing for a sound file."""
    if state == MISSING:
        return "文件不见了。请再添加一次同一个文件；第二备份位置有的，在那里备份一次就会找回来"
    if state == CHANGED:
        return "文件被改动过，和当初添加的不一样。请再添加一次原来的文件"
    return ""


def lost(home: Home, files: Iterable[Kept], *, thorough: bool = False) -> list[tuple[Kept, str]]:
    """Those of the files that are not as they were added, each with its state."""
    states: dict[str, str] = {}
    found = []
    for each in files:
        if each.sha256 not in states:
            states[each.sha256] = state_of(home, each, thorough=thorough)
        if states[each.sha256]:
            found.append((each, states[each.sha256]))
    return found


def lost_text(home: Home, files: Iterable[Kept], beside: Path | None = None) -> str:
    """One sentence about the files that are not as they were added; nothing when all are.

    Those in the attachments folder in `beside`, from where they are brought back, count as there.
    """
    gone = [each for each, _ in lost(home, files)]
    if beside is not None:
        gone = [each for each, _ in lost(Home(beside), gone)]
    names = list(dict.fromkeys(each.name for each in gone))
    if not names:
        return ""
    named = "、".join(f"“{name}”" for name in names[:3]) + ("等" if len(names) > 3 else "")
    return (
        f"有 {len(names)} 个附件的文件不在或被改动过：{named}。"
        "插好第二备份位置的盘，点“现在备份”，会自动找回来；那里也没有的，请再添加一次"
    )


# Giving out -------------------------------------------------------------------------------------


def save_as(home: Home, kept: Kept, out: Path) -> None:
    """Copy a file to where somebody wants it, proved. Raises UserError."""
    _sound(home, kept)
    with atomic.written(out) as temporary:
        verified_copy.copy_bytes(path_of(home, kept.sha256), temporary, kept.sha256)


def content(home: Home, kept: Kept) -> bytes:
    """All that is in a file. Raises OSError, UserError 'password-needed'."""
    return sealed_file.content(path_of(home, kept.sha256))


def copy_to_look_at(home: Home, kept: Kept) -> Path:
    """A read-only copy under the file's own name, for another program to show.

    A copy, so that what that program saves cannot change what is kept. Raises UserError 'could-run'
    for what might be a program, or as `save_as` does.
    """
    if could_run(kept.name):
        raise UserError(
            "could-run",
            f"“{kept.name}”这类文件打开后可能会运行程序，这里不打开。"
            "确认可靠的话，请“另存”到别处再处理",
        )
    _sound(home, kept)
    folder = home.opened / kept.sha256[:16]
    out = folder / safe_name(kept.name)
    with contextlib.suppress(OSError):
        if file_digest(out) == kept.sha256:
            return out
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            out.chmod(0o600)
    except OSError as error:
        raise atomic.write_error(error, out) from error
    save_as(home, kept, out)
    with contextlib.suppress(OSError):
        out.chmod(0o400)
    return out


def forget_copies(home: Home) -> None:
    """Remove the copies made to be looked at; one that is still open stays until next time."""
    for folder in home.opened.glob("*") if home.opened.is_dir() else ():
        with contextlib.suppress(OSError):
            for copy in folder.iterdir():
                with contextlib.suppress(OSError):  # a stick's file system may know no modes
                    copy.chmod(0o600)
                copy.unlink()
            folder.rmdir()


def _sound(home: Home, kept: Kept) -> None:
    state = state_of(home, kept, thorough=True)
    if state:
        raise UserError(f"attachment-{state}", f"附件“{kept.name}”的{state_text(state)}")
