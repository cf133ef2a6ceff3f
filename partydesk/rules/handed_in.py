"""What each branch has told its committee, and what it handed in for a period.

A committee judges and counts a branch only for the days that the submissions it took cover
(affairs.md §2). "Not handed in" is defined here alone, for every page, list and table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.records.clock import local_day
from partydesk.records.declared import choices
from partydesk.records.periods import Period, parse_period
from partydesk.rules import deadlines
from partydesk.rules.deadlines import span
from partydesk.store import settings, waiting

HANDED_IN = choices(
    ("taken", "已收", "ok"),
    ("within", "含在别的表里", "ok"),
    ("pending", "待定", "warn"),
    ("returned", "退回", "bad"),
    ("faulty", "有错", "bad"),
    ("missing", "未交", "idle"),
    ("coming", "还没到期", "idle"),
    ("unasked", "没有要求", "idle"),
    ("before", "启用以前", "idle"),
    ("unfounded", "未成立", "idle"),
    ("ended", "已撤销", "idle"),
)
"""How a branch stands for a period: a file of it waits for a decision, went back, or cannot be
read, unless what was taken is as new; nobody asks for what is not in the committee's calendar."""

_DAY = timedelta(days=1)


class Submission(NamedTuple):
    """A submission that stands: of `first` to `last`, told until `until` (it may be written
    before its last day)."""

    period: str
    revision: int
    first: date
    last: date
    until: date


class Newer(NamedTuple):
    """A file of a revision that is not taken: one of HANDED_IN's pending, returned, faulty."""

    revision: int
    state: str


