"""`check` of what branches reported: each row once more from the received files.

Those are proved by their digests, and the rows a committee shows are a function of them: a row
that is not as they say is damaged.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.merge.one_name import Current
from partydesk.exchange.merge.projection import row_stamps, rows_wanted
from partydesk.exchange.merge.register import registered
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.seal.issued import opening
from partydesk.exchange.seal.workbook import Cards
from partydesk.exchange.submission.heading import WANTED
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.reading_back import read_taken
from partydesk.exchange.submission.row_changes import as_json
from partydesk.records.base import kind_of, kinds
from partydesk.records.findings import Finding, UserError
from partydesk.store import received, rows
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.search import search_key
from partydesk.store.store import Store

Organisation = tuple[str, str]


def look(home: Home) -> list[Finding]:
    """Every reported row that is not as the received files say; nothing in a branch's file.

    Files that are lost are told elsewhere, and their organisations are not judged. Raises
    UserError where the data cannot be read.
    """
    with open_store(home, write=False, check=False) as store:
        if store.role != "committee":
            return []
        return list(_look(store))


def _look(store: Store) -> Iterator[Finding]:
    with store.read() as connection:
        names = (
            "id", "org_uid", "org_code", "org_name", "period", "first_day", "last_day", "revision",
            "made_at", "program", "content", "sha256", "file_name", "edited_rows", "counts",
            "file_uid", "file_code",
        )  # fmt: skip
        found = connection.exec_driver_sql(
            f"SELECT {', '.join(names)} FROM submission WHERE direction = 'in' "
            "AND state = 'current' ORDER BY id"
        ).fetchall()
        taken = [dict(zip(names, row, strict=True)) for row in found]
        organisations: dict[Organisation, list[Current]] = defaultdict(list)
        lost: set[Organisation] = set()
        for row, held in zip(taken, _read(store, taken, opening(connection)), strict=True):
            of = (row["org_uid"], row["org_code"])
            if isinstance(held, UserError):
                lost.add(of)
                continue
            yield from _log(row, held)
            organisations[of].append(Current(row["id"], registered(connection, held, of)))
        judged: dict[str, set[int]] = defaultdict(set)
        for of, current in organisations.items():
            if of not in lost:
                yield from _organisation(connection, of, current, judged)
        if not lost:
            yield from _strays(connection, judged)


def _read(
    store: Store, taken: Sequence[Mapping[str, Any]], cards: Cards
) -> Iterator[ReadSubmission | UserError]:
    states = {each["sha256"]: received.state_of(store.home, each["sha256"]) for each in taken}
    with ExitStack() as readable, Readers() as readers:
        sound = [
            (
                str(readable.enter_context(received.kept(store.home, each["sha256"], ""))),
                (each["file_code"] or each["org_code"], cards),
            )
            for each in taken
            if not states[each["sha256"]]
        ]
        reading = readers.map(_read_taken, sound)
        for each in taken:
            if states[each["sha256"]]:
                yield UserError("archive", "")  # told by received.lost
            else:
                yield next(reading)[1]


def _read_taken(path: str, taken: tuple[str, Cards]) -> ReadSubmission:
    return read_taken(path, *taken)


_HEADS = {
    **WANTED, "first_day": "期间", "last_day": "期间", "edited_rows": "改动的行", "counts": "行数",
}  # fmt: skip


def _log(row: Mapping[str, Any], held: ReadSubmission) -> Iterator[Finding]:
    """Whether the list of submissions tells what the file says of itself."""
    meant = {
        "org_uid": held.org_uid, "org_code": held.org_code, "org_name": held.org_name,
        "period": held.period, "first_day": held.first_day, "last_day": held.last_day,
        "revision": held.revision, "made_at": held.made_at, "program": held.program,
        "content": held.content, "edited_rows": as_json(held.edited),
    }  # fmt: skip
    told = {**row, "org_uid": row["file_uid"] or row["org_uid"],
            "org_code": row["file_code"] or row["org_code"]}  # fmt: skip
    different = [name for name, value in meant.items() if told[name] != value]
    # A program that knew fewer kinds counted fewer.
    counted = json.loads(row["counts"])
    if any(held.counts.get(kind) != number for kind, number in counted.items()):
        different.append("counts")
    if different:
        named = dict.fromkeys(_HEADS.get(name, name) for name in different)
        yield Finding(
            "unlike-received",
            f"收表记录里“{row['file_name']}”的{'、'.join(named)}与存档的原件不一样，"
            "可能已损坏，请恢复备份",
        )


def _organisation(
    connection: Connection,
    of: Organisation,
    current: Sequence[Current],
    judged: dict[str, set[int]],
) -> Iterator[Finding]:
    own = connection.exec_driver_sql(
        "SELECT id FROM organisation WHERE uid = ? AND code = ? AND submission IS NOT NULL", of
    ).scalar()
    if own is None:
        yield Finding("unlike-received", f"{of[1]} 报来的登记不见了，数据可能已损坏，请恢复备份")
        return
    stamps = row_stamps(current)
    for kind, wanted in rows_wanted(connection, int(own), current).items():
        record, columns = kind_of(kind), rows.columns(kind)
        listed = ", ".join(f'"{name}"' for name in columns)
        found = {
            row[columns.index("uid")]: dict(zip(columns, row, strict=True))
            for row in connection.exec_driver_sql(
                f'SELECT {listed} FROM "{kind}" WHERE organisation = ? AND submission IS NOT NULL',
                (own,),
            )
        }
        judged[kind] |= {row["id"] for row in found.values()}
        for uid, (submission, values) in wanted.items():
            now = found.get(uid)
            if now is None:
                yield _unlike(kind, uid, of, "不见了")
                continue
            meant = {
                **values, "submission": submission, "deleted_at": None,
                "created_at": stamps[submission], "updated_at": stamps[submission],
            }  # fmt: skip
            if kind == "organisation":
                meant["code"] = of[1]
            labels = [_label(kind, name) for name, value in meant.items() if now[name] != value]
            if record.searchable and now["search"] != search_key(record, now):
                labels.append("检索词")
            if labels:
                yield _unlike(kind, uid, of, f"的{'、'.join(labels)}与存档的原件不一样")
        for uid in found.keys() - wanted.keys():
            yield _unlike(kind, uid, of, "不在存档的原件里")


def _strays(connection: Connection, judged: Mapping[str, set[int]]) -> Iterator[Finding]:
    """Reported rows of no organisation that reports."""
    for kind in kinds():
        found = connection.exec_driver_sql(
            f'SELECT id, uid FROM "{kind}" WHERE submission IS NOT NULL'
        )
        for number, uid in found:
            if number not in judged.get(kind, ()):
                named = f"{kind_of(kind).title} {uid}"
                words = f"{named} 不属于任何一份收下的报送表，可能已损坏，请恢复备份"
                yield Finding("unlike-received", words)


def _unlike(kind: str, uid: str, of: Organisation, what: str) -> Finding:
    words = f"{of[1]} 报来的{kind_of(kind).title} {uid} {what}，可能已损坏，请恢复备份"
    return Finding("unlike-received", words)


def _label(kind: str, name: str) -> str:
    from partydesk.records.fields import fields

    declared = fields(kind_of(kind)).get(name)
    return f"“{declared.label if declared else name}”"
