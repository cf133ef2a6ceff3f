"""How far each branch is in a campaign, against the goal that is set for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import Connection

from partydesk.records.branch_goals import goal_lines
from partydesk.records.folding import folded
from partydesk.rules.share import per_cent


@dataclass(frozen=True, slots=True)
class BranchProgress:
    """One branch of a campaign: how many of its subjects are done of its goal. `set` tells whether
    the goal was set for it: without that it is all of its subjects. `branch` is "" for what lies in
    none."""

    branch: str
    done: int
    goal: int
    subjects: int
    set: bool

    @property
    def rate(self) -> float | None:
        """Done in per cent of the goal, with one decimal; None where there is none."""
        return per_cent(self.done, self.goal)

    @property
    def lacks(self) -> int:
        """How many are to be done yet."""
        return max(0, self.goal - self.done)


class _Subject(Protocol):
    branch: str

    @property
    def done_on(self) -> date | None: ...


def goals_of(
    connection: Connection, text: str, organisations: Collection[int] | None = None
) -> dict[str, int]:
    """The goals (of some organisations, None: of all) by what a branch is called in lists: its
    short name, else its name. Who is in no register keeps the name that was written."""
    if not text.strip():
        return {}
    called: dict[str, str] = {}
    others: set[str] = set()
    for id, code, full, short in connection.exec_driver_sql(
        "SELECT id, code, name, coalesce(short_name, '') FROM organisation "
        "WHERE deleted_at IS NULL ORDER BY id DESC"
    ):
        called |= {folded(name): short or full for name in (code, full, short) if name}
        if organisations is not None and id not in organisations:
            others.add(short or full)
    found = {called.get(folded(name), name): goal for name, goal in goal_lines(text)}
    return {name: goal for name, goal in found.items() if name not in others}


def by_branch(
    subjects: Iterable[_Subject], goals: Mapping[str, int], today: date
) -> list[BranchProgress]:
    """The branches that have subjects or a goal, those that lack most first; what lies in none
    last."""
    counted: dict[str, list[bool]] = {name: [] for name in goals}
    known = {folded(name): name for name in goals}
    for each in subjects:
        name = known.get(folded(each.branch), each.branch)
        done = each.done_on is not None and each.done_on <= today
        counted.setdefault(name, []).append(done)
    found = [
        BranchProgress(name, sum(done), goals.get(name, len(done)), len(done), name in goals)
        for name, done in counted.items()
    ]
    return sorted(found, key=lambda each: (not each.branch, -each.lacks, each.branch))
