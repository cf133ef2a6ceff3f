"""Commands that look after the data: check, backup, restore."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, home_of
from partydesk.cli.password import unlock_copy
from partydesk.records.findings import UserError
from partydesk.store import attachments, protection, received
from partydesk.store.lock import FileLock
from partydesk.store.store import make_folder


def check(options: Any) -> Outcome:
    """Whether the data is sound, in every way that can be told; `--accept` takes a file that was
    exchanged by hand."""
    from partydesk.documents.fonts import font_finding
    from partydesk.operations.integrity import look
    from partydesk.store import seal

    home = home_of(options)
    protection.refuse_locked(home)
    if options.accept and home.database.exists():
        with FileLock(home.lock):
            seal.lift(home.database)
    findings = look(home)
    if (fonts := font_finding()) is not None:
        findings.append(fonts)
    lines = [finding.message for finding in findings] or ["数据完好"]
    lines.append(protection.described(home))
    wrong = [finding for finding in findings if finding.fatal]
    return Outcome(
        {
            "ok": not wrong,
            "problems": [finding.as_dict() for finding in findings],
            "protected": protection.is_protected(home),
        },
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
    records = portable_copy.save(home, options.out).records
    return Outcome(
        {"file": str(options.out), "records": records},
        [f"已备份并核对：{options.out}（{records} 条记录）"],
    )


def restore(options: Any) -> Outcome:
    """Put a backup back; the present file is kept aside. Raises UserError for none."""
    from partydesk.store import out_of_the_way, portable_copy
    from partydesk.store.backup_diff import in_words
    from partydesk.store.key_rescue import key_from_copy

    home = home_of(options)
    if not options.preview and not options.put_away and key_from_copy(home, options.file):
        return Outcome(
            {"file": None, "records": 0, "changes": {}, "key": str(home.key)},
            [f"打开这份数据的密码文件丢了，在“{options.file.name}”里，已放回原处：{home.key}",
             "记录没有动，没有恢复备份。用存那份备份时的密码或恢复码打开"],
        )  # fmt: skip
    unlock_copy(options, options.file)
    found, changes, _ = portable_copy.compare(options.file, home)
    if not options.put_away:
        portable_copy.refuse_others(found, home)
    told = {table: dict(zip(("back", "changed", "lost"), counts, strict=True))
            for table, counts in (changes or {}).items()}  # fmt: skip
    if options.preview:
        made = f"“{found.owner}”的备份，{found.backup.made_at:%Y-%m-%d %H:%M} 时的样子，"
        return Outcome(
            {"file": str(options.file), "records": found.records, "changes": told},
            [f"{made}共 {found.records} 条记录。恢复后：", *in_words(changes)],
        )
    make_folder(home.folder)
    with FileLock(home.lock):
        if options.put_away:
            aside = out_of_the_way.restore(home, options.file, locked=True)
        else:
            try:
                aside = portable_copy.restore(options.file, home)
            except UserError as error:
                if error.code in ("key-damaged", "password-needed"):
                    hint = "密码和恢复码都没有了的，加 --put-away：现在的整个收起来，再恢复"
                    raise UserError(error.code, f"{error.message}。{hint}") from None
                raise
    kept = f"；原来的数据另存为 {aside}" if aside else ""
    gone = attachments.lost(home, attachments.named_in(home.database))
    taken = received.lost(home)
    return Outcome(
        {
            "file": str(aside) if aside else None,
            "records": found.records,
            "changes": told,
            "attachments": [{"name": each.name, "state": state} for each, state in gone],
            "received": [{"name": each.name, "state": state} for each, state in taken],
        },
        [
            f"已恢复 {found.records} 条记录{kept}",
            *(f"附件“{each.name}”的{attachments.state_text(state)}" for each, state in gone),
            *([received.lost_text(taken)] if taken else []),
        ],
        findings=bool(gone or taken),
    )
