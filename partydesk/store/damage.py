"""A damaged data file: noticed when it is opened, set aside, never deleted."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from pathlib import Path

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store import atomic, cipher, seal, sqlite_contents, sqlitefile
from partydesk.store.backup import Backup, backups, verify

_TIME = "%Y%m%d-%H%M%S"


class Damaged(UserError):
    """The data file is damaged; it has not been touched."""


def left_unclean(live: Path) -> bool:
    """Whether the program that had the file open ended without closing it: a log is left."""
    return any(sqlitefile.has_content(sqlitefile.side(live, s)) for s in ("-wal", "-journal"))


def check_on_opening(live: Path, unclean: bool) -> None:
    """Check the file before anything else opens it: quickly, or fully if `unclean`.

    No effect if there is no file. Raises Damaged (code 'damaged'), or UserError 'busy' or
    'cannot-read' when it cannot be told.
    """
    if not live.exists():
        if left_unclean(live):  # killed while a damaged file was being set aside
            raise _damaged(live)
        return
    if not sqlitefile.has_content(live):  # SQLite would take it for a new, empty database
        raise _damaged(live)
    try:
        with sqlitefile.reading(live, still=True) as connection:
            if sqlite_contents.findings(connection, thorough=unclean):
                raise _damaged(live)
            if not sqlite_contents.tables(connection):
                raise _damaged(live)
    except UserError as error:
        raise _damaged(live) if error.code == "damaged" else error from error.__cause__


def unlike_closed(live: Path, folder: Path) -> Damaged | None:
    """What to say of a file that does not hold what it held when it was closed; `folder` has its
    backups. Opened, it would be closed with a new seal, and nobody would ever know.
    """
    sealed = seal.broken(live)
    if not sealed:
        return None
    words = (
        f"数据文件“{live.name}”与上次关闭时不一样：盘上的内容可能坏了，"
        "或有人换过、网盘同步或别的程序改过这个文件。没有打开，也没有改动。"
    )
    made = backups(folder)
    if made and sqlitefile.content_mark(made[0].path, still=True) == sealed:
        words += f"{made[0].made_at:%Y-%m-%d %H:%M} 的备份与关闭时完全相同，恢复它什么也不会丢；"
    else:
        words += "请恢复最近的备份；"
    return Damaged(
        "unlike-closed",
        f"{words}确实是自己换过这个文件的，可以照样打开（命令行：partydesk check --accept）",
    )


def aside(live: Path) -> Path:
    """Where a damaged file goes: partydesk.damaged-TIME.db beside it, which nothing has."""
    return _half_moved(live) or _free_target(live)


def set_aside(live: Path, target: Path | None = None) -> Path:
    """Rename the damaged file and what lies beside it to `aside`; its new path.

    Called again after a kill half-way it brings the rest to where the file went. Raises UserError
    with a code of atomic.write_error when another program holds the file; then nothing has moved.
    """
    seal.lift(live)
    target = target or aside(live)
    moved: list[tuple[Path, Path]] = []
    try:
        # The file first: its log alone would leave a file that looks sound but is older.
        for suffix in ("", *sqlitefile.SIDES):
            path, goal = sqlitefile.side(live, suffix), sqlitefile.side(target, suffix)
            if path.exists():
                atomic.patiently_move(path, goal)
                moved.append((path, goal))
        atomic.sync_folder(live.parent)
    except OSError as error:
        for path, goal in reversed(moved):
            with contextlib.suppress(OSError):
                atomic.patiently_move(goal, path)
        raise atomic.write_error(error, live) from error
    return target


def newest_good(folder: Path) -> Backup | None:
    """The newest backup that is whole when read now, or None."""
    for one in backups(folder):
        with contextlib.suppress(UserError):
            return verify(one.path)
    return None


def _free_target(live: Path) -> Path:
    moment = clock.now()
    while any(live.parent.glob(f"{live.stem}.damaged-{moment:{_TIME}}{live.suffix}*")):
        moment += timedelta(seconds=1)
    return live.with_name(f"{live.stem}.damaged-{moment:{_TIME}}{live.suffix}")


def _half_moved(live: Path) -> Path | None:
    """Where the file went whose log is still here."""
    if live.exists():
        return None
    gone = sorted(live.parent.glob(f"{live.stem}.damaged-*{live.suffix}"), reverse=True)
    if gone and not sqlitefile.has_content(sqlitefile.side(gone[0], "-wal")):
        return gone[0]
    return None


def _damaged(live: Path) -> Damaged:
    keyless = "，或者设过密码而密码文件“partydesk.key”不见了（找得到的，放回这个文件夹即可）"
    return Damaged(
        "damaged",
        f"数据文件“{live.name}”已损坏{keyless if cipher.may_lack_its_key(live) else ''}，"
        "没有打开，也没有改动。请用最近一份完好的备份恢复；损坏的文件会改名保留，不会删除。",
    )
