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
    from partydesk.rules.norms import Obligation
    from partydesk.rules.reminders import Reminder

NEAR = 10
"""Fewer days than these ahead are pressing."""
LIST, CARD, SETTLE = "看名单", "打印贺卡", "办理"


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder with its words: the pill and its tone, and the button; whether what settles it is
    asked for where it stands, in a grid where it is asked of several; whether it is the own
    organisation's; the `affair` that settles it for several at once; and the `others` of a plan's
    three answers, which have buttons of their own."""

    reminder: Reminder
    pill: str
    tone: str
    button: str
    in_place: bool = False
    grid: bool = False
    own: bool = True
    affair: str = ""
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
    several = reminder.count > 1 or any(
        item.organisation != store.own.id for item in reminder.items
    )
    own = all(item.organisation == store.own.id for item in reminder.items)
    # What each of the branch's people has is a grid, whoever is asked.
    lacks = all(item.state is State.LACKING for item in reminder.items)
    many = several or (lacks and bool(reminder.norm.settles.each))
    affair = _affair_of(reminder.items) if own and several and store.writable else ""
    grid = own and many and store.writable and not affair and asked_together(reminder.items)
    if grid or affair:
        button = SETTLE
    elif several:
        button = LIST
    elif reminder.norm.id == "political_birthday":
        button = CARD
    else:
        button = target_of(reminder.items[0], store).words
    in_place = not many and target_of(reminder.items[0], store).settle is not None
    return Due(reminder, pill, tone, button, in_place, grid, own, affair)


def together(chosen: Sequence[Due]) -> str:
    """How several are settled at once: "grid" of what is asked, the name of an "affair:" of all of
    them; "" where they are to be settled one by one."""
    from partydesk.operations.settle import asked_together

    items = [item for due in chosen for item in due.reminder.items]
    if not all(due.own for due in chosen) or any(item.norm.asks for item in items):
        return ""
    if affair := _affair_of(items):
        return f"affair:{affair}"
    happens = any(_happens(item) for item in items)
    each = any(item.norm.settles.each for item in items) and len(items) > 1
    return "grid" if asked_together(items) and not each and not happens else ""


def _happens(item: Obligation) -> str:
    """The affair that settles an obligation; what a roster lacks is only filled in."""
    from partydesk.rules.norms.declared import State

    return item.norm.settles.affair if item.state is not State.LACKING else ""


def _affair_of(items: Sequence[Obligation]) -> str:
    """The affair that settles all of these people's in one; "" for none."""
    from partydesk.operations.affairs import AFFAIRS

    (name, *others) = {_happens(item) for item in items}
    fits = name and not others and AFFAIRS[name].about == "member" and AFFAIRS[name].several
    return name if fits else ""


def _pill(reminder: Reminder, today: date) -> tuple[str, str]:
    due = reminder.due
    apart = reminder.apart
    if reminder.when == "lacking":
        from partydesk.rules.norms.declared import STATE, State

        return STATE.label(State.LACKING), STATE.by_code[State.LACKING].tone
    if reminder.norm.asks:
        return reminder.norm.asks, "warn"
    if reminder.when == "overdue":
        days = (today - due).days if due else 0
        late = "最早的逾期" if apart else "已逾期"
        return (f"{late} {days} 天" if days > 0 else "已逾期"), "bad"
    if due is None:
        return "待办", "warn"
    days = (due - today).days
    if days <= 0:
        return "今天", "warn"
    left = "最近的还有" if apart else "还有"
    return f"{left} {days} 天", "warn" if days < NEAR else "info"
