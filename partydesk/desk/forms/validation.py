"""From what stands in the editors of a form to typed values, and all that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partydesk.desk.forms.editors import Editor
from partydesk.records.base import Record
from partydesk.records.checking import check, complete, read_values
from partydesk.records.checks import birth_date_of, identity_number, sex_of
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.findings import Finding
from partydesk.records.values import parse_date, shown, to_stored, to_typed
from partydesk.store import roll_names
from partydesk.store.store import Store


def entered(
    record: type[Record],
    editors: Mapping[str, Editor],
    row: Mapping[str, Any],
    unchanged: Mapping[str, object] | None,
) -> tuple[dict[str, Any], list[Finding]]:
    """The typed values to write, and all problems in the order of the form.

    `row` is the record as it is kept, `unchanged` what its editors gave when it was loaded; of
    an existing record only what differs is written. `unchanged` is None for a new record.
    """
    declared = fields(record)
    raw = {
        column: editor.raw()
        for column, editor in editors.items()
        if unchanged is None or editor.raw() != unchanged[column]
    }
    values, findings = read_values(record, raw, strict=True)
    findings += [
        Finding(
            "no-day",
            f"{declared[column].label}要写到哪一天，例如 {day:%Y-%m}-15",
            column=column,
        )
        for column in raw
        if (day := values.get(column)) is not None
        and declared[column].kind is Kind.DATE
        and _month_only(raw[column])
    ]
    known = {column: to_typed(field, row.get(column)) for column, field in declared.items()}
    whole = complete(record, {**known, **values}, new=unchanged is None)
    unread = {finding.column for finding in findings}
    before = {} if unchanged is None else known
    findings += [each for each in check(record, whole, before) if each.column not in unread]
    order = {column: number for number, column in enumerate(editors)}
    findings.sort(key=lambda each: order.get(each.column, len(order)))
    return values, findings


def described(record: type[Record], values: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """What names the record, in a few words; `values` go before what is kept in `row`."""
    declared = fields(record)
    parts = []
    for name in record.described_by:
        stored = to_stored(values[name]) if name in values else row.get(name)
        if declared[name].kind is not Kind.REFERENCE:
            parts.append(shown(declared[name], stored))
    text = " ".join(part for part in parts if part)
    return text if len(text) <= 24 else f"{text[:24]}…"


def told_by_identity(number: str, declared: Mapping[str, Field]) -> dict[str, str]:
    """What a sound identity number says of a person, as the fields show it; else nothing."""
    if len(number) != 18 or identity_number(number) is not None:
        return {}
    told = {"sex": sex_of(number), "birth_date": birth_date_of(number)}
    return {column: shown(declared[column], to_stored(value)) for column, value in told.items()}


def says_something(field: Field, stored: object) -> bool:
    """Whether a kept value is more than what a new record has by itself."""
    return stored is not None and stored != field.default and stored != 0


def strangers_in(store: Store, record: type[Record], values: Mapping[str, Any]) -> str:
    """What to say of names in these values that are not on the roll; "" where all are."""
    here = None if store.role == "committee" else store.own.id
    with store.read() as connection:
        names = roll_names.RollNames(connection, here)
        return roll_names.told(names.unknown(record, values))


def _month_only(raw: object) -> bool:
    """Whether a date was typed without its day, which would silently become the first."""
    return not parse_date(raw)[1]
