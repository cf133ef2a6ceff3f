"""Which rows a committee shows for one organisation: a function of its current submissions.

Each submission is a snapshot of its period. For rows with a date, the snapshot made last
(precedence) among those that cover the date decides, by holding the row or by no longer holding
it; the roll comes from the snapshot that reaches furthest. So the order in which files arrive
cannot matter, and withdrawing one gives back exactly what was there without it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.merge.one_name import Current, under_one_name
from partydesk.exchange.merge.precedence import made_after
from partydesk.exchange.submission.layout import data_sheets, sheet_of
from partydesk.exchange.submission.model import ReadSubmission, Values
from partydesk.records.base import kind_of, kinds
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.values import Stored, masked
from partydesk.store import rows, settings
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


def visible(current: Sequence[Current]) -> dict[str, dict[str, tuple[int, Values]]]:
    """Kind → uid → (submission id, values): what the organisation's submissions say together.

    Those that go on from one another speak for each day by the one made last. What stands beside
    them (ReadSubmission.beside) speaks too, and what both hold is there once.
    """
    current = under_one_name(current)
    by_time = sorted(current, key=lambda each: made_after(each.held))
    by_reach = sorted(current, key=lambda each: (each.held.last_day, *made_after(each.held)))
    # Kind → series → uid → what decides there.
    series: dict[str, dict[str, dict[str, tuple[int, Values]]]] = {}
    result: dict[str, dict[str, tuple[int, Values]]] = {}
    for layout in data_sheets():
        kind = layout.kind
        record = kind_of(kind)
        dated = fields(record).get(record.dated_by)
        if dated is None:
            # Of each series the latest; what several hold is as the latest of all has it.
            latest = {each.held.beside: each for each in by_reach}
            result[kind] = {
                uid: (each.id, values)
                for each in sorted(latest.values(), key=by_reach.index)
                for uid, values in each.held.rows[kind]
            }
        elif len(current) == 1:
            only = current[0]
            result[kind] = {uid: (only.id, values) for uid, values in only.held.rows[kind]}
        elif dated.kind is Kind.REFERENCE:
            # Attendance and steps follow the session or ticket they belong to.
            place = layout.names.index(record.dated_by)
            parents = series[dated.refers]
            result[kind] = {
                uid: (each.id, values)
                for each in by_time
                for uid, values in each.held.rows[kind]
                if parents[each.held.beside].get(str(values[place]), (0,))[0] == each.id
            }
        else:
            series[kind] = _by_day(kind, by_time)
            result[kind] = _together(series[kind], by_time)
    return result


def _by_day(kind: str, by_time: Sequence[Current]) -> dict[str, dict[str, tuple[int, Values]]]:
    """The dated rows of each series: for each day as the snapshot says that was made last."""
    found: dict[str, dict[str, tuple[int, Values]]] = defaultdict(dict)
    for each in by_time:
        # A later snapshot that covers a row's date and lacks it means it is gone.
        chosen = {
            uid: entry
            for uid, entry in found[each.held.beside].items()
            if not _covers(each.held, kind, entry[1])
        }
        chosen.update({uid: (each.id, values) for uid, values in each.held.rows[kind]})
        found[each.held.beside] = chosen
    return found


def _together(
    series: Mapping[str, Mapping[str, tuple[int, Values]]], by_time: Sequence[Current]
) -> dict[str, tuple[int, Values]]:
    """What all series hold, a row that several hold as the snapshot made last has it."""
    place = {each.id: number for number, each in enumerate(by_time)}
    held = [(uid, entry) for chosen in series.values() for uid, entry in chosen.items()]
    return dict(sorted(held, key=lambda each: place[each[1][0]]))


def _covers(held: ReadSubmission, kind: str, values: Values) -> bool:
    """Whether a snapshot's period holds this row's date: the rule by which it was exported."""
    record = kind_of(kind)
    by_name = dict(zip(sheet_of(kind).names, values, strict=True))
    value = by_name[record.dated_by]
    if fields(record)[record.dated_by].kind is Kind.INTEGER:
        return int(held.first_day[:4]) <= int(value or 0) <= int(held.last_day[:4])
    day = str(value or "")[:10]
    if held.first_day <= day <= held.last_day:
        return True
    if record.ending is None or day > held.last_day:
        return False
    return record.ending.open_on(held.first_day, by_name)


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
    _link_again(connection, organisation)
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
            _remember(connection, [[other, name, kind, row[0], row[1]] for row in lost])
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


_LOST = "lost_links"
"""The setting that keeps which of the committee's own rows named a row that is now gone."""


def _remember(connection: Connection, lost: Sequence[Sequence[str]]) -> None:
    if lost:
        known = json.loads(settings.get(connection, _LOST, "[]"))
        settings.put(connection, _LOST, json.dumps([*known, *lost]))


def _link_again(connection: Connection, organisation: int) -> None:
    """The committee's own rows name again what has come back with a submission."""
    waiting = json.loads(settings.get(connection, _LOST, "[]"))
    left = []
    for other, name, kind, uid, target in waiting:
        found = connection.exec_driver_sql(
            f'SELECT id FROM "{kind}" WHERE uid = ? AND organisation = ?', (target, organisation)
        ).scalar()
        if found is None:
            left.append([other, name, kind, uid, target])
        else:
            connection.exec_driver_sql(
                f'UPDATE "{other}" SET "{name}" = ? WHERE uid = ? AND "{name}" IS NULL '
                "AND submission IS NULL",
                (found, uid),
            )
    if len(left) != len(waiting):
        settings.put(connection, _LOST, json.dumps(left))
