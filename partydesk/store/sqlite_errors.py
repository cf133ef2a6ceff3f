"""What SQLite finds wrong, in words: its result codes told as refusals a person can act on."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import atomic


class Code(IntEnum):
    """SQLite's result codes (sqlite.org/rescode.html), as far as they are about a file."""

    ERROR = 1
    PERM = 3
    BUSY = 5
    LOCKED = 6
    NOMEM = 7
    READONLY = 8
    IOERR = 10
    CORRUPT = 11
    FULL = 13
    CANTOPEN = 14
    AUTH = 23
    NOTADB = 26


# What SQLite's result codes mean for a file: of these the user hears; other codes are mistakes of
# the program or answers of the database (a constraint) and pass as they are.
_KINDS: dict[int, str] = {
    Code.BUSY: "busy",
    Code.LOCKED: "busy",
    Code.FULL: "disk-full",
    Code.READONLY: "read-only",
    Code.PERM: "read-only",
    Code.CANTOPEN: "cannot-read",
    Code.AUTH: "cannot-read",
    Code.IOERR: "disk-error",
    Code.NOMEM: "no-memory",
    Code.CORRUPT: "damaged",
    Code.NOTADB: "damaged",
}
# The same, where they are about a copy that is being written, as the system would have said it.
_WRITING: dict[int, int] = {
    Code.FULL: errno.ENOSPC,
    Code.READONLY: errno.EROFS,
    Code.PERM: errno.EACCES,
    Code.CANTOPEN: errno.EIO,
    Code.IOERR: errno.EIO,
}
# What SQLite says of a result code where it says nothing more.
_CODES = {
    "database or disk is full": Code.FULL,
    "disk I/O error": Code.IOERR,
    "attempt to write a readonly database": Code.READONLY,
    "unable to open database file": Code.CANTOPEN,
    "database is locked": Code.BUSY,
    "out of memory": Code.NOMEM,
}
# A read that ended early, and a file system that is broken itself.
_SHORT_READ, _CORRUPT_FILE_SYSTEM = (Code.IOERR | number << 8 for number in (2, 33))
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


def busy(path: Path) -> UserError:
    """The refusal while another connection is in the way."""
    return UserError("busy", _BUSY.format(name=path.name))


def writing_error(error: Exception, target: Path) -> UserError | None:
    """What an error means that came while a copy was written, about the file `target` that it is
    for (atomic.write_error); None for one that is not about writing."""
    number = _WRITING.get(_code(error) & 0xFF)
    return None if number is None else atomic.write_error(OSError(number, str(error)), target)


def sqlite_error(error: Exception, path: Path) -> UserError:
    """What an error about the file `path` means, in words.

    Codes: 'damaged' (also what only a file of another origin can bring about, as a missing table),
    'busy', 'disk-full', 'read-only', 'cannot-read', 'path-too-long', 'disk-error', 'no-memory'.
    """
    code = kind(error) or "damaged"
    if code in ("cannot-read", "disk-error"):
        # SQLite cannot tell a full disk where the files beside its own are made.
        if len(os.fsencode(path.absolute())) > _LONGEST:
            code = "path-too-long"
        elif path.parent.is_dir() and shutil.disk_usage(path.parent).free < _FULL_BELOW:
            code = "disk-full"
    if code == "damaged":
        return damaged(path)
    return UserError(code, _SAID[code].format(name=path.name, folder=path.parent, path=path))


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


def kind(error: Exception) -> str | None:
    """What the error says of the file or the disk; None for one that speaks of neither."""
    if isinstance(error, UnicodeDecodeError):
        return "damaged"
    code = _code(error)
    if code in (_SHORT_READ, _CORRUPT_FILE_SYSTEM):
        return "damaged"
    if "Could not decode to UTF-8" in str(error):  # raised by Python, without a code
        return "damaged"
    return _KINDS.get(code & 0xFF)


def _code(error: Exception) -> int:
    """SQLite's result code. What SQLCipher runs within a function of its own comes with the words
    of the code alone."""
    code = int(getattr(error, "sqlite_errorcode", Code.ERROR))
    return _CODES.get(str(error), code) if code == Code.ERROR else code
