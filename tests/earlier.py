"""Records as an earlier version let them in: what no longer can be saved, but is still there."""

from __future__ import annotations

from typing import Any

from partydesk.records.values import to_stored
from partydesk.store.writing import Writer

_STATES = (
    "relation", "left_on", "membership", "membership_on", "category", "confirmed_on", "lost_on",
)  # fmt: skip


def let_in(writer: Writer, kind: str, values: dict[str, Any]) -> str:
    """Add a record whose state lacks its day or place, as could be done once; its uid."""
    later = {name: to_stored(values[name]) for name in _STATES if name in values}
    uid = writer.add(kind, {name: each for name, each in values.items() if name not in later})
    row = writer.find(kind, uid)
    assert row is not None
    writer.set(kind, row, later)
    return uid
