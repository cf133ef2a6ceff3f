"""Disks that fill up: the right words, the data as it was, and the same command succeeds later.

Where a disk can be mounted it is a real one with a few bytes left, under the data or under what is
written; elsewhere no file can grow beyond a size, which needs no rights (RLIMIT_FSIZE).
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from partydesk.operations.integrity import look
from partydesk.store.home import Home
from tests.attack import jobs, words
from tests.attack.jobs import JOBS, Job, broken_outputs, shape, unlike

# How a full disk is said, and how a file that may not grow is.
_FULL = re.compile("满|空间不够|空间不足")
_STOPPED = re.compile("满|空间不够|空间不足|盘出了错|读写出错")
_SIZE = 96 << 20  # attaching leaves 64 free


@dataclass
class World:
    """The jobs' world, and a small disk if there is one."""

    jobs: jobs.World
    disk: Path | None

    @property
    def tally(self) -> dict[str, int]:
        """How often what became of what."""
        return self.jobs.tally


@contextmanager
def world(folder: Path, *, mount: bool = True) -> Iterator[World]:
    """Make the data; mount a disk if this machine lets one."""
    with jobs.world(folder) as made:
        disk = folder / "盘"
        disk.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(disk)]
        mounted = (
            mount
            and sys.platform == "linux"
            and not subprocess.run(command, capture_output=True, check=False).returncode
        )
        try:
            yield World(made, disk if mounted else None)
        finally:
            if mounted:
                subprocess.run(["umount", "-l", str(disk)], check=True)


def case(world: World, seed: int) -> list[str]:
    """One command on a full disk; what was wrong during and after it."""
    chance = random.Random(seed)
    job = chance.choice(JOBS)
    place = world.jobs.folder / str(seed)
    on = chance.choice(("home", "out", "both")) if world.disk and chance.random() < 0.8 else ""
    try:
        found = list(_on_disk(world, job, place, on, chance) if on else
                     _limited(world, job, place, chance))  # fmt: skip
        return [f"{job.name} {on or 'limit'} {fault}" for fault in found]
    finally:
        shutil.rmtree(place)
        if world.disk:
            for left in world.disk.iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _on_disk(world: World, job: Job, place: Path, on: str, chance: random.Random) -> Iterator[str]:
    assert world.disk is not None
    home = world.jobs.fresh(job, place)
    for name in ("数据", "out"):
        if on in ("both", {"数据": "home", "out": "out"}[name]):
            if (place / name).exists():
                shutil.move(place / name, world.disk / name)
            else:
                (world.disk / name).mkdir()
            (place / name).symlink_to(world.disk / name)
    free = int(2 ** chance.uniform(0, 21)) // 4096 * 4096
    ballast = world.disk / "压舱"
    with ballast.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(1, _left(world.disk) - free))
    yield from _plays_out(world, job, home, f"with {free} bytes", ballast=ballast)


def _limited(world: World, job: Job, place: Path, chance: random.Random) -> Iterator[str]:
    home = world.jobs.fresh(job, place)
    limit = int(2 ** chance.uniform(14, 21))
    yield from _plays_out(world, job, home, f"at {limit} bytes", limit=limit)


def _plays_out(
    world: World, job: Job, home: Home, when: str, *, ballast: Path | None = None, limit: int = 0
) -> Iterator[str]:
    before, after = world.jobs.before[job.name], world.jobs.after[job.name]
    out = home.folder.parent / "out"
    status, said, _ = world.jobs.run(job, home, limit=limit)
    world.jobs.tally[f"status {status}"] += 1
    if ballast is not None:
        ballast.unlink()
    if status not in (0, 1, 2):
        yield f"{when}: status {status}: {said[-500:]}"
    yield from (f"{when}: {fault}" for fault in words.faults(said or "没有话"))
    stopped = _FULL if ballast is not None else _STOPPED
    if status and not stopped.search(said):
        yield f"{when}: not said that the disk is full: {said[-300:]}"
    now = shape(home)
    if status == 0 and now != after:
        yield f"{when}: acknowledged and lost: {unlike(now, after)}: {said}"
    if status == 2 and now != before:
        yield f"{when}: refused and done: {unlike(now, before)}: {said}"
    if fault := unlike(now, before, after):
        yield f"{when}: neither as before nor as after: {fault}"
    yield from (f"{when}: {fault}" for fault in broken_outputs(job, out))
    made = [path.name for path in out.rglob("*")]
    if status == 2 and made:
        yield f"{when}: refused, and there is {made}: {said}"
    if now:
        yield from (f"{when}: check: {one.message}" for one in look(home) if one.fatal)
    if now != after or not job.once:
        status, said, _ = world.jobs.run(job, home)
        if status and not (job.name == "init" and now == after):
            yield f"{when}: cannot be repeated: {said}"
    if fault := unlike(shape(home), after):
        yield f"{when}: repeated, not as after: {fault}"
    if after:
        yield from (f"{when}: check at the end: {one.message}" for one in look(home) if one.fatal)
    if job.made and len([path for path in out.rglob("*") if path.suffix != ".tmp"]) != 1:
        yield f"{when}: made {[path.name for path in out.rglob('*')]}"


def _left(disk: Path) -> int:
    state = os.statvfs(disk)
    return state.f_bavail * state.f_frsize
