"""What is known beforehand of a record that settles a norm, from the obligation and the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from partydesk.rules.norms.declared import Obligation


def day_of(item: Obligation, today: date) -> date:
    """The day a meeting most likely was held: today, or the last day of a time that is over."""
    return item.due if item.due is not None and item.due < today else today


def of_session(item: Obligation, today: date) -> Mapping[str, object]:
    """A meeting's day, and the group where one is asked of each."""
    known: dict[str, object] = {"starts_at": day_of(item, today).isoformat()}
    return known | ({"group": item.about} if item.norm.about == "group" else {})


def of_talk(item: Obligation, today: date) -> Mapping[str, object]:
    """A talk with whom it is about, of today; its theme is what the norm asks."""
    return {"held_on": today.isoformat(), "subjects": item.about, "topic": item.norm.label}


def of_paper(item: Obligation, today: date) -> Mapping[str, object]:
    """A paper of whom it is about and of the obligation's year."""
    return {"person": item.about, "year": int(item.slot), "signed_on": today.isoformat()}


def of_review(item: Obligation, _today: date) -> Mapping[str, object]:
    """A grade of whom it is about in the obligation's year."""
    return {"member": item.uid, "year": int(item.slot)}


def of_step(item: Obligation, today: date) -> Mapping[str, object]:
    """A step of the ticket it is about, of today."""
    return {"ticket": item.uid, "at": today.isoformat()}


def of_presence(item: Obligation, _today: date) -> Mapping[str, object]:
    """Somebody's presence at the session it is about."""
    return {"session": item.uid}
