"""Undo and redo: the last operation is taken back row by row, or done again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.store import rows
from partydesk.store.writing import OperationChanges, rows_insert_operation, write_changes

_Change = tuple[str, int, str, str | None, str | None]


def undo(connection: Connection, actor: str) -> OperationChanges | None:
    """Take back the latest operation that still stands; None when there is none.

    Raises UserError when a row has meanwhile been changed by something that is not an operation
    (a merge), so that taking it back would lose that.
    """
    return _step(connection, actor, back=True)


def redo(connection: Connection, actor: str) -> OperationChanges | None:
    """Do the operation undone last again; None when there is none."""
    return _step(connection, actor, back=False)


def next_labels(connection: Connection) -> tuple[str | None, str | None]:
    """The labels of what undo and redo would act on."""
    done = connection.exec_driver_sql(
        "SELECT label FROM operation WHERE state = 'done' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    undone = connection.exec_driver_sql(
        "SELECT label FROM operation WHERE state = 'undone' ORDER BY id LIMIT 1"
    ).fetchone()
    return (done[0] if done else None, undone[0] if undone else None)


@dataclass(frozen=True, slots=True)
class Step:
    """An operation that undo would take back: when it was done, in local time; what was done after
    it that no undo takes back (收下 P0312 …), "" for nothing."""

    id: int
    label: str
    at: datetime
    since: str = ""


def next_step(connection: Connection) -> Step | None:
    """The operation that undo would act on; None for none."""
    found = connection.exec_driver_sql(
        "SELECT id, label, at FROM operation WHERE state = 'done' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if found is None:
        return None
    at = datetime.fromisoformat(found[2]).replace(tzinfo=UTC).astimezone().replace(tzinfo=None)
    since = connection.exec_driver_sql(
        "SELECT label FROM operation o WHERE id > ? AND state = 'spent' AND reverts IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM change WHERE operation = o.id) ORDER BY id DESC LIMIT 1",
        (found[0],),
    ).scalar()
    return Step(int(found[0]), str(found[1]), at, str(since or ""))


def last_operation(connection: Connection) -> int:
    """The id of the operation written last; 0 for none."""
    found = connection.exec_driver_sql("SELECT max(id) FROM operation").scalar()
    return int(found or 0)


def _step(connection: Connection, actor: str, *, back: bool) -> OperationChanges | None:
    found = connection.exec_driver_sql(
        "SELECT id, label FROM operation WHERE state = 'done' ORDER BY id DESC LIMIT 1"
        if back
        else "SELECT id, label FROM operation WHERE state = 'undone' ORDER BY id LIMIT 1"
    ).fetchone()
    if found is None:
        return None
    target, label = int(found[0]), str(found[1])
    changes: list[_Change] = [
        (row[0], row[1], row[2], row[3], row[4])
        for row in connection.exec_driver_sql(
            "SELECT kind, row, uid, before, after FROM change WHERE operation = ? "
            f"ORDER BY id {'DESC' if back else 'ASC'}",
            (target,),
        )
    ]
    reverse = [(k, i, u, after, before) if back else (k, i, u, before, after)
               for k, i, u, before, after in changes]  # fmt: skip
    for change in reverse:
        _apply(connection, change)
    connection.exec_driver_sql(
        "UPDATE operation SET state = ? WHERE id = ?", ("undone" if back else "done", target)
    )
    verb = "撤销" if back else "重做"
    operation = rows_insert_operation(connection, actor, f"{verb}：{label}", "spent", target)
    write_changes(connection, operation, reverse)
    return OperationChanges(
        f"{verb}：{label}", tuple(dict.fromkeys((k, u) for k, _, u, _, _ in reverse))
    )


def _apply(connection: Connection, change: _Change) -> None:
    kind, row_id, _, before, after = change
    row = rows.get(connection, kind, row_id)
    if before is None:
        rows.insert(connection, kind, json.loads(after or "{}"))
        return
    expected = json.loads(before)
    if row is None or any(row[name] != value for name, value in expected.items()):
        raise UserError(
            "changed-since",
            "这一步改过的记录后来又被别的操作改动，不能直接撤销。请打开那条记录，手工改回去",
        )
    if after is None:
        rows.delete(connection, kind, row_id)
    else:
        rows.update(connection, kind, row_id, json.loads(after))
