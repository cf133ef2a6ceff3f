"""What lies on a stick: the sheets to read, in folders and zips, and what was passed over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from partydesk.exchange.reading import archives
from partydesk.exchange.reading.sheet_kinds import SHEETS
from partydesk.records.findings import UserError

_NAMED = (".xlsb", ".xltx", ".xlt", ".ett", ".fods", ".numbers", ".rar", ".7z")
"""What may hold a sheet and cannot be read: the reader says so, each by its name."""

_SYSTEM = frozenset(
    {
        "$recycle.bin", "recycler", "recycled", "system volume information", "__macosx",
        "lost.dir", "lost+found", "found.000", "windowsapps", "@eadir", "#recycle",
    }
)  # fmt: skip


@dataclass(slots=True)
class FoundFiles:
    """`files` are to be read, `refused` are zips that were not opened and why. The numbers are
    what was passed over: folders of systems and bins, temporary files, files that are no sheets,
    folders that could not be opened."""

    files: list[Path] = field(default_factory=list)
    refused: list[tuple[Path, UserError]] = field(default_factory=list)
    systems: int = 0
    temporary: int = 0
    others: int = 0
    closed: int = 0

    @property
    def passed(self) -> str:
        """What was not looked at, in a line; "" for nothing."""
        told = (
            (self.systems, "个系统文件夹（回收站等）"),
            (self.temporary, "个临时文件"),
            (self.others, "个不是表的文件"),
            (self.closed, "个打不开的文件夹"),
        )
        said = "，".join(f"{count:,} {words}" for count, words in told if count)
        return f"没有看：{said}" if said else ""


def find_files(paths: Iterable[Path], *, besides: Path | None = None) -> FoundFiles:
    """The sheets under files and folders, in depth, zips included.

    Nothing inside the folder `besides` (the store's own) is found in passing.
    """
    found = FoundFiles()
    own = besides.resolve() if besides else None
    for path in paths:
        if path.is_dir():
            for file in _walk(path, own, found):
                _sort(file, found, named=False)
        else:
            _sort(path, found, named=True)
    found.files = list(dict.fromkeys(found.files))
    return found


def _walk(folder: Path, own: Path | None, found: FoundFiles) -> Iterator[Path]:
    def closed(_error: OSError) -> None:
        found.closed += 1

    for at, folders, names in os.walk(folder, onerror=closed):
        if own is not None and Path(at).resolve().is_relative_to(own):
            folders.clear()
            continue
        inside = []
        for name in sorted(folders):
            if _is_system(name):
                found.systems += 1
            else:
                inside.append(name)
        folders[:] = inside
        yield from (Path(at) / name for name in sorted(names))


def _sort(path: Path, found: FoundFiles, *, named: bool) -> None:
    """Put a file where it belongs; one that somebody `named` is read whatever it is called."""
    suffix = path.suffix.lower()
    if not named and _is_temporary(path.name):
        found.temporary += 1
    elif suffix == archives.ZIP and path.is_file():
        _open_zip(path, found, named=named)
    elif named or (suffix in SHEETS + _NAMED and path.is_file()):
        found.files.append(path)
    else:
        found.others += 1


def _open_zip(path: Path, found: FoundFiles, *, named: bool) -> None:
    try:
        names = archives.members(path)
    except UserError as error:
        found.refused.append((path, error))
        return
    if names is None:  # a workbook that somebody called .zip
        found.files.append(path)
        return
    before = len(found.files) + len(found.refused)
    for name in sorted(names):
        steps = PurePosixPath(name).parts
        suffix = PurePosixPath(name).suffix.lower()
        if any(_is_system(step) for step in steps[:-1]):
            continue
        if _is_temporary(steps[-1]):
            found.temporary += 1
        elif suffix in SHEETS + _NAMED:
            found.files.append(path / name)
        elif suffix == archives.ZIP:
            why = "压缩包里还有压缩包，里面这个没有打开。请解压后再交里面的表。"
            found.refused.append((path / name, UserError("zip-in-zip", why)))
        else:
            found.others += 1
    if any(_is_system(step) for name in names for step in PurePosixPath(name).parts[:-1]):
        found.systems += 1
    if named and len(found.files) + len(found.refused) == before:
        why = f"压缩包“{path.name}”里没有表。请看是不是拿错了。"
        found.refused.append((path, UserError("no-sheets", why)))


def _is_system(name: str) -> bool:
    return name.lower() in _SYSTEM or name.startswith(".")


def _is_temporary(name: str) -> bool:
    """Office's lock files, our own and other programs' half-written ones, macOS's shadows."""
    return name.startswith(("~$", ".")) or name.lower().endswith((".tmp", ".crdownload", ".part"))
