"""专项行动: how far each subject is, by step and by week, and who is behind.

Everything is worked out from the rows: a campaign, its steps, who took which step on which day.
A committee sees its own campaign with what its branches handed in of their copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.records.campaign import COUNTED_IN, OVER
from partydesk.rules.campaign_goals import BranchProgress, by_branch, goals_of
from partydesk.rules.campaign_subjects import Found, folded, subjects_of
from partydesk.rules.coverage import Told

WEEK = 7
PACE_DAYS = 28
"""Over so many last days the pace is taken that a campaign goes on at."""


class CellState(StrEnum):
    """How one step of one subject stands. Doing is the next one, ahead those after it; unreported
    is what is due on a day that the branch has not told of."""

    DONE = "done"
    UNREPORTED = "unreported"
    LATE = "late"
    TODAY = "today"
    DOING = "doing"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Head:
    """A campaign. `branch` is whose it is where a branch has one of its own, "" for one that the
    file's own organisation has."""

    id: int
    uid: str
    name: str
    first: date
    last: date
    over: str
    goal: int | None
    names: str
    of_park: str
    organisation: int
    branch: str = ""
    branch_goals: str = ""

    @property
    def unit(self) -> str:
        """The word behind a number of its subjects: 家."""
        return COUNTED_IN.get(self.over, "个")

    @property
    def over_what(self) -> str:
        """What its subjects are called: 企业."""
        return OVER.label(self.over)

    def runs(self, first: date, last: date) -> bool:
        """Whether some of its days lie between two days."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class StepOf:
    """One step of a campaign, by its number; `id` is this file's own row."""

    id: int
    uid: str
    number: int
    name: str
    group: str
    due: date
    about: str = ""


class Tick(NamedTuple):
    """When a step was taken. `own` ones were recorded in this file, `by` is who told the others."""

    on: date
    note: str
    uid: str
    own: bool
    by: str


@dataclass
class Subject:
    """A firm, branch, member or thing: `ticks` by the numbers of steps. `told_until` is until when
    its branch has told what it did (None: all is known here)."""

    key: str
    uid: str
    name: str
    organisation: int
    branch: str
    owner: str
    ticks: dict[int, Tick] = field(default_factory=dict)
    steps: Sequence[StepOf] = ()
    told_until: date | None = None

    @cached_property
    def taken(self) -> int:
        """How many steps are taken."""
        return sum(step.number in self.ticks for step in self.steps)

    @cached_property
    def done_on(self) -> date | None:
        """The day of the last step, once all are taken; None before that."""
        if not self.steps or self.taken < len(self.steps):
            return None
        return max(self.ticks[step.number].on for step in self.steps)

    @property
    def next_step(self) -> StepOf | None:
        """The first step that is not taken."""
        return next((step for step in self.steps if step.number not in self.ticks), None)

    def known(self, today: date) -> date:
        """Until before which day it is known here what was done."""
        return today if self.told_until is None else min(today, _after(self.told_until))

    def days_late(self, today: date) -> int:
        """Days since the next step was due, as far as is known; 0 where it is not over yet."""
        step = self.next_step
        return max(0, (self.known(today) - step.due).days) if step is not None else 0

    def state(self, step: StepOf, today: date) -> CellState:
        """How a step stands on a day."""
        if step.number in self.ticks:
            return CellState.DONE
        if step is not self.next_step:
            return CellState.AHEAD
        if step.due < self.known(today):
            return CellState.LATE
        if step.due <= today and self.known(today) < today:
            return CellState.UNREPORTED
        return CellState.TODAY if step.due == today else CellState.DOING


def _after(day: date) -> date:
    return day + timedelta(1) if day < date.max else day


class Point(NamedTuple):
    """So many subjects were done by the end of a day; `week` counts from 1."""

    week: int
    on: date
    done: int


