"""What there may be only once in a file: two records with the same values are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partydesk.records.base import Record, RecordWriter
from partydesk.records.fields import fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import Stored, to_stored


def only_once(
    record: type[Record],
    writer: RecordWriter,
    row: Mapping[str, Any],
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Raises UserError where another record of this file shares what the kind has but once.

    `changes` are those that an edit would make: where two were alike before, and these leave them
    so, both can go on being mended.
    """
    once = record.once
    if once is None:
        return
    if changes is not None:
        changed = {each: to_stored(changes[each]) for each in once.columns if each in changes}
        if all(row[each] == value for each, value in changed.items()):
            return
        row = {**row, **changes, **changed}
    more, told = "", [*(row[each] for each in once.columns), row["id"]]
    if once.apart and (mine := row[once.apart]):
        more, told = f' AND coalesce("{once.apart}", ?) = ?', [*told, mine, mine]
    same = " AND ".join(f'"{each}" IS ?' for each in once.columns)
    twice = writer.connection.exec_driver_sql(
        f"SELECT id FROM {record.__tablename__} WHERE {same} "
        f"AND deleted_at IS NULL AND submission IS NULL AND id != ?{more}",
        tuple(told),
    ).fetchone()
    if twice:
        said = once.words.format(**{each: _read(record, each, row[each]) for each in once.columns})
        finding = Finding("twice", said, column=once.columns[-1])
        raise UserError("twice", f"{record.title}没有保存：{said}", [finding])


def _read(record: type[Record], column: str, value: Stored) -> Stored:
    """A stored value as people read it."""
    declared = fields(record).get(column)
    return declared.choices.label(str(value)) if declared and declared.choices else value
