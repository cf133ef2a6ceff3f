"""组织生活会 of a year over a committee's branches: who held it, which steps are shown, how many
issues are open, who is to be reminded of what.

From what comes with submissions: the branch's record of the year's steps, its sessions and talks,
and the tickets made of issues. The issues themselves stay with the branch.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.records.periods import parse_period
from partydesk.records.ticket import PENDING
from partydesk.rules.coverage import Coverage, coverage
from partydesk.rules.handed_in import Branch, Told
from partydesk.rules.norms import NOT_ASKED, STATE, Obligation, State, judge
from partydesk.rules.norms.fact_rows import all_rows
from partydesk.rules.norms.life_work import (
    CATEGORY,
    LISTED,
    MEETING,
    MENDED,
    REPORTED,
    LifeStep,
    LifeYear,
    life_year,
)
from partydesk.rules.norms.meeting_norms import LIFE, limits_of_year
from partydesk.rules.park_settings import life_meeting_until

_HELD_UNTIL_MONTH = 3
"""Until March a year's is held in the next (domain.md §8): so is a ticket that names no year."""
_YEAR = re.compile(CATEGORY.format(year=r"(\d{4})").replace(" ", r"\s*"))


class LifeTicket(NamedTuple):
    """A ticket made of an issue; days as ISO text, "" for none."""

    uid: str
    text: str
    owner: str
    due_on: str
    state: str
    resolved_on: str

    @property
    def open(self) -> bool:
        """Whether it is still to be mended."""
        return self.state in PENDING


@dataclass(frozen=True, slots=True)
class BranchLife:
    """One branch's year: `life` with its eight steps, the tickets of its issues, what is asked of
    it (`asked` is the item of the norm for the meeting, None where nothing is), and the steps whose
    day is past and that the branch would have told of (`behind`)."""

    branch: Branch
    told_to: date | None
    life: LifeYear
    tickets: tuple[LifeTicket, ...]
    asked: Obligation | None
    behind: tuple[LifeStep, ...]
    today: date

    @property
    def shown(self) -> int:
        """How many of the steps are shown by records."""
        return sum(step.done is not None for step in self.life.steps)

    @property
    def open(self) -> int:
        """How many tickets are still to be mended."""
        return sum(each.open for each in self.tickets)

    @property
    def late(self) -> int:
        """How many of them are past their limit."""
        day = self.today.isoformat()
        return sum(each.open and "" < each.due_on < day for each in self.tickets)

    @property
    def lacks(self) -> tuple[tuple[str, str], ...]:
        """What the branch is to be reminded of: each in two or three words, and as it is told."""
        if self.told_to is None:
            return ()
        found = []
        asked = self.asked
        if asked is not None and not self.life.held:
            if asked.state in (State.OVERDUE, State.MISSED):
                found.append(("没有开", f"没有报来开会，{asked.due} 以前就该开"))
            elif self._near and not self.life.planned:
                found.append(("该开了", f"还没有报来开会，{asked.due} 以前要开"))
        if self.behind:
            named = "、".join(step.label for step in self.behind)
            found.append((f"缺 {len(self.behind)} 步", f"没有报来{named}"))
        if self.late:
            found.append((f"{self.late} 条过期", f"{self.late} 条问题过了整改时限"))
        return tuple(found)

    @property
    def told(self) -> str:
        """What it is to be reminded of, as it is told."""
        return "；".join(told for _short, told in self.lacks)

    @property
    def _near(self) -> bool:
        asked = self.asked
        if asked is None or asked.state is not State.DUE or asked.due is None:
            return False
        return (asked.due - self.today).days <= asked.norm.lead

    @property
    def standing(self) -> tuple[str, str]:
        """How the branch stands, in words, and the tone."""
        life, state = self.life, self.asked.state if self.asked is not None else None
        if self.lacks:
            words = [short for short, _told in self.lacks]
            return "，".join(words), "bad" if words[0] == "没有开" else "warn"
        if self.told_to is None:
            return STATE.label("unreported"), "idle"
        if life.held:
            if self.open:
                return f"{self.open} 条在整改", "info"
            return ("都做完了" if self.shown == len(life.steps) else "开了"), "ok"
        if state is State.UNREPORTED:
            return f"只报到 {self.told_to}", "idle"
        if life.planned:
            return f"排在 {life.day}", "info"
        if state is None or state in NOT_ASKED:
            return STATE.label("exempt"), "idle"
        return "还没到时候", "idle"


@dataclass(frozen=True, slots=True)
class ParkLife:
    """A year over all branches, in the order of their codes; `coverage` says who is in it."""

    year: int
    branches: tuple[BranchLife, ...]
    coverage: Coverage

    @property
    def behind(self) -> tuple[BranchLife, ...]:
        """Those that are to be reminded."""
        return tuple(each for each in self.branches if each.lacks)

    @property
    def sentence(self) -> str:
        """How it stands over all, in a line."""
        inside = [each for each in self.branches if each.told_to is not None]
        held = sum(each.life.held for each in inside)
        tickets = [ticket for each in inside for ticket in each.tickets]
        told = f"{self.year} 年度，报来的 {len(inside)} 个支部开了 {held} 个"
        if tickets:
            still = sum(ticket.open for ticket in tickets)
            told += f"；转入台账的问题 {len(tickets)} 条，没整改好 {still} 条"
        if self.behind:
            told += f"；要提醒 {len(self.behind)} 个"
        return f"{told}。{self.coverage.sentence}"