@dataclass(slots=True)
class Campaign:
    """How a campaign stands on a day. `goals` are those set for branches, by their names; `part`
    tells that it is over some organisations only."""

    head: Head
    steps: list[StepOf]
    subjects: list[Subject]
    today: date
    goals: dict[str, int] = field(default_factory=dict)
    part: bool = False

    @property
    def goal(self) -> int:
        """How many subjects are to be done: as set for the whole, else the sum of the branches'
        goals (of who has none all of its subjects), else all there are."""
        if self.head.goal and not self.part:
            return self.head.goal
        return sum(each.goal for each in self.branches()) if self.goals else len(self.subjects)

    def branches(self) -> list[BranchProgress]:
        """How far each branch is against its own goal, those that lack most first."""
        return by_branch(self.subjects, self.goals, self.today)

    def done_by(self, day: date) -> int:
        """How many subjects were done by the end of a day."""
        return sum(each.done_on is not None and each.done_on <= day for each in self.subjects)

    @property
    def done(self) -> int:
        """How many subjects are done today."""
        return self.done_by(self.today)

    @property
    def rate(self) -> float | None:
        """Done in per cent of the goal, with one decimal; None where there is no goal."""
        return round(100.0 * self.done / self.goal, 1) if self.goal else None

    @property
    def taken(self) -> int:
        """How many steps are taken, over all subjects."""
        return sum(each.taken for each in self.subjects)

    @property
    def days(self) -> int:
        """How many days it lasts, the first and the last among them."""
        return (self.head.last - self.head.first).days + 1

    @property
    def day(self) -> int:
        """Which of its days today is: 0 before it began, its last once it is over."""
        return min(self.days, max(0, (self.today - self.head.first).days + 1))

    @property
    def asked(self) -> int:
        """How many should be done by now if as many were done every day."""
        return (2 * self.goal * self.day + self.days) // (2 * self.days)

    @property
    def outlook(self) -> int:
        """How many will be done on its last day at the pace of the last four weeks; at most all
        there are."""
        day = min(self.today, self.head.last)
        left = (self.head.last - day).days
        since = min(PACE_DAYS, self.day)
        if not left or not since:
            return self.done
        lately = self.done - self.done_by(day - timedelta(since))
        return min(len(self.subjects), self.done + (2 * lately * left + since) // (2 * since))

    def weeks(self) -> list[Point]:
        """The curve: how many were done at the end of each of its weeks that has begun, the last
        of them today."""
        points, week, end = [], 0, self.head.first - timedelta(1)
        upto = min(self.today, self.head.last)
        while end < upto:
            week, end = week + 1, min(end + timedelta(WEEK), self.head.last)
            points.append(Point(week, min(end, upto), self.done_by(min(end, upto))))
        return points

    def behind(self) -> list[Subject]:
        """Whose next step is due today or was before, the longest ago first."""
        found = [
            each
            for each in self.subjects
            if each.next_step is not None
            and each.state(each.next_step, self.today) in (CellState.LATE, CellState.TODAY)
        ]
        return sorted(found, key=lambda each: -each.days_late(self.today))

    def of_step(self, step: StepOf) -> int:
        """How many subjects have taken a step."""
        return sum(step.number in each.ticks for each in self.subjects)


_HEADS = (
    "SELECT c.id, c.uid, c.name, c.from_on, c.until_on, c.over, c.goal, coalesce(c.subjects, ''), "
    "coalesce(c.of_park, ''), c.organisation, coalesce(nullif(o.short_name, ''), o.name), "
    "c.submission, coalesce(c.branch_goals, '') FROM campaign c "
    "JOIN organisation o ON o.id = c.organisation WHERE c.deleted_at IS NULL"
)


def heads(connection: Connection) -> list[Head]:
    """The campaigns of the file, the latest first: its own, and those that branches have beside
    them. A branch's copy of one of the park's is none of its own."""
    own: list[Head] = []
    told: list[Head] = []
    for row in connection.exec_driver_sql(_HEADS).fetchall():
        id, uid, name, first, last, over, goal, names, of_park, organisation = row[:10]
        by, submission, goals = row[10:]
        days = date.fromisoformat(first), date.fromisoformat(last)
        branch = "" if submission is None else by
        made = Head(id, uid, name, *days, over, goal, names, of_park, organisation, branch, goals)
        (own if submission is None else told).append(made)
    known = {each.uid for each in own}
    found = own + [each for each in told if each.of_park not in known]
    return sorted(found, key=lambda each: (bool(each.branch), -each.first.toordinal(), each.id))


def campaign(
    connection: Connection,
    head: Head,
    today: date,
    organisations: Collection[int] | None = None,
) -> Campaign:
    """How a campaign stands, over the subjects of some organisations (None: all)."""
    steps = _steps(connection, head)
    found = [
        each
        for each in subjects_of(
            connection,
            head.over,
            head.names,
            head.organisation,
            head.branch,
            of_park=bool(head.of_park),
        )
        if organisations is None or each.organisation in organisations
    ]
    subjects = [
        Subject(each.key, each.uid, each.name, each.organisation, each.branch, each.owner,
                steps=steps)
        for each in found
    ]  # fmt: skip
    until = _told_until(connection, head)
    for each in subjects:
        each.told_until = until.get(each.organisation)
    _tick(subjects, found, _ticks(connection, head, organisations), head.over, head.organisation)
    goals = goals_of(connection, head.branch_goals, organisations)
    part = organisations is not None and head.organisation not in organisations
    return Campaign(head, steps, subjects, today, goals, part)


def campaigns(
    connection: Connection,
    today: date,
    first: date | None = None,
    last: date | None = None,
    organisations: Collection[int] | None = None,
) -> list[Campaign]:
    """How all campaigns of the file stand, or those that run between two days."""
    return [
        campaign(connection, head, today, organisations)
        for head in heads(connection)
        if head.runs(first or head.first, last or head.last)
    ]


def _steps(connection: Connection, head: Head) -> list[StepOf]:
    rows = connection.exec_driver_sql(
        "SELECT id, uid, number, name, coalesce(\"group\", ''), due_on, coalesce(about, '') "
        "FROM campaign_step WHERE campaign = ? AND deleted_at IS NULL ORDER BY number, id",
        (head.id,),
    ).fetchall()
    seen: dict[int, StepOf] = {}
    for id, uid, number, name, group, due, about in rows:
        day = date.fromisoformat(due) if due else head.last
        seen.setdefault(number, StepOf(id, uid, number, name, group, day, about))
    return list(seen.values())


def _told_until(connection: Connection, head: Head) -> dict[int, date]:
    """Until when each branch has told that has a copy of the campaign; of one over branches, of
    those that have told nothing too."""
    told = Told(connection)
    copies = {
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT organisation FROM campaign WHERE of_park = ? AND submission IS NOT NULL",
            (head.uid,),
        )
    }
    return {
        branch.id: told.until(branch.id) or date.min
        for branch in told.branches
        if branch.id in copies or (head.over == "branch" and told.until(branch.id) is None)
    }


