"""An invented 专项行动: the park's, and what a branch did of it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from partydesk.operations.campaigns import begin, standing, tick_all
from partydesk.rules.campaigns import heads
from partydesk.store.store import Store

NAME = "“两个覆盖”百日攻坚"
_DAYS = 100
_BEFORE_END = 30  # days between today and the last day: it is still going on


def run_campaign(store: Store, through: date, seed: int, of_park: str = "") -> str:
    """Add one that has been going on for most of its days up to `through`; its uid. Most firms keep
    up, one in five falls behind. `of_park` is the uid of the park's, in a branch's file."""
    last = through + timedelta(_BEFORE_END)
    values = {
        "name": NAME,
        "from_on": last - timedelta(_DAYS - 1),
        "until_on": last,
        "over": "firm",
        "about": "逐家摸清底数、上门指导、应建尽建",
        "of_park": of_park or None,
    }
    uid = _taken(store, of_park) or begin(store, values, "steps")
    whole, random = standing(store, uid), Random(seed)
    ticks = []
    for place, subject in enumerate(whole.subjects):
        # So many days it takes, one step after the other; one in five is slow.
        needs = 15 + 85 * place // len(whole.subjects) + random.randint(0, 6)
        needs = needs * 2 if place % 5 == 4 else needs
        for step in whole.steps:
            day = whole.head.first + timedelta(needs * step.number // len(whole.steps))
            if day <= through:
                ticks.append(((subject, step), day, ""))
    if ticks:
        tick_all(store, whole, ticks)
    return uid


def _taken(store: Store, of_park: str) -> str:
    """The copy of the park's campaign that a branch has taken; "" for none."""
    with store.read() as connection:
        known = [each.uid for each in heads(connection) if of_park and each.of_park == of_park]
    return known[0] if known else ""
