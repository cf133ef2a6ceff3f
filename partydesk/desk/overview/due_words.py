"""How a reminder is told: the pill beside it and what its button says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from partydesk.desk.evidence.navigation_target import target_of
from partydesk.rules.norms.declared import STATE, State
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.rules.reminders import Reminder

NEAR = 10
"""Fewer days than these ahead are pressing."""
LIST, CARD = "看名单", "打印贺卡"


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder with its words: the pill and its tone, and the button."""

    reminder: Reminder
    pill: str
    tone: str
    button: str

    @property
    def lists(self) -> bool:
        """Whether it stands for several people or branches."""
        return self.button == LIST

    @property
    def prints(self) -> bool:
        """Whether a card can be printed for it."""
        return self.button == CARD


def told(reminder: Reminder, store: Store, today: date) -> Due:
    """The reminder as the page tells it."""
    pill, tone = _pill(reminder, today)
    several = len(reminder.items) > 1 or any(
        item.organisation != store.own.id for item in reminder.items
    )
    if several:
        button = LIST
    elif reminder.norm.id == "political_birthday":
        button = CARD
    else:
        button = target_of(reminder.items[0], store).words
    return Due(reminder, pill, tone, button)


def _pill(reminder: Reminder, today: date) -> tuple[str, str]:
    due = reminder.due
    if reminder.when == "lacking":
        return STATE.label(State.LACKING), STATE.by_code[State.LACKING].tone
    if reminder.norm.asks:
        return reminder.norm.asks, "warn"
    if reminder.when == "overdue":
        days = (today - due).days if due else 0
        return (f"已逾期 {days} 天" if days > 0 else "已逾期"), "bad"
    if due is None:
        return "待办", "warn"
    days = (due - today).days
    if days <= 0:
        return "今天", "warn"
    return f"还有 {days} 天", "warn" if days < NEAR else "info"
