"""The steps of one person as the pane lists them: done when or by whom, within which limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from partydesk.documents.papers.development import (
    STAGES,
    Step,
    behind,
    done_by,
    limit_of,
    steps_for,
)
from partydesk.operations.affairs import pipeline
from partydesk.operations.steps import by_day
from partydesk.records import clock
from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of
from partydesk.rules.cultivation_folder import Item, folder
from partydesk.store import queries
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store

AFFAIR_OF = {
    ask.of.partition(".")[2]: affair.name
    for affair in reversed(pipeline.AFFAIRS)
    for ask in affair.asks
    if ask.required and ask.of.startswith("member.")
}
"""The field of a step that is an affair of its own → the affair's name."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One step. `done` is its date or people, "" where none is known; `behind` whether it lies
    behind the person all the same. Where it can be ticked `code` says what, or else `affair` which
    affair or `column` which field of the form it is; `note` is what was noted of it.
    """

    label: str
    done: str
    limit: str
    article: str
    behind: bool = False
    code: str = ""
    affair: str = ""
    column: str = ""
    note: str = ""

    @property
    def taken(self) -> bool:
        """Whether the step was taken."""
        return bool(self.done) or self.behind


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps of a person by stage; `row` is the record, `folder` what there is of papers."""

    row: Row
    stages: tuple[tuple[str, tuple[Line, ...]], ...]
    folder: tuple[Item, ...] = ()

    @property
    def done(self) -> int:
        """How many steps were taken."""
        return sum(line.taken for _, lines in self.stages for line in lines)

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(len(lines) for _, lines in self.stages)


def steps_of(store: Store, id: int) -> Steps | None:
    """Read the steps of a member by the id of the row; None when it is no longer there."""
    with store.read() as connection:
        row = queries.window(connection, "member", [id]).get(id)
        noted = queries.ids(connection, queries.Query("step", where={"member": id}))
        kept = queries.window(connection, "step", noted)
        papers = folder(connection, row, clock.today()) if row is not None else ()
    if row is None:
        return None
    own = {str(each["step"]): each for each in kept.values()}
    steps = steps_for(row)
    by = done_by([_day(row, step) for step in steps])
    passed = behind(row, steps)
    lines: dict[str, list[Line]] = {stage: [] for stage in STAGES}
    for at, (step, day) in enumerate(zip(steps, by, strict=True)):
        limit, article = limit_of(step, row, day)
        done, note = _done(row, step), ""
        if step.code in own:
            done = done or str(own[step.code]["on"])
            note = str(own[step.code]["note"] or "")
        lines[step.stage].append(
            Line(step.title, done, limit, article, at < passed, note=note, **_way(row, step, done))
        )
    return Steps(row, tuple((stage, tuple(lines[stage])) for stage in STAGES), papers)


def _way(row: Row, step: Step, done: str) -> dict[str, str]:
    """How a step that has no day yet is taken: ticked, by an affair, in the form."""
    if done or row.get("submission") is not None:
        return {}
    affair = next((AFFAIR_OF[name] for name in step.columns if name in AFFAIR_OF), "")
    if affair and not _past(row, affair):
        return {"affair": affair}
    return {"code": step.code} if by_day(step.code) else {"column": step.columns[0]}


def _past(row: Row, affair: str) -> bool:
    """Whether somebody is beyond the stage to which an affair leads: only its day is lacking."""
    order = ("applicant", "activist", "candidate", "admit", "confirm")
    stages = ("applicant", "activist", "candidate", "probationary", "full")
    here = str(row["category"])
    if affair not in order or here not in stages:
        return True
    return stages.index(here) >= order.index(affair)


def _done(row: Row, step: Step) -> str:
    texts = [cell_text("member", name, row) for name in step.columns if row.get(name)]
    return (" 至 " if "publicised_to" in step.columns else "　").join(texts)


def _day(row: Row, step: Step) -> str:
    """The stored date a step was done on; a day it lasts until says nothing of that."""
    known = fields(kind_of("member"))
    dates = [
        str(row[name])
        for name in step.columns
        if row.get(name) and known[name].kind is Kind.DATE and name != "extended_until"
    ]
    return dates[-1] if dates else ""
