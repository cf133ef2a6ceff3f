"""What a data sheet is made of: names of sheets and columns, and each column's part.

Plain data: it is handed to the worker processes that read submissions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from partydesk.records.declared import Field

FORMAT = "partydesk-submission"
TEMPLATE_FORMAT = "partydesk-template"
RETURN_FORMAT = "partydesk-return"
FORMAT_VERSION = 5

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


_BEHIND = (Role.ORGANISATION, Role.UID, Role.REFERENCE, Role.DIGEST)
"""What is for the program, in the order in which it stands behind what people read."""


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
    """One data sheet: its name, the record kind on it, its columns in order.

    `natural_key`, `described_by` and `numbered_by` are the record's own (records.base).
    """

    sheet: str
    kind: str
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...] = ()
    described_by: tuple[str, ...] = ()
    since: int = 1
    numbered_by: str = ""

    def at(self, version: int) -> SheetLayout:
        """The sheet as an older format had it: without the columns that came later."""
        columns = (c for c in self.columns if c.field is None or c.field.since <= version)
        return replace(self, columns=tuple(columns))

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns as they stand on the sheet: what one looks for first, the other fields, and
        last those that are for the program. They are found by their headers, never by place."""
        return tuple(sorted(self.columns, key=self._rank))

    def looked_for(self, column: Column) -> bool:
        """Whether it is one of those that stand first and are printed in any case."""
        return self._rank(column) == 0

    def _rank(self, column: Column) -> int:
        if column.role in _BEHIND:
            return 2 + _BEHIND.index(column.role)
        first = {*self.natural_key, *self.described_by}
        listed = column.field is None or column.field.listed or column.name in first
        return 0 if listed or column.role is Role.TEXT else 1

    @property
    def names(self) -> tuple[str, ...]:
        """The record columns it carries, in order."""
        return tuple(c.name for c in self.columns if c.role in (Role.FIELD, Role.REFERENCE))
