"""How a month of 党费 stands as a submission tells it, and what a branch's month came to."""

from __future__ import annotations

from typing import NamedTuple

from partydesk.records.declared import choices

TOLD_STATE = choices(
    ("paid", "已交", "ok"),
    ("less", "少交", "info"),
    ("exempt", "免交", "idle"),
    ("short", "未交足", "warn"),
    ("owed", "欠交", "bad"),
    ("due", "当月未交", "warn"),
    ("unset", "未核定", "warn"),
)
"""How a month of a member stands in a submission: 少交 is less with approval, and paid."""


class MonthSums(NamedTuple):
    """A branch's month: how many `asked` to pay, how many `paid_by`, `owing`, `reduced` and
    `exempt`; in cents what was `due`, what of it was `met`, all that was `paid` and the `extra`."""

    month: str
    asked: int = 0
    paid_by: int = 0
    owing: int = 0
    reduced: int = 0
    exempt: int = 0
    due: int = 0
    met: int = 0
    paid: int = 0
    extra: int = 0

    @property
    def untold(self) -> bool:
        """Whether its money is not told here: too few stand behind it (rules.norms.dues_in_threes)
        and it goes with other months, or nowhere."""
        return self.asked > 0 and not self.due and not self.paid


MONEY = ("due", "met", "paid", "extra")
"""Those of MonthSums that are money."""
UNTOLD = "金额不单报，够 3 人才报"


class MemberMonth(NamedTuple):
    """A member's month: its state (TOLD_STATE), whether less was approved, and the cents paid
    (None where the park does not ask for amounts)."""

    month: str
    state: str
    reduced: bool = False
    amount: int | None = None
