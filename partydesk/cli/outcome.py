"""What a command gives back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store.home import Home, chosen_home
from partydesk.store.store import Store


@dataclass
class Outcome:
    """The JSON object, the lines for people, and whether something was found wrong."""

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    findings: bool = False


def home_of(options: Any) -> Home:
    """The data folder a command works on."""
    return chosen_home(getattr(options, "home", None))


@contextmanager
def opened(options: Any, *, write: bool = False) -> Iterator[Store]:
    """The store of a command; one that writes leaves a backup behind from time to time.

    A script that adds a thousand records should not make a thousand backups: one at most every
    half hour, as in the window.
    """
    from partydesk.store import damage
    from partydesk.store.opening import open_store

    home = home_of(options)
    try:
        store = open_store(home, write=write, check=write)
        try:
            yield store
            if write and _backup_is_due(store.home):
                _leave_backup(store)
        finally:
            store.close()
    except UserError as error:
        if error.code == "damaged":
            # A command that only looks did not check the whole file first; now it does.
            damage.check_on_opening(home.database, unclean=True)
        raise


def _backup_is_due(home: Home) -> bool:
    from partydesk.store.backup import backups

    made = backups(home.backups)
    # One from the future was made under a wrong clock.
    return not made or not timedelta(0) <= clock.now() - made[0].made_at < timedelta(minutes=30)


def _leave_backup(store: Store) -> None:
    """What was done is saved: a backup that fails then is told, and the command has succeeded."""
    from partydesk.store.opening import back_up

    try:
        made = back_up(store, "closing")
        warning = made.warning if made else ""
    except UserError as error:
        warning = f"备份没有做成：{error.message}"
    if warning:
        print(f"已完成，数据已保存。{warning}", file=sys.stderr)


def organisation_of(store: Store, options: Any) -> str:
    """The code after --org as the file keeps it; "" for none."""
    from partydesk.store.organisation_code import code_as_kept

    if not options.org:
        return ""
    with store.read() as connection:
        return code_as_kept(connection, options.org)


def read_json(text: str) -> dict[str, Any]:
    """The JSON object of an argument, or of standard input for `-`. Raises UserError."""
    import json
    import sys

    try:
        value = json.loads(sys.stdin.read() if text == "-" else text)
    except json.JSONDecodeError as error:
        raise UserError(
            "bad-json", f"JSON 写得不对（第 {error.lineno} 行第 {error.colno} 个字符附近），请改正"
        ) from None
    if not isinstance(value, dict):
        raise UserError("bad-json", 'JSON 应是一个对象，例如 {"name": "张三"}')
    return value
