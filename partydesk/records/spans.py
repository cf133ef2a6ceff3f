"""Days of one record that cannot belong together: too far apart, or before all began."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from partydesk.records.base import Cross
from partydesk.records.fields import fields
from partydesk.records.findings import Finding


def not_apart(one: str, other: str, days: int) -> Cross:
    """A check that two days, where both are filled in, lie at most so many days apart."""

    def check(record: Any) -> Iterable[Finding]:
        first, last = getattr(record, one), getattr(record, other)
        if first is None or last is None or abs((last - first).days) <= days:
            return
        declared = fields(record.record_class)
        yield Finding(
            "far-apart",
            f"{declared[one].label} {first} 和{declared[other].label} {last} "
            f"相差 {abs((last - first).days)} 天，最多 {days} 天，请核对改正其中一个",
            column=other,
        )

    return check


def none_before(began: str, *columns: str) -> Cross:
    """A check that none of the days in these columns lies before the one on which all began."""

    def check(record: Any) -> Iterable[Finding]:
        first = getattr(record, began)
        for column in columns if first is not None else ():
            day = getattr(record, column)
            if day is not None and day < first:
                declared = fields(record.record_class)
                yield Finding(
                    "dates-backwards",
                    f"{declared[column].label} {day} 早于{declared[began].label} {first}，"
                    "请核对改正其中一个",
                    column=column,
                )

    return check
