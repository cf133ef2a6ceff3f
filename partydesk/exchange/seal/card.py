"""登记卡: the small file by which a committee enrols a branch, encrypted under a one-time code.

The file is JSON: format, version, how the code is stretched (Argon2id), and the card, encrypted.
The code is told by telephone; without it the file is of no use to whoever finds it. It is signed
with the committee's key: a branch that holds one knows who made the next.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import unicodedata
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from partydesk.records.findings import UserError
from partydesk.store import crypto, signatures
from partydesk.store.atomic import not_read_back, written
from partydesk.store.carried_json import newer, read_json

FORMAT, VERSION = "partydesk-card", 1
SUFFIX = ".card"
MATCH_KEY = "match_key"
"""Among a card's rules: the park's key for identity numbers (hex), secret as the rest of it."""
_GROUPS = 4  # of four digits: 53 bits behind Argon2id
_MOST = 1 << 20  # bytes of a file; a real one has a few thousand
_HEX = re.compile(r"[0-9a-f]{64}")
_MOST_NUMBER = 9_999


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says: by which committee and its public key, for which organisation, its number,
    its secret (hex), the park's `rules` (rules/park_rules.py), and among them what it gives beside
    them (rules/park_given.py). `signed_by` is not written: the public key, where the file that it
    was read from is signed with it; "" for a file without a signature of the key that it names."""

    committee_uid: str
    committee_name: str
    committee_key: str
    org_uid: str
    org_code: str
    org_name: str
    number: int
    secret: str = field(repr=False)
    made_at: str
    rules: dict[str, str]
    signed_by: str = field(default="", compare=False)


def new_code() -> str:
    """A one-time code: groups of four digits."""
    return "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(_GROUPS))


def file_name(card: Card, short_name: str) -> str:
    """What a card's file is called: P0312_甲科技支部_登记卡1.card."""
    name = f"{card.org_code}_{short_name}_登记卡{card.number}"
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", name).strip(" .")[:120] + SUFFIX


def lying_in(folder: Path, code: str, above: int) -> Path | None:
    """The card with the highest number above this among those in a folder that are named as this
    organisation's; None for none, or a folder that cannot be read. The name alone makes it count.
    """
    named = re.compile(
        rf"{re.escape(code)}_.*_登记卡([1-9]\d{{0,3}}){re.escape(SUFFIX)}", re.DOTALL
    )
    try:
        there = [(int(found[1]), path) for path in folder.iterdir()
                 if (found := named.fullmatch(path.name)) and path.is_file()]  # fmt: skip
    except OSError:
        return None
    return max((each for each in there if each[0] > above), default=(0, None))[1]


def write(card: Card, code: str, file: Path, private: str = "") -> None:
    """Write a card that is signed with the committee's private key ("": it is not), read it back.
    Raises UserError when it cannot be written."""
    salt = os.urandom(16)
    key = crypto.stretched(_digits(code), salt)
    said = {name: value for name, value in asdict(card).items() if name != "signed_by"}
    content = json.dumps(said, ensure_ascii=False).encode()
    told = {
        "format": FORMAT,
        "version": VERSION,
        "salt": salt.hex(),
        "cost": crypto.COST.as_dict(),
        "card": crypto.wrapped(key, content, FORMAT.encode()).hex(),
        "signature": signatures.sign(private, content) if private else "",
    }
    with written(file) as temporary:
        temporary.write_text(json.dumps(told, indent=1), "ascii")
        if read(temporary, code) != card:
            raise not_read_back()


def read(file: Path, code: str) -> Card:
    """The card in a file, for its code. Raises UserError with the reason where there is none."""
    name = file.name
    told = _told(file)
    digits = _digits(code)
    if not re.fullmatch(rf"\d{{{_GROUPS * 4}}}", digits, re.ASCII):
        raise UserError(
            "bad-code", f"口令是 {_GROUPS} 组、每组 4 位数字，党委在电话里告诉的；请再对一遍"
        )
    try:
        cost = crypto.Cost(**told["cost"])
        key = crypto.stretched(digits, bytes.fromhex(told["salt"]), cost)
        content = crypto.unwrapped(key, bytes.fromhex(told["card"]), FORMAT.encode())
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, MemoryError):
        raise _damaged(name) from None
    if content is None:
        raise UserError(
            "bad-code",
            f"口令打不开“{name}”：口令不对，或文件在路上被改动了。"
            "请同党委再对一遍口令；还打不开，请党委补发",
        )
    try:
        card = _sound(json.loads(content), name)
        signed = signatures.signed_by(card.committee_key, told.get("signature", ""), content)
        return replace(card, signed_by=card.committee_key if signed else "")
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _damaged(name) from None


def _told(file: Path) -> dict[str, Any]:
    told = read_json(file, _MOST)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _no_card(file.name)
    version = told.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _damaged(file.name)
    if version > VERSION:
        raise newer(file)
    return told


def _sound(told: dict[str, Any], name: str) -> Card:
    """Raises UserError, ValueError, TypeError for what is no card of ours."""
    card = Card(**told)
    texts = (card.committee_uid, card.committee_name, card.org_uid, card.org_code, card.org_name)
    keys = (card.committee_key, card.secret)
    if (
        not all(isinstance(each, str) and 0 < len(each) <= 200 for each in texts)
        or not all(isinstance(each, str) and _HEX.fullmatch(each) for each in keys)
        or not (type(card.number) is int and 1 <= card.number <= _MOST_NUMBER)
        or not isinstance(card.made_at, str)
        or not isinstance(card.rules, dict)
        or not all(isinstance(p, str) for pair in card.rules.items() for p in pair)
        or not _HEX.fullmatch(card.rules.get(MATCH_KEY, "0" * 64))
    ):
        raise _damaged(name)
    return card


def _digits(code: str) -> str:
    """A code however it was typed: full width, with blanks, with dashes."""
    typed = unicodedata.normalize("NFKC", code)
    return re.sub(r"[\s\-—–_.·,，]", "", typed)


def _no_card(name: str) -> UserError:
    return UserError("not-a-card", f"“{name}”不是登记卡。登记卡由党委发给，文件名以 {SUFFIX} 结尾")


def _damaged(name: str) -> UserError:
    return UserError("damaged-card", f"登记卡“{name}”已损坏，请党委补发一张")
