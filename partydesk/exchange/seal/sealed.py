"""封条: what a sealed submission says of itself, proved by its card and signed by its branch.

The text that both cover is that of the heading and of all that the heading's digests stand for:
every sheet's rows as they were exported, the figures, what a committee tells of those below. Rows
that are edited afterwards differ from those digests, and are told as in any submission.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from partydesk.exchange.seal.keys import CardKey
from partydesk.store import signatures

SEALED = "sealed"
"""The key of the metadata that says whether there is a seal: yes or no."""
CARD, COMMITTEE, KEY, MAC, SIGNATURE = (
    "seal_card", "seal_committee", "seal_key", "seal_mac", "seal_signature",
)  # fmt: skip
FACTS = (CARD, COMMITTEE, KEY, MAC, SIGNATURE)

HANDED_OVER = "handed_over"
"""The key of the day (ISO) from which another secretary uses the card; none while nobody does."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NOT_COVERED = (SEALED, *FACTS, "version", "revision")
BEFORE = "before_digest"
"""The key of the digest over the lines that tell what was edited, and from what."""
_LONG = ("rows:", "was:")
"""What those lines begin with. Rows that are packed come without them, for none is edited."""
_NUMBER = re.compile(r"([1-9]\d{0,4})(?:\.0*)?", re.ASCII)
_HEX = re.compile(r"[0-9a-f]+")
_LENGTHS = {KEY: 64, MAC: 64, SIGNATURE: 128}


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as it was read: by which card of which committee, the key it was signed with, and the
    `text` it covers. `broken` says that it is not whole, `handed_over` from which day (ISO) another
    secretary uses the card, "" for none."""

    card: int
    committee: str
    key: str
    mac: str
    signature: str
    text: bytes
    broken: bool = False
    handed_over: str = ""

    def is_of(self, key: CardKey) -> bool:
        """Whether it was made with this card, over this very text."""
        return hmac.compare_digest(key.mac(self.text), self.mac)

    @property
    def signed(self) -> bool:
        """Whether its signature is by the key it names."""
        return signatures.signed_by(self.key, self.signature, self.text)


def before_digest(meta: Mapping[str, str]) -> str:
    """The digest over the lines that tell what was edited, and from what."""
    told = {name: value for name, value in meta.items() if value and name.startswith(_LONG)}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def text_of(
    meta: Mapping[str, str], version: int, revision: int, card: int, committee: str, key: str
) -> bytes:
    """What a seal covers, of the facts in the metadata."""
    told = {
        name: value
        for name, value in meta.items()
        if value and name not in _NOT_COVERED and not name.startswith(_LONG)
    }
    parts = ["partydesk seal 1", version, revision, card, committee, key, told]
    return json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()


def make(
    meta: Mapping[str, str], version: int, revision: int, key: CardKey, committee: str,
    private: str, public: str,
) -> dict[str, str]:  # fmt: skip
    """The facts of a seal over these facts of the metadata."""
    text = text_of(meta, version, revision, key.number, committee, public)
    return {
        SEALED: "yes",
        CARD: str(key.number),
        COMMITTEE: committee,
        KEY: public,
        MAC: key.mac(text),
        SIGNATURE: signatures.sign(private, text),
    }


def read(
    meta: Mapping[str, str], version: int, revision: int, *, packed: bool = False
) -> Seal | None:
    """The seal in the metadata, of a workbook or of its `packed` rows; None where there is none,
    nor anything left of one."""
    if meta.get(SEALED) != "yes" and not any(meta.get(each) for each in FACTS):
        return None
    told = {name: meta.get(name, "") for name in FACTS}
    number = _NUMBER.fullmatch(told[CARD])
    broken = (
        meta.get(SEALED) != "yes"
        or number is None
        or not (packed or meta.get(BEFORE) == before_digest(meta))
        or any(
            len(told[name]) != length or not _HEX.fullmatch(told[name])
            for name, length in _LENGTHS.items()
        )
    )
    card = int(number[1]) if number else 0
    text = text_of(meta, version, revision, card, told[COMMITTEE], told[KEY])
    handed = meta.get(HANDED_OVER, "")
    return Seal(
        card, told[COMMITTEE], told[KEY], told[MAC], told[SIGNATURE], text, broken,
        handed if _DAY.fullmatch(handed) else "",
    )  # fmt: skip
