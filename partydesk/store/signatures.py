"""Signatures (Ed25519): who made something, told by a public key; keys and signatures are hex.

The library is imported when the first key is made or asked.
"""

from __future__ import annotations

import hashlib

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of a fingerprint: nothing that is heard or read for another."""
FINGERPRINT = 6  # characters


def new_key() -> tuple[str, str]:
    """A new pair of keys: the private one, the public one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    made = Ed25519PrivateKey.generate()
    return made.private_bytes_raw().hex(), made.public_key().public_bytes_raw().hex()


def sign(private: str, text: bytes) -> str:
    """The signature of a text by the owner of a private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private)).sign(text).hex()


def signed_by(public: str, signature: str, text: bytes) -> bool:
    """Whether a signature of the text is by the owner of a public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def fingerprint(public: str) -> str:
    """Six characters that two people compare on the telephone: 29 bits of the key's digest."""
    number = int.from_bytes(hashlib.sha256(public.encode()).digest(), "big")
    signs = []
    for _ in range(FINGERPRINT):
        number, at = divmod(number, len(_LETTERS))
        signs.append(_LETTERS[at])
    return "".join(signs)


def read_fingerprint(text: str) -> str:
    """A fingerprint however it was typed."""
    return "".join(sign for sign in text.upper() if sign.isalnum())
