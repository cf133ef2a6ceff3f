"""`check`: is the data whole? The file itself, its links, its records, what lies beside it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.exc import DatabaseError

from partydesk.records.base import kinds
from partydesk.records.checking import check
from partydesk.records.fields import fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import stored_fault, to_typed
from partydesk.store import (
    attachments,
    damage,
    followers,
    received,
    rows,
    sqlite_contents,
    sqlite_errors,
    sqlitefile,
    synced,
)
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
    except UserError as error:
        return [Finding(error.code, error.message)]
    if (unlike := damage.unlike_closed(home.database, home.backups)) is not None:
        findings.append(Finding(unlike.code, unlike.message))
    try:
        with store:
            findings += _links(store)
            broken = _broken(home)
            findings += broken
            if not broken:  # else they could not be read
                for judge in (_values, _history, _records):
                    findings += judge(store)
            findings += _archive(store)
            findings += _attachments(store)
    except UserError as error:
        findings.append(Finding(error.code, error.message))
    except DatabaseError:
        # What only a damaged layout of the tables brings about.
        findings.append(Finding("damaged", sqlite_errors.damaged(home.database).message))
    findings += synced.look(home)
    findings += _in_clear(home)
    findings += _keyless(home)
    if not backups(home.backups):
        findings.append(Finding("no-backup", "还没有备份；打开窗口时会自动做一份", fatal=False))
    return findings


def _in_clear(home: Home) -> list[Finding]:
    found = followers.in_clear(home)
    if not found:
        return []
    more = f"等 {len(found)} 个文件" if len(found) > 1 else ""
    words = (
        f"数据有密码，但“{found[0].name}”{more}没有加密，多半是自己放进去的。"
        "不要的请删掉；要留的，取消密码再设一次就会一起加密"
    )
    return [Finding("in-clear", words, fatal=False)]


def _keyless(home: Home) -> list[Finding]:
    found = followers.keyless(home)
    if not found:
        return []
    more = f"等 {len(found)} 个文件" if len(found) > 1 else ""
    words = (
        f"“{found[0].relative_to(home.folder)}”{more}是加密的，打开它的密钥这里没有：多半是用以前的"
        "密码加密的，那时的密码文件已经丢了。谁也打不开，没有泄露；有那时的备份的，密钥在备份里，"
        "先留着；没有的可以删掉"
    )
    return [Finding("keyless", words, fatal=False)]


def _links(store: Store) -> list[Finding]:
    with store.read() as connection:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [
        Finding("broken-link", f"{_table(table)}第 {row} 号指向不存在的记录，请恢复备份")
        for table, row, *_ in broken
    ]


def _broken(home: Home) -> list[Finding]:
    """Every text of every table, whether it is one."""
    with sqlitefile.reading(home.database) as connection:
        found = sqlite_contents.broken_texts(connection)
    return [
        Finding(
            "broken-text",
            f"{_named(table, column)}（第 {row} 号）里的文字已损坏，读不出来，请恢复备份",
        )
        for table, row, column in found
    ]


def _named(table: str, column: str) -> str:
    record = kinds().get(table)
    declared = fields(record) if record else {}
    label = declared[column].label if column in declared else column
    return f"{_table(table)}的“{label}”"


_TABLES = {
    "setting": "设置",
    "operation": "操作历史",
    "change": "操作历史",
    "submission": "收表和报送的记录",
    "conflict": "冲突清单",
    "waiting_file": "还没有定的报送表",
}
"""How people call the tables that hold no records."""


def _table(name: str) -> str:
    record = kinds().get(name)
    return record.title if record else _TABLES.get(name, f"“{name}”表")


def _values(store: Store) -> list[Finding]:
    """Every value of every record, reported and removed ones too, whether its field can hold it."""
    findings: list[Finding] = []
    with store.read() as connection:
        for kind, record in kinds().items():
            declared = fields(record)
            columns = ", ".join(f'"{name}"' for name in declared)
            for uid, *stored in connection.exec_driver_sql(f'SELECT uid, {columns} FROM "{kind}"'):
                findings += [
                    Finding(
                        "broken-value",
                        f"{record.title} {uid} 的“{field.label}”{fault}，可能已损坏。"
                        "请对照原件改正，或恢复备份",
                    )
                    for field, value in zip(declared.values(), stored, strict=True)
                    if (fault := stored_fault(field, value))
                ]
    return findings


def _history(store: Store) -> list[Finding]:
    """Every record made here against its history, which holds each of its values once more."""
    findings: list[Finding] = []
    told: dict[tuple[str, int], dict[str, Any]] = {}
    with store.read() as connection:
        for number, kind, row, uid, after in connection.exec_driver_sql(
            "SELECT id, kind, row, uid, after FROM change ORDER BY id"
        ):
            try:
                state = json.loads(after or "null")
                known = kind in kinds() and set(state or ()) <= set(rows.columns(kind))
            except ValueError:
                known = False
            if not known:
                words = f"操作历史第 {number} 条（{_table(kind)} {uid}）已损坏，请恢复备份"
                findings.append(Finding("broken-history", words))
                continue
            if state is None:
                told.pop((kind, row), None)
            else:
                told.setdefault((kind, row), {}).update(state)
        for kind in kinds():
            names = rows.columns(kind)
            for stored in connection.exec_driver_sql(
                f"SELECT {', '.join(map(sqlite_contents.quoted, names))} "
                f"FROM {sqlite_contents.quoted(kind)} WHERE submission IS NULL"
            ):
                now = dict(zip(names, stored, strict=True))
                before = told.get((kind, now["id"]), {})
                findings += [
                    Finding(
                        "unlike-history",
                        f"{_named(kind, name)}（{now['uid']}）与操作历史记下的不一样，可能已损坏。"
                        "请对照原件改正，或恢复备份",
                    )
                    # A branch's own reports set records aside that were entered for it.
                    for name in names
                    if name in before and name != "deleted_at" and before[name] != now[name]
                ]
    return findings


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
                if any(stored_fault(declared[name], value) for name, value in stored.items()):
                    continue  # said already
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
