"""停止党籍: from which day somebody was suspended stays known after he is restored."""

from __future__ import annotations

from typing import Any

from partydesk.records.base import Row, Values
from partydesk.records.values import parse_date


def keep_suspension(values: Values, row: Row | None = None) -> None:
    """Fill in the day, from the typed values of a member and his stored `row` of before.

    What had been set by mistake and is normal again was no suspension.
    """
    state, was = values.get("membership"), row["membership"] if row is not None else None
    if state == "suspended":
        values["suspended_on"] = values.get("membership_on") or values.get("suspended_on")
    elif was == "suspended" and state in (None, "normal"):
        values["suspended_on"] = None
    elif was == "suspended" and row is not None and not values.get("suspended_on"):
        began: Any = row["suspended_on"] or row["membership_on"]
        values["suspended_on"] = parse_date(str(began))[0] if began else None
