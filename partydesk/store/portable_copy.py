"""A copy of the records in one file that people carry: saved anywhere, opened by a double click."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.records.registry import kinds
from partydesk.store import backup, schema, second_place, sqlitefile, verified_copy
from partydesk.store.atomic import written
from partydesk.store.home import Home

SUFFIX = ".partydesk"
"""Ends the name of such a file; the installer gives it the program's icon and opens it with it."""

_OWNER = """
SELECT o.uid, o.name FROM organisation o
JOIN setting s ON s.key = 'own' AND o.id = CAST(s.value AS INTEGER)
"""


@dataclass(frozen=True)
class Carried:
    """A copy that was read whole and found to be one of PartyDesk's: what it is, whose it is.

    `records` is the number of records in it that are not in the recycle bin.
    """

    backup: backup.Backup
    owner_uid: str
    owner: str
    records: int


def save(home: Home, out: Path) -> Carried:
    """Write a copy of the records to `out` and read it back; a backup is kept besides.

    Attached and received files go into folders beside it, from where restoring brings them back.

    Raises UserError as `backup.backup` and `look_into` do, or the codes of atomic.refusal.
    """
    made = backup.backup(home.database, home.backups, "manual")
    with written(out) as temporary:
        shutil.copyfile(made.path, temporary)
        try:
            again = look_into(temporary)
        except UserError as refusal:
            raise verified_copy.differs(out) from refusal
        if again.backup.records != made.records:
            raise verified_copy.differs(out)
    second_place.copy_beside(home, out.parent)
    return replace(again, backup=made)


def look_into(path: Path) -> Carried:
    """Read a copy whole and say whose it is.

    Raises UserError as `backup.verify` does, 'not-ours' for a file that no PartyDesk wrote, 'newer'
    for one that a newer PartyDesk wrote.
    """
    found = backup.verify(path)
    with sqlitefile.reading(path, still=True) as opened:
        version = int(opened.execute("PRAGMA user_version").fetchone()[0])
        there = set(sqlitefile.tables(opened))
        ours = version >= 1 and {"member", "organisation", "setting"} <= there
        owner = opened.execute(_OWNER).fetchone() if ours else None
        if ours and version > schema.VERSION:
            raise UserError(
                "newer",
                f"“{path.name}”由更新的支部工作台保存（数据版本 {version}，本程序只懂到 "
                f"{schema.VERSION}）。没有恢复；请安装新版程序再恢复",
            )
        if owner is None:
            raise UserError("not-ours", f"“{path.name}”不是支部工作台的备份，没有恢复")
        # A file of an older version lacks the kinds that came later.
        records = sum(
            int(opened.execute(f'SELECT count(*) FROM "{kind}" WHERE deleted_at IS NULL')
                .fetchone()[0])
            for kind in kinds() if kind in there
        )  # fmt: skip
    return Carried(found, str(owner[0]), str(owner[1]), records)


def refuse_others(copy: Carried, home: Home) -> None:
    """Raise UserError 'other-organisation' when the data in `home` is not the copy's owner's.

    Data that is damaged, missing or without an owner keeps nothing out.
    """
    if not home.database.is_file():
        return
    try:
        with sqlitefile.reading(home.database) as opened:
            own = opened.execute(_OWNER).fetchone()
    except UserError:
        return
    if own is not None and own[0] != copy.owner_uid:
        raise UserError(
            "other-organisation",
            f"“{copy.backup.path.name}”是“{copy.owner}”的备份，这里是“{own[1]}”的数据，没有恢复。"
            "请换这个组织自己的备份；确要打开它，请恢复到另一个文件夹（--home）",
        )
