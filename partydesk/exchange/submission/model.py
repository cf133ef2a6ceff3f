"""A submission as it was read: who, what for, its rows, and what was edited after export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from partydesk.exchange.seal.sealed import Seal
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import Stored

Values = tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row that is not as it was exported. `change` is 改动, 新增 or 删除.

    `cells` are the differing cells as people read them: (column, before, after). Of a row that
    was deleted `row` is where it stood, and `digest` the one that it was exported with.
    """

    sheet: str
    row: int
    uid: str
    change: str
    cells: tuple[tuple[str, str, str], ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure of the 指标 sheet that is not as it was exported: what the cell `says`, what it
    `was`. Without a row it is gone; without an id the whole sheet is."""

    id: str
    label: str
    row: int
    says: str
    was: float | int | None


@dataclass(slots=True)
class Held:
    """The rows of one kind, column by column: that is how they are read, checked and written.

    `columns` follow the sheet layout's `names`; references are uids.
    """

    uids: list[str] = field(default_factory=list)
    columns: list[Sequence[Stored]] = field(default_factory=list)

    def values(self) -> list[Values]:
        """The rows' values, in the order of `uids`."""
        return list(zip(*self.columns, strict=True)) if self.columns else [()] * len(self.uids)

    def row(self, place: int) -> Values:
        """The values of one row."""
        return tuple(column[place] for column in self.columns)


@dataclass
class ReadSubmission:
    """A submission. `content` is the digest of what the file holds now, `declared` that of what
    was exported, `previous` that of the revision before, `order` its place among all that the
    organisation wrote (see heading.Heading); `held` has its rows by kind. `figures` are those it
    was exported with (None where no program kept them), `figure_cells` those that its 指标 sheet
    gives otherwise; `remarks` say what is not likely in it.
    `below` is what a committee tells of all under it (below_read.unpack), None from a branch;
    `dues` how 党费 stand (dues_read.unpack), None where the branch keeps none.
    `file_uid` and `file_code` are what the
    file calls its organisation, `org_uid` and `org_code` the branch that the register says it is;
    `beside` is the uid of files that stand beside the branch's others, "" for those that go on
    from them. `seal` is what it says of its own seal, `opened` the card it opened with: whose, its
    number (None where it is not encrypted).
    """

    org_uid: str
    org_code: str
    org_name: str
    period: str
    first_day: str
    last_day: str
    revision: int
    made_at: str
    program: str
    sha256: str
    content: str
    declared: str
    hand_filled: bool
    previous: str | None
    held: dict[str, Held]
    edited: list[EditedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    order: str = ""
    figures: dict[str, float | int | None] | None = None
    figure_cells: list[FigureCell] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    below: dict[str, Any] | None = None
    dues: dict[str, Any] | None = None
    file_uid: str = ""
    file_code: str = ""
    beside: str = ""
    seal: Seal | None = None
    opened: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        self.file_uid = self.file_uid or self.org_uid
        self.file_code = self.file_code or self.org_code

    @cached_property
    def rows(self) -> dict[str, list[tuple[str, Values]]]:
        """The same rows one by one: kind → (uid, values of the kind's `layout.names`)."""
        return {
            kind: list(zip(held.uids, held.values(), strict=True))
            for kind, held in self.held.items()
        }

    @property
    def counts(self) -> dict[str, int]:
        """Rows per kind."""
        return {kind: len(held.uids) for kind, held in self.held.items()}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose submission a file says it is, of which period and revision, and the digest of its
    bytes."""

    org_uid: str
    org_code: str
    org_name: str
    period: str
    revision: int
    sha256: str


class RefusedSubmission(UserError):
    """A submission that says whose it is, and holds what cannot be right."""

    def __init__(self, error: UserError, whose: Whose) -> None:
        super().__init__(error.code, error.message, error.findings)
        self.whose = whose

    def __reduce__(self) -> tuple[object, ...]:
        return RefusedSubmission, (UserError(self.code, self.message, self.findings), self.whose)
