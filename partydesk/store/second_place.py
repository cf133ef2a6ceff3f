"""The files that go with a database: attached and received, to another place and back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from partydesk.store import atomic, attachments, received, sqlitefile, verified_copy
from partydesk.store.home import Home


def copy_to(home: Home, second: Path) -> None:
    """Copy the files that `second` has not yet into the folders there.

    What is lost here and still there comes back. Raises UserError as atomic.written does, or
    'copy-differs'.
    """
    copy_beside(home, second)
    bring_back(home, second)


def copy_beside(home: Home, place: Path) -> None:
    """Copy the files that `place` has not yet into the folders there. Raises UserError."""
    there = Home(place)
    for source, target, pattern in (
        (home.attachments, there.attachments, "?" * 64),
        (home.received, there.received, f"{'?' * 64}.xlsx"),
    ):
        names = [path.name for path in source.glob(pattern)]
        _bring(source, target, [n for n in names if _size(source / n) != _size(target / n)])


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
    for name in names:
        digest = name.removesuffix(".xlsx")
        # What is not there, or broken, is not spread.
        if _size(source / name) is None or sqlitefile.digest(source / name) != digest:
            continue
        try:
            target.mkdir(exist_ok=True)
        except OSError as error:
            raise atomic.write_error(error, target) from error
        with atomic.written(target / name) as temporary:
            verified_copy.copy_bytes(source / name, temporary, digest)
        brought += 1
    return brought


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
