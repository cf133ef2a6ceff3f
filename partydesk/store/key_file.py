"""`partydesk.key`: the data key, wrapped by the password and again by the recovery code.

JSON: {"format": 1, "state": "on", "key": ID, "password": {"salt", "cost", "wrapped"}, "recovery":
{"salt", "wrapped"}}, bytes in hex. The same text, filled up to a block of 4096 bytes, ends each
encrypted backup, so that a backup opens by itself; SQLite does not read past a file's last page.

`state`: "on"; "setting" until the encrypted database has taken the place of the plain one;
"removing" while the plain one takes its place back, with the data key itself under "clear", which
is a secret no more once the database is plain (store/protection.py).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store import atomic, crypto
from partydesk.store.keyring import DataKey

FORMAT = 1
BLOCK = 4096
"""Bytes of the block behind a backup."""
_BEGINS = b"PDKEYS1\n"
SETTING, ON, REMOVING = "setting", "on", "removing"


@dataclass(frozen=True)
class Slots:
    """What a key file holds."""

    key_id: bytes
    password: dict[str, Any]
    recovery: dict[str, Any]
    state: str = ON
    clear: bytes = field(default=b"", repr=False)


def make(key: DataKey, password: str) -> tuple[Slots, str]:
    """The slots of a new key, and the recovery code, which is kept nowhere else."""
    slots, code = with_code(Slots(key.id, {}, {}), key)
    return with_password(slots, key, password), code


def with_code(slots: Slots, key: DataKey) -> tuple[Slots, str]:
    """The same with another recovery code, and that."""
    code = crypto.random_code()
    salt = os.urandom(16)
    wrapped = crypto.wrapped(_of_code(code, salt), key.secret, _about(key.id, "recovery"))
    recovery = {"salt": salt.hex(), "wrapped": wrapped.hex()}
    return replace(slots, recovery=recovery), code


def with_password(slots: Slots, key: DataKey, password: str) -> Slots:
    """The same with another password."""
    salt = os.urandom(16)
    stretched = crypto.stretched(password, salt, crypto.COST)
    wrapped = crypto.wrapped(stretched, key.secret, _about(key.id, "password"))
    told = {"salt": salt.hex(), "cost": crypto.COST.as_dict(), "wrapped": wrapped.hex()}
    return replace(slots, password=told)


def opened(slots: Slots, word: str) -> DataKey | None:
    """The key, for its password or its recovery code; None for neither."""
    code = crypto.read_code(word)
    if code:
        key = _of_code(code, bytes.fromhex(slots.recovery["salt"]))
        if found := _unwrapped(slots, slots.recovery, key, "recovery"):
            return found
    cost = crypto.Cost(**slots.password["cost"])
    stretched = crypto.stretched(word, bytes.fromhex(slots.password["salt"]), cost)
    return _unwrapped(slots, slots.password, stretched, "password")


def is_code(word: str) -> bool:
    """Whether somebody typed what looks like a recovery code."""
    return bool(crypto.read_code(word))


def _of_code(code: str, salt: bytes) -> bytes:
    # 120 random bits need no stretching.
    return crypto.derived(code.encode(), "recovery code", salt)


def _unwrapped(slots: Slots, slot: dict[str, Any], key: bytes, what: str) -> DataKey | None:
    secret = crypto.unwrapped(key, bytes.fromhex(slot["wrapped"]), _about(slots.key_id, what))
    found = DataKey(secret) if secret else None
    return found if found and found.id == slots.key_id else None


def _about(key_id: bytes, what: str) -> bytes:
    return key_id + what.encode()


# The file ---------------------------------------------------------------------------------------


def read(path: Path) -> Slots | None:
    """The slots in a key file; None where there is no such file. Raises UserError 'key-damaged'."""
    try:
        return _parsed(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            "key-damaged",
            f"密码文件“{path}”已损坏，或读不出来，数据没有改动。"
            "请用一份加密的备份（.partydesk）恢复，用做备份时的密码打开",
        ) from error


def write(path: Path, slots: Slots) -> None:
    """Put the slots in the place of those before, in one step. Raises UserError."""
    with atomic.written(path) as temporary:
        temporary.write_bytes(_text(slots))


def move_aside(path: Path) -> None:
    """Have a key file of other records, or a broken one, go by another name beside it, where there
    is one. Raises UserError."""
    if path.exists():
        try:
            atomic.patiently_move(
                path, path.with_name(f"partydesk-{clock.now():%Y%m%d-%H%M%S}.key")
            )
        except OSError as error:
            raise atomic.write_error(error, path) from error


def remove(path: Path) -> None:
    """Take a key file away. Raises UserError."""
    try:
        path.unlink(missing_ok=True)
        atomic.sync_folder(path.parent)
    except OSError as error:
        raise atomic.write_error(error, path) from error


def _text(slots: Slots) -> bytes:
    told: dict[str, Any] = {
        "format": FORMAT,
        "state": slots.state,
        "key": slots.key_id.hex(),
        "password": slots.password,
        "recovery": slots.recovery,
    }
    if slots.clear:
        told["clear"] = slots.clear.hex()
    return json.dumps(told, indent=1).encode()


def _parsed(raw: bytes) -> Slots:
    """Raises ValueError, KeyError or TypeError for what is none."""
    told = json.loads(raw)
    if int(told["format"]) > FORMAT:
        raise UserError("newer", "密码文件由更新的支部工作台保存，请安装新版程序再打开")
    slots = Slots(
        bytes.fromhex(told["key"]),
        dict(told["password"]),
        dict(told["recovery"]),
        str(told["state"]),
        bytes.fromhex(told.get("clear", "")),
    )
    for slot in (slots.password, slots.recovery):
        bytes.fromhex(slot["salt"] + slot["wrapped"])
    crypto.Cost(**slots.password["cost"])
    return slots


# The block behind a backup ----------------------------------------------------------------------


def append_block(path: Path, slots: Slots) -> None:
    """End a closed file with the slots. Raises OSError."""
    with path.open("ab") as stream:
        stream.write(_block(slots))


def change_block(path: Path, slots: Slots) -> bool:
    """Put the slots in the place of those a file ends with; whether it had any. Raises OSError."""
    if block_of(path) is None:
        return False
    with path.open("r+b") as stream:
        stream.seek(-BLOCK, os.SEEK_END)
        stream.write(_block(slots))
        stream.flush()
        os.fsync(stream.fileno())
    return True


def block_of(path: Path) -> Slots | None:
    """The slots a file ends with; None for none, or broken ones. Raises OSError."""
    with path.open("rb") as stream:
        if stream.seek(0, os.SEEK_END) < BLOCK:
            return None
        stream.seek(-BLOCK, os.SEEK_END)
        raw = stream.read(BLOCK)
    if not raw.startswith(_BEGINS):
        return None
    try:
        return _parsed(raw.removeprefix(_BEGINS))
    except (ValueError, KeyError, TypeError, UserError):
        return None


def _block(slots: Slots) -> bytes:
    block = (_BEGINS + _text(replace(slots, state=ON, clear=b""))).ljust(BLOCK)
    if len(block) != BLOCK:
        raise ValueError("too many slots")
    return block
