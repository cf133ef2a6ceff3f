"""The committee's signature on slips and receipts, over all that the program reads of one."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection

from partydesk.exchange.seal import issued
from partydesk.exchange.seal.held import Held
from partydesk.store import signatures

COMMITTEE, SIGNATURE = "committee", "signature"
"""Keys of the metadata: the uid of who answers, and the signature."""


def private_key(connection: Connection) -> str:
    """What the committee signs with; "" as long as it has made no card."""
    kept = issued.committee_key(connection)
    return kept[0] if kept is not None else ""


def signature(facts: Mapping[str, str], private: str) -> str:
    """The signature over the facts in a slip's metadata."""
    return signatures.sign(private, text_of(facts))


def text_of(facts: Mapping[str, str]) -> bytes:
    """What is signed: every line of the metadata but the signature."""
    told = {name: value for name, value in facts.items() if name != SIGNATURE}
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def doubt(card: Held | None, committee: str, given: str, text: bytes) -> str:
    """Why a slip is not believed to be by the committee whose card is held; "" where it is, or no
    card says which committee that is."""
    if card is None:
        return ""
    if not given:
        return f"没有“{card.committee_name}”的签名，谁都能写"
    if committee != card.committee_uid:
        return f"不是发登记卡的“{card.committee_name}”开的"
    if not signatures.signed_by(card.committee_key, given, text):
        return f"“{card.committee_name}”的签名不符：开出以后被改动过，或是别人开的"
    return ""
