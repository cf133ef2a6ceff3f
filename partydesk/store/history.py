"""What happened to one record: each change with who, when, and the values before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of
from partydesk.records.values import masked, shown


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a change: the field's label, what stood there, what stands there now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a record, in words: `at` is local time, `what` says what it was."""

    at: datetime
    actor: str
    what: str
    differences: tuple[Difference, ...] = ()


def history(connection: Connection, kind: str, uid: str, limit: int = 200) -> list[Event]:
    """The changes of the record with this uid, newest first; personal values masked.

    Rows that a committee took in from a branch have none: their history is the branch's.
    """
    found = connection.exec_driver_sql(
        "SELECT o.at, o.actor, o.label, c.before, c.after FROM change c"
        " JOIN operation o ON o.id = c.operation"
        " WHERE c.uid = ? AND c.kind = ? ORDER BY c.id DESC LIMIT ?",
        (uid, kind, limit),
    )
    return [
        Event(_local(at), actor, *_told(kind, label, _read(before), _read(after)))
        for at, actor, label, before, after in found
    ]


def _read(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)


def _local(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC).astimezone().replace(tzinfo=None)


def _told(
    kind: str, label: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> tuple[str, tuple[Difference, ...]]:
    undoing = label.startswith(("撤销：", "重做："))
    if before is None:
        return (label if undoing else "添加"), ()
    if after is None:
        return label, ()
    if "deleted_at" in after and before.get("deleted_at") != after["deleted_at"]:
        plain = "删除" if after["deleted_at"] else "从回收站恢复"
        return (label if undoing else plain), ()
    changed = []
    for name, field in fields(kind_of(kind)).items():
        if name not in after or field.kind is Kind.REFERENCE:
            continue
        old, new = (masked(field, shown(field, side.get(name))) for side in (before, after))
        changed.append(Difference(field.label, old, new))
    return (label if undoing else "修改"), tuple(changed)
