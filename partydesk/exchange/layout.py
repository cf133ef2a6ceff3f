"""The sheets that travel: which columns each has, from the field declarations alone.

A reference becomes two columns: a readable one for people and the uid that counts. Confidential
fields have no column at all, in no sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from partydesk.records.base import kind_of, kinds
from partydesk.records.derived import derived
from partydesk.records.fields import Field, Kind, Privacy, fields

FORMAT = "partydesk-submission"
TEMPLATE_FORMAT = "partydesk-template"
RETURN_FORMAT = "partydesk-return"
FORMAT_VERSION = 1

COVER, INDICATORS, METADATA, CODES = "封面", "指标", "元数据", "代码表"
UID, CODE, DIGEST = "编号", "组织编码", "校验"


class Role(Enum):
    """What a column is for."""

    UID = "uid"
    ORGANISATION = "organisation"
    FIELD = "field"
    REFERENCE = "reference"  # the uid of the record referred to
    TEXT = "text"  # the readable side of a reference; read only where no uid stands
    COUNTED = "counted"  # derived, never read
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data sheet. `name` is the record's column, `width` in characters."""

    header: str
    role: Role
    name: str = ""
    width: int = 10
    field: Field | None = None

    @property
    def digested(self) -> bool:
        """Whether the row digest covers it: what a record holds, not what is shown beside it."""
        return self.role in (Role.UID, Role.FIELD, Role.REFERENCE)

    @property
    def hidden(self) -> bool:
        """Columns for the program, not for people."""
        return self.role in (Role.DIGEST, Role.REFERENCE)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One data sheet: its name, the record kind on it, its columns in order."""

    sheet: str
    kind: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The record columns it carries, in order."""
        return tuple(c.name for c in self.columns if c.role in (Role.FIELD, Role.REFERENCE))


def travelling(known: Field) -> bool:
    """Whether a field may be in a workbook at all."""
    return known.privacy is not Privacy.CONFIDENTIAL


@cache
def sheet_of(kind: str) -> SheetLayout:
    """The data sheet of a record kind."""
    record = kind_of(kind)
    columns = [Column(UID, Role.UID, "uid", 38), Column(CODE, Role.ORGANISATION, width=10)]
    for name, known in fields(record).items():
        if not travelling(known) or (kind == "organisation" and name == "code"):
            continue
        if known.kind is Kind.REFERENCE:
            if known.text_label:
                columns.append(Column(known.text_label, Role.TEXT, name, known.width, known))
            columns.append(Column(f"{known.label}编号", Role.REFERENCE, name, 38, known))
        else:
            columns.append(Column(known.label, Role.FIELD, name, known.width, known))
    columns += [
        Column(each.label, Role.COUNTED, each.name, each.width)
        for each in derived(kind)
        if each.sheet
    ]
    columns.append(Column(DIGEST, Role.DIGEST, width=12))
    return SheetLayout(record.sheet, kind, tuple(columns))


def data_sheets() -> Iterator[SheetLayout]:
    """All data sheets of a submission, in order."""
    for kind, record in kinds().items():
        if record.sheet:
            yield sheet_of(kind)
