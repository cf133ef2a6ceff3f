"""组织生活 of a year: what was held and what the norms still ask for, kinds by months."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from partydesk.records import clock
from partydesk.records.indicator import one_of, within
from partydesk.records.kinds import SESSION_KIND, SESSION_KINDS
from partydesk.records.periods import Period, parse_period
from partydesk.records.session_year import YEARLY, counted_on
from partydesk.records.study import StudySession
from partydesk.rules import norms
from partydesk.rules.calendar_cells import Calendar, Mark, Row, months_of, months_of_all, with_plans
from partydesk.rules.deduplication import counted_elsewhere
from partydesk.rules.indicator_engine import committee
from partydesk.rules.norms import NOT_ASKED, Norm, Obligation, State, meeting_norms
from partydesk.rules.norms.meeting_norms import kind_of

_ONLY_IF_ASKED = ("branch_committee", "group_meeting")


def _kinds() -> dict[str, str]:
    """Each kind with the norm that asks branches for it; 党课 by local custom alone."""
    asked = {kind_of(norm): norm.id for norm in meeting_norms.NORMS if norm.held_by == "B"}
    return {kind.code: asked[kind.code] for kind in SESSION_KINDS if kind.code in asked}


def calendar(
    connection: Connection, year: int, organisation: int | None, today: date | None = None
) -> Calendar:
    """The calendar of one organisation, or of all branches (None)."""
    day = today or clock.today()
    only = None if organisation is None else (organisation,)
    asked = Asked(organisation)
    for item in norms.judge(connection, parse_period(str(year)), today=day, organisations=only):
        asked.add(item)
    return calendar_from(connection, year, organisation, asked, day)


class Asked:
    """What the norms said of the meetings of a year, of one organisation or of all (None): who is
    asked for what, and what is not done of it."""

    def __init__(self, organisation: int | None) -> None:
        self._organisation = organisation
        self._wanted = frozenset(_kinds().values())
        self.norms: dict[str, Norm] = {}
        self.asked: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self.lacking: dict[str, list[Obligation]] = defaultdict(list)

    def add(self, item: Obligation) -> None:
        """Take in what a norm says, if the calendar tells of it."""
        id = item.norm.id
        if id not in self._wanted or self._organisation not in (None, item.organisation):
            return
        self.norms.setdefault(id, item.norm)
        if item.state not in NOT_ASKED:
            self.asked[id][item.slot].add(item.organisation)
            if item.state is not State.DONE:
                self.lacking[id].append(item)


def calendar_from(
    connection: Connection, year: int, organisation: int | None, asked: Asked, today: date
) -> Calendar:
    """The calendar from what the norms said of the year."""
    counts = _counts(connection, year, organisation)
    plans = _plans(connection, year, organisation)
    start = _used_from(connection, organisation)
    before = {month for month in range(1, 13)
              if start is not None and date(year, month, 28) < start.replace(day=1)}  # fmt: skip
    rows = []
    for kind, id in _kinds().items():
        held = counts[kind]
        if kind in _ONLY_IF_ASKED and id not in asked.norms and not any(held.values()):
            continue
        if organisation is None:
            cells = months_of_all(kind, asked.asked[id], asked.lacking[id], held, today)
        else:
            cells = months_of(kind, asked.lacking[id], held, today)
        cells = [
            replace(cell, mark=Mark.BEFORE)
            if cell.mark is Mark.NONE and cell.month in before
            else cell
            for cell in cells
        ]
        cells = [with_plans(cell, plans.get((kind, cell.month), ())) for cell in cells]
        norm = asked.norms.get(id)
        rows.append(Row(kind, SESSION_KIND.label(kind), norm, tuple(cells)))
    every = [cell for row in rows for cell in row.cells]

    def number(*marks: Mark) -> int:
        chosen = [cell for cell in every if cell.mark in marks]
        return sum(c.asked - c.done for c in chosen) if organisation is None else len(chosen)

    return Calendar(
        year, organisation is None, tuple(rows), sum(cell.held for cell in every),
        number(Mark.DUE), number(Mark.OVERDUE, Mark.MISSED),
        start if before else None, sum(cell.planned for cell in every), number(Mark.OVERDUE),
    )  # fmt: skip


def _plans(
    connection: Connection, year: int, organisation: int | None
) -> dict[tuple[str, int], list[bool]]:
    """Kind and month → for each plan of one organisation whether its time has passed."""
    found: dict[tuple[str, int], list[bool]] = defaultdict(list)
    now = f"{clock.now():%Y-%m-%d %H:%M}"
    for kind, starts in connection.exec_driver_sql(
        "SELECT kind, starts_at FROM session WHERE organisation = ? AND state = 'planned' "
        "AND deleted_at IS NULL AND starts_at >= ? AND starts_at < ?",
        (organisation, f"{year}-01-01", f"{year + 1}-01-01"),
    ):
        found[kind, int(starts[5:7])].append(starts <= now)
    return found


def _used_from(connection: Connection, organisation: int | None) -> date | None:
    """From when on one branch uses the program."""
    found = connection.exec_driver_sql(
        "SELECT used_from FROM organisation WHERE id = ?", (organisation,)
    ).scalar()
    return date.fromisoformat(found) if found else None


def counted(kind: str, period: Period) -> ColumnElement[bool]:
    """The sessions that a cell of this kind counts; 党课 may be a part of another session."""
    condition = StudySession.kind == kind
    if kind == "lecture":
        condition = or_(condition, one_of(StudySession.elements, (kind,)))
    return and_(condition, within(_day(kind), period))


def _day(kind: str) -> Any:
    """The day on which a session of a kind is shown: what is for a year, in that year."""
    return counted_on() if kind in YEARLY else StudySession.starts_at


def _counts(
    connection: Connection, year: int, organisation: int | None
) -> dict[str, dict[int, int]]:
    """Kind → month → sessions held, in one query."""
    period = parse_period(str(year))
    month = func.substr(counted_on(), 6, 2)
    kinds = _kinds()
    columns: list[Any] = [func.sum(case((counted(kind, period), 1), else_=0)) for kind in kinds]
    # What is for a year is held in it, or in the year before or after.
    around = Period("", date(year - 1, 1, 1), date(year + 1, 12, 31))
    statement = (
        select(month, *columns)
        .where(
            StudySession.counts_where(),
            within(StudySession.starts_at, around),
            within(counted_on(), period),
        )
        .group_by(month)
    )
    if organisation is not None:
        statement = statement.where(StudySession.organisation == organisation)
    else:
        # The committee's own sessions are no branch's; a joint one is held once.
        statement = statement.where(
            StudySession.organisation != committee(connection),
            StudySession.id.not_in(counted_elsewhere(StudySession)),
        )
    found: dict[str, dict[int, int]] = {kind: {} for kind in kinds}
    for number, *sums in connection.execute(statement):
        for kind, held in zip(kinds, sums, strict=True):
            found[kind][int(number)] = held
    return found
