"""The steps of one person as the pane lists them: done when or by whom, within which limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from partydesk.documents.papers.development import STAGES, Step, done_by, limit_of, steps_for
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, fields
from partydesk.store import queries
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Line:
    """One step. `done` is its date or people, "" for one still ahead."""

    label: str
    done: str
    limit: str
    article: str


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps of a person by stage; `row` is the record."""

    row: Mapping[str, Any]
    stages: tuple[tuple[str, tuple[Line, ...]], ...]

    @property
    def done(self) -> int:
        """How many steps the record has a date or people for."""
        return sum(bool(line.done) for _, lines in self.stages for line in lines)

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(len(lines) for _, lines in self.stages)


def steps_of(store: Store, id: int) -> Steps | None:
    """Read the steps of a member by the id of the row; None when it is no longer there."""
    with store.read() as connection:
        row = queries.window(connection, "member", [id]).get(id)
    if row is None:
        return None
    steps = steps_for(row)
    by = done_by([_day(row, step) for step in steps])
    lines: dict[str, list[Line]] = {stage: [] for stage in STAGES}
    for step, day in zip(steps, by, strict=True):
        limit, article = limit_of(step, row, day)
        lines[step.stage].append(Line(step.title, _done(row, step), limit, article))
    return Steps(row, tuple((stage, tuple(lines[stage])) for stage in STAGES))


def _done(row: Mapping[str, Any], step: Step) -> str:
    texts = [cell_text("member", name, row) for name in step.columns if row.get(name)]
    return (" 至 " if "publicised_to" in step.columns else "　").join(texts)


def _day(row: Mapping[str, Any], step: Step) -> str:
    """The stored date a step was done on; a day it lasts until says nothing of that."""
    known = fields(kind_of("member"))
    dates = [
        str(row[name])
        for name in step.columns
        if row.get(name) and known[name].kind is Kind.DATE and name != "extended_until"
    ]
    return dates[-1] if dates else ""
