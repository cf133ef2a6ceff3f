"""Uids: UUIDv7 for what is made here, name-based ones for hand-filled rows."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID, uuid5

_lock = threading.Lock()
_last = 0


def new_uid() -> str:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then a counter, then randomness.

    Uids made by one process sort in the order they were made.
    """
    global _last
    with _lock:
        # 60 bits of time: milliseconds and a 12-bit fraction that never stands still.
        now = time.time_ns() * 4096 // 1_000_000
        _last = now if now > _last else _last + 1
        stamp = _last
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    number = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | random
    return str(UUID(int=number))


_NATURAL = UUID("5b1f3d0e-6a53-5a0c-9f1e-0c7d1f1a2b3c")


def natural_uid(kind: str, *key: str) -> str:
    """The uid of a hand-filled row: the same natural key gives the same uid (workbook.md §2)."""
    return str(uuid5(_NATURAL, "\x1f".join((kind, *key))))
