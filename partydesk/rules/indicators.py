"""The values of the report's figures, and the rows behind them (indicators.md).

An indicator is declared by the rows it counts; its value is their count, the sum of their
amounts, or a ratio. `tally` counts all of them, `evidence` shows the rows of one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Text, cast, func, literal, select

from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.rules import indicator_engine as passes
from partydesk.rules.extra_indicators import BEYOND
from partydesk.rules.indicator import Indicator, iso
from partydesk.rules.indicator_engine import Tally, Value
from partydesk.rules.report_indicators import INDICATORS

__all__ = ["BEYOND", "INDICATORS", "Indicator", "Tally", "Value", "evidence", "tally"]


def tally(connection: Connection, period: Period, *, beyond: bool = True) -> Tally:
    """All indicators of every organisation; without `beyond` only the report's 34."""
    return passes.tally(connection, period, INDICATORS + BEYOND if beyond else INDICATORS)


def evidence(
    connection: Connection, id: str, period: Period, organisations: Collection[int] | None = None
) -> list[Mapping[str, Any]]:
    """The evidence rows of one indicator: kind, uid, organisation (code), date, text, amount.

    Raises KeyError for an id that is none.
    """
    indicator = {each.id: each for each in INDICATORS + BEYOND}[id]
    record, own = indicator.record, passes.committee(connection)
    scope = passes.scope_of(record, own)
    amount: Any = literal(1) if indicator.amount is None else indicator.amount
    whose = Organisation.__table__.alias("whose")
    statement = (
        select(
            record.uid,
            whose.c.code,
            func.substr(iso(indicator.date), 1, 10),
            cast(indicator.text, Text),
            func.coalesce(amount, 0)
            if indicator.part is None
            else func.iif(indicator.part(period), 1, 0),
        )
        .select_from(record.__table__.outerjoin(whose, whose.c.id == scope))
        .where(*passes.rows_of(connection, indicator, period, own))
        .order_by(literal(3), record.uid)
    )
    if own is not None and indicator.held_by != "CB" and record is not Organisation:
        holder = record.organisation
        statement = statement.where(holder == own if indicator.held_by == "C" else holder != own)
    if organisations is not None:
        statement = statement.where(scope.in_(organisations))
    names = ("uid", "organisation", "date", "text", "amount")
    return [
        {"kind": record.__tablename__, **dict(zip(names, row, strict=True))}
        for row in connection.execute(statement)
    ]
