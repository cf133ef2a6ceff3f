"""The values of the indicators, and the rows behind them (indicators.md).

An indicator is declared once, by the rows it counts: the report's in records/report_indicators.py,
the others in extra_indicators.py. Its value is their count, the sum of their amounts, or a ratio.
`tally` counts all of them, `evidence` shows the rows of one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Text, cast, func, literal, select

from partydesk.records.indicator import Indicator, iso
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.records.report_indicators import INDICATORS
from partydesk.rules import indicator_engine
from partydesk.rules.extra_indicators import BEYOND
from partydesk.rules.indicator_engine import Tally, Value
from partydesk.rules.told_below import ToldBelow, told_below

_WHOSE = Organisation.__table__.alias("whose")  # to name its columns anew takes long

__all__ = ["BEYOND", "INDICATORS", "Indicator", "Tally", "Value", "evidence", "indicator", "tally"]


def tally(connection: Connection, period: Period, *, beyond: bool = True) -> Tally:
    """All indicators of every organisation; without `beyond` only the report's."""
    return indicator_engine.tally(connection, period, INDICATORS + BEYOND if beyond else INDICATORS)


def indicator(id: str) -> Indicator:
    """The indicator with this id, of the report or beyond it. Raises KeyError for none."""
    return {each.id: each for each in INDICATORS + BEYOND}[id]


def evidence(
    connection: Connection, id: str, period: Period, organisations: Collection[int] | None = None
) -> list[Mapping[str, Any]]:
    """The evidence rows of one indicator: kind, uid, organisation (code), date, text, amount.

    Raises KeyError for an id that is none.
    """
    counted = indicator(id)
    record, own = counted.record, indicator_engine.committee(connection)
    scope = indicator_engine.scope_of(record, own)
    amount: Any = literal(1) if counted.amount is None else counted.amount
    statement = (
        select(
            record.uid,
            _WHOSE.c.code,
            func.substr(iso(counted.date), 1, 10),
            cast(counted.text, Text),
            func.coalesce(amount, 0)
            if counted.part is None
            else func.iif(counted.part(period), 1, 0),
        )
        .select_from(record.__table__.outerjoin(_WHOSE, _WHOSE.c.id == scope))
        .where(*indicator_engine.rows_of(connection, counted, period, own))
        .order_by(literal(3), record.uid)
    )
    everybody = counted.held_by == "CB" or counted.of_register
    if own is not None and not everybody and record is not Organisation:
        holder = record.organisation
        statement = statement.where(holder == own if counted.held_by == "C" else holder != own)
    if organisations is not None:
        statement = statement.where(scope.in_(organisations))
    below = told_below(connection, period) if own is not None else []
    if below:
        statement = statement.where(scope.not_in([told.organisation for told in below]))
    names = ("uid", "organisation", "date", "text", "amount")
    found = [
        {"kind": record.__tablename__, **dict(zip(names, row, strict=True))}
        for row in connection.execute(statement)
    ]
    return [*found, *_of_below(counted, below, period, organisations)]


def _of_below(
    counted: Indicator,
    below: Sequence[ToldBelow],
    period: Period,
    organisations: Collection[int] | None,
) -> Iterator[dict[str, Any]]:
    """One row for what each committee below told of all under it: it has no rows here to open."""
    everybody = counted.held_by != "C" or counted.of_register or counted.record is Organisation
    for told in below:
        pair = (told.counts or {}).get(counted.id)
        # What a committee itself holds is told where it is asked for, and in no sum.
        inside = everybody if organisations is None else told.organisation in organisations
        if pair and pair[0] and inside:
            text = f"{told.name}报来的合计（{period.title}，依据 {int(pair[0]):,} 条）"
            yield {"kind": Organisation.__tablename__, "uid": told.uid, "organisation": told.code,
                   "date": "", "text": text, "amount": pair[1]}  # fmt: skip
