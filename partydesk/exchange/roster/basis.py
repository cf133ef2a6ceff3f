"""What deciding the rows of a source works with: the source, the store, the words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from partydesk.exchange.roster.remarks import Remarks
from partydesk.exchange.roster.row_findings import RowFindings
from partydesk.exchange.roster.row_source import Row, RowSource, ValueChange
from partydesk.records.fields import Field, fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored, shown, to_stored
from partydesk.store.writing import Writer


@dataclass(slots=True)
class Case:
    """A row being decided: its values as they are completed, and what is told about it.

    `left_out` are those findings for which a cell is left out."""

    row: Row
    organisation: int
    values: dict[str, Any]
    told: list[Finding] = field(default_factory=list)
    left_out: list[Finding] = field(default_factory=list)
    changes: list[ValueChange] = field(default_factory=list)


class Basis:
    """A source with all that is known of its kind; `committee` says whose store it is."""

    def __init__(self, writer: Writer, source: RowSource, committee: bool) -> None:
        self.writer, self.source, self.committee = writer, source, committee
        self.policy, self.kind = source.policy, source.kind
        self.record = kind_of(source.kind)
        self.declared: dict[str, Field] = fields(self.record)
        self.say = RowFindings(source)
        self.remarks = Remarks(source)

    def value(self, row: Row, name: str) -> Stored:
        """The stored value that a row gives a field."""
        return to_stored(row.values.get(name))

    def needs(self, name: str) -> bool:
        """Whether a row cannot be taken without this cell, once something stands in it."""
        return self.declared[name].required or name == self.record.numbered_by

    def title(self, row: Row) -> str:
        """What people call the record of a row."""
        texts = (
            row.texts.get(name, "").strip()
            if self.policy.from_list
            else shown(self.declared[name], self.value(row, name))
            for name in self.record.described_by
        )
        return " ".join(text for text in texts if text)
