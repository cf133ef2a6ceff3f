"""One person on the way into the Party: how far he is, what is lacking, what comes next, and when.

What is due and overdue is what the norms say (norms/pipeline.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from partydesk.records.fields import fields
from partydesk.records.member import CATEGORY, Member
from partydesk.records.periods import months_after
from partydesk.rules.norms import Obligation, State, pipeline
from partydesk.rules.norms.fact_rows import Person

_LABELS = {name: field.label for name, field in fields(Member).items()}


class Stage(NamedTuple):
    """A column of the board: the category it holds, its title, the day one came to it."""

    code: str
    title: str
    since: str


STAGES = (
    Stage("applicant", CATEGORY.label("applicant"), "applied_on"),
    Stage("activist", CATEGORY.label("activist"), "activist_on"),
    Stage("candidate", CATEGORY.label("candidate"), "candidate_on"),
    Stage("probationary", CATEGORY.label("probationary"), "joined_on"),
    Stage("full", "今年转正", "confirmed_on"),
)
_STAGE = {stage.code: stage for stage in STAGES}

# What is lacking while a norm is not met, in a word; its first settling field holds it.
_ANSWERS = {
    "apply_talk": "派人谈话",
    "mentors": _LABELS["mentors"],
    "inspection": "考察",
    "candidate_agreed": "党委同意",
    "publicity": "公示",
    "sponsors": _LABELS["sponsors"],
    "vetting": "政治审查",
    "training": "集中培训",
    "prescreen": "讨论接收",
    "approval": "党委审批",
    "oath": "入党宣誓",
    "probation": "讨论转正",
    "extension": "讨论转正",
    "confirm_approval": "转正审批",
}
_LOGGED = {"inspection": "inspected_on"}
"""What is settled by an entry of a log, and the member's field that tells its latest."""
# These are the way to the next stage itself: nothing that one lacks for it.
_MOVES = ("prescreen", "probation", "extension", "confirm_approval")


