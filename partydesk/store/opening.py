"""Opening a data folder: lock, look for damage, refuse newer files, upgrade, back up."""

from __future__ import annotations

from dataclasses import replace

from partydesk.records.findings import UserError
from partydesk.store import atomic, coming, damage, protection, schema, seal, sqlitefile
from partydesk.store import backup as backups
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.retention import thin
from partydesk.store.store import Store, actor_name


def open_store(home: Home, *, write: bool = True, check: bool = True) -> Store:
    """Open what `create` made.

    Raises UserError: "no-data" when there is nothing (the codes of atomic.write_error when
    nothing can be written there either, as on a stick with its lock on), "locked" when another
    window writes, "newer" when a newer program wrote it, "damaged" (a damage.Damaged) when it is
    broken, "unlike-closed" (one too) when it is not as it was closed. A file of an older version
    is copied and then upgraded. "password-needed" where there is a password that nobody has given
    (protection.unlock). `check` may be switched off by callers that have just checked.
    """
    database = home.database
    if write and home.room.exists():
        from partydesk.store import out_of_the_way

        out_of_the_way.settle(home)
    protection.refuse_locked(home)
    if not database.exists():
        lost = damage.newest_good(home.backups)
        if lost is not None:
            raise UserError(
                "database-missing",
                f"“{home.folder}”里的数据文件不见了，但有 {lost.made_at:%Y-%m-%d %H:%M} 的备份。"
                "请用“恢复备份”（partydesk restore）找回来",
            )
        if write:
            _refuse_unwritable(home)
        raise _no_data(home)
    unclean = damage.left_unclean(database)
    version = schema.version_of(database)
    if version > schema.VERSION:
        raise UserError(
            "newer",
            f"这份数据由更新的支部工作台保存（数据版本 {version}，本程序只懂到 {schema.VERSION}）。"
            "没有改动它；请安装新版程序再打开",
        )
    lock = None
    if write:
        lock = FileLock(home.lock)
        lock.acquire()
    try:
        if write:
            coming.settle(home)
            protection.settle(home)
        unclean = database.with_name(database.name + "-wal").exists()
        if check and write:
            damage.check_on_opening(database, unclean)
            if (unlike := damage.unlike_closed(database, home.backups)) is not None:
                raise unlike
        if write:
            seal.lift(database)
        if version < schema.VERSION:
            if not write:
                raise UserError("older", "这份数据要先升级：请用支部工作台打开一次")
            from partydesk.store.upgrade import upgrade

            upgrade(home, version)
        return Store(home, sqlitefile.open_engine(database, write=write), lock, actor_name())
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _no_data(home: Home) -> UserError:
    if home.folder.exists():
        where = f"“{home.folder}”里还没有支部工作台数据。"
    else:
        where = (
            f"找不到数据文件夹“{home.folder}”。数据放在 U 盘或移动硬盘上的，请插好再打开；"
            "还没有数据的，"
        )
    return UserError("no-data", f"{where}请先新建（partydesk init），或换一个文件夹")


def _refuse_unwritable(home: Home) -> None:
    """Raise UserError where a new file could not be made; asked of the disk, which alone knows."""
    folder = home.folder
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    with atomic.scratch(folder / home.database.name):
        pass


def back_up(store: Store, reason: str, *, always: bool = False) -> backups.Backup | None:
    """Back the store up if it changed since its last backup; thin out old ones.

    Also copies it to the second place when one is set, and the attached and received files with
    it; the backup's `warning` says what of that failed. Raises UserError when there is no backup,
    which callers show; the records themselves are never at risk.
    """
    from partydesk.store.settings import get

    home = store.home
    if not always and not backups.changed_since(home.database, home.backups):
        return None
    made = backups.backup(home.database, home.backups, reason)
    thin(home.backups)
    with store.read() as connection:
        second = get(connection, "second_place")
    if second:
        from pathlib import Path

        from partydesk.store import second_place

        try:
            second_place.copy_to(store, made, Path(second))
        except UserError as error:
            words = f"备份已做好，但没有全部复制到第二备份位置：{error.message}"
            return replace(made, warning=words)
    return made
