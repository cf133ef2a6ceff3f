"""Lists: which rows a page, an export or a command shows, asked of SQLite and of nothing else.

A list is first the ids of its rows in order (cheap, from indexes), then windows of rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, func, select

from partydesk.records.base import Record
from partydesk.records.fields import Kind, fields
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored


@dataclass(frozen=True, slots=True)
class Query:
    """What a list holds and in which order.

    `text` is what stands in the search box: every blank-separated part must occur (汉字, pinyin
    or initials). `where` maps a column to one stored value or several. `order` lists (column or
    derived column, descending). `organisation` limits to one organisation's id. `removed` shows
    the recycle bin instead. `extra` are further conditions.
    """

    kind: str
    text: str = ""
    where: Mapping[str, Stored | Sequence[Stored]] = dataclass_field(default_factory=dict)
    period: Period | None = None
    organisation: int | None = None
    order: tuple[tuple[str, bool], ...] = ()
    removed: bool = False
    extra: tuple[ColumnElement[bool], ...] = ()


def ids(connection: Connection, query: Query) -> list[int]:
    """The ids of the query's rows, in order."""
    rows = _ordered(query).subquery()
    # As one text, which keeps the order of what it is put together from: a hundred thousand rows
    # given one by one take longer than finding them.
    told = connection.execute(select(func.group_concat(rows.c.id))).scalar()
    found: list[int] = json.loads(f"[{told or ''}]")
    return found


def in_order(connection: Connection, query: Query, *beside: ColumnElement[Any]) -> Sequence[Any]:
    """A tuple for each of the query's rows, in order: its id, and the columns `beside` it."""
    result = connection.execute(_ordered(query, *beside))
    # Straight from the driver: SQLAlchemy's own row by row takes twice the time of the query.
    found = result.cursor.fetchall() if result.cursor is not None else []
    result.close()
    return found


def _ordered(query: Query, *beside: ColumnElement[Any]) -> Select[Any]:
    record = kind_of(query.kind)
    statement = _filtered(select(record.id, *beside), query)
    for name, descending in query.order:
        column = _orderable(record, name)
        statement = statement.order_by(column.desc() if descending else column.asc())
    if not query.order:
        statement = statement.order_by(*_default_order(record))
    return statement.order_by(record.id)


def count(connection: Connection, query: Query) -> int:
    """How many rows the query has."""
    record = kind_of(query.kind)
    statement = _filtered(select(func.count()).select_from(record), query)
    return int(connection.execute(statement).scalar_one())


def counts_by(connection: Connection, query: Query, column: str) -> dict[Stored, int]:
    """How many of the query's rows have each value of a column: what filter chips show."""
    record = kind_of(query.kind)
    by = record.__table__.columns[column]
    statement = _filtered(select(by, func.count()), query).group_by(by)
    return {row[0]: row[1] for row in connection.execute(statement)}


