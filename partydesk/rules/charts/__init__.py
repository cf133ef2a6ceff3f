"""The pictures of a period: study hours, the flow of problems, activities, who the members are,
the stars.

A bar's number and the rows it opens come from the same conditions, those of the indicators.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.rules.charts import activities, hours, people, tickets
from partydesk.rules.charts.model import Bar, Behind, Chart, Found, Rows, Series
from partydesk.rules.charts.stars import Points, stars

__all__ = ["Bar", "Behind", "Chart", "Found", "Points", "Rows", "Series", "charts", "rank"]


def charts(
    connection: Connection, period: Period, organisation: int | None, today: date
) -> tuple[Chart, ...]:
    """A branch's charts, or those of a committee's whole file (organisation None).

    Hours go by years: they are those of the year in which the period ends.
    """
    year = period.last.year
    scope = None if organisation is None else (organisation,)
    return (
        hours.of_branches(connection, year, today)
        if organisation is None
        else hours.of_members(connection, year, organisation, today),
        tickets.flow(connection, period, scope),
        tickets.states(connection, period, scope),
        activities.sources(connection, period, scope),
        activities.done(connection, period, scope),
        people.ages(connection, period, scope),
        people.categories(connection, period, scope),
    )


def rank(connection: Connection, period: Period, today: date) -> tuple[Chart, ...]:
    """The star ranking of a committee's branches, if the year has a scheme that can be used."""
    try:
        return (stars(connection, period.last.year, today),)
    except UserError:
        return ()
