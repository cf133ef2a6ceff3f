"""What can be said of a plan, and which rows are plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from partydesk.records import clock

HELD, MOVED, NOT_HELD = "开了", "改期", "没开"
ASKS = "开了吗？"


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """`how` (one of the three) somebody answers what became of the plan with this uid."""

    uid: str
    how: str


def is_plan(shown: Mapping[str, Any]) -> bool:
    """Whether a row of the list of sessions is a plan of the own organisation."""
    return shown.get("state") == "planned" and shown.get("submission") is None


def has_passed(shown: Mapping[str, Any]) -> bool:
    """Whether the time of such a plan has passed."""
    return is_plan(shown) and str(shown["starts_at"]) <= f"{clock.now():%Y-%m-%d %H:%M}"
