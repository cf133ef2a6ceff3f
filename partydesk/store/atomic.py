"""Files that appear under their final name only when they are complete."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from partydesk.records.findings import UserError

# An antivirus or cloud program on Windows holds a new file for a moment; seconds between tries.
_PATIENCE: tuple[float, ...] = (
    (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 1.6) if sys.platform == "win32" else ()
)
# A name of our own, short so that it fits wherever the final name fits, hidden on POSIX.
_PREFIX, _SUFFIX = ".partydesk-", ".tmp"
_STALE_SECONDS = 24 * 3600

_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_BROKEN = {errno.EIO}  # a stick pulled out while it is written to, or failing
_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO}


ledger: Path | None = None
"""Where this program notes its unfinished files, so that they are removed when it was killed."""

appearing: Callable[[Path, Path], None] | None = None
"""Called with a complete file and the name it is going to have; it may refuse (cli/outputs.py)."""

_habit: int | None = None
"""The person's own umask while the program's is stricter."""


@contextmanager
def kept_private() -> Iterator[None]:
    """Whatever is made meanwhile, records, backups, logs, is for its owner alone (POSIX).

    Only what is written for others, into a folder they may enter, is as open as it is there.
    """
    global _habit
    before, _habit = _habit, os.umask(0o077)
    try:
        yield
    finally:
        os.umask(_habit)
        _habit = before


def _open_to_others(handle: int, folder: Path) -> None:
    """Let a file for a folder that others may enter be read as the person's other files there."""
    if _habit is None or sys.platform == "win32":
        return
    with contextlib.suppress(OSError):  # a stick's file system may know no modes
        if folder.stat().st_mode & 0o077:
            os.fchmod(handle, 0o666 & ~_habit)


def not_read_back() -> UserError:
    """The refusal of what reads back otherwise than it was written."""
    return UserError("read-back", "写完读回核对不一致，U 盘可能有问题。请换一个 U 盘再写")


def not_readable(path: Path) -> UserError:
    """The refusal of a file whose disk does not give it."""
    return UserError("cannot-read", f"“{path}”读不出来，请看盘是否插好，再试。")


def check_folder(folder: Path) -> None:
    """Raise UserError where the folder to write into is not there."""
    if not folder.is_dir():
        raise UserError("no-folder", f"找不到文件夹“{folder}”。请看 U 盘是否插好，或另选文件夹")


