"""What importing rows would do, row by row. Nothing has been changed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from partydesk.exchange.roster.header_names import JUDGED, UID
from partydesk.exchange.roster.headers import Column
from partydesk.exchange.roster.row_source import RowSource, ValueChange
from partydesk.records.fields import fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of

ADD, UPDATE, SAME, ASK, REFUSE = "add", "update", "same", "ask", "refuse"
_TOLD = ("sheet", "row", "column", "value", "code", "message")


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one row (1-based).

    `action` is add, update, same, ask or refuse; `uid` that of the record it updates or equals;
    `values` are typed; `differs` maps a label to (old, new) as shown, personal texts masked.
    `question` is what is asked of a row (or was, of one that is answered), `candidates` the answers
    that come into question: of a field its labels (`about` names it), else records with their
    uids. `why` says of a row that is refused what keeps it out.
    """

    row: int
    action: str
    uid: str | None
    name: str
    organisation: int | None
    values: Mapping[str, Any]
    differs: Mapping[str, tuple[str, str]]
    question: str = ""
    about: str = ""
    candidates: tuple[tuple[str, str], ...] = ()
    why: str = ""


@dataclass
class Proposal:
    """What importing a source would do.

    `items` has one entry per row. `findings` with `fatal` keep their row out, others only tell.
    Of several sheets taken one after the other `parts` are those of each, and `made` the uids
    that the sheets before a part would bring.
    """

    source: RowSource
    items: list[Decision] = field(default_factory=list)
    changes: list[ValueChange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    parts: list[Proposal] = field(default_factory=list)
    made: tuple[str, ...] = ()

    @property
    def columns(self) -> list[Column]:
        """The columns as sent, and the field each goes to (None: not taken, `note` says why)."""
        if self.parts:
            return list(self.source.columns)
        record = kind_of(self.source.kind)
        judged = fields(record).get(record.judged[0])
        # Columns that are read, but kept in no field of their own.
        notes = {
            JUDGED: f"与{judged.label}一起判断" if judged else "",
            UID: "用来认出是哪一条",
        }
        return [
            replace(column, field=None, note=notes[column.field])
            if column.field in notes
            else column
            for column in self.source.columns
        ]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.items)

    @property
    def added(self) -> int:
        """How many rows add a record."""
        return self._count(ADD)

    @property
    def updated(self) -> int:
        """How many rows change a record."""
        return self._count(UPDATE)

    @property
    def unchanged(self) -> int:
        """How many rows say what is recorded already."""
        return self._count(SAME)

    @property
    def refused(self) -> int:
        """How many rows are kept out."""
        return self._count(REFUSE)

    @property
    def asked(self) -> int:
        """How many rows wait for an answer."""
        return self._count(ASK)

    @property
    def replaces(self) -> bool:
        """Whether any row puts something else in the place of what is recorded, or empties it."""
        return any(old for item in self.items for old, _ in item.differs.values())

    def _count(self, action: str) -> int:
        return sum(item.action == action for item in self.items)

    def as_json(self) -> dict[str, object]:
        """The JSON object of cli.md's `import`."""
        return {
            "sheet": self.source.sheet,
            "header_row": self.source.header_row,
            "columns": [{"header": c.header, "field": c.field} for c in self.columns],
            "rows": self.rows,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "asked": [
                {
                    "row": item.row,
                    "question": item.question,
                    "candidates": [
                        {"uid": uid, "text": text} if uid else {"text": text}
                        for uid, text in item.candidates
                    ],
                }
                for item in self.items
                if item.action == ASK
            ],
            "changes": [change.as_dict() for change in self.changes],
            "problems": [
                {name: getattr(finding, name) for name in _TOLD} for finding in self.findings
            ],
        }