class _Row(NamedTuple):
    number: int
    organisation: int
    subject: str
    about: str
    tick: Tick


def _ticks(
    connection: Connection, head: Head, organisations: Collection[int] | None
) -> Iterator[_Row]:
    """What was done of a campaign here and, where branches have copies of it, there."""
    rows = connection.exec_driver_sql(
        "SELECT s.number, d.organisation, d.subject, coalesce(d.about, ''), d.\"on\", "
        "coalesce(d.note, ''), d.uid, d.submission, coalesce(nullif(o.short_name, ''), o.name) "
        "FROM campaign_done d JOIN campaign_step s ON s.id = d.step "
        "JOIN campaign c ON c.id = s.campaign JOIN organisation o ON o.id = d.organisation "
        "WHERE d.deleted_at IS NULL AND s.deleted_at IS NULL AND c.deleted_at IS NULL "
        'AND (c.id = ? OR (c.of_park = ? AND c.submission IS NOT NULL)) ORDER BY d."on", d.id',
        (head.id, head.uid),
    )
    for number, organisation, subject, about, on, note, uid, submission, by in rows:
        if organisations is None or organisation in organisations or submission is None:
            tick = Tick(date.fromisoformat(on), note, uid, submission is None, by)
            yield _Row(number, organisation, subject, about, tick)


def _tick(
    subjects: Sequence[Subject],
    found: Sequence[Found],
    rows: Iterable[_Row],
    over: str,
    own: int,
) -> None:
    """Put the ticks to whom they are of: by record, else by name; the earliest day stands."""
    by_record: dict[tuple[int, str], Subject] = {}
    by_name: dict[str, list[Subject]] = defaultdict(list)
    for subject, each in zip(subjects, found, strict=True):
        by_record |= dict.fromkeys(each.records, subject)
        by_name[folded(subject.name)].append(subject)

    def whose(row: _Row) -> Subject | None:
        if over == "branch" and row.organisation != own:
            # Whoever hands in a tick over branches has done it.
            return by_record.get((row.organisation, ""))
        known = by_record.get((row.organisation, row.about)) if row.about else None
        if known is None and row.about:
            known = by_record.get((0, row.about))
        bearers = by_name[folded(row.subject)]
        near = [each for each in bearers if each.organisation == row.organisation] or bearers
        return known or (near[0] if len(near) == 1 else None)

    for row in rows:
        if (known := whose(row)) is not None:
            known.ticks.setdefault(row.number, row.tick)
