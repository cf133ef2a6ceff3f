"""One file that holds everything: a zip of the database, the attached and the received files.

The last part, `manifest.json`, names every other with its SHA-256: {"format": 1, "made_at": "ISO
time", "files": {"partydesk.db": "…", "attachments/…": "…", "received/….xlsx": "…"}}. A later format
may add keys to it; a reader of format n reads every format before it. In format 2, written where
there is a password, the parts are encrypted as they are in the home, and the database ends with
what opens it (store/key_file.py). Format 3 is what is handed over (store/handover_file.py), which
says "sort": "handover".
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store import atomic, cipher, sealed_file, sqlite_errors
from partydesk.store.atomic import not_readable
from partydesk.store.digests import file_digest
from partydesk.store.home import Home

FORMAT = 2
_PLAIN_FORMAT = 1
HANDOVER, HANDOVER_FORMAT = "handover", 3
_MANIFEST = "manifest.json"
DATABASE = Home(Path()).database.name
NAMES = "names"
"""The part of what is handed over that says, sealed, what its numbered parts are."""
# The only names there may be: nothing is unpacked to any other place.
_NAMES = re.compile(
    rf"{re.escape(DATABASE)}|attachments/(?P<file>[0-9a-f]{{64}})"
    r"|received/(?P<sheet>[0-9a-f]{64})\.xlsx"
)
_HANDED_NAMES = re.compile(rf"{re.escape(DATABASE)}|{NAMES}|0|[1-9]\d{{0,8}}")
_PIECE = 2**20
_MOST_MANIFEST = 2**26  # bytes


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: SHA-256 by name; when it was made, in local time; whether it is what
    somebody handed over (`sort`)."""

    made_at: datetime
    files: dict[str, str]
    sort: str = ""


def is_archive(path: Path) -> bool:
    """Whether the file begins as an archive does; else it may be a database by itself."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\3\4"
    except OSError:
        return False


def pack(home: Home, database: Path, out: Path) -> dict[str, str]:
    """Write an archive of `database` and the files beside the home's records to `out`; returns
    the SHA-256 of each part by its name.

    A file that is not as it came is left out: what is broken is not spread. Raises OSError about
    `out`, which atomic.written turns into words.
    """
    files: dict[str, str] = {}
    ciphered = cipher.is_encrypted(database)
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, path in [(DATABASE, database), *_beside(home)]:
            try:
                digest = file_digest(path)
                if name != DATABASE and sealed_file.digest(path) != path.stem:
                    continue
            except (OSError, UserError):  # not to be read, or sealed with a key of before
                continue
            entry = ZipInfo(name)
            # What is attached is mostly pictures and papers, which are compressed already.
            deflated = name == DATABASE and not ciphered
            entry.compress_type = ZIP_DEFLATED if deflated else ZIP_STORED
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as part:
                shutil.copyfileobj(source, part, _PIECE)
            files[name] = digest
        put_manifest(archive, {"format": FORMAT if ciphered else _PLAIN_FORMAT}, files)
    return files


def put_manifest(archive: ZipFile, told: Mapping[str, object], files: Mapping[str, str]) -> None:
    """Write the last part: what this archive is, when it was made, the SHA-256 of each part."""
    made_at = clock.now().isoformat(timespec="seconds")
    whole = {**told, "made_at": made_at, "files": files}
    archive.writestr(_MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1))


def unpack_parts(path: Path, parts: Mapping[str, Path]) -> None:
    """Write some parts (name → where to) of an archive; each is proved, and one that is lacking
    or broken there is passed over. Raises UserError as `unpack` does.
    """
    with _reading(path) as archive:
        manifest = _manifest(archive, path)
        for name, out in parts.items():
            if name not in manifest.files:
                continue
            with atomic.written(out) as temporary:
                if _prove(archive, name, temporary) != manifest.files[name]:
                    raise sqlite_errors.damaged(path)


def unpack(path: Path, folder: Path, *, everything: bool) -> Manifest:
    """Prove every part of an archive, and put its database, or `everything`, into `folder`.

    Raises UserError 'damaged', 'newer', 'cannot-read', or the codes of atomic.write_error.
    """
    with _reading(path) as archive:
        manifest = _manifest(archive, path)
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        wanted = [name for name in manifest.files if everything or name == DATABASE]
        if shutil.disk_usage(folder).free < sum(sizes[name] for name in wanted) + _PIECE:
            words = f"“{folder.parent}”所在的磁盘满了，“{path.name}”没有打开。请清出一些空间再试"
            raise UserError("disk-full", words)
        for name, digest in manifest.files.items():
            out = folder / name if name in wanted else None
            if _prove(archive, name, out) != digest:
                raise sqlite_errors.damaged(path)
    return manifest


def size_beside(home: Home) -> int:
    """Bytes of the files that go into an archive with the database."""
    total = 0
    for _, path in _beside(home):
        with suppress(OSError):
            total += path.stat().st_size
    return total


def _beside(home: Home) -> Iterator[tuple[str, Path]]:
    for folder, pattern in ((home.attachments, "?" * 64), (home.received, f"{'?' * 64}.xlsx")):
        for path in sorted(folder.glob(pattern)):
            if _NAMES.fullmatch(f"{folder.name}/{path.name}"):
                yield f"{folder.name}/{path.name}", path


@contextmanager
def _reading(path: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(path) as archive:
            yield archive
    except (BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise sqlite_errors.damaged(path) from error
    except OSError as error:
        raise not_readable(path) from error


def _manifest(archive: ZipFile, path: Path) -> Manifest:
    """What the archive says it holds, which is what it holds. Raises as `unpack` and ValueError."""
    entry = archive.getinfo(_MANIFEST)
    if entry.file_size > _MOST_MANIFEST:
        raise ValueError("too long")
    told = json.loads(archive.read(entry))
    handed = told.get("sort") == HANDOVER
    if int(told["format"]) > (HANDOVER_FORMAT if handed else FORMAT):
        words = f"“{path.name}”由更新的支部工作台保存，请安装新版程序再打开"
        raise UserError("newer", words)
    files = {str(name): str(digest) for name, digest in dict(told["files"]).items()}
    if sorted([*files, _MANIFEST]) != sorted(archive.namelist()):
        raise ValueError("not what it says")
    names = _HANDED_NAMES if handed else _NAMES
    if DATABASE not in files or not all(map(names.fullmatch, files)):
        raise ValueError("not ours")
    made_at = datetime.fromisoformat(str(told["made_at"]))
    return Manifest(made_at, files, HANDOVER if handed else "")


def _prove(archive: ZipFile, name: str, out: Path | None) -> str:
    """The SHA-256 of a part, which is written to `out` meanwhile."""
    digest = hashlib.sha256()
    if out is not None:
        try:
            out.parent.mkdir(exist_ok=True)
            out.touch()
        except OSError as error:
            raise atomic.write_error(error, out) from error
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            digest.update(piece)
            if out is not None:
                try:
                    with out.open("ab") as copy:
                        copy.write(piece)
                except OSError as error:  # told apart from trouble with reading
                    raise atomic.write_error(error, out) from error
    return digest.hexdigest()
