"""A row as a person or a script reads it: every column as text or JSON, references by uid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partydesk.records.fields import Field, Kind, fields
from partydesk.records.registry import kind_of
from partydesk.records.values import masked, shown


def reference_text(field: Field, row: Mapping[str, Any]) -> str:
    """The readable text of a reference: what names the record it points to."""
    target = kind_of(field.refers)
    declared = fields(target)
    parts = (
        shown(declared[part], row.get(f"{field.column}_{part}")) for part in target.described_by
    )
    return " ".join(part for part in parts if part)


def cell_text(kind: str, name: str, row: Mapping[str, Any], *, reveal: bool = False) -> str:
    """The text of one column of a row from `queries.window`; personal texts masked."""
    field = fields(kind_of(kind)).get(name)
    if field is None:
        if name == "organisation":
            return str(row.get("organisation_name") or "")
        for each in kind_of(kind).derived:
            if each.name == name:
                value = row.get(name)
                if name.startswith("has_"):
                    return "是" if value else "否"
                number = isinstance(value, (int, float))
                return f"{value:g}{each.suffix}" if number else str(value or "")
        return str(row.get(name) or "")
    if field.kind is Kind.REFERENCE:
        return reference_text(field, row)
    text = shown(field, row.get(name))
    return text if reveal and "*" not in text else masked(field, text)


def as_json(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as `list --json` gives it: names of records.md, choices by label, dates ISO."""
    result: dict[str, Any] = {
        "uid": row["uid"],
        "organisation": row.get("organisation_code"),
    }
    for name, field in fields(kind_of(kind)).items():
        value = row.get(name)
        if field.kind is Kind.REFERENCE:
            result[name] = row.get(f"{name}_uid")
        elif value is None:
            result[name] = None
        elif field.kind in (Kind.CHOICES, Kind.PEOPLE):
            result[name] = shown(field, value).split("、")
        elif field.kind is Kind.YESNO:
            result[name] = bool(value)
        elif field.kind in (Kind.CHOICE, Kind.MONEY):
            result[name] = shown(field, value)
        elif field.kind is Kind.MOMENT:
            result[name] = str(value).replace(" ", "T")
        elif isinstance(value, str) and "*" in value:
            result[name] = masked(field, value)
        else:
            result[name] = value
    for each in kind_of(kind).derived:
        result[each.name] = row.get(each.name)
    return result
