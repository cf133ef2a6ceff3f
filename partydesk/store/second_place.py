"""The second place: whole archives there, each read back; and what is lost here comes back.

Each organisation has a folder of its own there, since a stick may hold several. Earlier versions
put databases, and the attached and received files in two folders, right into the place itself:
those are still read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import gettempdir

from partydesk.records.findings import UserError
from partydesk.store import (
    archive,
    atomic,
    attachments,
    backup,
    cipher,
    received,
    sealed_file,
    verified_copy,
)
from partydesk.store.backup import Backup
from partydesk.store.digests import file_digest
from partydesk.store.file_names import safe_name
from partydesk.store.home import Home
from partydesk.store.retention import thin
from partydesk.store.store import Own, Store, make_folder

_LIGHT = 32 * 2**20
"""Bytes of attached and received files that go along with every backup."""


def folder_of(own: Own, second: Path) -> Path:
    """Where the backups of an organisation lie in a second place."""
    return second / safe_name(f"{own.code}_{own.short_name}"[:60])


def copy_to(store: Store, made: Backup, second: Path) -> Path:
    """Put a backup into the place `second`, read back there; returns the file.

    It is an archive with all attached and received files. Where those are large, it is one once
    a day and on closing, and the database alone in between. What is lost here and still there
    comes back; of older ones fewer are kept. Raises UserError 'no-folder', 'no-file', 'damaged',
    'copy-differs' or a code of atomic.write_error.
    """
    home, folder = store.home, folder_of(store.own, second)
    if not second.is_dir():
        raise backup.no_second_place(second)
    bring_back(home, second)
    for archived in _archives(folder):
        bring_back_from(home, archived.path)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise atomic.write_error(error, folder) from error
    light = archive.size_beside(home) <= _LIGHT
    today = any(each.made_at.date() == made.made_at.date() for each in _archives(folder))
    if light or made.reason == "closing" or not today:
        there = _put_archive(home, made, folder)
    else:
        there = backup.copy_to_second_place(made, folder).path
    thin(folder)
    return there


def _archives(folder: Path) -> list[Backup]:
    return [each for each in backup.backups(folder) if each.whole]


def _put_archive(home: Home, made: Backup, folder: Path) -> Path:
    with atomic.scratch(folder / made.name_as("0" * 12, ".partydesk")) as temporary:
        meant = archive.pack(home, made.path, temporary)
        atomic.sync_file(temporary)
        verified_copy.forget_cached(temporary)
        with atomic.scratch_folder(Path(gettempdir())) as proof:
            try:
                read = archive.unpack(temporary, proof, everything=False)
            except UserError as error:
                if error.code != "damaged":
                    raise
                raise verified_copy.differs(temporary) from error
        if read.files != meant:
            raise verified_copy.differs(temporary)
        final = folder / made.name_as(file_digest(temporary), ".partydesk")
        atomic.replace(temporary, final)
    return final


def bring_back_from(home: Home, archived: Path) -> None:
    """Take what is lost here from an archive; one that cannot be read gives nothing.

    Raises UserError where it cannot be written here.
    """
    attached = attachments.lost(home, attachments.named_in(home.database))
    wanted = {f"attachments/{each.sha256}": home.attachments / each.sha256 for each, _ in attached}
    for each, _ in received.lost(home):
        wanted[f"received/{each.sha256}.xlsx"] = received.path_of(home, each.sha256)
    if not wanted:
        return
    for folder in (home.attachments, home.received):
        make_folder(folder)
    try:
        archive.unpack_parts(archived, wanted)
    except UserError as error:
        if error.code not in ("damaged", "newer", "cannot-read"):
            raise
    _seal_alike(home, wanted.values())


def _seal_alike(home: Home, files: Iterable[Path]) -> None:
    """Have what came back sealed as the others are, or plain. What cannot be opened, since it is
    sealed with a key of before, has not come back."""
    key = cipher.key_of(home.database)
    for path in files:
        try:
            sealed_file.convert(path, key)
        except OSError:
            continue
        except UserError as error:
            if error.code != "password-needed":
                raise
            path.unlink(missing_ok=True)


def bring_back(home: Home, place: Path) -> int:
    """Take what is lost here from the folders in `place`; how many files.

    Only what the records name: a stick may hold the files of several branches. Raises UserError.
    """
    there = Home(place)
    attached = attachments.lost(home, attachments.named_in(home.database))
    taken = received.lost(home)
    return _bring(
        there.attachments, home.attachments, dict.fromkeys(each.sha256 for each, _ in attached)
    ) + _bring(there.received, home.received, [f"{each.sha256}.xlsx" for each, _ in taken])


def lost_text(home: Home) -> str:
    """In words, which files the records in `home` name that are not there; nothing for none."""
    attached = attachments.lost_text(home, attachments.named_in(home.database))
    return "。".join(filter(None, (attached, received.lost_text(received.lost(home)))))


def _bring(source: Path, target: Path, names: Iterable[str]) -> int:
    brought = 0
    key = cipher.key_of(Home(target.parent).database)
    for name in names:
        digest = name.removesuffix(".xlsx")
        # What is not there, or broken, is not spread.
        if not _is_whole(source / name, digest):
            continue
        try:
            target.mkdir(exist_ok=True)
        except OSError as error:
            raise atomic.write_error(error, target) from error
        with atomic.written(target / name) as temporary:
            verified_copy.copy_bytes(source / name, temporary, digest, key)
        brought += 1
    return brought


def _is_whole(path: Path, digest: str) -> bool:
    try:
        return sealed_file.digest(path) == digest
    except UserError:  # sealed with a key that nobody has given
        return False
    except OSError:
        return False
