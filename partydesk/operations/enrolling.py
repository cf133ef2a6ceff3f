"""Taking an enrolment card: what is handed in is sealed from then on, the park's rules hold, and
what the park gives comes with it; what that changes is told before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from partydesk.exchange.seal import card as cards
from partydesk.exchange.seal import held
from partydesk.exchange.seal.card import Card
from partydesk.exchange.seal.held import Held
from partydesk.operations import park_file
from partydesk.operations.park_file import ParkFile
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Offered:
    """A card that fits: what it says of the park, and what taking it would change, a line each."""

    card: Card
    told: ParkFile
    changes: tuple[str, ...]


def look(store: Store, file: Path, code: str, *, other_committee: bool = False) -> Offered:
    """A card before it is taken. Raises UserError as `held.take` does."""
    found = cards.read(file, code)
    held.fits(store, found, other_committee=other_committee)
    told = park_file.of_card(found)
    return Offered(found, told, tuple(park_file.differences(store, told)))


def take(store: Store, offered: Offered, *, other_committee: bool = False) -> Held:
    """Take it. Raises UserError; nothing is then changed."""
    taken = held.take_card(store, offered.card, other_committee=other_committee)
    park_file.keep_given(store, offered.told)
    return taken
