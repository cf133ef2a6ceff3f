"""What a committee keeps of the cards it made: the secrets, what each branch signs with, its end.

Ended cards are kept: what they sealed and was taken is read again from the archive.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields

from sqlalchemy import Connection

from partydesk.exchange.seal import held
from partydesk.exchange.seal.keys import CardKey
from partydesk.exchange.seal.workbook import Cards
from partydesk.records.checks import folded_code
from partydesk.store import settings, signatures

_CARD, _KEY = "seal.card:", "seal.committee"


@dataclass(frozen=True, slots=True)
class Issued:
    """A card: whose, its number, its secret, when it was made and by whom. `public` is the key its
    branch signs with, known from its first sealed submission; `confirmed_at` when the officer
    compared its fingerprint; `ended_at` when it was replaced or ended; `handed_over_on` the day
    from which another secretary uses it, so that it is to be replaced. Stamps are UTC, "" for not
    yet."""

    org_code: str
    org_name: str
    number: int
    secret: str = field(repr=False)
    made_at: str
    made_by: str = ""
    public: str = ""
    first_at: str = ""
    confirmed_at: str = ""
    confirmed_by: str = ""
    ended_at: str = ""
    handed_over_on: str = ""

    @property
    def key(self) -> CardKey:
        """What is derived from its secret."""
        return CardKey(self.org_code, self.number, bytes.fromhex(self.secret))

    @property
    def fingerprint(self) -> str:
        """Of the key that its branch signs with; "" as long as that is not known."""
        return signatures.fingerprint(self.public) if self.public else ""

    @property
    def state(self) -> str:
        """How it stands: one of STATES."""
        if self.ended_at:
            return "ended"
        if self.handed_over_on:
            return "handed"
        if not self.public:
            return "issued"
        return "confirmed" if self.confirmed_at else "unconfirmed"


STATES = {
    "issued": ("已发卡", "info"),
    "unconfirmed": ("指纹待核对", "warn"),
    "confirmed": ("已登记", "ok"),
    "handed": ("书记换了，请换发", "warn"),
    "ended": ("卡已停用", "idle"),
}
"""State of a card → word and tone."""

_NAMES = frozenset(each.name for each in fields(Issued))


def cards(connection: Connection) -> list[Issued]:
    """All cards that were made, by code, the newest of each branch first."""
    return sorted(_kept(connection, _CARD), key=lambda each: (each.org_code, -each.number))


def any_made(connection: Connection) -> bool:
    """Whether a card was ever made here."""
    return next(_kept(connection, _CARD), None) is not None


def of_codes(connection: Connection, codes: Collection[str]) -> list[Issued]:
    """The cards of a branch that has or had these codes, the newest first."""
    folded = {folded_code(code) for code in codes}
    return with_codes((c for code in folded for c in _kept(connection, _key(code))), codes)


def _kept(connection: Connection, begins: str) -> Iterator[Issued]:
    """The cards whose key in the settings begins so."""
    found = connection.exec_driver_sql(
        "SELECT value FROM setting WHERE key >= ? AND key < ?", (begins, f"{begins}\U0010ffff")
    )
    for (told,) in found:
        yield Issued(**{n: v for n, v in json.loads(told).items() if n in _NAMES})


def _key(code: str) -> str:
    return f"{_CARD}{code}:"


def with_codes(made: Iterable[Issued], codes: Collection[str]) -> list[Issued]:
    """Those of the cards that were made for one of these codes, the newest first."""
    wanted = {folded_code(code) for code in codes}
    found = [each for each in made if folded_code(each.org_code) in wanted]
    return sorted(found, key=lambda each: (each.made_at, each.number), reverse=True)


def put(connection: Connection, card: Issued) -> None:
    """Keep a card, in the place of what was kept of it."""
    key = f"{_key(folded_code(card.org_code))}{card.number}"
    settings.put(connection, key, json.dumps(asdict(card), ensure_ascii=False))


def committee_key(connection: Connection) -> tuple[str, str] | None:
    """The committee's own key: private, public; None before its first card."""
    kept = settings.get(connection, _KEY)
    return tuple(json.loads(kept)) if kept else None


def made_key(connection: Connection) -> tuple[str, str]:
    """The committee's own key, made where there is none yet."""
    kept = committee_key(connection)
    if kept is None:
        kept = signatures.new_key()
        settings.put(connection, _KEY, json.dumps(kept))
    return kept


def opening(connection: Connection) -> Cards:
    """All that this file can open sealed submissions with: the cards it made, the one it holds."""
    own = held.held(connection)
    keys = [each.key for each in cards(connection)]
    if own is not None:
        keys.append(own.key)
    if not keys:
        return Cards()
    found = connection.exec_driver_sql(
        "SELECT sha256, file_name FROM submission WHERE direction = 'in' AND sha256 != ''"
    )
    return Cards(tuple(keys), {row[0]: row[1] for row in found})
