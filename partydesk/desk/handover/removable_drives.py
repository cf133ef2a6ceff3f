"""Removable drives: what a person can carry a workbook on."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QStorageInfo

_PLACES = ("/media/", "/run/media/", "/Volumes/")
LEAST_ROOM = 4 << 20
"""Bytes that surely hold a submission twice: the new file is complete before an old one goes."""
_REMOVABLE = 2  # GetDriveTypeW's DRIVE_REMOVABLE


@dataclass(frozen=True, slots=True)
class RemovableDrive:
    """A drive that can be pulled out: its root, the name people know it by, free bytes."""

    path: Path
    name: str
    free: int
    writable: bool

    @property
    def usable(self) -> bool:
        """Whether a submission can be written to it."""
        return self.writable and self.free >= LEAST_ROOM

    @property
    def text(self) -> str:
        """What its chip says."""
        if not self.writable:
            return f"{self.name}　只读"
        if not self.usable:
            return f"{self.name}　空间不够"
        return f"{self.name}　余 {size_text(self.free)}"


def size_text(count: int) -> str:
    """Bytes in the unit people think in."""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{max(1, count >> 10)} KB"


def removable_drives() -> list[RemovableDrive]:
    """The drives that are there now."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if not volume.isValid() or not volume.isReady() or not removable(root):
            continue
        letter = root.rstrip("/") if sys.platform == "win32" else ""
        label = volume.displayName() or PurePosixPath(root).name or "U 盘"
        name = f"{label} ({letter})" if letter and letter not in label else label
        found.append(
            RemovableDrive(Path(root), name, volume.bytesAvailable(), not volume.isReadOnly())
        )
    return found


def removable(root: str) -> bool:
    """Whether the drive with this root is one that people pull out."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(root) == _REMOVABLE)
    return root.startswith(_PLACES)
