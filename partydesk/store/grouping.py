"""Lists in groups: a query's rows under the values of one column, asked of SQLite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, cast, func

from partydesk.records.base import kind_of
from partydesk.records.fields import Field, Kind, Privacy, fields
from partydesk.records.values import Stored, shown
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.shown_rows import reference_text

ORGANISATION = "organisation"
EMPTY = "（未填）"
_TEXTS = (Kind.TEXT, Kind.PERSON)
_DATES = (Kind.DATE, Kind.MOMENT)
_WHOLE = (Kind.CHOICE, Kind.YESNO, Kind.REFERENCE, Kind.INTEGER, *_DATES, *_TEXTS)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that share a value: what it is called, and their ids in the query's order."""

    label: str
    ids: tuple[int, ...]


def groupable(kind: str, name: str) -> bool:
    """Whether a list of this kind can be grouped by a column.

    Not by what tells one record from the next, by long texts, or by what is masked.
    """
    if name == ORGANISATION:
        return True
    record = kind_of(kind)
    field = fields(record).get(name)
    return (
        field is not None
        and field.kind in _WHOLE
        and field.privacy is Privacy.PUBLIC
        and not (field.kind is Kind.TEXT and field.required)
        and not (field.kind is Kind.PERSON and name in record.described_by)
    )


def grouped(connection: Connection, query: Query, by: str) -> list[Group]:
    """The query's rows in groups.

    Choices come in their declared order, dates by month with the latest first, everything else
    by how many rows there are; rows without a value come last. Raises KeyError for a column that
    `groupable` refuses.
    """
    if not groupable(query.kind, by):
        raise KeyError(by)
    field = fields(kind_of(query.kind)).get(by)
    found: dict[Stored, list[int]] = {}
    for row_id, value in queries.in_order(connection, query, _value(query.kind, by, field)):
        found.setdefault(value if value != "" else None, []).append(row_id)
    names = _names(connection, by, field, found)
    groups = [
        (value, Group(EMPTY if value is None else names.get(value, str(value)), tuple(ids)))
        for value, ids in found.items()
    ]
    if field is not None and field.kind in _DATES:
        groups.sort(key=lambda each: str(each[0] or ""), reverse=True)
    elif field is not None and field.choices is not None:
        places = {code: place for place, code in enumerate(field.choices.by_code)}
        groups.sort(key=lambda each: places.get(str(each[0]), len(places)))
    else:
        groups.sort(key=lambda each: (-len(each[1].ids), each[1].label))
    groups.sort(key=lambda each: each[0] is None)  # stable: only these move
    return [group for _, group in groups]


def _value(kind: str, by: str, field: Field | None) -> ColumnElement[Any]:
    column: ColumnElement[Any] = kind_of(kind).__table__.columns[by]
    if field is not None and field.kind in _DATES:
        return func.substr(cast(column, Text), 1, 7)
    return column


def _names(
    connection: Connection, by: str, field: Field | None, found: Mapping[Stored, object]
) -> dict[Stored, str]:
    """What each value is called."""
    values = [value for value in found if value is not None]
    if field is None or field.kind is Kind.REFERENCE:
        kind = ORGANISATION if field is None else field.refers
        wanted = [int(value) for value in values]
        rows = queries.window(connection, kind, wanted)
        if field is None:
            return {each: str(row["short_name"] or row["name"]) for each, row in rows.items()}
        parts = kind_of(field.refers).described_by
        return {
            each: reference_text(field, {f"{by}_{part}": row[part] for part in parts})
            for each, row in rows.items()
        }
    if field.kind in _DATES:
        return {value: f"{str(value)[:4]} 年 {int(str(value)[5:7])} 月" for value in values}
    return {value: shown(field, value) for value in values}
