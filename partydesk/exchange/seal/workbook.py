"""The encrypted workbook (ECMA-376 agile, Excel's and WPS's own): written with a card's password,
opened with the cards that one has.

A random password of 120 bits needs no slow derivation, so ours is quick; what another program
saved again takes as long as that program made it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from partydesk.exchange.seal.keys import CardKey
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period

_SPIN = 1_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook that a card opened: its bytes, by which card, for which period it was sealed."""

    package: bytes
    key: CardKey
    period: Period


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards that one can open submissions with. `names`: what files in the archive were called
    when they came, by SHA-256."""

    keys: tuple[CardKey, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def opened(self, data: bytes, name: str) -> Opened | None:
        """Open an encrypted workbook's bytes; `name` is its file's name, which tells whose it is
        where another program saved it again. None where no card opens it.

        Raises UserError "damaged" where one does, and a byte is not as it was.
        """
        if not self.keys:
            return None
        import msoffcrypto

        try:
            office = msoffcrypto.OfficeFile(io.BytesIO(data))
            if office.format != "ooxml":
                return None
            # LibreOffice saves with the older encryption, which says nothing of ours.
            salt = bytes(office.info.get("passwordSalt", b""))
        except Exception:  # whatever it is, no workbook of ours
            return None
        name = self.names.get(hashlib.sha256(data).hexdigest(), name)
        for key, period in self._likely(salt, name):
            try:
                office.load_key(password=key.password(period), verify_password=True)
            except Exception:  # not this one
                continue
            out = io.BytesIO()
            try:
                office.decrypt(out, verify_integrity=True)
            except Exception as error:
                raise UserError(
                    "damaged", "加封的报送表已损坏，与加封时不同。请支部重新写出，再交"
                ) from error
            return Opened(out.getvalue(), key, period)
        return None

    def _likely(self, salt: bytes, name: str) -> list[tuple[CardKey, Period]]:
        told = [(key, period) for key in self.keys if (period := key.period_of(salt)) is not None]
        if told:
            return told
        parts = Path(name).stem.split("_")
        for text in parts[2:3]:
            try:
                period = parse_period(text)
            except UserError:
                return []
            return [(key, period) for key in self.keys if _same(key.org_code, parts[0])]
        return []


def encrypted(package: bytes, key: CardKey, period: Period) -> bytes:
    """A workbook's bytes, encrypted with the card's password for the period."""
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    made: bytes = ECMA376Agile.encrypt(
        key.password(period), io.BytesIO(package), salt_value=key.salt(period), spin_count=_SPIN
    )
    return made


def _same(code: str, named: str) -> bool:
    """Whether a file name may begin with this code: marks that file systems refuse are gone."""
    return "".join(filter(str.isalnum, code)).upper() == "".join(filter(str.isalnum, named)).upper()
