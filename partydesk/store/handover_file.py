"""移交文件: all there is of a home in one `.partydesk` file under a password of its own.

An archive (store/archive.py) of format 3. Every part is encrypted under a key made for this file
alone, wrapped by its password at the end of the database (store/key_file.py). Parts are numbered;
what they are is told in `names`, which is sealed too: the plain part of the file tells that it is
one handed over, when, and the digests of what is encrypted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from partydesk.records.findings import UserError
from partydesk.store import (
    archive,
    atomic,
    crypto,
    key_file,
    sealed_file,
    sqlite_errors,
)
from partydesk.store.home import Home
from partydesk.store.keyring import DataKey
from partydesk.store.progress import Progress, silent

_PATHS = re.compile(
    r"(?:attachments/[0-9a-f]{64}|(?:received|waiting)/[0-9a-f]{64}\.xlsx"
    r"|drafts/[A-Za-z0-9_-]{1,120}\.json|revisions\.json)",
    re.ASCII,
)
_MOST_NAMES = 2**26  # bytes
_CODE_GROUPS = 2


def key_for(password: str) -> tuple[DataKey, key_file.Slots]:
    """A new key and what opens it: the password alone, for nobody is told a recovery code."""
    key = DataKey(os.urandom(crypto.KEY))
    slots, _ = key_file.make(key, password)
    return key, slots


def code_of(key: DataKey) -> str:
    """接手码: what only who opened the file can tell, so that it proves that it was opened."""
    return crypto.code_from(crypto.derived(key.secret, "taken over"), _CODE_GROUPS)


def read_code(text: str) -> str:
    """A 接手码 however it was typed; "" for what is none."""
    return crypto.read_code(text, _CODE_GROUPS)


def pack(
    home: Home, database: Path, out: Path, key: DataKey, progress: Progress = silent
) -> dict[str, str]:
    """Write an archive of `database`, which is encrypted under `key` already, and of all that lies
    beside the home's records to `out`; the SHA-256 of each part by its name.

    A file that is not as it came is left out. Raises OSError about `out`.
    """
    files: dict[str, str] = {}
    names: dict[str, str] = {}
    beside = list(_beside(home))
    with ZipFile(out, "w", ZIP_STORED) as packed:
        with database.open("rb") as source:
            files[archive.DATABASE] = _put(packed, archive.DATABASE, source, None)
        for number, (path_there, path) in enumerate(beside):
            progress(number, len(beside), "正在打包")
            if not _is_whole(path):
                continue
            files[str(number)] = _put(packed, str(number), path, key)
            names[str(number)] = path_there
        told = BytesIO(json.dumps(names).encode())
        files[archive.NAMES] = _put(packed, archive.NAMES, told, key)
        archive.put_manifest(
            packed, {"format": archive.HANDOVER_FORMAT, "sort": archive.HANDOVER}, files
        )
    return files


def place(folder: Path, path: Path) -> None:
    """Give the numbered parts that were unpacked into `folder` the names they had; the key is held.
    `path` is only named. Raises UserError 'damaged', 'password-needed', or about the disk."""
    try:
        with (folder / archive.NAMES).open("rb") as stream:
            if stream.seek(0, os.SEEK_END) > _MOST_NAMES:
                raise sqlite_errors.damaged(path)
        told = dict(json.loads(sealed_file.content(folder / archive.NAMES)))
        for number, name in told.items():
            if not (number.isdigit() and _PATHS.fullmatch(name)):
                raise sqlite_errors.damaged(path)
            final = folder / name
            final.parent.mkdir(exist_ok=True)
            (folder / number).rename(final)
        (folder / archive.NAMES).unlink()
    except (ValueError, TypeError, AttributeError, FileNotFoundError) as error:
        raise sqlite_errors.damaged(path) from error
    except sealed_file.Broken as error:
        raise sqlite_errors.damaged(path) from error
    except OSError as error:
        raise atomic.write_error(error, folder / archive.DATABASE) from error


def refusal(path: Path) -> UserError:
    """What is said where what was handed over is taken for a backup."""
    return UserError(
        "handover-file",
        f"“{path.name}”是移交文件，不是备份，没有恢复。"
        "请用“接手前任的数据”打开它（命令行：partydesk takeover）",
    )


def _beside(home: Home) -> Iterator[tuple[str, Path]]:
    for folder in (home.attachments, home.received, home.waiting, home.drafts):
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                name = f"{folder.name}/{path.name}"
                if _PATHS.fullmatch(name) and path.is_file():
                    yield name, path
    if home.revisions.is_file():
        yield home.revisions.name, home.revisions


def _is_whole(path: Path) -> bool:
    """Whether a file can be read, and holds what its name says where that is a digest."""
    with contextlib.suppress(OSError, UserError):
        digest = sealed_file.digest(path)
        return bool(digest) and (len(path.stem) != len(digest) or digest == path.stem)
    return False


class _Counting:
    """Takes the SHA-256 of what passes through."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def write(self, content: bytes) -> int:
        """Pass it on."""
        self.digest.update(content)
        return self._stream.write(content)


def _put(packed: ZipFile, name: str, source: Path | IO[bytes], key: DataKey | None) -> str:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_STORED
    with packed.open(entry, "w", force_zip64=True) as part:
        counting = _Counting(part)
        with sealed_file.Sealer(cast(BinaryIO, counting), key) as sealer:
            for piece in _pieces(source):
                sealer.write(piece)
    return counting.digest.hexdigest()


def _pieces(source: Path | IO[bytes]) -> Iterator[bytes]:
    if isinstance(source, Path):
        yield from sealed_file.pieces(source)
    else:
        while piece := source.read(2**20):
            yield piece
