"""The values of the report's figures, and the rows behind them (indicators.md).

An indicator is one query that yields evidence rows; its value is their count, the sum of their
amounts, or a ratio. One query serves all organisations at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
)

from partydesk.records.base import Record
from partydesk.records.ledger import Conflict
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.rules.figures_of_the_report import INDICATORS, Indicator, day_of
from partydesk.store import settings

__all__ = ["INDICATORS", "Indicator", "Value", "compute", "evidence", "recorded", "scope_value"]


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator's value in a scope: None when nothing was recorded; and its evidence rows."""

    value: float | int | None
    evidence: int


def _committee(connection: Connection) -> int | None:
    """The committee's own organisation, if this is a committee's file."""
    if settings.get(connection, "role", "branch") != "committee":
        return None
    return int(settings.get(connection, "own", "0"))


def _held(indicator: Indicator, own: int | None) -> ColumnElement[bool]:
    """Whose records count: in a committee's file its own, those of branches, or both.

    A firm on the committee's ledger may stand on a branch's too: it is counted where it is held.
    """
    holder = indicator.record.organisation
    if own is None or indicator.held_by == "CB" or indicator.record is Organisation:
        return true()
    return holder == own if indicator.held_by == "C" else holder != own


def _scope(indicator: Indicator, own: int | None) -> Any:
    """The organisation a row is counted for: branches founded are the committee's work."""
    if own is not None and indicator.record is Organisation:
        return literal(own)
    return indicator.record.organisation.expression


def _rows(indicator: Indicator, period: Period, own: int | None) -> Select[Any]:
    """The evidence: one row per counted record, with what it adds."""
    record = indicator.record
    amount: Any = literal(1) if indicator.amount is None else indicator.amount
    if indicator.part is not None:
        amount = case((indicator.part, 1), else_=0)
    return select(
        record.uid,
        _scope(indicator, own).label("organisation"),
        day_of(indicator.date).label("date") if indicator.date is not None else literal(None),
        cast(indicator.text, Text).label("text"),
        func.coalesce(amount, 0).label("amount"),
        cast(indicator.distinct, Text).label("item")
        if indicator.distinct is not None
        else literal(None).label("item"),
    ).where(
        record.deleted_at.is_(None),
        # Only a committee's file can hold what two branches both reported.
        *([] if own is None else [record.id.not_in(_counted_elsewhere(record))]),
        _held(indicator, own),
        indicator.condition(period),
    )


def _counted_elsewhere(record: type[Record]) -> Select[Any]:
    """Ids of rows that the officer decided another organisation's row stands for.

    Two branches report one session: decided as one, it is counted once (indicators.md).
    """
    sides = func.json_each(Conflict.sides).table_valued("key", "value")
    own = Organisation.__table__.alias("side")
    kept = case((Conflict.decision == "first", 0), else_=1)
    return (
        select(record.id)
        .select_from(Conflict)
        .join(sides, sides.c.key != kept)
        .join(own, own.c.code == func.json_extract(sides.c.value, "$.organisation"))
        .join(
            record,
            and_(
                record.uid == func.json_extract(sides.c.value, "$.uid"),
                record.organisation == own.c.id,
            ),
        )
        .where(
            Conflict.state == "decided",
            Conflict.decision.in_(("first", "second")),
            func.json_extract(sides.c.value, "$.kind") == record.__tablename__,
        )
    )


def compute(connection: Connection, period: Period) -> dict[str, dict[int, Value]]:
    """Indicator id → organisation id → its value there; organisations without evidence absent.

    A value holds for that organisation alone; `total` adds organisations up.
    """
    result: dict[str, dict[int, Value]] = {}
    for indicator in INDICATORS:
        result[indicator.id] = {
            row[0]: Value(_value(indicator, row[1], row[2], row[3]), row[1])
            for row in _grouped(connection, indicator, period)
        }
    return result


def recorded(connection: Connection) -> dict[str, set[int]]:
    """Kind → organisations that have any record of it: there, nothing to count means 0."""
    return {
        kind: {
            row[0]
            for row in connection.exec_driver_sql(
                f'SELECT DISTINCT organisation FROM "{kind}" WHERE deleted_at IS NULL'
            )
        }
        for kind in {indicator.record.__tablename__ for indicator in INDICATORS}
    }


def _grouped(
    connection: Connection, indicator: Indicator, period: Period
) -> list[tuple[int, int, float, int]]:
    """(organisation, evidence rows, sum of amounts, different items) per organisation."""
    rows = _rows(indicator, period, _committee(connection)).subquery()
    statement = select(
        rows.c.organisation,
        func.count(),
        func.sum(rows.c.amount),
        func.count(func.distinct(rows.c.item)),
    ).group_by(rows.c.organisation)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(statement)]


def _value(indicator: Indicator, count: int, amount: float, items: int) -> float | int:
    if indicator.part is not None:
        return round(100.0 * amount / count, 1) if count else 0
    if indicator.distinct is not None:
        return items
    number = float(amount or 0)
    return int(number) if number == int(number) else round(number, 6)


def scope_value(
    connection: Connection, indicator: Indicator, period: Period, organisations: set[int] | None
) -> Value:
    """The value over a set of organisations (None: all of the file), counted once each.

    Missing (None) when the scope has no record of the indicator's kind at all.
    """
    own = _committee(connection)
    rows = _rows(indicator, period, own).subquery()
    statement = select(
        func.count(), func.sum(rows.c.amount), func.count(func.distinct(rows.c.item))
    )
    recorded = (
        select(func.count())
        .select_from(indicator.record)
        .where(indicator.record.deleted_at.is_(None), _held(indicator, own))
    )
    if organisations is not None:
        statement = statement.where(rows.c.organisation.in_(organisations))
        recorded = recorded.where(_scope(indicator, own).in_(organisations))
    count, amount, items = connection.execute(statement).one()
    # Nothing recorded is not 0; nor is a rate of nothing.
    if not count and (indicator.part is not None or not connection.execute(recorded).scalar_one()):
        return Value(None, 0)
    return Value(_value(indicator, count, amount or 0, items), count)


def evidence(
    connection: Connection, id: str, period: Period, organisations: set[int] | None = None
) -> list[Mapping[str, Any]]:
    """The evidence rows of one indicator: kind, uid, organisation (code), date, text, amount.

    Raises KeyError for an id that is none.
    """
    indicator = {each.id: each for each in INDICATORS}[id]
    rows = _rows(indicator, period, _committee(connection)).subquery()
    whose = Organisation.__table__.alias("whose")
    statement = (
        select(rows, whose.c.code.label("code"))
        .select_from(rows.outerjoin(whose, whose.c.id == rows.c.organisation))
        .order_by(rows.c.date, rows.c.uid)
    )
    if organisations is not None:
        statement = statement.where(rows.c.organisation.in_(organisations))
    return [
        {
            "kind": indicator.record.__tablename__,
            "uid": row.uid,
            "organisation": row.code,
            "date": row.date,
            "text": row.text,
            "amount": row.amount,
        }
        for row in connection.execute(statement)
    ]
