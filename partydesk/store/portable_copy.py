"""A copy of the records in one file that people carry: saved anywhere, opened by a double click."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import attachments, backup, schema, sqlitefile
from partydesk.store.atomic import written
from partydesk.store.home import Home

SUFFIX = ".partydesk"
"""Ends the name of such a file; the installer gives it the program's icon and opens it with it."""

_OWNER = """
SELECT o.name FROM organisation o
JOIN setting s ON s.key = 'own' AND o.id = CAST(s.value AS INTEGER)
"""


@dataclass(frozen=True)
class Carried:
    """A copy that was read whole and found to be one of PartyDesk's: what it is, whose it is."""

    backup: backup.Backup
    owner: str


def save(home: Home, out: Path) -> backup.Backup:
    """Write a copy of the records to `out` and read it back; a backup is kept besides.

    Attached files go into a folder beside it, from where restoring the copy brings them back.

    Raises UserError as `backup.backup` and `backup.verify` do, or the codes of atomic.refusal.
    """
    made = backup.backup(home.database, home.backups, "manual")
    with written(out) as temporary:
        shutil.copyfile(made.path, temporary)
        again = backup.verify(temporary)
        if again.records != made.records:
            raise UserError("copy-differs", "备份读回核对不一致，请换一个位置再试")
    attachments.copy_beside(home, out.parent)
    return made


def look_into(path: Path) -> Carried:
    """Read a copy whole and say whose it is.

    Raises UserError as `backup.verify` does, 'not-ours' for a file that no PartyDesk wrote, 'newer'
    for one that a newer PartyDesk wrote.
    """
    found = backup.verify(path)
    try:
        with closing(sqlite3.connect(sqlitefile.how_to_read(path, True), uri=True)) as opened:
            version = int(opened.execute("PRAGMA user_version").fetchone()[0])
            owner = opened.execute(_OWNER).fetchone()
    except sqlite3.DatabaseError:
        version, owner = 0, None
    if version > schema.VERSION:
        raise UserError("newer", f"“{path.name}”由更新的支部工作台保存，请安装新版程序再恢复")
    if owner is None or version < 1:
        raise UserError("not-ours", f"“{path.name}”不是支部工作台的备份，没有恢复")
    return Carried(found, str(owner[0]))
