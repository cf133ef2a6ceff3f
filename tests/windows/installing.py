"""Building, installing, upgrading, removing."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.windows.scene import ROOT, Scene, builder, expect, files

OLD = "0.0.9"
OLD_CONTENTS = f"partydesk-{OLD}"
LEFT_OVER = f"{OLD_CONTENTS}/partydesk-of-an-older-version.pyd"
INSTALLER_LIMIT, INSTALLED_LIMIT = 30e6, 95e6
PROGRAMS = ("partydesk.exe", "partydesk-cli.exe")
KILLS = 50


def build(scene: Scene) -> str:
    """Build on Debian through Wine."""
    if not scene.skip_build:
        command = [sys.executable, ROOT / "resources/windows/build.py", "--wine"]
        subprocess.run([*command, "--work", scene.work], check=True, stdin=subprocess.DEVNULL)
    scene.wine.start()
    size, installed = scene.installer.stat().st_size, builder.size_of(scene.program)
    assert size <= INSTALLER_LIMIT and installed <= INSTALLED_LIMIT, f"{size}, {installed} bytes"
    return f"installer {size / 1e6:.1f} MB, installed {installed / 1e6:.1f} MB"


def same_again(scene: Scene) -> str:
    """Built again from the same commit, into another folder: the same bytes."""
    if scene.skip_build:
        return "not done with --skip-build"
    first = {path.name: builder.sha256(path) for path in scene.release.iterdir()}
    again = scene.folder / "again"
    program = builder.freeze_with_wine(scene.work)
    builder.finish(program)
    again.mkdir()
    builder.pack_portable(program, again / f"PartyDesk-{builder.VERSION}-portable.zip")
    builder.pack_installer(program, again / f"PartyDesk-{builder.VERSION}-setup.exe")
    second = {path.name: builder.sha256(path) for path in again.iterdir()}
    expect(second, {name: first[name] for name in second}, "digests")
    return ", ".join(f"{name} {digest[:12]}" for name, digest in sorted(second.items()))


def install_older(scene: Scene) -> str:
    """An older version, installed silently for a user with a Chinese name."""
    old = older(scene)
    setup = scene.folder / "older-setup.exe"
    builder.pack_installer(old, setup, version=OLD, quick=True)
    code, _ = scene.wine.run(setup, "/S", limit=300)
    expect(code, 0, "exit code")
    expect(scene.registered("DisplayVersion"), OLD, "registered version")
    assert (scene.installed / LEFT_OVER).is_file()
    expect(scene.shortcuts(), ["支部工作台.lnk"] * 2, "shortcuts")
    return f"{scene.path(scene.installed)}, {int(scene.registered('EstimatedSize') or '0', 16)} KB"


def older(scene: Scene) -> Path:
    """What stands for an older release: the same program under an older number, a file more."""
    old = scene.folder / "older"
    shutil.copytree(scene.program, old, copy_function=os.link)
    (old / builder.CONTENTS).rename(old / OLD_CONTENTS)
    (old / LEFT_OVER).write_bytes(b"old")
    for name in PROGRAMS:
        program = (old / name).read_bytes()
        (old / name).unlink()
        renamed = program.replace(builder.CONTENTS.encode(), OLD_CONTENTS.encode())
        (old / name).write_bytes(renamed)
    return old


def works(scene: Scene, installed: Path) -> str:
    """The versions of the two programs, each with its contents whole. Raises AssertionError."""
    versions = []
    for name in PROGRAMS:
        found = re.search(
            rb"pyi-contents-directory (partydesk-[\d.]+)", (installed / name).read_bytes()
        )
        assert found, f"{name} names no contents"
        contents = found[1].decode()
        source = scene.folder / "older" if contents == OLD_CONTENTS else scene.program
        expect(digests(installed / contents), digests(source / contents), f"contents of {name}")
        versions.append(contents)
    return "/".join(versions)


def killed(scene: Scene) -> str:
    """Killed at random moments of an upgrade: after each, either version is whole and works."""
    setup = scene.folder / "quick-setup.exe"
    builder.pack_installer(scene.program, setup, quick=True)
    chance = random.Random(1)
    kept = scene.folder / "kept"
    shutil.copytree(scene.installed, kept)
    began = time.monotonic()
    expect(scene.wine.run(setup, "/S", limit=300)[0], 0, "exit code")
    whole = time.monotonic() - began
    seen: dict[str, int] = {}
    for _ in range(KILLS):
        shutil.rmtree(scene.installed)
        shutil.copytree(kept, scene.installed)
        running = scene.wine.open(setup, "/S")
        time.sleep(chance.uniform(0, whole * 1.1))
        running.kill()
        versions = works(scene, scene.installed)
        seen[versions] = seen.get(versions, 0) + 1
    # What the last one left does not keep the next from going through, nor stay behind.
    shutil.rmtree(scene.installed)
    shutil.copytree(kept, scene.installed)
    running = scene.wine.open(setup, "/S")
    time.sleep(whole / 2)
    running.kill()
    expect(scene.wine.run(setup, "/S", limit=300)[0], 0, "exit code afterwards")
    wanted = {*map(str, files(scene.program)), "uninstall.exe"}
    expect(wanted ^ set(map(str, files(scene.installed))), set(), "files that differ")
    shutil.rmtree(scene.installed)
    shutil.copytree(kept, scene.installed)
    register_older(scene)
    return f"{KILLS} kills over {whole:.1f} s: {seen}"


def register_older(scene: Scene) -> None:
    """Windows' list says again that the older version is there."""
    key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\PartyDesk"
    scene.wine.checked("reg", "add", key, "/v", "DisplayVersion", "/d", OLD, "/f")


