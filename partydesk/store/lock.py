"""One writer at a time: a lock the operating system lets go when its holder dies."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from datetime import datetime
from pathlib import Path

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store import atomic

# Windows locks are mandatory: a locked byte cannot be read. So the lock is one byte far behind
# the text that says who holds it, and others can read that text.
_LOCKED_BYTE = 1 << 30

# How a system says that another has the lock. Wine's runtime fails as Windows' does, without
# saying why: 0.
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK, *((0,) if sys.platform == "win32" else ()))


class FileLock:
    """An exclusive lock on `path`, a small file that says in JSON who holds it.

    The file stays when the lock is released (removing it would let two programs hold two
    files of one name); only the lock counts, and no killed program keeps it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock; no effect if this object already has it.

        Raises UserError 'locked' with who has it since when, 'cannot-lock' where the disk knows
        no locks, or the codes of atomic.write_error.
        """
        if self._handle is not None:
            return
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            refused = atomic.write_error(error, self.path)
            if refused.code == "read-only":
                refused = UserError(
                    "read-only",
                    f"数据文件夹“{self.path.parent}”是只读的，或没有写入的权限，"
                    "不能在里面记录，数据没有改动。"
                    "请取消写保护，或把整个文件夹复制到能写的盘上再打开",
                )
            raise refused from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if error.errno in _TAKEN:
                raise UserError("locked", self._who()) from error
            raise UserError(
                "cannot-lock",
                f"“{self.path.parent}”所在的盘不支持加锁（多见于网络盘），"
                "不能保证只有一个人在写，所以没有打开。请把数据放到本机的盘上。",
            ) from error
        self._handle = handle
        try:
            os.ftruncate(handle, 0)
            os.write(handle, _claim())
        except OSError:
            # A full disk must not keep anyone out: the lock holds without its text.
            return

    @property
    def free(self) -> bool:
        """Whether nobody has it, as far as can be told; nothing is left behind."""
        try:
            handle = os.open(self.path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        except OSError:
            return False
        try:
            _lock(handle)
            _unlock(handle)
        except OSError:
            return False
        finally:
            os.close(handle)
        return True

    def release(self) -> None:
        """Let the lock go; no effect without it."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        try:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
            _unlock(handle)
        finally:
            os.close(handle)

    def __enter__(self) -> FileLock:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _who(self) -> str:
        """The sentence for the second one, as exact as the holder's text allows."""
        import json

        what_to_do = "请先关闭那个窗口，再打开。"
        try:
            claim = json.loads(self.path.read_text(encoding="utf-8"))
            user, host = str(claim["user"]), str(claim["host"])
            since = datetime.fromisoformat(claim["since"])
        except (OSError, ValueError, KeyError, TypeError):
            return f"这份数据正在另一个窗口使用。{what_to_do}"
        today = since.date() == clock.today()
        began = since.strftime("%H:%M") if today else f"{since.month}月{since.day}日{since:%H:%M}"
        return f"这份数据正由“{user}”（电脑 {host}）在另一个窗口使用，自 {began} 起。{what_to_do}"


def _claim() -> bytes:
    """Who takes the lock, as JSON."""
    import json

    if sys.platform == "win32":
        host = os.environ.get("COMPUTERNAME", "?")  # platform.node() asks a service that can hang
    else:
        host = os.uname().nodename
    user = os.environ.get("USERNAME") or os.environ.get("USER") or os.environ.get("LOGNAME")
    claim = {
        "pid": os.getpid(),
        "host": host,
        "user": user or "?",
        "since": clock.now().isoformat(timespec="seconds"),
    }
    return json.dumps(claim, ensure_ascii=False).encode("utf-8")


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
