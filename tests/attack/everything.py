"""A branch that has something in every column of every sheet that travels."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.submission.layout import sheet_of, travelling
from partydesk.records.base import kinds
from partydesk.records.declared import Field, Kind
from partydesk.records.fields import fields
from partydesk.records.values import Stored, to_typed
from partydesk.store import rows
from partydesk.store.store import Store

_SAMPLES: dict[Kind, tuple[Stored, ...]] = {
    Kind.TEXT: ("2026", "文字", "member", "P0312", "-1+1"),
    Kind.LONG: ("第一行\n第二行",),
    Kind.CODE: (
        "2026",
        "010-62345678",
        "13800138000",
        "110105194912310021",
        "91110105MA00XXXX0X",
        "12",
        "2026-03",
    ),
    Kind.INTEGER: (2026, 12, 1),
    Kind.NUMBER: (2.5, 1),
    Kind.MONEY: (4650, 1),
    Kind.DATE: ("2026-03-02",),
    Kind.MOMENT: ("2026-03-02 09:30",),
    Kind.YESNO: (1,),
    Kind.PERSON: ("王小满",),
    Kind.PEOPLE: ("王小满、李大雪",),
}


def fill(store: Store) -> None:
    """Give every travelling kind a row, and every column a value in some row."""
    with store.write("填满") as writer:
        for kind, record in kinds().items():
            if not record.sheet:
                continue
            declared = {n: f for n, f in fields(record).items() if travelling(f)}
            there = writer.connection.exec_driver_sql(
                f'SELECT min(id) FROM "{kind}" WHERE deleted_at IS NULL'
            ).scalar()
            if there is None:
                needed = {n: f for n, f in declared.items() if f.required or n == record.belongs_to}
                uid = writer.add(kind, {n: typed(writer.connection, f) for n, f in needed.items()})
                row = rows.find(writer.connection, kind, uid)
            else:
                row = rows.get(writer.connection, kind, there)
            assert row is not None
            blank = {
                name: _sample(writer.connection, field)
                for name, field in declared.items()
                if not writer.connection.exec_driver_sql(
                    f'SELECT count("{name}") FROM "{kind}" WHERE deleted_at IS NULL'
                ).scalar()
            }
            # Whatever a form would say of them together.
            writer.set(kind, row, blank)


def typed(connection: Connection, field: Field) -> Any:
    """A value that the field takes, as a form has it."""
    return to_typed(field, _sample(connection, field))


def _sample(connection: Connection, field: Field) -> Stored:
    """A value that the field takes; none where nothing fits."""
    if field.kind is Kind.REFERENCE:
        found: Stored = connection.exec_driver_sql(
            f'SELECT min(id) FROM "{field.refers}" WHERE deleted_at IS NULL'
        ).scalar()
        return found
    if field.choices:
        return next(iter(field.choices)).code
    if field.holds_uid:
        uid: Stored = connection.exec_driver_sql("SELECT min(uid) FROM member").scalar()
        return uid
    least, most = field.minimum, field.maximum
    for value in _SAMPLES[field.kind]:
        number = value if isinstance(value, int | float) else None
        if number is not None and least is not None and number < least:
            continue
        if number is not None and most is not None and number > most:
            continue
        if not any(judge(to_typed(field, value)) for judge in field.checks):
            return value
    return None


def blank_columns(store: Store) -> list[str]:
    """The travelling columns in which nothing stands, as kind and column."""
    with store.read() as connection:
        return [
            f"{kind}.{name}"
            for kind, record in kinds().items()
            if record.sheet
            for name in sheet_of(kind).names
            if connection.exec_driver_sql(
                f'SELECT count("{name}") FROM "{kind}" WHERE deleted_at IS NULL'
            ).scalar() == 0
        ]  # fmt: skip