def full_disk(scene: Scene) -> str:
    """An upgrade on a disk that is full, or fills up meanwhile: exit code 4, the old one works."""
    small = scene.folder / "small"
    small.mkdir()
    size = builder.size_of(scene.program)
    seen = []
    for spare, filled in ((size // 2, False), (size * 3 // 2, True)):
        kilobytes = (builder.size_of(scene.folder / "older") + spare) // 1024
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", small], check=True
        )
        try:
            place = small / "PartyDesk"
            shutil.copytree(scene.folder / "older", place)
            running = scene.wine.open(
                scene.folder / "quick-setup.exe", "/S", f"/D={scene.path(place)}"
            )
            if filled:
                deadline = time.monotonic() + 60
                while time.monotonic() < deadline and not any(place.glob("*.new/*")):
                    time.sleep(0.02)
                with suppress(OSError), (small / "filling").open("wb", buffering=0) as file:
                    while file.write(b"0" * (1 << 16)):
                        pass  # until nothing goes in any more
            expect(running.wait(300), 4, "exit code")
            expect(works(scene, place), "/".join([OLD_CONTENTS] * 2), "versions")
            left = [path.name for path in place.iterdir() if path.suffix in (".new", ".old")]
            expect(left, [], "left behind")
            seen.append("filled up" if filled else "full")
        finally:
            subprocess.run(["umount", small], check=True)
    register_older(scene)
    return f"{' and '.join(seen)}: exit code 4, the older version whole"


def held_open(scene: Scene) -> str:
    """A file of the program held open by another one: exit code 3, the old one works."""
    held = scene.path(scene.installed / "partydesk.exe")
    holding = f"f=open(r'{held}','rb');import time;print('held',flush=True);time.sleep(60)"
    holder = scene.wine.open(scene.work / "python/python.exe", "-c", holding)
    deadline = time.monotonic() + 60
    while "held" not in holder.printed and time.monotonic() < deadline:
        time.sleep(0.2)
    try:
        code, _ = scene.wine.run(scene.folder / "quick-setup.exe", "/S", limit=300)
    finally:
        holder.kill()
        scene.wine.run("taskkill", "/f", "/im", "python.exe", limit=60)
    expect(code, 3, "exit code")
    expect(works(scene, scene.installed), "/".join([OLD_CONTENTS] * 2), "versions")
    return "exit code 3, the older version whole"


def downgrade(scene: Scene) -> str:
    """An older version over a newer one: refused silently, done when asked for."""
    setup = scene.folder / "older-setup.exe"
    code, _ = scene.wine.run(setup, "/S", limit=300)
    expect(code, 5, "exit code")
    expect(works(scene, scene.installed), "/".join([builder.CONTENTS] * 2), "versions")
    return "exit code 5, the newer version whole"


def release_files(scene: Scene) -> str:
    """`selftest --release` finds what was changed, and nothing else."""
    told = scene.command("selftest", "--release")
    expect(told, {"ok": True, "problems": []}, "as installed")
    changed = scene.installed / builder.CONTENTS / "partydesk/resources/stars/default.json"
    before = changed.read_bytes()
    changed.write_bytes(before + b" ")
    try:
        told = scene.command("selftest", "--release")
    finally:
        changed.write_bytes(before)
    assert not told["ok"] and len(told["problems"]) == 1, told
    return str(told["problems"][0])


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
    wanted = {*map(str, files(scene.program)), "uninstall.exe"}
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