def reminder(branches: Sequence[BranchLife]) -> str:
    """What is pasted to those who are to be reminded; "" where nobody is."""
    told = [f"{each.branch.name}：{each.told}" for each in branches if each.lacks]
    if not told:
        return ""
    head = f"【提醒】{branches[0].life.year} 年度组织生活会："
    return "\n".join([head, *told, "请抓紧办好，在工作台记下，随报送表报来。"])


class Shown(NamedTuple):
    """A session or talk that shows a step: the step's name, its day, what it was about."""

    step: str
    kind: str
    uid: str
    day: str
    text: str


_ABOUT = {
    "session": "SELECT substr(starts_at, 1, 10), topic FROM session WHERE organisation = ? "
    "AND uid = ?",
    "talk": "SELECT held_on, talker || '：' || subjects FROM talk WHERE organisation = ? "
    "AND uid = ?",
}


def life_records(connection: Connection, life: LifeYear) -> list[Shown]:
    """The sessions and talks that show a branch's steps, in the steps' order."""
    return [
        Shown(step.label, kind, uid, str(day), str(text))
        for step in life.steps
        for kind, uid in step.evidence
        if kind in _ABOUT
        for day, text in all_rows(connection, _ABOUT[kind], life.organisation, uid)
    ]


def year_in_hand(connection: Connection, today: date) -> int:
    """Whose 组织生活会 is being held: last year's for as long as it can be made up for."""
    _due, lapses = limits_of_year(life_meeting_until(connection), today.year - 1)
    return today.year - 1 if today <= lapses else today.year


def park_life(connection: Connection, year: int, today: date) -> ParkLife:
    """The year's 组织生活会 by branch, as the norm asks for it."""
    told, period = Told(connection), parse_period(str(year))
    asked = {
        item.organisation: item
        for item in judge(connection, period, today=today)
        if item.norm.id == LIFE.id and item.slot == str(year)
    }
    until = life_meeting_until(connection)
    found = coverage(told, period, today)
    rows = []
    for branch, day in found.days:
        life = life_year(connection, branch.id, year, until, today)
        tickets = _tickets(connection, branch.id, year)
        life.steps[-1] = _mended(life, tickets)
        behind = tuple(s for s in life.steps if _is_behind(s, life, told, branch.id, today))
        rows.append(BranchLife(branch, day, life, tickets, asked.get(branch.id), behind, today))
    return ParkLife(year, tuple(rows), found)


def _is_behind(
    step: LifeStep, life: LifeYear, told: Told, organisation: int, today: date
) -> bool:  # fmt: skip
    """Whether a step beside the meeting and the mending is past its day. Whoever keeps no record
    of the steps is not asked for them before the meeting, and those after it run from its day."""
    if step.code in (MEETING, MENDED) or step.done is not None or step.due is None:
        return False
    if not life.held and (step.code in (LISTED, REPORTED) or not life.uid):
        return False
    return step.due < today and told.covers(organisation, step.due)


def _tickets(connection: Connection, organisation: int, year: int) -> tuple[LifeTicket, ...]:
    rows = all_rows(
        connection,
        "SELECT uid, description, owner, due_on, state, resolved_on, category, raised_on "
        "FROM ticket WHERE source = 'life' AND deleted_at IS NULL AND organisation = ? "
        "ORDER BY raised_on, id",
        organisation,
    )
    return tuple(
        LifeTicket(*("" if value is None else str(value) for value in row[:6]))
        for row in rows
        if _year_of(str(row[6] or ""), str(row[7])) == year
    )


def _year_of(category: str, raised_on: str) -> int:
    """Of which year a ticket is: as its category says, else by the day it was raised."""
    if named := _YEAR.match(category):
        return int(named[1])
    raised = date.fromisoformat(raised_on)
    return raised.year - (raised.month <= _HELD_UNTIL_MONTH)


def _mended(life: LifeYear, tickets: tuple[LifeTicket, ...]) -> LifeStep:
    """The last step as the tickets tell it: none made is nothing mended."""
    step = life.steps[-1]
    if not tickets:
        text = "没有报来转入台账的问题" if life.held else step.text
        return LifeStep(MENDED, None, None, text)
    days = [each.due_on for each in tickets if each.due_on]
    due = date.fromisoformat(max(days)) if days else None
    still = sum(each.open for each in tickets)
    done = None
    if not still:
        ended = [each.resolved_on for each in tickets if each.resolved_on]
        done = date.fromisoformat(max(ended)) if ended else life.day
    text = f"{len(tickets)} 条，整改好 {len(tickets) - still} 条"
    return replace(step, due=due, done=done, text=text,
                   evidence=tuple(("ticket", each.uid) for each in tickets))  # fmt: skip
