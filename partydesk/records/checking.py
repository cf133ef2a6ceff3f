"""Judging one record: every field by its own checks, then the fields against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from partydesk.records.base import Record, RecordWriter
from partydesk.records.checks import birth_date_of, identity_number, sex_of
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.findings import Finding
from partydesk.records.values import Unreadable, read


def read_values(
    record: type[Record], raw: Mapping[str, object], *, strict: bool = True
) -> tuple[dict[str, Any], list[Finding]]:
    """Typed values of raw ones by column name, and what could not be read.

    Names that are no fields of the record are problems too.
    """
    declared = fields(record)
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for name, content in raw.items():
        field = declared.get(name)
        if field is None:
            findings.append(
                Finding("unknown-field", f"{record.title}没有“{name}”这一项", column=name)
            )
            continue
        try:
            exact = strict and field.kind not in (Kind.PERSON, Kind.PEOPLE)
            values[name] = read(field, content, strict=exact)
            if field.tidied_by and values[name]:
                values[name] = field.tidied_by(values[name])
        except Unreadable as error:
            findings.append(
                Finding(error.code, error.message, column=name, value=str(content)[:100])
            )
    return values, findings


def check(
    record: type[Record], values: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> list[Finding]:
    """What is wrong with a whole record, all of it at once; `column` is the column's name.

    `values` holds the typed values of all columns that have one, `before` those that the record
    had (none: it is new). Without `before` nothing is known to be new, as in what was taken in
    by an earlier version. What the fields said wrongly together before, and still do, does not
    hinder mending a record field by field, as long as the field it is said of stays as it is.
    """
    findings = []
    for name, field in fields(record).items():
        value = values.get(name)
        fresh = before is not None and (name not in before or before[name] != value)
        if (finding := _check_field(field, value, fresh)) is not None:
            findings.append(finding)
    if not findings:
        findings = together(record, values)
    if before and any(finding.column for finding in findings):
        known = {(each.code, each.column) for each in together(record, before)}
        findings = [
            each
            for each in findings
            if (each.code, each.column) not in known
            or before.get(each.column) != values.get(each.column)
        ]
    return findings


def together(record: type[Record], values: Mapping[str, Any]) -> list[Finding]:
    """What the fields say wrongly together."""
    return judged_together(record, {name: values.get(name) for name in fields(record)})


def judged_together(record: type[Record], row: Mapping[str, Any]) -> list[Finding]:
    """The same of a row that holds every field. The checks see a plain object with the fields and
    the `record_class`: making a record of the database for each row of a sheet takes many times
    as long as judging it."""
    seen = SimpleNamespace(**row, record_class=record)
    return [finding for cross in record.crossed for finding in cross(seen)]


def judged_by_others(
    record: type[Record],
    writer: RecordWriter,
    row: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> list[Finding]:
    """What the record that a row belongs to, and others of the file, say against it; rows are as
    they are stored. What they said against it as it was `before`, of a field that stays as it is,
    is let be."""
    found = list(_said_by_others(record, writer, row))
    if not found or before is None or before.get(record.belongs_to) != row.get(record.belongs_to):
        return found
    known = {(each.code, each.column) for each in _said_by_others(record, writer, before)}
    return [
        each
        for each in found
        if (each.code, each.column) not in known or before[each.column] != row[each.column]
    ]


def _said_by_others(
    record: type[Record], writer: RecordWriter, row: Mapping[str, Any]
) -> Iterator[Finding]:
    for judge in record.by_file:
        yield from judge(writer, row)
    owned_by = row.get(record.belongs_to) if record.by_owner else None
    if owned_by is None:
        return
    owner = writer.row(fields(record)[record.belongs_to].refers, int(owned_by))
    for of_owner in record.by_owner if owner is not None else ():
        yield from of_owner(row, owner or {})


def _check_field(field: Field, value: Any, fresh: bool) -> Finding | None:
    if value is None or (field.required and str(value).strip() == ""):
        if field.required:
            return Finding("required", f"{field.label}必须填写", column=field.column)
        return None
    for judge in (*field.checks, *field.new_checks) if fresh else field.checks:
        if (message := judge(value)) is not None:
            return Finding(judge.__name__, message, column=field.column, value=str(value))
    return None


def complete(record: type[Record], values: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """The values with what follows from others filled in where it is empty.

    An identity number gives birth date and sex; a new record gets its defaults.
    """
    filled = dict(values)
    if new:
        for name, field in fields(record).items():
            if field.default is not None and filled.get(name) is None:
                filled[name] = field.default
    identity = filled.get("id_number")
    if identity and identity_number(identity) is None:
        if filled.get("birth_date") is None:
            filled["birth_date"] = birth_date_of(identity)
        if filled.get("sex") is None:
            filled["sex"] = sex_of(identity)
    return filled
