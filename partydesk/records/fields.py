"""The one declaration of a field: label, type, choices, privacy, width, aliases, checks, help.

Everything else follows from it: the database column, the table, the form, the sheet, the import
mapping, the print. A column is declared as ``name: Column[str] = field("姓名", required=True)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Date, Float, ForeignKey, Integer, String, Text
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.types import TypeEngine

from partydesk.records.declared import (
    YES_NO,
    Check,
    Choice,
    Choices,
    Field,
    Kind,
    Privacy,
    choices,
)
from partydesk.records.tables import Base, Column, column

__all__ = [
    "YES_NO",
    "Check",
    "Choice",
    "Choices",
    "Column",
    "Derived",
    "Field",
    "Kind",
    "Privacy",
    "choices",
    "field",
    "fields",
    "reference",
]

_SQL_TYPES: dict[Kind, Callable[[], TypeEngine[Any]]] = {
    Kind.LONG: Text,
    Kind.INTEGER: Integer,
    Kind.MONEY: Integer,
    Kind.YESNO: Integer,
    Kind.NUMBER: Float,
    Kind.DATE: Date,
    Kind.MOMENT: lambda: DATETIME(  # type: ignore[no-untyped-call] # untyped in SQLAlchemy
        storage_format="%(year)04d-%(month)02d-%(day)02d %(hour)02d:%(minute)02d",
        regexp=r"(\d+)-(\d+)-(\d+) (\d+):(\d+)",
    ),
    Kind.REFERENCE: Integer,
}


def field(
    label: str,
    kind: Kind = Kind.TEXT,
    *,
    required: bool = False,
    choices: Choices | None = None,
    default: str | int | None = None,
    **rest: Any,
) -> Column[Any]:
    """Declare a column of a record.

    `default` (a stored value) is what a new record gets when nothing is said. Choices make the
    kind CHOICE unless CHOICES is asked for. The other keywords are those of `Field`.
    """
    if choices is not None and kind is Kind.TEXT:
        kind = Kind.CHOICE
    declared = Field(
        label=label, kind=kind, required=required, choices=choices, default=default, **rest
    )
    sql_type = _SQL_TYPES.get(kind, String)()
    info = {"field": declared}
    if kind is Kind.REFERENCE:
        return column(sql_type, ForeignKey(f"{declared.refers}.id"), nullable=True, info=info)
    # Rows that come from elsewhere say nothing of what stays with each file.
    usual = str(default) if declared.stays and default is not None else None
    return column(sql_type, nullable=not required, server_default=usual, info=info)


def reference(refers: str, label: str, *, text_label: str = "", **rest: Any) -> Column[Any]:
    """Declare a column that names another record; `refers` is that record's kind."""
    return field(label, Kind.REFERENCE, refers=refers, text_label=text_label, **rest)


@dataclass(frozen=True, slots=True)
class Derived:
    """A column nobody types in, counted from other rows whenever it is shown.

    Its name (records.md), label, width, and the SQL that counts it. `sheet` says whether
    submissions show it too (never read back, never digested).
    """

    name: str
    label: str
    sql: Callable[[], ColumnElement[Any]]
    width: int = 6
    listed: bool = False
    sheet: bool = False
    suffix: str = ""


_FIELDS: dict[type[Base], dict[str, Field]] = {}


def fields(record: type[Base]) -> dict[str, Field]:
    """Column name → its declaration, in declared order, bookkeeping columns left out."""
    if record not in _FIELDS:
        _FIELDS[record] = {
            column.key: replace(column.info["field"], column=column.key)
            for column in record.__table__.columns
            if "field" in column.info
        }
    return _FIELDS[record]
