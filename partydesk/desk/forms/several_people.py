"""Whom a record can be made for at once."""

from __future__ import annotations

from partydesk.desk.forms.roll import ON_ROLL, people
from partydesk.desk.forms.several import Pick
from partydesk.records import clock
from partydesk.store.store import Store


def picks_of(store: Store, kind: str) -> list[Pick]:
    """The ways to fill in many names in a form of the kind."""
    found: list[Pick] = [
        ("支委", lambda: [each.name for each in people(store, ON_ROLL) if each.in_committee]),
        ("全体党员", lambda: [each.name for each in people(store, ON_ROLL)]),
    ]
    if kind == "talk":
        found.append(("今年还没谈的", lambda: _without_talk(store)))
    return found


def _without_talk(store: Store) -> list[str]:
    from partydesk.rules.talk_coverage import asked_talks, without_talk

    today = clock.today()
    with store.read() as connection:
        return without_talk(asked_talks(connection, today.year, (store.own.id,), today))
