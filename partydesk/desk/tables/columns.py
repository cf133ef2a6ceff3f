"""Which columns a list has, taken from the declarations of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from partydesk.records.fields import Field, Kind, Privacy, fields
from partydesk.records.personal_numbers import as_written, without_numbers
from partydesk.records.registry import kind_of
from partydesk.store.shown_rows import cell_text

ORGANISATION = "organisation"
_NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)
_LOOSE = (Kind.TEXT, Kind.LONG, Kind.PEOPLE, Kind.REFERENCE, Kind.CHOICES)


@dataclass(frozen=True)
class Column:
    """One column of a list: `width` in half-width characters, `loose` if it may give way.

    `worded` makes words of a stored code that has no table. `pill` columns are painted as pills:
    choices of which some have a tone of their own.
    """

    name: str
    label: str
    width: int
    listed: bool
    number: bool = False
    loose: bool = False
    field: Field | None = None
    worded: Callable[[object], str] | None = None

    @cached_property  # asked for every cell that is painted
    def pill(self) -> bool:
        """Whether the value stands in a pill."""
        return (
            self.field is not None
            and self.field.kind is Kind.CHOICE
            and self.field.choices is not None
            and any(choice.tone != "idle" for choice in self.field.choices)
        )

    @property
    def code(self) -> bool:
        """Whether the value is a code: capitals and digits, worthless when cut short."""
        return self.field is not None and self.field.kind is Kind.CODE

    def tone(self, stored: object) -> str:
        """The tone declared beside the choice."""
        if self.field is None or self.field.choices is None:
            return "idle"
        choice = self.field.choices.by_code.get(str(stored))
        return choice.tone if choice else "idle"


def for_others(column: Column, text: str) -> str:
    """What a cell shows where others may read it: without the numbers typed into free texts."""
    if column.field is not None and column.field.kind is Kind.REFERENCE:
        return without_numbers(text)
    return as_written(column.field, text)


def columns_of(
    kind: str,
    *,
    organisation: bool = False,
    worded: Mapping[str, Callable[[object], str]] | None = None,
) -> tuple[Column, ...]:
    """All columns a list of this kind can show, in the order of the declarations.

    Confidential texts are none: they are read in the record, not over somebody's shoulder.
    `worded` are those whose codes are told in words. `organisation` puts whose row it is at the
    end of the first group.
    """
    made = [
        Column(
            name,
            field.label,
            field.width,
            field.listed,
            field.kind in _NUMBERS,
            field.kind in _LOOSE,
            field,
            (worded or {}).get(name),
        )
        for name, field in fields(kind_of(kind)).items()
        if field.privacy is not Privacy.CONFIDENTIAL
    ]
    made += [
        Column(each.name, each.label, each.width, each.listed, number=True)
        for each in kind_of(kind).derived
    ]
    if organisation:
        made.insert(1, Column(ORGANISATION, "所属党组织", 16, True, loose=True))
    return tuple(made)


def text_of(kind: str, column: Column, row: Mapping[str, Any]) -> str:
    """What a list shows in a cell; personal values masked, organisations by their short name."""
    if column.name == ORGANISATION:
        return str(row.get("organisation_short_name") or row.get("organisation_name") or "")
    if column.worded is not None:
        return column.worded(row.get(column.name))
    return cell_text(kind, column.name, row)