def window(connection: Connection, kind: str, wanted: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows with these ids: stored values by column name, derived columns included.

    Beside each reference `x` stands `x_uid` and `x_text`, beside the organisation its code, name
    and short name.
    """
    record = kind_of(kind)
    found: dict[int, dict[str, Any]] = {}
    statement = _full(kind)
    for start in range(0, len(wanted), 500):
        part = list(wanted[start : start + 500])
        for row in connection.execute(statement.where(record.id.in_(part))).mappings():
            found[row["id"]] = dict(row)
    return found


@cache  # putting it together takes longer than asking it
def _full(kind: str) -> Select[Any]:
    record = kind_of(kind)
    own = Organisation.__table__.alias("own")
    # Dates are read as the text they are stored as, not as Python objects.
    columns: list[ColumnElement[Any]] = [
        cast(column, Text).label(column.key)
        if column.key in fields(record)
        and fields(record)[column.key].kind in (Kind.DATE, Kind.MOMENT)
        else column
        for column in record.__table__.columns
    ]
    source = record.__table__.outerjoin(own, own.c.id == record.organisation)
    columns += [
        own.c.code.label("organisation_code"),
        own.c.name.label("organisation_name"),
        own.c.short_name.label("organisation_short_name"),
    ]
    for name, field in fields(record).items():
        if field.kind is Kind.REFERENCE:
            target = kind_of(field.refers)
            table = target.__table__.alias(f"to_{name}")
            source = source.outerjoin(table, table.c.id == record.__table__.columns[name])
            columns.append(table.c.uid.label(f"{name}_uid"))
            columns += [
                cast(table.c[part], Text).label(f"{name}_{part}") for part in target.described_by
            ]
    columns += [each.sql().label(each.name) for each in record.derived]
    return select(*columns).select_from(source)


def _filtered(statement: Select[Any], query: Query) -> Select[Any]:
    record = kind_of(query.kind)
    table = record.__table__
    conditions: list[ColumnElement[bool]] = [
        record.deleted_at.is_not(None) if query.removed else record.deleted_at.is_(None)
    ]
    conditions += [occurs(record, part) for part in query.text.lower().split()]
    for name, wanted in query.where.items():
        column = table.columns[name]
        if isinstance(wanted, (str, int, float)) or wanted is None:
            conditions.append(column.is_(None) if wanted is None else column == wanted)
        else:
            conditions.append(column.in_(list(wanted)))
    if query.organisation is not None:
        conditions.append(record.organisation == query.organisation)
    if query.period is not None and record.dated_by:
        conditions.append(in_period(record, query.period))
    return statement.where(and_(*conditions, *query.extra))


def occurs(record: type[Record], part: str, before: str = "") -> ColumnElement[bool]:
    """The condition that a part of what is searched for, in lower case, stands in a row's search
    key, behind what is `before` it."""
    # The key is in lower case as the part is: what looks for its very letters is quickest.
    if part.isascii():
        escaped = "".join(f"[{each}]" if each in "*?[" else each for each in before + part)
        return record.search.op("GLOB", is_comparison=True)(f"*{escaped}*")
    return func.instr(record.search, before + part) > 0


def in_period(record: type[Record], period: Period) -> ColumnElement[bool]:
    """The condition that puts a row into a period by the field that dates its kind.

    What comes to an end also belongs to every period in which it is still open; what belongs to
    another record (steps, attendance) is where that is.
    """
    field = fields(record).get(record.dated_by)
    if field is None:
        return record.id.is_not(None)
    column = cast(record.__table__.columns[record.dated_by], Text)
    first, last = period.first.isoformat(), period.last.isoformat()
    if field.kind is Kind.REFERENCE:
        target = kind_of(field.refers)
        chosen = select(target.id).where(in_period(target, period))
        return record.__table__.columns[record.dated_by].in_(chosen)
    if field.kind is Kind.INTEGER:
        year = record.__table__.columns[record.dated_by]
        return year.between(period.first.year, period.last.year)
    within = func.substr(column, 1, 10).between(first, last)
    if record.ending is None:
        return within
    still_open = record.ending.still_open(first, record.__table__.columns)
    return within | and_(func.substr(column, 1, 10) < first, still_open)


def _orderable(record: type[Record], name: str) -> ColumnElement[Any]:
    if name in record.__table__.columns:
        field = fields(record).get(name)
        # A name sorts by its pinyin, which the search key begins with.
        if (
            field is not None
            and field.searched
            and field.kind is Kind.PERSON
            and (next(n for n, f in fields(record).items() if f.searched) == name)
        ):
            return record.search.expression
        column: ColumnElement[Any] = record.__table__.columns[name]
        return column
    for each in record.derived:
        if each.name == name:
            return each.sql()
    raise KeyError(name)


def _default_order(record: type[Record]) -> list[ColumnElement[Any]]:
    field = fields(record).get(record.dated_by)
    if field is not None and field.kind in (Kind.DATE, Kind.MOMENT):
        return [record.__table__.columns[record.dated_by].desc()]
    ordered_by = record.__table__.columns[record.ordered_by or "search"]
    return [ordered_by.asc()]
