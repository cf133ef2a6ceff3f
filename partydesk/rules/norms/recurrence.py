"""The months, quarters, half-years and years that a norm asks something of."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from partydesk.records.periods import Period, parse_period
from partydesk.rules.norms.declared import GRACE, State

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@lru_cache(maxsize=64)
def slots(every: str, period: Period) -> tuple[Period, ...]:
    """The whole months (quarters, …) whose last day lies in the period."""
    length = MONTHS[every]
    found = []
    for year in range(period.first.year, period.last.year + 1):
        for number in range(12 // length):
            text = {
                "month": f"{year}-{number + 1:02d}",
                "quarter": f"{year}Q{number + 1}",
                "half": f"{year}H{number + 1}",
                "year": f"{year}",
            }[every]
            slot = parse_period(text)
            if slot.last in period:
                found.append(slot)
    return tuple(found)


@lru_cache(maxsize=4096)
def slot_of(every: str, day: str) -> str:
    """The text of the slot that a day (ISO) lies in."""
    month = int(day[5:7])
    if every == "month":
        return day[:7]
    if every == "quarter":
        return f"{day[:4]}Q{(month + 2) // 3}"
    if every == "half":
        return f"{day[:4]}H{(month + 5) // 6}"
    return day[:4]


def open_state(due: date, today: date, *, grace: int | None = GRACE) -> State:
    """The state of what is not done: due, overdue, and after the grace (None: never) missed."""
    if today <= due:
        return State.DUE
    if grace is None or today <= due + timedelta(days=grace):
        return State.OVERDUE
    return State.MISSED
