"""How a 专项行动 stands on a day: how far each subject is, by step and by week, who is behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from partydesk.records.campaign import COUNTED_IN, NOBODY, OVER
from partydesk.rules.campaign_goals import BranchProgress, by_branch
from partydesk.rules.share import per_cent

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

    @property
    def nobody(self) -> str:
        """What to do where it has no subject here."""
        if self.branch:
            return f"{self.branch}报来的台账里没有这个行动的{self.over_what}。"
        if not self.of_park or self.over == "item":
            return NOBODY[self.over]
        if self.names.strip():
            return (
                f"园区点名的{self.over_what}里，没有本支部登记了的。有的，照名单上的名称登记；"
                "没有的，这个行动不用做。"
            )
        return f"{NOBODY[self.over]}\n本支部没有{self.over_what}的，这个行动不用做，也不催。"

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

    def waits(self, step: StepOf, today: date) -> str:
        """How a step stands that is not taken, in words; "" for one that is taken or ahead."""
        match self.state(step, today):
            case CellState.LATE:
                return f"超 {self.days_late(today)} 天"
            case CellState.TODAY:
                return "今天到期"
            case CellState.UNREPORTED:
                return "未报到"
            case CellState.DOING:
                return "在做"
        return ""

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
        return per_cent(self.done, self.goal)

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
