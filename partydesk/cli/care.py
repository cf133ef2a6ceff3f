"""Commands that look after the data: check, backup, restore."""

from __future__ import annotations

import contextlib
from typing import Any

from partydesk.cli.outcome import Outcome, home_of
from partydesk.records.findings import UserError
from partydesk.store import attachments, sqlitefile
from partydesk.store import backup as backups
from partydesk.store.lock import FileLock


def check(options: Any) -> Outcome:
    """Whether the data is sound, in every way that can be told."""
    from partydesk.documents.fonts import font_finding
    from partydesk.store.integrity_check import look

    home = home_of(options)
    findings = look(home)
    if (fonts := font_finding()) is not None:
        findings.append(fonts)
    lines = [finding.message for finding in findings] or ["数据完好"]
    wrong = [finding for finding in findings if finding.fatal]
    return Outcome(
        {"ok": not wrong, "problems": [finding.as_dict() for finding in findings]},
        lines,
        findings=bool(wrong),
    )


def backup(options: Any) -> Outcome:
    """A verified copy in a file of one's choice. Raises UserError where it differs."""
    from partydesk.store import portable_copy
    from partydesk.store.opening import open_store

    home = home_of(options)
    # Opened for reading, so that a copy can be made while a window works on the data.
    open_store(home, write=False, check=False).close()
    made = portable_copy.save(home, options.out)
    records = _records(made.path)
    if _records(options.out) != records:
        raise UserError("copy-differs", "备份读回核对不一致，请换一个位置再试")
    return Outcome(
        {"file": str(options.out), "records": records},
        [f"已备份并核对：{options.out}（{records} 条记录）"],
    )


def restore(options: Any) -> Outcome:
    """Put a backup back; the present file is kept aside. Raises UserError for none."""
    from partydesk.store.backup_diff import difference

    home = home_of(options)
    if not options.file.is_file():
        raise UserError("no-file", f"找不到备份文件“{options.file}”")
    made = backups.verify(options.file)
    changes = difference(options.file, home.database) if home.database.exists() else {}
    told = {table: dict(zip(("back", "changed", "lost"), counts, strict=True))
            for table, counts in changes.items()}  # fmt: skip
    records = _records(options.file)
    if options.preview:
        lines = [f"{table}：找回 {c['back']}，改回 {c['changed']}，去掉 {c['lost']}"
                 for table, c in told.items()]  # fmt: skip
        return Outcome(
            {"file": str(options.file), "records": records, "changes": told},
            lines or ["与现在的数据相同"],
        )
    home.folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.lock)
    lock.acquire()
    try:
        aside = backups.restore(made.path, home.database, home.set_aside)
        with contextlib.suppress(UserError):  # what is still missing is told below
            attachments.bring_back(home, options.file.absolute().parent)
    finally:
        lock.release()
    kept = f"；原来的数据另存为 {aside}" if aside else ""
    gone = attachments.lost(home, attachments.named_in(home.database))
    return Outcome(
        {
            "file": str(aside) if aside else None,
            "records": records,
            "changes": told,
            "attachments": [{"name": each.name, "state": state} for each, state in gone],
        },
        [
            f"已恢复 {records} 条记录{kept}",
            *(f"附件“{each.name}”的{attachments.state_text(state)}" for each, state in gone),
        ],
        findings=bool(gone),
    )


def _records(database: Any) -> int:
    """How many records (not removed) a database file holds. Raises UserError for a broken one."""
    import sqlite3

    from partydesk.records.base import kinds

    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    count = 'SELECT count(*) FROM "{}" WHERE deleted_at IS NULL'
    try:
        # A file of an older version lacks the kinds that came later.
        there = sqlitefile.tables(connection)
        if "member" not in there:
            raise sqlite3.DatabaseError
        return sum(
            int(connection.execute(count.format(kind)).fetchone()[0])
            for kind in kinds()
            if kind in there
        )
    except sqlite3.DatabaseError:
        raise UserError("not-ours", f"“{database}”不是支部工作台的备份文件") from None
    finally:
        connection.close()
