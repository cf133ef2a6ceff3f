"""Files that only who has the data key can read: attached, received, waiting ones, drafts.

A sealed file: "PDSEAL1" and a zero byte, the id of the key (16 bytes), a salt (16), then pieces of
1 MiB, each AES-256-GCM under a key of the file's own, whose nonce counts them and marks the last:
none can be lacking, doubled or in another's place. A file without that beginning is a plain one;
everything here reads both.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from partydesk.store import atomic, crypto, keyring
from partydesk.store.keyring import DataKey

_BEGINS = b"PDSEAL1\0"
_SALT = 16
_HEAD = len(_BEGINS) + keyring.ID + _SALT
_PIECE = 2**20


class Broken(OSError):
    """A sealed file is not as it was when it was sealed."""


class Sealer:
    """What is written to it goes to `stream`, sealed if there is a key; the end is its `close`."""

    def __init__(self, stream: BinaryIO, key: DataKey | None) -> None:
        self._stream, self._number, self._left = stream, 0, bytearray()
        self._gcm = None
        if key is not None:
            salt = os.urandom(_SALT)
            self._head = _BEGINS + key.id + salt
            self._gcm = _cipher(key, salt)
            stream.write(self._head)

    def write(self, content: bytes) -> None:
        """Add this."""
        if self._gcm is None:
            self._stream.write(content)
            return
        self._left += content
        while len(self._left) > _PIECE:
            self._put(bytes(self._left[:_PIECE]), last=False)
            del self._left[:_PIECE]

    def close(self) -> None:
        """Write what is left; the stream stays open."""
        if self._gcm is not None:
            self._put(bytes(self._left), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        assert self._gcm is not None
        nonce = _nonce(self._number, last)
        self._stream.write(self._gcm.encrypt(nonce, piece, self._head))
        self._number += 1

    def __enter__(self) -> Sealer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()


def write(path: Path, content: bytes, key: DataKey | None) -> None:
    """Make a file of these bytes, sealed if there is a key. Raises OSError."""
    with path.open("wb") as stream, Sealer(stream, key) as sealer:
        sealer.write(content)


def key_id(path: Path) -> bytes:
    """The id of the key a file is sealed with; b"" for a plain one. Raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    sealed = head.startswith(_BEGINS) and len(head) == _HEAD
    return head[len(_BEGINS) : len(_BEGINS) + keyring.ID] if sealed else b""


def size(path: Path) -> int:
    """Bytes of what is in a file. Raises OSError."""
    there = path.stat().st_size
    if not key_id(path):
        return there
    sealed = there - _HEAD
    pieces = max(1, -(-sealed // (_PIECE + crypto.TAG)))
    return sealed - pieces * crypto.TAG


def pieces(path: Path) -> Iterator[bytes]:
    """What is in a file, piece by piece. Raises OSError, for a broken one too, and UserError
    'password-needed'."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        if not head.startswith(_BEGINS):
            yield head
            while piece := stream.read(_PIECE):
                yield piece
            return
        named = head[len(_BEGINS) : len(_BEGINS) + keyring.ID]
        key = keyring.held(named)
        if key is None:
            raise keyring.needed(path.name)
        gcm = _cipher(key, head[-_SALT:])
        number, piece = 0, stream.read(_PIECE + crypto.TAG)
        while True:
            following = stream.read(_PIECE + crypto.TAG)
            yield _plain(gcm, _nonce(number, last=not following), piece, head, path)
            if not following:
                return
            number, piece = number + 1, following


def _plain(gcm: Any, nonce: bytes, piece: bytes, head: bytes, path: Path) -> bytes:
    found = crypto.opened(gcm, nonce, piece, head)
    if found is None:
        raise Broken(errno.EIO, "not as it was sealed", str(path))
    return found


def content(path: Path) -> bytes:
    """All that is in a file. Raises as `pieces` does."""
    return b"".join(pieces(path))


def digest(path: Path) -> str:
    """SHA-256 of what is in a file, in hex; "" for one that was changed after it was sealed.

    Raises OSError where it cannot be read, UserError 'password-needed'.
    """
    found = hashlib.sha256()
    try:
        for piece in pieces(path):
            found.update(piece)
    except Broken:
        return ""
    return found.hexdigest()


def copy(source: Path, out: Path, key: DataKey | None) -> None:
    """Write what is in `source` to `out`, sealed if there is a key. Raises as `pieces` does."""
    with out.open("wb") as stream, Sealer(stream, key) as sealer:
        for piece in pieces(source):
            sealer.write(piece)


def convert(path: Path, key: DataKey | None) -> None:
    """Have a file sealed with this key, or plain; what is so already stays. In one step.

    Raises OSError for a broken one, UserError as atomic.written does and 'password-needed'.
    """
    if key_id(path) == (key.id if key else b""):
        return
    moment = path.stat().st_mtime
    with atomic.written(path) as temporary:
        copy(path, temporary, key)
        os.utime(temporary, (moment, moment))


@contextmanager
def plain(path: Path) -> Iterator[Path]:
    """Where what is in a file can be read as a plain one: there, or a copy for the while."""
    if not key_id(path):
        yield path
        return
    from tempfile import gettempdir

    with atomic.scratch_folder(Path(gettempdir())) as folder:
        out = folder / path.name
        copy(path, out, None)
        with contextlib.suppress(OSError):
            out.chmod(0o600)
        yield out


def _cipher(key: DataKey, salt: bytes) -> Any:
    return crypto.gcm(crypto.derived(key.of_files, "file", salt))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(crypto.NONCE - 1, "big") + (b"\1" if last else b"\0")