def write_error(error: OSError, target: Path) -> UserError:
    """The plain Chinese sentence for an OSError met while writing `target`.

    Codes: 'read-only', 'disk-full', 'no-folder', 'in-use', 'write-failed'.
    """
    name, folder = target.name, target.parent
    unchanged = "原来的文件没有改动。"
    if error.errno in _FULL:
        return UserError(
            "disk-full",
            f"“{folder}”所在的磁盘满了，“{name}”没有写成，{unchanged}"
            "请清出一些空间，或换一个盘再试。",
        )
    if error.errno == errno.ENAMETOOLONG:
        return UserError(
            "write-failed", f"文件名“{name}”太长，没有写成，{unchanged}请把文件名改短再试。"
        )
    if error.errno == errno.EISDIR or target.is_dir():
        return UserError(
            "write-failed",
            f"“{folder}”里已有一个名为“{name}”的文件夹，文件没有写成。请换一个文件名再试。",
        )
    # Windows answers "access denied" both for a protected file and for one that a program holds.
    if sys.platform == "win32" and isinstance(error, PermissionError) and target.exists():
        return UserError(
            "in-use",
            f"“{name}”正被另一个程序（例如 WPS 或杀毒软件）打开，或被设为只读，没有写成，"
            f"{unchanged}请关闭那个程序再试。",
        )
    if error.errno in _READ_ONLY:
        return UserError(
            "read-only",
            f"“{folder}”是只读的，或没有写入的权限，“{name}”没有写成，{unchanged}"
            "请取消写保护，或换一个文件夹再试。",
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        blocking = next((one for one in (target, *target.parents) if one.is_file()), None)
        if blocking is not None:
            what = "" if blocking == target else f"“{name}”"
            return UserError(
                "no-folder",
                f"“{blocking}”是一个文件，不是文件夹，{what}没有写成。"
                "请把它移走或改名，或换一个文件夹再试。",
            )
    if error.errno in _NO_FOLDER:
        return UserError(
            "no-folder",
            f"找不到文件夹“{folder}”，“{name}”没有写成。"
            "请看 U 盘是否插好、文件夹是否被移走，再试。",
        )
    if error.errno in _BROKEN:
        return UserError(
            "write-failed",
            f"写“{name}”时“{folder}”读写出错，没有写成。U 盘可能被拔出或已损坏，"
            "请重新插好或换一个，再写一次。",
        )
    return UserError(
        "write-failed",
        f"“{name}”没有写成（{reason(error)}），{unchanged}请换一个文件夹或换一个盘再试。",
    )


_REASONS = {
    **dict.fromkeys(_FULL, "空间不够"),
    **dict.fromkeys(_READ_ONLY, "没有权限"),
    **dict.fromkeys(_BROKEN, "读写出错"),
    **dict.fromkeys(_NO_FOLDER, "已不在"),
    errno.EBUSY: "正被别的程序使用",
    errno.EISDIR: "那是文件夹，不是文件",
    errno.EMFILE: "打开的文件太多",
    errno.EINVAL: "这个名字或位置不能用",
    errno.ESTALE: "网络盘断开了",
    errno.ETIMEDOUT: "网络盘没有回应",
    errno.ELOOP: "快捷方式绕回了自己",
}


def reason(error: OSError) -> str:
    """Why the system refused, in a few Chinese words; its number where there are none."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno or ''}".rstrip())


def patiently_move(source: Path, final: Path) -> None:
    """Rename over `final`, waiting a few seconds for a program that holds a file (Windows)."""
    for pause in _PATIENCE:
        try:
            source.replace(final)
            return
        except PermissionError:
            time.sleep(pause)
    source.replace(final)


def sync_file(path: Path) -> None:
    """Have the operating system put the file's bytes on the disk."""
    with path.open("r+b") as stream:  # Windows flushes only through a handle that may write
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Have the folder's names put on the disk; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some stick file systems cannot sync a folder
            os.fsync(handle)
    finally:
        os.close(handle)


def replace(temporary: Path, final: Path) -> None:
    """Make the complete `temporary` appear as `final`, durably and in one step.

    Raises OSError, which `written` and `scratch` turn into a UserError.
    """
    sync_file(temporary)
    if appearing is not None:
        appearing(temporary, final)
    patiently_move(temporary, final)
    sync_folder(final.parent)


def sweep(folder: Path) -> None:
    """Remove what of ours a killed program left unfinished here more than a day ago."""
    with contextlib.suppress(OSError):
        for left in folder.glob(f"{_PREFIX}*{_SUFFIX}*"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime <= _STALE_SECONDS:
                    continue
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink()


def unused_name(folder: Path) -> Path:
    """A temporary name in `folder` that nobody else takes, noted in the program's `ledger`."""
    name = folder / f"{_PREFIX}{os.urandom(6).hex()}{_SUFFIX}"
    if ledger is not None:
        with contextlib.suppress(OSError), ledger.open("ab") as noted:
            noted.write(os.fsencode(name.absolute()) + b"\0")
    return name


def remove_noted(ledger_of_another: Path) -> None:
    """Remove the unfinished files and folders that a program noted which no longer runs."""
    try:
        noted = ledger_of_another.read_bytes().split(b"\0")
    except OSError:
        return
    for name in filter(None, noted):
        path = Path(os.fsdecode(name))
        if not (path.name.startswith(_PREFIX) and path.name.endswith(_SUFFIX)):
            continue  # none of ours
        with contextlib.suppress(OSError):
            for left in (path, *path.parent.glob(f"{path.name}-*")):
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink(missing_ok=True)


@contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """An empty temporary file beside `target` (which is only named in messages).

    What is still there at the end, with the side files SQLite makes, is removed. An OSError
    about this folder becomes the UserError of `write_error`; one about another place passes.
    """
    temporary = unused_name(target.parent)
    try:
        with contextlib.suppress(FileNotFoundError):
            target.lstat()  # a name too long is found before the work, not after it
        sweep(target.parent)
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        _open_to_others(handle, target.parent)
        os.close(handle)
        yield temporary
    except OSError as error:
        if not _about(error, target.parent):
            raise
        raise write_error(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            for left in (temporary, *target.parent.glob(f"{temporary.name}-*")):
                left.unlink(missing_ok=True)


@contextmanager
def scratch_folder(place: Path) -> Iterator[Path]:
    """An empty folder in the folder `place`, removed at the end with all that is in it.

    Raises the UserError of `write_error` where it cannot be made.
    """
    sweep(place)
    folder = unused_name(place)
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise write_error(error, folder) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def written(final: Path) -> Iterator[Path]:
    """Write to the path yielded; on success it is there as `final`, else nothing has changed.

    Raises UserError 'read-only', 'disk-full', 'no-folder', 'in-use' or 'write-failed'.
    """
    with scratch(final) as temporary:
        yield temporary
        replace(temporary, final)


def _about(error: OSError, folder: Path) -> bool:
    """Whether the error is about writing in `folder`: a bare write error names no file."""
    named = [n for n in (error.filename, error.filename2) if isinstance(n, str | os.PathLike)]
    here = Path(os.path.abspath(folder))  # noqa: PTH100 - absolute without following links
    paths = [Path(os.path.abspath(name)) for name in named]  # noqa: PTH100 - as above
    return not paths or any(here in (path, path.parent) for path in paths)
