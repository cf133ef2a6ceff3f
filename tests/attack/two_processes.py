"""Two programs on one home: the second is told, or comes after the first; nothing is corrupted."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from partydesk.operations.integrity import look
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests.attack import jobs, words
from tests.attack.jobs import JOBS, Job, shape, unlike
from tests.attack.zygote import Zygote

_READS = ("rollup", "slip", "report", "print", "backup")
_OWN = [job for job in JOBS if job.start]


@dataclass
class World:
    """The jobs' world, and a second process beside its own."""

    jobs: jobs.World
    second: Zygote
    tally: Counter[str] = field(default_factory=Counter)


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Make the data once."""
    with jobs.world(folder) as made, Zygote() as second:
        yield World(made, second)


def case(world: World, seed: int) -> list[str]:
    """A command beside an open window, or two commands at once; what was wrong."""
    chance = random.Random(seed)
    place = world.jobs.folder / f"两{seed}"
    job = chance.choice(_OWN)
    home = world.jobs.fresh(job, place)
    try:
        play = _beside_a_window if chance.random() < 0.4 else _at_once
        return [f"{job.name}: {fault}" for fault in play(world, job, home, chance)]
    finally:
        shutil.rmtree(place)


def _beside_a_window(world: World, job: Job, home: Home, chance: random.Random) -> Iterator[str]:
    before, after = world.jobs.before[job.name], world.jobs.after[job.name]
    with open_store(home):
        status, said, _ = world.jobs.run(job, home)
    world.tally[f"beside a window: {status}"] += 1
    yield from _told(status, said)
    if status == 2 and "另一个窗口" not in said:
        yield f"not said that another has it: {said[-300:]}"
    if (status == 2) is (job.name in _READS):
        yield f"status {status} beside a window: {said}"
    if fault := unlike(shape(home), before if status else after):
        yield f"not as told: {fault}"
    yield from (f"check: {one.message}" for one in look(home) if one.fatal)


def _at_once(world: World, job: Job, home: Home, chance: random.Random) -> Iterator[str]:
    other = chance.choice([one for one in _OWN if one.start == job.start])
    place = home.folder.parent
    (place / "别").mkdir()
    world.jobs.zygote.begin(place, world.jobs.line(job, home))
    line = ["--home", str(home.folder), *map(str, other.arguments(world.jobs, place / "别"))]
    world.second.begin(place, line, out=str(place / "别说.txt"))
    ends = (world.jobs.zygote.end()[0], world.second.end()[0])
    for status, said in zip(ends, ("said.txt", "别说.txt"), strict=True):
        yield from _told(status, (place / said).read_text("utf-8"))
    world.tally[f"at once: {sorted(ends)}"] += 1
    if 0 not in ends:
        yield f"with {other.name}: none was done"
    now = shape(home)
    done = [one for one, status in zip((job, other), ends, strict=True) if status == 0]
    if len(done) == 1 and (fault := unlike(now, world.jobs.after[done[0].name])):
        yield f"with {other.name}: only {done[0].name} was done: {fault}"
    yield from (f"with {other.name}: check: {one.message}" for one in look(home) if one.fatal)


def _told(status: int, said: str) -> Iterator[str]:
    if status not in (0, 2):
        yield f"status {status}: {said[-300:]}"
    yield from words.faults(said)
