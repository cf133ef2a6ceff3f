"""The card that this file's organisation holds, with the key it made when it took the card.

Both lie in the file's own settings, protected as all that is in it, and never travel.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from partydesk.exchange.seal import card as cards
from partydesk.exchange.seal.keys import CardKey
from partydesk.records.checks import folded_code
from partydesk.records.clock import now_stamp
from partydesk.records.findings import UserError
from partydesk.rules import park_rules
from partydesk.store import settings, signatures
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges

KEPT = "seal.held"


@dataclass(frozen=True, slots=True)
class Held:
    """A card that was taken: see card.Card; `private` and `public` are the branch's own key.
    `match_key` (hex, "" in those of before) is the park's for identity numbers
    (submission/identities.py). `handed_over_on` is the day (ISO) from which another secretary uses
    it, who is to ask for one of his own: the one before knows this one."""

    committee_uid: str
    committee_name: str
    committee_key: str
    org_code: str
    number: int
    secret: str = field(repr=False)
    private: str = field(repr=False)
    public: str
    taken_at: str
    handed_over_on: str = ""
    match_key: str = field(default="", repr=False)

    @property
    def key(self) -> CardKey:
        """What is derived from its secret."""
        return CardKey(self.org_code, self.number, bytes.fromhex(self.secret))

    @property
    def fingerprint(self) -> str:
        """What the officer compares with what came in the first sealed submission."""
        return signatures.fingerprint(self.public)


def held(connection: Connection) -> Held | None:
    """The card that this file holds."""
    kept = settings.get(connection, KEPT)
    return Held(**json.loads(kept)) if kept else None


def end_by_handover(connection: Connection, day: str) -> Held | None:
    """Mark the card as one that the secretary before knows, from this day (ISO); None for none."""
    card = held(connection)
    if card is None:
        return None
    ended = replace(card, handed_over_on=day)
    settings.put(connection, KEPT, json.dumps(asdict(ended), ensure_ascii=False))
    return ended


def take(store: Store, file: Path, code: str, *, other_committee: bool = False) -> Held:
    """Take a card: what is handed in from now on is sealed with it, and the park's rules hold here.

    `other_committee`: the card of another committee than before is taken too. Raises UserError for
    a card of another organisation, an older one, or one that cannot be read; nothing is changed.
    """
    return take_card(store, cards.read(file, code), other_committee=other_committee)


def fits(store: Store, found: cards.Card, *, other_committee: bool = False) -> Held | None:
    """The card that is held now. Raises UserError where this one cannot follow it, or is not for
    this organisation."""
    own = store.own
    if folded_code(found.org_code) != folded_code(own.code):
        raise UserError(
            "wrong-card",
            f"这张登记卡是发给 {found.org_code}（{found.org_name}）的，"
            f"这份数据是 {own.code}（{own.name}）的，没有收",
        )
    if found.committee_uid == own.uid:
        raise UserError("wrong-card", "这张登记卡是本组织自己发的，要交给下级党组织，没有收")
    with store.read() as connection:
        before = held(connection)
    if before is not None:
        _follows(before, found, other_committee=other_committee)
    return before


def take_card(store: Store, found: cards.Card, *, other_committee: bool = False) -> Held:
    """Take a card that was read. Raises UserError as `fits` does; nothing is then changed."""
    before = fits(store, found, other_committee=other_committee)
    if before is not None and before.secret == found.secret:
        return before
    private, public = signatures.new_key()
    taken = Held(
        found.committee_uid, found.committee_name, found.committee_key, found.org_code,
        found.number, found.secret, private, public, now_stamp(),
        match_key=found.rules.get(cards.MATCH_KEY, ""),
    )  # fmt: skip
    with store.transaction() as connection:
        park_rules.take(connection, found.rules)
        settings.put(connection, KEPT, json.dumps(asdict(taken), ensure_ascii=False))
    store.tell(OperationChanges("收下登记卡", (("organisation", store.own.uid),)))
    return taken


def _follows(before: Held, found: cards.Card, *, other_committee: bool) -> None:
    """Raise UserError where a card does not follow the one that is held."""
    if before.committee_uid != found.committee_uid:
        if other_committee:
            return
        now = f"现在用的是“{before.committee_name}”发的。"
        if found.committee_name == before.committee_name:
            now = "名称和现在的一样，却是另一份党委数据发的，可能有人冒充，请先打电话核对。"
        raise UserError(
            "other-committee",
            f"这张登记卡是“{found.committee_name}”发的，{now}确实换了上级党委，请确认换卡",
        )
    if before.committee_key != found.committee_key and found.number <= before.number:
        raise UserError(
            "wrong-card",
            f"这张登记卡（第 {found.number} 号）不是发第 {before.number} 号卡的党委签发的，没有收",
        )
    if found.number < before.number:
        raise UserError(
            "older-card",
            f"这是第 {found.number} 号登记卡，本机用的已是第 {before.number} 号，旧卡没有收",
        )
    if found.number == before.number:
        if found.secret != before.secret:
            raise UserError(
                "wrong-card",
                f"本机已有第 {before.number} 号登记卡，这张同号而不同，没有收；请党委补发",
            )
        return
    if found.signed_by != before.committee_key and not other_committee:
        # Who knows the code of one that he made himself could read all that is sealed with it.
        raise UserError(
            "other-committee",
            f"这张登记卡（第 {found.number} 号）没有“{before.committee_name}”的签名，"
            "看不出是它发的，没有收。请先给党委打电话核对，打平时的号码；确实是它发的，请确认换卡",
        )
