"""An organisation's rows made what its current submissions say together (visible_rows)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.merge import lost_links
from partydesk.exchange.merge.one_name import Current
from partydesk.exchange.merge.visible_rows import visible
from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.model import Values
from partydesk.records.base import kind_of, kinds
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.values import Stored, masked
from partydesk.store import rows
from partydesk.store.search import search_key


@dataclass(slots=True)
class Changes:
    """Rows added, changed and gone, per kind; `fields` counts changed fields by name.

    `remarks` are sentences about what decides where two submissions speak of the same days;
    `submission` is the id of the one that was taken.
    """

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    fields: dict[str, dict[str, int]] = field(default_factory=dict)
    samples: list[dict[str, Any]] = field(default_factory=list)
    remarks: tuple[str, ...] = ()
    submission: int = 0

    def of(self, kind: str) -> tuple[int, int, int]:
        """Added, changed and gone rows of a kind."""
        return (self.added.get(kind, 0), self.changed.get(kind, 0), self.gone.get(kind, 0))


MOST_SAMPLES = 200


def project(
    connection: Connection,
    organisation: int,
    current: Sequence[Current],
    *,
    sample: bool = False,
    fresh: bool = False,
) -> Changes:
    """Make the organisation's rows what its current submissions say; returns what changed.

    With `sample`, the changes also tell single rows and fields, for a preview. `fresh` says that
    only the organisation's own row is there yet.
    """
    if fresh and len(current) == 1:
        changes = _write_all(connection, organisation, current[0])
    else:
        changes = _write_differences(connection, organisation, current, sample=sample)
    lost_links.link_again(connection, organisation)
    own = rows.get(connection, "organisation", organisation)
    if own is not None:
        # Its code stands in no column of a sheet, yet people search for it.
        key = search_key(kind_of("organisation"), own)
        rows.update(connection, "organisation", organisation, {"search": key})
    return changes


_HEAD = ("uid", "organisation", "submission", "created_at", "updated_at", "search")


def row_stamps(current: Sequence[Current]) -> dict[int, str]:
    """Submission id → the time that its rows are said to be made at."""
    return {each.id: each.held.made_at for each in current}


def rows_wanted(
    connection: Connection, organisation: int, current: Sequence[Current]
) -> dict[str, dict[str, tuple[int, dict[str, Stored]]]]:
    """Kind → uid → (submission id, values by name): what the file must show of an organisation.

    References are the ids that the rows named have in this file.
    """
    seen = visible(current)
    ids = {kind: _ids(connection, kind, organisation) for kind in kinds()}
    return {
        kind: {
            uid: (submission, dict(zip(sheet_of(kind).names, values, strict=True)))
            for (uid, (submission, _)), values in zip(
                wanted.items(), _linked(kind, wanted, ids), strict=True
            )
        }
        for kind, wanted in seen.items()
    }


def _write_all(connection: Connection, organisation: int, only: Current) -> Changes:
    """Insert the rows of an organisation's first submission, column by column.

    What a year's collecting mostly is; nothing has to be compared.
    """
    changes = Changes()
    ids: dict[str, dict[str, int]] = {}
    stamp = only.held.made_at
    for kind, record in kinds().items():
        held = only.held.held.get(kind)
        if kind == "organisation" or held is None or not held.uids:
            continue
        names = sheet_of(kind).names
        columns: list[Any] = list(held.columns)
        for place, name in enumerate(names):
            field = fields(record)[name]
            if field.kind is Kind.REFERENCE:
                columns[place] = map(ids.get(field.refers, {}).get, columns[place])
        keys: Iterable[str] = repeat("")
        if record.searchable:
            keys = (
                search_key(record, dict(zip(names, values, strict=True)))
                for values in held.values()
            )
        # A kind's own columns are as many as its rows; the constant ones have no end.
        made = zip(
            held.uids,
            repeat(organisation),
            repeat(only.id),
            repeat(stamp),
            repeat(stamp),
            keys,
            *columns,
            strict=False,
        )
        rows.insert_many(connection, kind, (*_HEAD, *names), made)
        changes.added[kind] = len(held.uids)
        if _referring(kind):
            ids[kind] = _ids(connection, kind, organisation)
    return changes


def _ids(connection: Connection, kind: str, organisation: int) -> dict[str, int]:
    found = connection.exec_driver_sql(
        f'SELECT uid, id FROM "{kind}" WHERE organisation = ? AND submission IS NOT NULL',
        (organisation,),
    )
    return {row[0]: row[1] for row in found}


def _write_differences(
    connection: Connection, organisation: int, current: Sequence[Current], *, sample: bool
) -> Changes:
    wanted = visible(current) if current else {}
    stamps = row_stamps(current)
    changes = Changes()
    existing = {kind: _existing(connection, kind, organisation) for kind in kinds()}
    ids: dict[str, dict[str, int]] = {
        kind: {uid: int(row[0]) for uid, row in known.items()} for kind, known in existing.items()
    }
    for kind in reversed(list(kinds())):
        gone = [uid for uid in existing[kind] if uid not in wanted.get(kind, {})]
        if gone:
            _delete(connection, kind, [ids[kind][uid] for uid in gone])
            _unlink(kind, {ids[kind][uid] for uid in gone}, existing)
            changes.gone[kind] = len(gone)
            for uid in gone:
                ids[kind].pop(uid)
    for kind in kinds():
        if kind in wanted:
            _write(
                connection, kind, organisation, wanted[kind], existing[kind], ids, stamps,
                changes, sample=sample,
            )  # fmt: skip
    return changes


def _existing(connection: Connection, kind: str, organisation: int) -> dict[str, tuple[Any, ...]]:
    """uid → (id, submission, values…) of the organisation's reported rows."""
    names = ", ".join(f'"{name}"' for name in sheet_of(kind).names)
    record = kind_of(kind)
    owned = "organisation = ?"
    dated = fields(record).get(record.dated_by)
    if dated is not None and dated.kind is Kind.REFERENCE:
        # Reached through what they belong to: the largest tables have no index by organisation.
        owned = f'"{dated.column}" IN (SELECT id FROM "{dated.refers}" WHERE organisation = ?)'
    found = connection.exec_driver_sql(
        f'SELECT uid, id, submission, {names} FROM "{kind}" '
        f"WHERE {owned} AND submission IS NOT NULL",
        (organisation,),
    )
    return {row[0]: tuple(row[1:]) for row in found}


