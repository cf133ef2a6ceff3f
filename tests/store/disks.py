"""Small or read-only disks for the tests, where the machine lets them be mounted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def mounted(place: Path, options: str) -> Iterator[Path]:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if (
        sys.platform != "linux"
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine does not let tests mount a disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def exfat(place: Path) -> Iterator[Path]:
    """A stick as it is bought, where there are a loop device and a driver (Debian: exfatprogs, and
    exfat-fuse where the kernel has none)."""
    image = place.with_suffix(".img")
    with image.open("wb") as stream:
        stream.truncate(400 << 20)
    place.mkdir()
    device = ""
    if shutil.which("mkfs.exfat") and _done("mkfs.exfat", image) is not None:
        device = (_done("losetup", "--find", "--show", image) or "").strip()
    try:
        if not device or (
            _done("mount", "-t", "exfat", device, place) is None
            and _done("mount.exfat-fuse", device, place) is None
        ):
            pytest.skip("this machine cannot make an exFAT disk")
        try:
            yield place
        finally:
            subprocess.run(["umount", str(place)], check=True)
    finally:
        if device:
            subprocess.run(["losetup", "--detach", device], check=True)


def _done(*command: str | Path) -> str | None:
    """What a program of this machine printed; None where it is not there or failed."""
    if sys.platform != "linux" or shutil.which(command[0]) is None:
        return None
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    return None if done.returncode else done.stdout
