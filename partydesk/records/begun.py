"""What is logged of somebody happened after that began of which he is at it."""

from __future__ import annotations

from collections.abc import Iterable

from partydesk.records.base import ByOwner, Row, kind_of
from partydesk.records.fields import fields
from partydesk.records.findings import Finding


def not_before(column: str, *begun: str) -> ByOwner:
    """A check that the day in a column does not lie before those of the member it belongs to; the
    first of `begun` that is filled in counts."""

    def check(row: Row, owner: Row) -> Iterable[Finding]:
        day = row[column]
        began = next((each for each in begun if owner[each]), None)
        if day is None or began is None or str(day) >= str(owner[began]):
            return
        declared = fields(kind_of("member"))[began]
        yield Finding(
            "before-owner",
            f"{day} 早于{owner['name']}的{declared.label} {owner[began]}，请核对",
            column=column,
        )

    return check
