"""责任清单 through the year: each duty in its weeks, months, quarters, halves or years; how many
of them were done."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from partydesk.records.duty import CADENCE
from partydesk.records.periods import Period, parse_period
from partydesk.rules.handed_in import Told
from partydesk.rules.share import Share


class DutyState(StrEnum):
    """How one time of a duty stands. Open is the time that is running, missed one that is over;
    before is what was over when the file was first used, unreported what the branch has not told of
    yet: neither is held against anybody."""

    DONE = "done"
    BEFORE = "before"
    UNREPORTED = "unreported"
    OPEN = "open"
    MISSED = "missed"
    AHEAD = "ahead"


class Done(NamedTuple):
    """A duty was done on a day; `own` where that was recorded in this file."""

    on: date
    uid: str
    note: str
    own: bool


class Turn(NamedTuple):
    """One time that a duty is to be done: `slot` is the period it is of ("" for a week and for
    what is done once), from when until when."""

    slot: str
    first: date
    last: date

    @property
    def said(self) -> str:
        """It as one says it: 2026-09-07 至 09-13."""
        return self.slot or f"{self.first} 至 {self.last:%m-%d}"


@dataclass(slots=True)
class DutyRow:
    """One duty, and the days it was done on, in order. `used_from` is the day its file is used
    from, `told_until` until when its branch has told (None: all is known here). What is `sent` to
    the branches is asked of them and of nobody here."""

    id: int
    uid: str
    text: str
    cadence: str
    first: date
    last: date | None
    area: str
    area_uid: str
    kind: str
    holder: str
    organisation: int
    own: bool
    done: list[Done] = field(default_factory=list)
    used_from: date | None = None
    told_until: date | None = None
    sent: bool = False

    @property
    def how_often(self) -> str:
        """每月."""
        return CADENCE.label(self.cadence)

    def turns(self, first: date, last: date) -> Iterator[Turn]:
        """The times that end between two days, as long as the duty lasts."""
        if self.sent:
            return
        if self.cadence == "once":
            if self.last is not None and first <= self.last <= last:
                yield Turn("", self.first, self.last)
            return
        start = self.first if self.first > first else first
        for turn in _turns(self.cadence, start, last):
            whole = turn.last >= self.first and (self.last is None or turn.first <= self.last)
            if whole and first <= turn.last <= last:
                yield turn

    def of(self, turn: Turn) -> list[Done]:
        """What was done in a time."""
        days = [each.on for each in self.done]
        at, end = bisect_left(days, turn.first), bisect_left(days, turn.last + timedelta(1))
        return self.done[at:end]

    def state(self, turn: Turn, today: date) -> DutyState:
        """How a time stands on a day."""
        if self.of(turn):
            return DutyState.DONE
        if self.used_from is not None and turn.last < self.used_from:
            return DutyState.BEFORE
        if self.told_until is not None and self.told_until < min(turn.last, today):
            return DutyState.UNREPORTED
        if turn.last < today:
            return DutyState.MISSED
        return DutyState.OPEN if turn.first <= today else DutyState.AHEAD


def share(duties: Iterable[DutyRow], period: Period, today: date) -> Share:
    """Over the times that end in a period: those that are over, and those done before they are."""
    states = [
        duty.state(turn, today) for duty in duties for turn in duty.turns(period.first, period.last)
    ]
    done = states.count(DutyState.DONE)
    return Share(done, done + states.count(DutyState.MISSED))


def duties(connection: Connection, organisations: Collection[int] | None = None) -> list[DutyRow]:
    """The duties of a file, of some organisations or all, by area; each with what was done."""
    rows = connection.exec_driver_sql(
        "SELECT d.id, d.uid, d.text, d.cadence, d.from_on, d.until_on, a.since, a.until, a.name, "
        "a.uid, a.kind, a.holder, d.organisation, d.submission, o.used_from, a.to_branches "
        "FROM duty d JOIN duty_area a ON a.id = d.duty_area "
        "JOIN organisation o ON o.id = d.organisation "
        "WHERE d.deleted_at IS NULL AND a.deleted_at IS NULL "
        "ORDER BY d.organisation, a.kind, a.name, a.id, d.id"
    ).fetchall()
    found: dict[int, DutyRow] = {}
    told = Told(connection) if rows else None
    for id, uid, text, cadence, first, last, since, until, *area, used_from, sent in rows:
        organisation, submission = area.pop(-2), area.pop(-1)
        if organisations is not None and organisation not in organisations:
            continue
        ends = [date.fromisoformat(day) for day in (last, until) if day]
        begins = max(date.fromisoformat(day) for day in (first, since) if day)
        name, area_uid, kind, holder = area
        found[id] = DutyRow(
            id, uid, text, cadence, begins, min(ends, default=None), name, area_uid, kind, holder,
            organisation, submission is None,
            used_from=date.fromisoformat(used_from) if used_from else None, sent=bool(sent),
        )  # fmt: skip
        if told is not None and submission is not None:
            found[id].told_until = told.until(organisation) or date.min
    for duty, on, uid, note, submission in connection.exec_driver_sql(
        "SELECT duty, \"on\", uid, coalesce(note, ''), submission FROM duty_done "
        'WHERE deleted_at IS NULL ORDER BY "on", id'
    ):
        if duty in found:
            found[duty].done.append(Done(date.fromisoformat(on), uid, note, submission is None))
    return list(found.values())


def _turns(cadence: str, first: date, last: date) -> Iterator[Turn]:
    """The times that a day from `first` to `last` lies in."""
    if cadence == "week":
        monday = first - timedelta(first.weekday())
        while monday <= last:
            yield Turn("", monday, monday + timedelta(6))
            monday += timedelta(7)
        return
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[cadence]
    for year in range(first.year, last.year + 1):
        for number in range(1, 12 // length + 1):
            text = {
                "month": f"{year}-{number:02d}", "quarter": f"{year}Q{number}",
                "half": f"{year}H{number}", "year": f"{year}",
            }[cadence]  # fmt: skip
            slot = parse_period(text)
            if slot.last >= first and slot.first <= last:
                yield Turn(text, slot.first, slot.last)
