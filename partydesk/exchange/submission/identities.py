"""How identity numbers stand in a submission: whole in a sealed one, in any other their last two
characters at most, with a token that only who has the park's key can compare.

The key is the committee's and travels in its enrolment cards. A branch without a card has none and
writes no token: an unkeyed one would be tried out in no time, for the birthday stands beside it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from partydesk.exchange.seal import issued
from partydesk.exchange.seal.held import Held
from partydesk.records.checks import birth_date_of, identity_number, sex_of
from partydesk.records.declared import Field
from partydesk.records.values import MATCH, Stored, masked, to_stored
from partydesk.store import crypto

_GROUPS = 3  # of four signs: 60 bits, no two of a million people alike


@dataclass(frozen=True, slots=True)
class Identities:
    """How they are written: `whole`, or hidden with a token under the park's `key` (b"": none)."""

    whole: bool = False
    key: bytes = field(default=b"", repr=False)

    def written(self, number: Field, value: str, row: Mapping[str, Stored]) -> str:
        """A number as it is written; `row` are the values beside it.

        One that a committee would refuse, since it is none or contradicts them, is not told whole.
        """
        if identity_number(value) is not None:
            return masked(number, value)
        if self.whole and _agrees(value, row):
            return value
        hidden = masked(number, value)
        return f"{hidden}{MATCH}{token(self.key, value)}" if self.key else hidden


HIDDEN = Identities()
"""As a branch without a card writes them."""


def of(card: Held | None, *, unsealed: bool = False) -> Identities:
    """How a file that holds this card writes them."""
    if card is None:
        return HIDDEN
    return Identities(whole=not unsealed, key=bytes.fromhex(card.match_key))


def ways(card: Held | None) -> tuple[Identities, ...]:
    """All ways in which a file that holds this card may have written them."""
    return (of(card), of(card, unsealed=True), HIDDEN)


def token(key: bytes, number: str) -> str:
    """What stands for a whole number among those who have the key."""
    made = hmac.new(key, number.upper().encode(), hashlib.sha256).digest()
    return crypto.code_from(made, _GROUPS).replace("-", "")


def tokens_told(number: str, key: bytes) -> str:
    """The token of a number as it was told: its own, or that of a whole one; "" for neither."""
    hidden, _, told = number.partition(MATCH)
    if "*" in hidden:
        return told
    return token(key, number) if key and identity_number(number) is None else ""


def park_key(private: str) -> bytes:
    """The key of a park's tokens, of its committee's private key."""
    return crypto.derived(bytes.fromhex(private), "identity tokens")


def own_key(connection: Connection) -> bytes:
    """The key of the park whose committee this is; b"" where it has made no card yet."""
    kept = issued.committee_key(connection)
    return park_key(kept[0]) if kept else b""


def _agrees(value: str, row: Mapping[str, Stored]) -> bool:
    birth, sex = row.get("birth_date"), row.get("sex")
    return (not birth or birth == to_stored(birth_date_of(value))) and (
        not sex or sex == sex_of(value)
    )
