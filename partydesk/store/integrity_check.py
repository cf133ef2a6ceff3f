"""`check`: is the data whole? The file itself, its links, its records, what lies beside it."""

from __future__ import annotations

from partydesk.records.base import kinds
from partydesk.records.checking import check
from partydesk.records.fields import fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import to_typed
from partydesk.store import attachments, damage, received
from partydesk.store.backup import backups
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.search import search_key
from partydesk.store.store import Store


def look(home: Home) -> list[Finding]:
    """Everything that is wrong or worth knowing; fatal findings mean the data is not sound."""
    findings: list[Finding] = []
    try:
        damage.check_on_opening(home.database, unclean=True)
        store = open_store(home, write=False, check=False)
    except UserError as refusal:
        return [Finding(refusal.code, refusal.message)]
    with store:
        findings += _links(store)
        findings += _records(store)
        findings += _archive(store)
        findings += _attachments(store)
    if not backups(home.backups):
        findings.append(Finding("no-backup", "还没有备份；打开窗口时会自动做一份", fatal=False))
    return findings


def _links(store: Store) -> list[Finding]:
    with store.read() as connection:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [
        Finding("broken-link", f"{table} 表第 {row} 号记录指向不存在的记录，请恢复备份")
        for table, row, *_ in broken
    ]


def _records(store: Store) -> list[Finding]:
    """Records made here are judged again; what a branch reported was judged when it came."""
    findings: list[Finding] = []
    with store.read() as connection:
        for kind, record in kinds().items():
            declared = fields(record)
            names = list(declared)
            columns = ", ".join(f'"{name}"' for name in names)
            for row in connection.exec_driver_sql(
                f'SELECT uid, search, {columns} FROM "{kind}" '
                "WHERE submission IS NULL AND deleted_at IS NULL"
            ):
                stored = dict(zip(names, row[2:], strict=True))
                typed = {name: to_typed(declared[name], value) for name, value in stored.items()}
                findings += [
                    Finding(p.code, f"{record.title} {row[0]}：{p.message}", fatal=False)
                    for p in check(record, typed)
                ]
                if row[1] != search_key(record, stored):
                    findings.append(
                        Finding(
                            "search-key",
                            f"{record.title} {row[0]} 的检索词与内容不一致，重新保存这条记录即可",
                            fatal=False,
                        )
                    )
    return findings


def _archive(store: Store) -> list[Finding]:
    """Every received file is read whole and compared with what came."""
    return [
        Finding(f"archive-{one[1]}", received.lost_text([one])) for one in received.lost(store.home)
    ]


def _attachments(store: Store) -> list[Finding]:
    """Every attached file is read whole and compared with what was attached."""
    with store.read() as connection:
        files = attachments.all_attached(connection)
    return [
        Finding(f"attachment-{state}", f"附件“{each.name}”的{attachments.state_text(state)}")
        for each, state in attachments.lost(store.home, files, thorough=True)
    ]
