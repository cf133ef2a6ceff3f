"""Numbers beyond the report that are no counts of rows (indicators.md): shares and medians.

What the norms already judged is taken from their items, so that a share and the list of what is
lacking never disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Connection, select

from partydesk.records.periods import Period
from partydesk.records.ticket import Ticket
from partydesk.rules.indicator import within
from partydesk.rules.norms import Item, State

MEETINGS = ("general_meeting", "branch_committee", "group_meeting", "lecture_quarterly")
"""The norms of 三会一课; 党课 only where the park chose to ask for it."""
TALKS = ("talk_committee", "talk_committee_member", "talk_members")
"""The three directions of 谈心谈话 (支部工作条例 Art. 19)."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many were asked for, and how many of them are done."""

    done: int
    asked: int

    @property
    def rate(self) -> float | None:
        """Per cent with one decimal; None where nothing was asked."""
        return round(100.0 * self.done / self.asked, 1) if self.asked else None


def completion(items: Iterable[Item]) -> dict[int, dict[str, Share]]:
    """三会一课 by organisation and month (2026-08): what was asked by then, and held.

    A quarter's meeting belongs to the quarter's last month. What is still to come is left out.
    """
    return _shares(
        (item.organisation, f"{item.due:%Y-%m}", item.state)
        for item in items
        if item.norm.id in MEETINGS and item.due and item.state is not State.DUE
    )


def talk_coverage(items: Iterable[Item]) -> dict[int, dict[str, Share]]:
    """Members with a talk in the year by organisation and direction (a norm's id).

    The year's talks may still come: who has none yet is asked for from the first day on.
    """
    return _shares(
        (item.organisation, item.norm.id, item.state) for item in items if item.norm.id in TALKS
    )


def not_submitted(items: Iterable[Item]) -> dict[int, list[str]]:
    """The quarters that an organisation has not handed in though their day is over."""
    late: dict[int, list[str]] = defaultdict(list)
    for item in items:
        if item.norm.id == "submission" and item.state in (State.OVERDUE, State.MISSED):
            late[item.organisation].append(item.slot)
    return {organisation: sorted(slots) for organisation, slots in late.items()}


def days_to_solve(connection: Connection, period: Period) -> dict[int | None, float]:
    """The median days from raising a problem to solving it, of those solved in the period.

    By organisation, and under None over all of the file; who solved none is not in it.
    """
    days: dict[int | None, list[int]] = defaultdict(list)
    whose: Any = Ticket.organisation
    for organisation, raised, solved in connection.execute(
        select(whose, Ticket.raised_on, Ticket.resolved_on).where(
            Ticket.deleted_at.is_(None), within(Ticket.resolved_on, period)
        )
    ):
        took = (solved - raised).days
        days[organisation].append(took)
        days[None].append(took)
    return {organisation: float(median(each)) for organisation, each in days.items()}


def _shares(asked: Iterator[tuple[int, str, State]]) -> dict[int, dict[str, Share]]:
    found: dict[int, dict[str, Share]] = defaultdict(dict)
    for organisation, key, state in asked:
        if state is not State.EXEMPT:
            had = found[organisation].get(key, Share(0, 0))
            found[organisation][key] = Share(had.done + (state is State.DONE), had.asked + 1)
    return dict(found)