class When(StrEnum):
    """How a step stands to its day: over it, open now, to be done by it, possible from it."""

    OVERDUE = "overdue"
    NOW = "now"
    BY = "by"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Next:
    """The step to take next. `column` is the field it is written into, `why` its rule."""

    label: str
    column: str
    when: When
    day: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One person; `id` is that of the row.

    `ready`: may move on today; `told` says so, or from which day, or what is lacking. `tone` is
    that of `told` (ok, warn, info, idle). `reported`: a branch's, only to be looked at.
    """

    id: int
    uid: str
    name: str
    stage: str
    organisation: int
    branch: str
    reported: bool
    since: date | None
    lacking: tuple[str, ...]
    told: str
    tone: str
    ready: bool
    next: Next | None

    @property
    def overdue(self) -> bool:
        """Whether a limit has passed."""
        return self.next is not None and self.next.when is When.OVERDUE


@dataclass(slots=True)
class Way:
    """One person and what the norms still ask of the way; `excused` are those that ask nothing of
    this person, or nothing any more."""

    person: Person
    items: list[Obligation]
    excused: frozenset[str]
    today: date

    def card(self, branch: str, reported: bool) -> Card:
        """The card of somebody of a branch of this name."""
        person, stage = self.person, _STAGE[self.person.category]
        since = _day(getattr(person, stage.since))
        lacking = dict(self._lacking())
        move = self._move()
        told, tone, ready = self._told(stage, since, lacking, move)
        steps = sorted(self._steps(lacking, move), key=_order)
        if since is None:
            label = f"补填{_LABELS[stage.since]}"
            steps.insert(0, Next(label, stage.since, When.NOW))
        return Card(
            person.id, person.uid, person.name, stage.code, person.organisation, branch, reported,
            since, tuple(lacking), told, tone, ready, steps[0] if steps else None,
        )  # fmt: skip

    def _lacking(self) -> Iterator[tuple[str, Obligation | None]]:
        """What is missing now, by its word."""
        for item in self.items:
            late = item.state is not State.DUE or item.due is None
            if item.norm.id in _ANSWERS and item.norm.id not in _MOVES and late:
                yield _ANSWERS[item.norm.id], item
        person = self.person
        open_ = person.category == "applicant" and person.applied_on and not person.talked_on
        if open_ and "apply_talk" not in self.excused:
            yield _ANSWERS["apply_talk"], self._item("apply_talk")
        open_ = person.category == "probationary" and person.joined_on and not person.approved_on
        if open_ and "approval" not in self.excused:
            yield _ANSWERS["approval"], self._item("approval")

    def _move(self) -> Next | None:
        """The way on, from the day it is possible; None where there is none."""
        person, move = self.person, self._item(*_MOVES)
        why = f"{move.norm.says} · {move.norm.article}" if move else ""
        match person.category:
            case "applicant":
                return Next("确定积极分子", "activist_on", When.NOW)
            case "activist":
                from_ = _after(person.activist_on, 12)
                norm = pipeline.CANDIDATE_YEAR
                why = f"{norm.says} · {norm.article}"
                # From 2026 on 党委同意 and 公示 come before.
                if self.today >= pipeline.REVISED:
                    if not person.agreed_on and "candidate_agreed" not in self.excused:
                        return Next("报上级党委同意", "agreed_on", When.FROM, from_, why)
                    shown = person.publicised_from and person.publicised_to
                    if not shown and "publicity" not in self.excused:
                        return Next("公示", "publicised_from", When.FROM, from_, why)
                    from_ = max(filter(None, (from_, _day(person.publicised_to))))
                return Next("确定发展对象", "candidate_on", When.FROM, from_, why)
            case "candidate" if not person.prescreened_on:
                return Next("报上级党委预审", "prescreened_on", When.NOW)
            case "candidate":
                due = move.due if move else None
                return Next("讨论接收", "joined_on", When.BY if due else When.NOW, due, why)
            case "probationary" if person.confirm_approved_on:
                return Next("转为正式党员", "confirmed_on", When.NOW)
            case "probationary" if not person.confirm_voted_on:
                ends = _day(person.extended_until) or _after(person.joined_on, 12)
                return Next("讨论转正", "confirm_voted_on", When.FROM, ends, why)
        if person.confirm_voted_on and not person.confirm_approved_on:
            due = move.due if move else None
            return Next("转正审批", "confirm_approved_on", When.BY, due, why)
        return None

    def _told(
        self, stage: Stage, since: date | None, lacking: Collection[str], move: Next | None
    ) -> tuple[str, str, bool]:
        if since is None:
            return f"没有填{_LABELS[stage.since]}", "warn", False
        waits = move is not None and move.column == "confirm_approved_on"
        if waits:
            return "已讨论转正，等党委审批", "info", False
        if move is None:
            return "已转正", "ok", False
        if move.when is When.FROM and move.day is not None and self.today < move.day:
            return f"{move.day:%Y-%m-%d} 起可以{move.label}", "idle", False
        if lacking:
            return f"还差：{'、'.join(lacking)}", "warn", False
        return f"可以{move.label}", "ok", True

    def _steps(self, lacking: dict[str, Obligation | None], move: Next | None) -> Iterator[Next]:
        """All that can be done next."""
        for item in self.items:
            if item.norm.id not in _ANSWERS or item.norm.id in _MOVES:
                continue
            word = _ANSWERS[item.norm.id]
            column = _LOGGED.get(item.norm.settles.kind) or item.norm.settles.fields[0]
            late = item.state is State.OVERDUE and item.due is not None
            when = When.OVERDUE if late else When.BY if item.due else When.NOW
            if item.state in (State.MISSED, State.LACKING):
                when = When.NOW  # it was done, but not as it has to be, or not written down
            day = None if when is When.NOW else item.due
            why = "；".join(part for part in (item.norm.article, item.text) if part)
            yield Next(word, column, when, day, why)
        if move is None:
            return
        item_of_move = self._item(*_MOVES)
        if item_of_move is not None and item_of_move.state is State.OVERDUE:
            yield Next(move.label, move.column, When.OVERDUE, item_of_move.due, move.why)
        elif move.when is When.FROM and move.day is not None and move.day <= self.today:
            if not lacking:
                yield Next(move.label, move.column, When.NOW, None, move.why)
        elif move.when is not When.NOW or not lacking:
            yield move

    def _item(self, *norms: str) -> Obligation | None:
        return next((item for item in self.items if item.norm.id in norms), None)


def _order(step: Next) -> tuple[int, date]:
    """Overdue first, then what can be done today, then by day."""
    first = {When.OVERDUE: 0, When.NOW: 1}.get(step.when, 2)
    return first, step.day or date.max


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _after(text: str | None, months: int) -> date | None:
    return months_after(date.fromisoformat(text), months) if text else None
