"""The step of the self test that puts a home under a password and takes it away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from partydesk.records.findings import UserError
from partydesk.store import backup, protection
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.opening import open_store
from partydesk.store.store import Store

Rows = list[dict[str, Any]]


def protected_and_back(home: Home, rows: Callable[[Store], Rows]) -> str:
    """Encrypt all of a closed home, open it with the recovery code alone, make it plain again.

    Raises UserError where a name is still to be seen, it opens without the password, or the rows
    are not as they were.
    """
    with open_store(home) as store:
        before = rows(store)
    with FileLock(home.lock):
        code = protection.set_password(home, "自检用的密码")
    try:
        raw = home.database.read_bytes()
        if any(str(row["name"]).encode() in raw for row in before):
            raise UserError("differs", "加密以后还能看到姓名")
        protection.lock(home)
        if not protection.is_locked(home):
            raise UserError("differs", "没有密码也打开了")
        protection.unlock(home, code)
        with open_store(home) as store:
            _same(rows(store), before)
            made = backup.backup(home.database, home.backups, "timer")
        with FileLock(home.lock):
            protection.remove_password(home, code)
    finally:
        protection.lock(home)
    with open_store(home) as store:
        _same(rows(store), before)
    return f"{made.records} 行，附件和备份一起加密，又都还原"


def _same(seen: Rows, before: Rows) -> None:
    if seen != before:
        raise UserError("differs", "加密以后的党员与以前不一致")
