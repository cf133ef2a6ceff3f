"""What is derived from the secret of a card: a workbook's password, what authenticates a seal.

Both sides derive the same (HKDF), so nothing but the card ever travels.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from datetime import date

from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period
from partydesk.store import crypto

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _OF = 6, 4  # 24 signs of 5 bits: nobody guesses 120 bits, whatever a guess costs
_MAGIC = b"PDS1"
_DAY = 3  # bytes of a day's number
SALT = 16  # bytes


@dataclass(frozen=True, slots=True)
class CardKey:
    """What opens and proves the submissions that one card sealed: whose card, its number, its
    secret. It is handed to the processes that read."""

    org_code: str
    number: int
    secret: bytes = field(repr=False)

    def password(self, period: Period) -> str:
        """The password of the branch's workbooks for a period, in groups that one can read out."""
        about = f"workbook {period.first.isoformat()}..{period.last.isoformat()}"
        salt = self.org_code.encode()
        raw = crypto.derived(self.secret, about, salt, _GROUPS * _OF * 5 // 8)
        number = int.from_bytes(raw, "big")
        signs = [_LETTERS[(number >> 5 * at) & 31] for at in range(_GROUPS * _OF)]
        return "-".join("".join(signs[at : at + _OF]) for at in range(0, len(signs), _OF))

    def mac(self, text: bytes) -> str:
        """What only those who have the card can make of a heading."""
        return hmac.new(crypto.derived(self.secret, "seal"), text, hashlib.sha256).hexdigest()

    def rows_mac(self, text: bytes) -> str:
        """The same of the packed rows, with a key of its own."""
        return hmac.new(crypto.derived(self.secret, "rows"), text, hashlib.sha256).hexdigest()

    def salt(self, period: Period) -> bytes:
        """A salt for the encryption that looks like any and tells who has the card which card and
        period it is: a file that was renamed opens all the same."""
        nonce = os.urandom(SALT - len(_MAGIC) - 2 * _DAY)
        told = _MAGIC + b"".join(
            day.toordinal().to_bytes(_DAY, "big") for day in (period.first, period.last)
        )
        return nonce + self._under(nonce, told)

    def period_of(self, salt: bytes) -> Period | None:
        """The period that a salt of this card tells; None for any other salt."""
        nonce, under = salt[: -len(_MAGIC) - 2 * _DAY], salt[-len(_MAGIC) - 2 * _DAY :]
        told = self._under(nonce, under)
        if len(salt) != SALT or not told.startswith(_MAGIC):
            return None
        days = told[len(_MAGIC) :]
        first, last = (int.from_bytes(part, "big") for part in (days[:_DAY], days[_DAY:]))
        try:
            text = f"{date.fromordinal(first)}..{date.fromordinal(last)}"
            return parse_period(text, exact=True)
        except (ValueError, OverflowError, UserError):
            return None

    def _under(self, nonce: bytes, told: bytes) -> bytes:
        key = crypto.derived(self.secret, "hint")
        pad = hmac.new(key, nonce, hashlib.sha256).digest()
        return bytes(one ^ other for one, other in zip(told, pad, strict=False))
