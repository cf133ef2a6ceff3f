"""党员数量变化 of a year, with the check of the yearly statistics: 应有数 against 实有数."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.records.periods import parse_period
from partydesk.rules.indicator_engine import tally
from partydesk.rules.indicators import indicator

_GAINED = ("gained_admitted", "gained_transferred", "gained_restored")
_LOST = ("lost_transferred", "lost_suspended", "lost_dead", "lost_removed", "lost_revoked")
_BEFORE = ("members", "lost_undated")


@dataclass(frozen=True, slots=True)
class RollChange:
    """How the number of members changed in a year (domain.md §3.9).

    `before` are the members at the end of the year before; `gained` and `lost` are keyed by the
    ids of their indicators. Who is gone without a date was here before and was lost on no day:
    `difference` tells of them, and of dates that cannot be (a death before the admission).
    """

    before: int
    gained: Mapping[str, int]
    lost: Mapping[str, int]
    actual: int

    @property
    def should_be(self) -> int:
        """应有数: those before, with the gained, without the lost."""
        return self.before + sum(self.gained.values()) - sum(self.lost.values())

    @property
    def difference(self) -> int:
        """差数: the actual number less what it should be; 0 where the dates are in order."""
        return self.actual - self.should_be


def roll_change(
    connection: Connection, year: int, organisations: Collection[int] | None = None
) -> RollChange:
    """The change of a year over some organisations (None: all of the file)."""
    ids = (*_GAINED, *_LOST, "members")
    now = tally(connection, parse_period(f"{year:04d}"), [indicator(id) for id in ids])
    then = tally(connection, parse_period(f"{year - 1:04d}"), [indicator(id) for id in _BEFORE])
    counts = {id: int(now.value(id, organisations).value or 0) for id in ids}
    return RollChange(
        sum(int(then.value(id, organisations).value or 0) for id in _BEFORE),
        {id: counts[id] for id in _GAINED},
        {id: counts[id] for id in _LOST},
        counts["members"],
    )
