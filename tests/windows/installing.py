"""Building, installing, upgrading, removing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.windows.scene import ROOT, Scene, builder, expect, files

OLD = "0.0.9"
LEFT_OVER = "_internal/partydesk-of-an-older-version.pyd"
INSTALLER_LIMIT, INSTALLED_LIMIT = 60e6, 170e6


def build(scene: Scene) -> str:
    """Build on Debian through Wine."""
    if not scene.skip_build:
        command = [sys.executable, ROOT / "resources/windows/build.py", "--wine"]
        subprocess.run([*command, "--work", scene.work], check=True, stdin=subprocess.DEVNULL)
    scene.wine.start()
    size, installed = scene.installer.stat().st_size, builder.size_of(scene.program)
    assert size <= INSTALLER_LIMIT and installed <= INSTALLED_LIMIT, f"{size}, {installed} bytes"
    return f"installer {size / 1e6:.1f} MB, installed {installed / 1e6:.1f} MB"


def install_older(scene: Scene) -> str:
    """An older version, installed silently for a user with a Chinese name."""
    # Stands for an older release: the same program, an older number, a file more.
    old = scene.folder / "older"
    shutil.copytree(scene.program, old, copy_function=os.link)
    (old / LEFT_OVER).write_bytes(b"old")
    setup = scene.folder / "older-setup.exe"
    builder.pack_installer(old, setup, version=OLD, quick=True)
    code, _ = scene.wine.run(setup, "/S", limit=300)
    expect(code, 0, "exit code")
    expect(scene.registered("DisplayVersion"), OLD, "registered version")
    assert (scene.installed / LEFT_OVER).is_file()
    expect(scene.shortcuts(), ["支部工作台.lnk"] * 2, "shortcuts")
    return f"{scene.path(scene.installed)}, {int(scene.registered('EstimatedSize') or '0', 16)} KB"


def older_records(scene: Scene) -> str:
    """Records that an older version wrote, in the user's data folder."""
    scene.records.mkdir(parents=True)
    shutil.copy(ROOT / "tests/store/files/v1.db", scene.records / "partydesk.db")
    return scene.path(scene.records)


def refuse_while_running(scene: Scene) -> str:
    """A silent upgrade while the window is open changes nothing and exits with 3."""
    running = scene.folder / "running"
    scene.command("init", "--as", "branch", "--code", "P1", "--name", "甲支部", home=running)
    scene.open_window("--home", scene.path(running))
    try:
        code, _ = scene.wine.run(scene.installer, "/S", limit=300)
    finally:
        closed = scene.close_windows()
    expect(code, 3, "exit code")
    expect(scene.registered("DisplayVersion"), OLD, "registered version")
    assert (scene.installed / LEFT_OVER).is_file(), "files of the running version are gone"
    return f"exit code 3; the window then closed with {closed}"


def upgrade(scene: Scene) -> str:
    """Upgrade in place, silently; what only the older version had is gone, records untouched."""
    before = digests(scene.records)
    code, _ = scene.wine.run(scene.installer, "/S", limit=300)
    expect(code, 0, "exit code")
    expect(scene.registered("DisplayVersion"), builder.VERSION, "registered version")
    wanted = {*map(str, files(scene.program)), "LICENSE.txt", "uninstall.exe"}
    expect(wanted ^ set(map(str, files(scene.installed))), set(), "files that differ")
    expect(digests(scene.records), before, "records")
    return f"{OLD} to {builder.VERSION}, {len(wanted)} files"


def uninstall(scene: Scene) -> str:
    """Uninstall silently: the program is gone, the records are all there."""
    before = digests(scene.records)
    code, _ = scene.wine.run(scene.installed / "uninstall.exe", "/S", limit=120)
    expect(code, 0, "exit code")
    deadline = time.monotonic() + 60  # it goes on as a copy of itself
    while scene.installed.exists() and time.monotonic() < deadline:
        time.sleep(1)
    assert not scene.installed.exists(), f"left: {list(files(scene.installed))[:5]}"
    expect(scene.registered("DisplayVersion"), None, "registered version")
    expect(scene.shortcuts(), [], "shortcuts left")
    expect(digests(scene.records), before, "records")
    return f"{len(before)} files of records kept in {scene.path(scene.records)}"


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder."""
    return {
        str(path): hashlib.sha256((folder / path).read_bytes()).hexdigest()
        for path in files(folder)
    }
