"""How a reminder is told: the pill beside it and what its button says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from partydesk.desk.evidence.navigation_target import target_of
from partydesk.desk.plans.words import HELD, MOVED, NOT_HELD
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.rules.reminders import Reminder

NEAR = 10
"""Fewer days than these ahead are pressing."""
LIST, CARD, SETTLE = "看名单", "打印贺卡", "办理"


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder with its words: the pill and its tone, and the button; whether what settles it is
    asked for where it stands, in a grid where it is asked of several; whether it is the own
    organisation's; and the `others` of a plan's three answers, which have buttons of their own."""

    reminder: Reminder
    pill: str
    tone: str
    button: str
    in_place: bool = False
    grid: bool = False
    own: bool = True
    others: tuple[str, ...] = ()

    @property
    def lists(self) -> bool:
        """Whether it stands for several people or branches."""
        return self.button == LIST

    @property
    def prints(self) -> bool:
        """Whether a card can be printed for it."""
        return self.button == CARD

    @property
    def opens(self) -> bool:
        """Whether it can be settled in its row."""
        return not self.lists and self.in_place


def told(reminder: Reminder, store: Store, today: date) -> Due:
    """The reminder as the page tells it."""
    # Loading the rules is not part of opening the window.
    from partydesk.operations.settle import asked_together
    from partydesk.rules.norms.declared import State

    pill, tone = _pill(reminder, today)
    if reminder.norm.asks and reminder.items[0].organisation == store.own.id and store.writable:
        return Due(reminder, pill, tone, HELD, others=(MOVED, NOT_HELD))
    several = len(reminder.items) > 1 or any(
        item.organisation != store.own.id for item in reminder.items
    )
    own = all(item.organisation == store.own.id for item in reminder.items)
    # What each of the branch's people has is a grid, whoever is asked.
    lacks = all(item.state is State.LACKING for item in reminder.items)
    many = several or (lacks and bool(reminder.norm.settles.each))
    grid = own and many and store.writable and asked_together(reminder.items)
    if grid:
        button = SETTLE
    elif several:
        button = LIST
    elif reminder.norm.id == "political_birthday":
        button = CARD
    else:
        button = target_of(reminder.items[0], store).words
    in_place = not many and target_of(reminder.items[0], store).settle is not None
    return Due(reminder, pill, tone, button, in_place, grid, own)


def together(chosen: Sequence[Due]) -> str:
    """How several are settled at once: "grid" of what is asked, the name of an "affair:" of all of
    them; "" where they are to be settled one by one."""
    from partydesk.operations.affairs import AFFAIRS
    from partydesk.operations.settle import asked_together
    from partydesk.rules.norms.declared import State

    items = [item for due in chosen for item in due.reminder.items]
    if not all(due.own for due in chosen) or any(item.norm.asks for item in items):
        return ""
    happens = {
        item.norm.settles.affair if item.state is not State.LACKING else "" for item in items
    }
    if happens == {""}:
        each = any(item.norm.settles.each for item in items)
        return "grid" if asked_together(items) and not (each and len(items) > 1) else ""
    (name, *others) = happens
    fits = not others and AFFAIRS[name].about == "member" and AFFAIRS[name].several
    return f"affair:{name}" if fits else ""


def _pill(reminder: Reminder, today: date) -> tuple[str, str]:
    due = reminder.due
    if reminder.when == "lacking":
        from partydesk.rules.norms.declared import STATE, State

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
