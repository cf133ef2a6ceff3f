"""Sheets taken into a file by the tests: made, proposed, applied, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster.answers import Answers
from partydesk.exchange.roster.intake import apply, propose
from partydesk.exchange.roster.proposal import Proposal
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.store.store import Store
from tests.exchange.roster.rosters import workbook


class Taking:
    """A store with a scratch folder and readers: writes a sheet, proposes it, takes it in."""

    answers: Answers | None = None
    """What is answered where a test says nothing else."""

    def __init__(self, store: Store, folder: Path, readers: Readers) -> None:
        self.store, self.folder, self.readers, self.count = store, folder, readers, 0

    def propose(
        self,
        rows: Sequence[Sequence[Any]],
        kind: str = "member",
        answers: Answers | None = None,
        sheet: str | None = None,
        **rest: Any,
    ) -> Proposal:
        self.count += 1
        path = workbook(self.folder / f"表{self.count}.xlsx", rows, **rest)
        return propose(self.store, path, kind, sheet, self.readers, answers or self.answers)

    def take(self, rows: Sequence[Sequence[Any]], kind: str = "member", **rest: Any) -> Proposal:
        proposal = self.propose(rows, kind, **rest)
        apply(self.store, proposal)
        return proposal

    def column(self, name: str, kind: str = "member") -> list[Any]:
        """One column of all records that are there, in the order they came, as stored."""
        assert name in fields(kind_of(kind)) or name == "organisation"
        with self.store.read() as connection:
            found = connection.exec_driver_sql(
                f'SELECT "{name}" FROM "{kind}" WHERE deleted_at IS NULL ORDER BY id'
            )
            return [row[0] for row in found]


def five(proposal: Proposal) -> tuple[int, int, int, int, int]:
    """Added, updated, unchanged, asked, refused; all rows are among them."""
    found = (
        proposal.added,
        proposal.updated,
        proposal.unchanged,
        proposal.asked,
        proposal.refused,
    )
    assert sum(found) == proposal.rows
    return found


def codes(proposal: Proposal, *, fatal: bool | None = None) -> list[str]:
    """The codes of the findings."""
    return [p.code for p in proposal.findings if fatal is None or p.fatal is fatal]
