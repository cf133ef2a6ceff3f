"""What a branch's months of 党费 came to, told so that no sum is of one person or two.

Such a sum is what he pays, from which follows what he earns. The money of a month behind which
stand too few goes with the next months until enough do, and what is left over at the end with those
before; where the whole period has too few, no money is told. How many and who stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from partydesk.records.dues_states import MONEY, MonthSums

LEAST = 3
"""So many people stand behind a sum that is told."""


@dataclass(slots=True)
class Behind:
    """Whose dues a month's sums are made of: of whom any were `due`, and who `paid`."""

    due: set[str] = field(default_factory=set)
    paid: set[str] = field(default_factory=set)


def in_threes(sums: Mapping[str, MonthSums], behind: Mapping[str, Behind]) -> dict[str, MonthSums]:
    """The sums of months in order, their money where at least LEAST people stand behind it."""
    told: list[list[str]] = []
    open_: list[str] = []
    for month in sums:
        open_.append(month)
        if _enough(behind[each] for each in open_):
            told.append(open_)
            open_ = []
    while open_ and told:
        open_ = told.pop() + open_
        if _enough(behind[each] for each in open_):
            told.append(open_)
            open_ = []
    found = {month: _with_money(each, dict.fromkeys(MONEY, 0)) for month, each in sums.items()}
    for months in told:
        money = {name: sum(getattr(sums[each], name) for each in months) for name in MONEY}
        last = next((m for m in reversed(months) if sums[m].asked or sums[m].paid), months[-1])
        found[last] = _with_money(sums[last], money)
    return found


def _with_money(sums: MonthSums, money: Mapping[str, int]) -> MonthSums:
    return MonthSums(**{**sums._asdict(), **money})


def _enough(those: Iterable[Behind]) -> bool:
    due, paid = set[str](), set[str]()
    for each in those:
        due |= each.due
        paid |= each.paid
    return all(not people or len(people) >= LEAST for people in (due, paid))
