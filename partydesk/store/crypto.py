"""The few cryptographic tools that protection is made of (protection.md); all that knows their
library, which is imported when the first of them is used: a file without a password pays nothing.

Keys are 32 bytes. What is wrapped is AES-256-GCM with a random nonce in front; `about` is bound
into it, so that nothing wrapped for one purpose opens for another.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

KEY = 32  # bytes
NONCE = 12  # bytes
TAG = 16  # bytes that wrapping adds behind the content

# No letter that is taken for a digit, and none that is taken for another (Crockford's base 32).
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIKE = str.maketrans("OILU", "011V")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess at a password costs: Argon2id's memory in KiB, passes, lanes."""

    memory: int = 65536
    passes: int = 3
    lanes: int = 4

    def as_dict(self) -> dict[str, int]:
        """As it is kept beside what it protects."""
        return asdict(self)


COST = Cost()
"""About 0.3 s and 64 MiB a guess (RFC 9106's choice where memory is scarce)."""
_MOST = Cost(memory=2**21, passes=64, lanes=64)


def random_key() -> bytes:
    """A new key."""
    return os.urandom(KEY)


def derived(key: bytes, about: str, salt: bytes = b"", length: int = KEY) -> bytes:
    """A key of its own for one purpose (HKDF-SHA256): it does not tell the one it came from."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = f"partydesk {about}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=salt or None, info=info).derive(key)


def stretched(password: str, salt: bytes, cost: Cost | None = None) -> bytes:
    """The key that a password makes (Argon2id). The same signs make the same key however they were
    typed: full width or half, composed or not. Raises ValueError for a cost nobody would ask."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    cost = cost or COST
    if not all(
        1 <= value <= most for value, most in zip(_values(cost), _values(_MOST), strict=True)
    ):
        raise ValueError("not a cost of ours")
    word = unicodedata.normalize("NFKC", password).encode()
    kdf = Argon2id(
        salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    return bytes(kdf.derive(word))


def _values(cost: Cost) -> list[int]:
    return list(cost.as_dict().values())


def wrapped(key: bytes, content: bytes, about: bytes) -> bytes:
    """The content, for who has the key."""
    nonce = os.urandom(NONCE)
    return nonce + bytes(gcm(key).encrypt(nonce, content, about))


def unwrapped(key: bytes, content: bytes, about: bytes) -> bytes | None:
    """What `wrapped` was given; None with another key, for another purpose, or after a change."""
    return opened(gcm(key), content[:NONCE], content[NONCE:], about)


def opened(cipher: Any, nonce: bytes, content: bytes, about: bytes) -> bytes | None:
    """What the AES-GCM of `gcm` encrypted under this nonce; None after any change."""
    from cryptography.exceptions import InvalidTag

    try:
        return bytes(cipher.decrypt(nonce, content, about))
    except (InvalidTag, ValueError):
        return None


def gcm(key: bytes) -> Any:
    """AES-GCM with this key: encrypt and decrypt(nonce, content, about)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def load() -> None:
    """Load what opening with a password takes."""
    stretched("", bytes(16), Cost(64, 1, 1))
    gcm(derived(random_key(), "load"))


def random_code(groups: int = 6) -> str:
    """A code to be written on paper: groups of four signs, 20 bits each."""
    return code_from(os.urandom(groups * 4), groups)


def code_from(secret: bytes, groups: int) -> str:
    """The code that these bytes make, four to a group."""
    signs = [_LETTERS[byte % 32] for byte in secret[: groups * 4]]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, len(signs), 4))


def read_code(text: str, groups: int = 6) -> str:
    """A code as `random_code` gave it, however it was typed; "" for what is none."""
    typed = unicodedata.normalize("NFKC", text).upper().translate(_LIKE)
    signs = re.sub(r"[\s\-‐−—–_.·]", "", typed)
    if len(signs) != groups * 4 or set(signs) - set(_LETTERS):
        return ""
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))
