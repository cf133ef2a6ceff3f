"""What a roll-up would hold, told before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partydesk.exchange.merge.overdue import OverdueList, overdue_list
from partydesk.exchange.submission.layout import data_sheets
from partydesk.records.base import kind_of
from partydesk.records.periods import Period
from partydesk.store import queries
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Contents:
    """`taken` of `expected` organisations are in it; `rows` are (sheet, rows) of each record."""

    taken: int
    listed: OverdueList
    open_conflicts: int
    rows: tuple[tuple[str, int], ...]

    @property
    def expected(self) -> int:
        """Organisations below the committee."""
        return self.taken + len(self.listed.absent)


def contents(store: Store, period: Period, today: date) -> Contents:
    """Look what a roll-up of the period would hold now."""
    from partydesk.exchange.merge.conflicts import conflicts

    listed = overdue_list(store, period, today)
    rows = []
    with store.read() as connection:
        taken = connection.exec_driver_sql(
            "SELECT count(DISTINCT org_code) FROM submission "
            "WHERE direction = 'in' AND state = 'current' AND period = ?",
            (period.text,),
        ).scalar_one()
        for layout in data_sheets():
            dated = kind_of(layout.kind).dated_by
            query = queries.Query(layout.kind, period=period if dated else None)
            rows.append((layout.sheet, queries.count(connection, query)))
    waiting = len(conflicts(store, decided=False))
    return Contents(int(taken), listed, waiting, tuple(rows))