class Branch(NamedTuple):
    """An organisation below the committee."""

    id: int
    code: str
    name: str
    founded_on: str | None
    used_from: str | None
    ended_on: str | None = None
    uid: str = ""

    def over(self, day: date) -> bool:
        """Whether it had been dissolved by a day."""
        return bool(self.ended_on) and date.fromisoformat(str(self.ended_on)) <= day


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How a branch stands for a period, one of HANDED_IN. `revision` is what was taken for that
    period itself, or what waits or went back; `standing` what counts meanwhile; `within` the
    period of the longer one it lies in; `covered_to` the last of its days that the branch has told
    of, None for none."""

    branch: Branch
    period: Period
    state: str
    revision: int | None = None
    within: str = ""
    covered_to: date | None = None
    standing: int | None = None

    @property
    def text(self) -> str:
        """The state in words: 已收, 含在全年, 未交 …"""
        if self.within:
            short = {"year": "全年", "half": "半年", "quarter": "季度"}
            return f"含在{short.get(span(parse_period(self.within)), self.within)}"
        return HANDED_IN.label(self.state)


class Told:
    """What a committee's file was told of each branch. In a branch's own file it knows of none,
    and everything is `covered`."""

    def __init__(self, connection: Connection) -> None:
        self.role = settings.get(connection, "role", "branch")
        self.own = int(settings.get(connection, "own", "0"))
        self.branches: list[Branch] = []
        self.submissions: dict[int, list[Submission]] = {}
        self.kept: set[int] = set()
        self.newer: dict[tuple[int, str], Newer] = {}
        self.calendar = deadlines.calendar(connection)
        self.calendar_chosen = deadlines.calendar_chosen(connection)
        if self.role != "committee":
            return
        self.branches = [
            Branch._make(row)
            for row in connection.exec_driver_sql(
                "SELECT id, code, coalesce(nullif(short_name, ''), name), founded_on, used_from, "
                "ended_on, uid FROM organisation WHERE deleted_at IS NULL AND id != ? "
                "ORDER BY code, id",
                (self.own,),
            )
        ]
        for organisation, period, revision, first, last, made, taken in connection.exec_driver_sql(
            "SELECT o.id, s.period, s.revision, s.first_day, s.last_day, s.made_at, s.taken_at "
            "FROM submission s JOIN organisation o ON o.uid = s.org_uid AND o.code = s.org_code "
            "WHERE s.direction = 'in' AND s.state = 'current' ORDER BY s.first_day, s.id"
        ):
            begun, ended = date.fromisoformat(first), date.fromisoformat(last)
            self.submissions.setdefault(organisation, []).append(
                Submission(period, revision, begun, ended, _until(begun, ended, made, taken))
            )
        for kind in ("member", "session"):
            self.kept |= {
                row[0]
                for row in connection.exec_driver_sql(
                    f"SELECT DISTINCT organisation FROM {kind} "
                    "WHERE submission IS NULL AND deleted_at IS NULL"
                )
            }
        for organisation, period, *newer in connection.exec_driver_sql(waiting.BY_BRANCH):
            self.newer[organisation, period] = Newer._make(newer)
        self._days = {id: _joined(each) for id, each in self.submissions.items()}

    def _everything(self, organisation: int) -> bool:
        """Whether its records are this file's own work: a branch's, the committee's, or those of
        a branch for which the committee itself keeps them."""
        if self.role != "committee" or organisation == self.own:
            return True
        return organisation in self.kept and organisation not in self.submissions

    def covers(self, organisation: int, day: date) -> bool:
        """Whether the organisation has told of a day."""
        if self._everything(organisation):
            return True
        return any(first <= day <= last for first, last in self._days.get(organisation, ()))

    def covers_all(self, organisation: int, first: date, last: date) -> bool:
        """Whether the organisation has told of each of these days."""
        if self._everything(organisation):
            return True
        return any(a <= first and last <= b for a, b in self._days.get(organisation, ()))

    def until(self, organisation: int) -> date | None:
        """The last day the organisation has told of; None for none."""
        days = self._days.get(organisation, ()) if self.role == "committee" else ()
        return days[-1][1] if days else None

    def covered_to(self, organisation: int, period: Period, today: date) -> date | None:
        """The last day of the period that the organisation has told of, None where of none."""
        if self._everything(organisation):
            return min(period.last, today) if period.first <= today else None
        return max(
            (
                min(last, period.last)
                for first, last in self._days.get(organisation, ())
                if first <= period.last and last >= period.first
            ),
            default=None,
        )

    def gaps(self, branch: Branch, period: Period, to: date) -> bool:
        """Whether days before `to` are missing that the branch was there for and is asked of."""
        starts = [date.fromisoformat(day) for day in (branch.founded_on, branch.used_from) if day]
        begun = max([period.first, *starts])
        return begun < to and not self.covers_all(branch.id, begun, to)

    def asked(self, period: Period) -> bool:
        """Whether the committee asks for sheets of this period, so that one can be missing."""
        return span(period) in self.calendar

    def to_be_asked(self, each: HandedIn) -> bool:
        """Whether a branch is to be reminded of a period: it is missing, and no longer one that
        would tell of it waits here or went back."""
        if each.state != "missing":
            return False
        longer = (parse_period(text) for of, text in self.newer if of == each.branch.id)
        return not any(p.first <= each.period.first and p.last >= each.period.last for p in longer)

    def handed_in(self, branch: Branch, period: Period, today: date) -> HandedIn:
        """How one branch stands for a period: the definition of what is not handed in.

        A period is handed in by its own sheet, or by others that tell of all its days; a year
        only by its own.
        """
        those = self.submissions.get(branch.id, ())
        known = self.covered_to(branch.id, period, today) if those else None
        exact = next((each for each in reversed(those) if each.period == period.text), None)
        newer = self.newer.get((branch.id, period.text))
        if newer is not None and newer.revision > (exact.revision if exact else -1):
            return HandedIn(
                branch, period, newer.state, newer.revision or None, covered_to=known,
                standing=exact.revision if exact else None,
            )  # fmt: skip
        if exact is not None:
            number = exact.revision
            return HandedIn(branch, period, "taken", number, covered_to=known, standing=number)
        if (founded := branch.founded_on) and date.fromisoformat(founded) > period.last:
            return HandedIn(branch, period, "unfounded")
        longer = [e for e in those if e.first <= period.first and e.until >= period.last]
        if longer:
            return HandedIn(branch, period, "within", within=longer[0].period, covered_to=known)
        parts = those and self.covers_all(branch.id, period.first, period.last)
        if parts and span(period) != "year":
            inside = next(e for e in those if e.first <= period.last and e.last >= period.first)
            return HandedIn(branch, period, "within", within=inside.period, covered_to=known)
        state = "missing"
        if branch.over(period.last):
            # After that day nobody can be asked.
            state = "ended"
        elif branch.used_from and date.fromisoformat(branch.used_from) > period.last:
            state = "before"
        elif not self.asked(period):
            state = "unasked"
        elif today <= period.last:
            state = "coming"
        return HandedIn(branch, period, state, covered_to=known)


def _until(first: date, last: date, made: str, taken: str) -> date:
    """The last day a submission tells of: not after it was written or taken.

    A clock that is behind the period it writes of says nothing.
    """
    ends = [last]
    if taken:
        ends.append(local_day(taken))
    if made and (day := local_day(made)) >= first:
        ends.append(day)
    return max(first, min(ends))


def _joined(submissions: Iterable[Submission]) -> list[tuple[date, date]]:
    """The stretches of days told of, in order, neighbours as one."""
    found: list[tuple[date, date]] = []
    for first, last in sorted((each.first, each.until) for each in submissions):
        if found and first <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
