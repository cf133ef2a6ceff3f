"""The data keys that this process holds: those of the files somebody has unlocked.

A file that is encrypted names its key by an id that tells nothing of it. What needs the key asks
here, so that no key is handed from one function to the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from partydesk.records.findings import UserError
from partydesk.store import crypto

ID = 16  # bytes


@dataclass(frozen=True)
class DataKey:
    """The key of one data folder: 256 random bits. What it encrypts has keys derived from it."""

    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> bytes:
        """What files name it by."""
        return crypto.derived(self.secret, "key id", length=ID)

    @cached_property
    def of_database(self) -> bytes:
        """The raw key of databases."""
        return crypto.derived(self.secret, "database")

    @cached_property
    def of_files(self) -> bytes:
        """The key that the keys of other files are derived from."""
        return crypto.derived(self.secret, "files")


_held: dict[bytes, DataKey] = {}


def hold(key: DataKey) -> None:
    """Keep a key until it is forgotten."""
    _held[key.id] = key


def held(key_id: bytes) -> DataKey | None:
    """The key with this id, if somebody has unlocked it."""
    return _held.get(key_id)


def forget(key_id: bytes) -> None:
    """Lock what the key opens."""
    _held.pop(key_id, None)


def forget_all() -> None:
    """Lock everything."""
    _held.clear()


def needed(name: str) -> UserError:
    """The refusal of what is encrypted with a key nobody has given."""
    return UserError(
        "password-needed", f"“{name}”有密码，没有打开。请先输入密码（命令行：--password-file 文件）"
    )
