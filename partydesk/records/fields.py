"""The one declaration of a field: label, type, choices, privacy, width, aliases, checks, help.

Everything else follows from it: the database column, the table, the form, the sheet, the import
mapping, the print. A column is declared as ``name: Mapped[str] = field("姓名", required=True)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Date, Float, ForeignKey, Integer, String, Text
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine


class Kind(StrEnum):
    """What a value is: how it is stored, typed in, shown, written to and read from sheets."""

    TEXT = "text"  # one line
    LONG = "long"  # several lines
    CODE = "code"  # one line of digits or letters that must stay text in a spreadsheet
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"  # date and time to the minute; 00:00 means the time is not known
    YESNO = "yesno"
    CHOICE = "choice"  # stored by code, shown by label
    CHOICES = "choices"  # several codes joined by ","
    PERSON = "person"  # a name: of a member or of anybody else
    PEOPLE = "people"  # names joined by "、"
    REFERENCE = "reference"  # the id of another record


class Privacy(StrEnum):
    """What may leave the laptop (workbook.md): always, masked unless sealed, never."""

    PUBLIC = "public"
    PERSONAL = "personal"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: stable `code`, the `label` people see, other spellings, a tone.

    `tone` is a colour role of the desk: ok, warn, bad, info, idle.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    tone: str = "idle"


class Choices:
    """An ordered code table. Codes are stored, labels are shown; both are unique."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._choices = tuple(choices)
        self.by_code = {choice.code: choice for choice in self._choices}
        self.by_label = {choice.label: choice for choice in self._choices}

    def __iter__(self) -> Iterator[Choice]:
        return iter(self._choices)

    @cached_property
    def codes(self) -> dict[str, str]:
        """Any accepted spelling (label, alias or code) → code."""
        spellings = {code: code for code in self.by_code}
        for choice in self._choices:
            for spelling in (choice.label, *choice.aliases):
                spellings[spelling] = choice.code
        return spellings

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels in declared order."""
        return tuple(choice.label for choice in self._choices)

    def label(self, code: str | None) -> str:
        """The label of a code; a code this program does not know is shown as it is."""
        if code is None:
            return ""
        choice = self.by_code.get(code)
        return choice.label if choice else code


def choices(*entries: tuple[str, str] | tuple[str, str, str]) -> Choices:
    """A small code table written as (code, label) or (code, label, tone)."""
    return Choices(
        Choice(entry[0], entry[1], tone=entry[2] if len(entry) == 3 else "idle")
        for entry in entries
    )


YES_NO = choices(("1", "是"), ("0", "否"))

Check = Callable[[Any], str | None]
"""Takes a typed value, gives the Chinese sentence saying what is wrong, or None."""


@dataclass(frozen=True)
class Field:
    """What is known about one column beyond its database type.

    `width` is in characters, for tables, inputs and sheets alike. `aliases` are other headers
    under which strangers' sheets carry this column. `help` is the one-line hint of forms and
    column notes. `checks` judge a single typed value. `text_label` (references only) is the
    header of the readable column that stands beside the uid column in a sheet. `searched`
    fields feed the list's search box; `listed` ones are table columns by default. `column`
    is the attribute's name, filled in when the class is read.
    """

    label: str
    kind: Kind
    required: bool = False
    privacy: Privacy = Privacy.PUBLIC
    choices: Choices | None = None
    width: int = 10
    help: str = ""
    aliases: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    refers: str = ""
    text_label: str = ""
    searched: bool = False
    listed: bool = False
    minimum: float | None = None
    maximum: float | None = None
    group: str = ""
    default: str | int | None = None
    column: str = dataclass_field(default="", compare=False)


_SQL_TYPES: dict[Kind, Callable[[], TypeEngine[Any]]] = {
    Kind.LONG: Text,
    Kind.INTEGER: Integer,
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
) -> MappedColumn[Any]:
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
        return mapped_column(
            sql_type, ForeignKey(f"{declared.refers}.id"), nullable=True, info=info
        )
    return mapped_column(sql_type, nullable=not required, info=info)


def reference(refers: str, label: str, *, text_label: str = "", **rest: Any) -> MappedColumn[Any]:
    """Declare a column that names another record; `refers` is that record's kind."""
    return field(label, Kind.REFERENCE, refers=refers, text_label=text_label, **rest)


@cache
def fields(record: type[DeclarativeBase]) -> dict[str, Field]:
    """Column name → its declaration, in declared order, bookkeeping columns left out."""
    from dataclasses import replace

    return {
        column.key: replace(column.info["field"], column=column.key)
        for column in record.__table__.columns
        if "field" in column.info
    }
