"""党费 in figures over organisations and a period: due, paid, reduced, exempt, beyond."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records.months import later, month_of
from partydesk.records.periods import Period
from partydesk.rules.norms.dues_months import DuesState, ledger, people


@dataclass(slots=True)
class DuesSums:
    """Sums in cents of the months of a period that have begun; how many people paid less or
    nothing with approval; `toward` is what of the payments was due; `payments` are so many."""

    due: int = 0
    paid: int = 0
    toward: int = 0
    extra: int = 0
    reduced: int = 0
    exempt: int = 0
    payments: int = 0

    @property
    def rate(self) -> float | None:
        """Per cent of what was due that is paid, with one decimal; None where nothing was due."""
        return (1000 * self.toward + self.due // 2) // self.due / 10 if self.due else None


def dues_sums(
    connection: Connection, period: Period, organisations: Collection[int] | None, today: date
) -> DuesSums | None:
    """The sums over the organisations that keep their dues in this file; None where none does."""
    found = ledger(connection)
    kept = [each for each in found.kept if organisations is None or each in organisations]
    if not kept:
        return None
    now, month, months = month_of(today), month_of(period.first), []
    while month <= min(now, month_of(period.last)):
        months.append(month)
        month = later(month, 1)
    sums = DuesSums()
    for organisation in kept:
        for person, _ in people(connection, organisation):
            stands = found.of(person, months, now).months.values()
            for each in stands:
                sums.due += each.due or 0
                sums.paid += each.paid
                sums.toward += min(each.due or 0, each.paid - each.extra)
                sums.extra += each.extra
                sums.payments += bool(each.uid)
            sums.reduced += any(each.reduced for each in stands)
            sums.exempt += any(each.state is DuesState.EXEMPT for each in stands)
    return sums
