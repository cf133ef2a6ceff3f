"""What the page of charts shows, asked off the screen; and the rows behind a bar, as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from partydesk.desk.evidence.model import (
    DATE,
    Evidence,
    Group,
    Line,
    columns,
    coverage_of,
    of_rows,
    own_scope,
    places,
)
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.records import clock
from partydesk.records.periods import Period
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.rules.calendar_cells import Calendar
    from partydesk.rules.charts import Behind, Chart


@dataclass(frozen=True, slots=True)
class Drawn:
    """The charts of a period, of how many branches they are, and the calendar of a year."""

    charts: tuple[Chart, ...]
    calendar: Calendar
    today: date
    covered: str = ""


def draw(store: Store, period: Period, year: int) -> Drawn:
    """Ask the rules; the calendar is that of `year`."""
    from partydesk.rules.calendar import calendar
    from partydesk.rules.charts import charts, rank

    own, today = own_scope(store), clock.today()
    with store.read() as connection:
        found = charts(connection, period, own, today)
        if own is None:
            found += rank(connection, period, today)
        shown = calendar(connection, year, own, today)
        return Drawn(found, shown, today, coverage_of(connection, period))


def behind(store: Store, what: Behind) -> Evidence:
    """The rows of a bar, in groups."""
    from partydesk.rules.charts import Points

    many = own_scope(store) is None
    with store.read() as connection:
        found = what.find(connection)
        named = {place.code: place.name for place in places(connection).values()}
    # What stars are given for is told item by item where they are given.
    leads = (
        NavigationTarget(stars=(what.organisation, what.year)) if isinstance(what, Points) else None
    )
    rows = [row for group in found.groups for row in group.rows]
    dated = any(row["date"] for row in rows)
    many = many and any(row["organisation"] for row in rows)
    head = columns(("内容", 0), ("数量", 110), many=many)
    unit = "" if found.unit == "%" else found.unit
    groups = []
    for group in found.groups:
        lines = of_rows(group.rows, unit, named, many)
        groups.append(Group(group.label, tuple(_shown(line, dated, leads) for line in lines)))
    if not dated:
        head = tuple(each for each in head if each is not DATE)
    return Evidence(found.title, found.said, head, tuple(groups))


def _shown(line: Line, dated: bool, leads: NavigationTarget | None) -> Line:
    return Line(line.cells if dated else line.cells[1:], line.kind, line.uid, about=leads)
