"""What a branch had for a period: the rows a submission carries, as stored values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, or_, select

from partydesk.exchange.submission.columns import SheetLayout
from partydesk.exchange.submission.layout import data_sheets, sheet_of
from partydesk.records.base import Record, kind_of
from partydesk.records.fields import Kind, fields
from partydesk.records.periods import Period
from partydesk.records.values import Stored
from partydesk.store.queries import in_period
from partydesk.store.shown_rows import reference_text


@dataclass(slots=True)
class SheetRows:
    """The rows of one kind: uids and, beside each, the values of `layout.names` in order.

    References are uids. `texts` holds the readable side of references and the counted columns,
    by column header, for writing only.
    """

    layout: SheetLayout
    uids: list[str] = field(default_factory=list)
    values: list[tuple[Stored, ...]] = field(default_factory=list)
    texts: dict[str, list[Any]] = field(default_factory=dict)


def take_snapshot(
    connection: Connection, organisation: int, period: Period
) -> dict[str, SheetRows]:
    """The rows of every travelling kind for an organisation and period, by kind."""
    snapshot: dict[str, SheetRows] = {}
    for layout in data_sheets():
        snapshot[layout.kind] = _rows(connection, layout, organisation, period)
    # A link to a record that does not travel (it is in the recycle bin) would lead nowhere.
    for rows in snapshot.values():
        for place, name in enumerate(rows.layout.names):
            field = fields(kind_of(rows.layout.kind))[name]
            if field.kind is Kind.REFERENCE:
                present = set(snapshot[field.refers].uids)
                if not all(row[place] in present for row in rows.values):
                    rows.values = [
                        row if row[place] in present else (*row[:place], None, *row[place + 1 :])
                        for row in rows.values
                    ]
    return snapshot


def _rows(
    connection: Connection, layout: SheetLayout, organisation: int, period: Period
) -> SheetRows:
    record = kind_of(layout.kind)
    declared = fields(record)
    statement, width, texts, counted = _asked(layout.kind)
    # The uid order is the order of canonical content, and groups what was entered together.
    statement = statement.where(
        record.organisation == organisation, belongs(record, period)
    ).order_by(record.uid)
    result = SheetRows(layout)
    answer = connection.execute(statement)
    # Straight from the driver: every column is text or number already.
    found = answer.cursor.fetchall() if answer.cursor is not None else []
    answer.close()
    result.uids = [row[0] for row in found]
    result.values = [tuple(row[1:width]) for row in found]
    for label, (name, start, end) in texts.items():
        target = kind_of(declared[name].refers)
        memo: dict[tuple[Any, ...], str] = {}
        column = []
        for row in found:
            key = tuple(row[width + start : width + end])
            if key not in memo:
                shown = {
                    f"{name}_{part}": value
                    for part, value in zip(target.described_by, key, strict=True)
                }
                memo[key] = reference_text(declared[name], shown)
            column.append(memo[key])
        result.texts[label] = column
    for place, each in enumerate(counted):
        result.texts[each.label] = [row[place - len(counted)] for row in found]
    return result


@cache
def _asked(kind: str) -> tuple[Select[Any], int, dict[str, tuple[str, int, int]], list[Any]]:
    """What is asked of a kind's table: its statement, how many columns are the uid and fields,
    which of those behind them say a reference (by header), and what is counted, last of all."""
    record, layout = kind_of(kind), sheet_of(kind)
    table = record.__table__
    source: Any = table
    wanted: list[Any] = [table.c.uid]
    declared = fields(record)
    texts: dict[str, tuple[str, int, int]] = {}
    after: list[Any] = []
    for name in layout.names:
        field = declared[name]
        if field.kind is Kind.REFERENCE:
            target = kind_of(field.refers)
            joined = target.__table__.alias(f"to_{name}")
            source = source.outerjoin(joined, joined.c.id == table.c[name])
            wanted.append(joined.c.uid)
            if field.text_label:
                start = len(after)
                after += [cast(joined.c[part], Text) for part in target.described_by]
                texts[field.text_label] = (name, start, len(after))
        elif field.kind in (Kind.DATE, Kind.MOMENT):
            wanted.append(cast(table.c[name], Text))
        else:
            wanted.append(table.c[name])
    counted = [each for each in record.derived if each.sheet]
    after += [each.sql() for each in counted]
    statement = (
        select(*wanted, *after)
        .select_from(source)
        .where(record.travels_where(), record.submission.is_(None))
    )
    return statement, len(wanted), texts, counted


def belongs(record: type[Record], period: Period) -> Any:
    """The roll as of the period's last day; dated kinds by their date."""
    if not record.on_roll_from:
        return in_period(record, period)
    day = cast(record.__table__.columns[record.on_roll_from], Text)
    return or_(day.is_(None), day <= period.last.isoformat())
