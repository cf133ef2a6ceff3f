"""Which rows stand for others: counted once though reported twice, or typed in more than once."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from partydesk.records.base import Record
from partydesk.records.figures import ReportedFigure
from partydesk.records.findings import UserError
from partydesk.records.indicator import iso
from partydesk.records.ledger import Conflict
from partydesk.records.member import Member
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period, parse_period
from partydesk.records.registry import kind_of

SIDES = ("first", "second", "third", "fourth", "fifth", "sixth")
"""What is decided where one side of a conflict holds, by the side's place."""


def counted_elsewhere(record: type[Record], until: date | None = None) -> Select[Any]:
    """Ids of rows that another organisation's row stands for.

    A person on two rolls or a session of two hosts, decided as one, is counted once
    (indicators.md), with the side the officer chose. Until then it is on the conflict list and
    counted where it was reported, so that a roll-up's sums agree with what branches handed in.

    Where somebody belongs holds from the day of the decision on: for a period that ended before
    (`until` is its last day) nothing is rewritten. What session was one always was.
    """
    return _elsewhere(str(record.__tablename__), until)


@lru_cache(50)  # asked once for each figure
def _elsewhere(kind: str, until: date | None) -> Select[Any]:
    record = kind_of(kind)
    sides = func.json_each(Conflict.sides).table_valued("key", "value")
    own = Organisation.__table__.alias("side")
    kept = case({code: place for place, code in enumerate(SIDES)}, value=Conflict.decision)
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
            Conflict.decision.in_(SIDES),
            func.json_extract(sides.c.value, "$.kind") == record.__tablename__,
            *_decided_by(record, until),
        )
    )


def _decided_by(record: type[Record], until: date | None) -> list[ColumnElement[bool]]:
    if record is not Member or until is None:
        return []
    # Decided at a UTC stamp, by people who go by their own days.
    after = datetime.combine(until + timedelta(days=1), time.min).astimezone(UTC)
    return [iso(Conflict.decided_at) < after.strftime("%Y-%m-%d %H:%M:%S")]


def superseded(connection: Connection, period: Period) -> set[int]:
    """Ids of reported figures that another of the same period or a longer one stands for.

    Of two that speak of the same days the longer one holds, of two of one length the one
    reported last. So a year's figure and its quarters are not added up.
    """
    rows = connection.execute(
        select(
            ReportedFigure.id,
            ReportedFigure.organisation,
            ReportedFigure.figure,
            ReportedFigure.period,
            iso(ReportedFigure.reported_on),
        ).where(ReportedFigure.deleted_at.is_(None))
    ).all()
    by_figure: dict[tuple[Any, Any], list[tuple[int, str, date, date, int]]] = defaultdict(list)
    for id, organisation, figure, text, reported_on in rows:
        try:
            own = parse_period(text)
        except UserError:
            continue
        if period.first <= own.first and own.last <= period.last:
            days = (own.last - own.first).days
            by_figure[organisation, figure].append((days, reported_on, own.first, own.last, id))
    gone = set()
    for each in by_figure.values():
        taken: list[tuple[date, date]] = []
        for _, _, first, last, id in sorted(each, reverse=True):
            if any(first <= until and since <= last for since, until in taken):
                gone.add(id)
            else:
                taken.append((first, last))
    return gone
