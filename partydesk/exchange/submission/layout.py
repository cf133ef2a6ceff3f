"""The sheets that travel: which columns each has, from the field declarations alone.

A reference becomes two columns: a readable one for people and the uid that counts. Confidential
fields have no column at all, in no sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from partydesk.exchange.submission.columns import CODE, DIGEST, UID, Column, Role, SheetLayout
from partydesk.records.fields import Field, Kind, Privacy, fields
from partydesk.records.registry import kind_of, kinds


def travelling(field: Field) -> bool:
    """Whether a field may be in a workbook at all."""
    return field.privacy is not Privacy.CONFIDENTIAL and not field.stays


@cache
def sheet_of(kind: str) -> SheetLayout:
    """The data sheet of a record kind."""
    record = kind_of(kind)
    columns = [Column(UID, Role.UID, "uid", 38), Column(CODE, Role.ORGANISATION, width=10)]
    for name, field in fields(record).items():
        if not travelling(field) or (kind == "organisation" and name == "code"):
            continue
        if field.kind is Kind.REFERENCE:
            if field.text_label:
                columns.append(Column(field.text_label, Role.TEXT, name, field.width, field))
            columns.append(Column(f"{field.label}编号", Role.REFERENCE, name, 38, field))
        else:
            columns.append(Column(field.label, Role.FIELD, name, field.width, field))
    columns += [
        Column(each.label, Role.COUNTED, each.name, each.width)
        for each in record.derived
        if each.sheet
    ]
    columns.append(Column(DIGEST, Role.DIGEST, width=12))
    return SheetLayout(
        record.sheet,
        kind,
        tuple(columns),
        record.natural_key,
        record.described_by,
        record.format_since,
        record.numbered_by,
    )


def data_sheets() -> Iterator[SheetLayout]:
    """All data sheets of a submission, in order."""
    for kind, record in kinds().items():
        if record.sheet:
            yield sheet_of(kind)
