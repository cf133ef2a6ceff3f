"""What is known beforehand of a record that settles a norm, from the obligation and the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from partydesk.records.session_year import YEARLY
from partydesk.rules.norms.declared import Obligation


def day_of(item: Obligation, today: date) -> date:
    """The day a meeting most likely was held: today, or the last day of a time that is over."""
    return item.due if item.due is not None and item.due < today else today


def of_session(item: Obligation, today: date) -> Mapping[str, object]:
    """A meeting's day, the group where one is asked of each; and for which year it is where it is
    made up for in the next."""
    known: dict[str, object] = {"starts_at": day_of(item, today).isoformat()}
    if item.norm.settles.defaults.get("kind") in YEARLY and int(item.slot) < today.year:
        known |= {"starts_at": today.isoformat(), "for_year": int(item.slot)}
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


def of_contact(item: Obligation, today: date) -> Mapping[str, object]:
    """A try of today to reach whom it is about."""
    return {"member": item.uid, "on": today.isoformat()}


def of_log(item: Obligation, today: date) -> Mapping[str, object]:
    """An entry of today in the log of whom it is about."""
    return {"member": item.uid, "on": today.isoformat()}


def of_step(item: Obligation, today: date) -> Mapping[str, object]:
    """A step of the ticket it is about, of today."""
    return {"ticket": item.uid, "at": today.isoformat()}


def of_presence(item: Obligation, _today: date) -> Mapping[str, object]:
    """Somebody's presence at the session it is about."""
    return {"session": item.uid}