def _unlink(
    kind: str, gone: Collection[int], existing: dict[str, dict[str, tuple[Any, ...]]]
) -> None:
    """What is known of rows that refer to deleted ones: they name nobody now, though a new row
    may get the number that they named."""
    for other, name in _referring(kind):
        if name not in sheet_of(other).names:
            continue
        place = sheet_of(other).names.index(name) + 2
        for uid, row in existing[other].items():
            if row[place] in gone:
                existing[other][uid] = (*row[:place], None, *row[place + 1 :])


def _delete(connection: Connection, kind: str, gone: Sequence[int]) -> None:
    for start in range(0, len(gone), 500):
        part = tuple(gone[start : start + 500])
        marks = ", ".join("?" * len(part))
        # What the committee recorded itself may name such a row (a training's attendance).
        for other, name in _referring(kind):
            lost = connection.exec_driver_sql(
                f'SELECT r.uid, t.uid FROM "{other}" r JOIN "{kind}" t ON t.id = r."{name}" '
                f"WHERE t.id IN ({marks}) AND r.submission IS NULL",
                part,
            ).fetchall()
            lost_links.remember(connection, [[other, name, kind, row[0], row[1]] for row in lost])
            connection.exec_driver_sql(
                f'UPDATE "{other}" SET "{name}" = NULL WHERE "{name}" IN ({marks})', part
            )
        if kind == "organisation":
            # Its own row is the last to refer to it.
            connection.exec_driver_sql(
                f"UPDATE organisation SET organisation = NULL WHERE id IN ({marks})", part
            )
        connection.exec_driver_sql(f'DELETE FROM "{kind}" WHERE id IN ({marks})', part)


def _write(
    connection: Connection,
    kind: str,
    organisation: int,
    wanted: Mapping[str, tuple[int, Values]],
    existing: Mapping[str, tuple[Any, ...]],
    ids: dict[str, dict[str, int]],
    stamps: Mapping[int, str],
    changes: Changes,
    *,
    sample: bool,
) -> None:
    """Insert the rows that are new, update those that differ."""
    record = kind_of(kind)
    names = sheet_of(kind).names
    linked = _linked(kind, wanted, ids)
    new: list[tuple[str, int]] = []
    new_values: list[Values] = []
    for (uid, (submission, _)), values in zip(wanted.items(), linked, strict=True):
        before = existing.get(uid)
        if before is None:
            new.append((uid, submission))
            new_values.append(values)
        elif before[2:] != values or before[1] != submission:
            _change(connection, kind, before, uid, submission, values, stamps, changes, sample)
    if not new:
        return
    changes.added[kind] = len(new)
    # Rows like attendance are never searched, and are by far the most.
    if record.searchable:
        keys: Iterable[str] = (
            search_key(record, dict(zip(names, values, strict=True))) for values in new_values
        )
    else:
        keys = repeat("", len(new))
    rows.insert_many(
        connection,
        kind,
        (*_HEAD, *names),
        [
            (uid, organisation, submission, stamps[submission], stamps[submission], key, *values)
            for (uid, submission), key, values in zip(new, keys, new_values, strict=True)
        ],
    )
    if _referring(kind):
        ids[kind] = _ids(connection, kind, organisation)


def _linked(
    kind: str, wanted: Mapping[str, tuple[int, Values]], ids: Mapping[str, Mapping[str, int]]
) -> list[Values]:
    """The wanted values with uids of other records replaced by their ids in this file."""
    declared = fields(kind_of(kind))
    values = [entry[1] for entry in wanted.values()]
    if not values or all(field.kind is not Kind.REFERENCE for field in declared.values()):
        return values
    columns: list[Any] = list(zip(*values, strict=True))
    for place, name in enumerate(sheet_of(kind).names):
        if declared[name].kind is Kind.REFERENCE:
            columns[place] = list(map(ids[declared[name].refers].get, columns[place]))
    return list(zip(*columns, strict=True))


def _change(
    connection: Connection,
    kind: str,
    before: tuple[Any, ...],
    uid: str,
    submission: int,
    values: Values,
    stamps: Mapping[int, str],
    changes: Changes,
    sample: bool,
) -> None:
    """Update one row that differs, and count what differs in it."""
    names = sheet_of(kind).names
    by_name = dict(zip(names, values, strict=True))
    rows.update(
        connection, kind, int(before[0]),
        {
            **by_name, "submission": submission, "created_at": stamps[submission],
            "updated_at": stamps[submission], "search": search_key(kind_of(kind), by_name),
        },
    )  # fmt: skip
    old = dict(zip(names, before[2:], strict=True))
    declared = fields(kind_of(kind))
    differing = [
        name
        for name in names
        if old[name] != by_name[name] and not _hidden_more(declared[name], old[name], by_name[name])
    ]
    if not differing:
        return
    changes.changed[kind] = changes.changed.get(kind, 0) + 1
    counted = changes.fields.setdefault(kind, {})
    for name in differing:
        counted[name] = counted.get(name, 0) + 1
    if sample and len(changes.samples) < MOST_SAMPLES:
        told = {name: (old[name], by_name[name]) for name in differing}
        changes.samples.append({"kind": kind, "uid": uid, "fields": told})


def _hidden_more(field: Field, old: Stored, new: Stored) -> bool:
    """Whether a personal text is the same as before, less of it shown: no change to tell."""
    if not (isinstance(old, str) and isinstance(new, str)) or "*" not in old + new:
        return False
    return masked(field, old) == masked(field, new)


@cache
def _referring(kind: str) -> tuple[tuple[str, str], ...]:
    """The columns (kind, name) that refer to a kind."""
    return tuple(
        (other, name)
        for other, record in kinds().items()
        for name, field in fields(record).items()
        if field.kind is Kind.REFERENCE and field.refers == kind
    )
