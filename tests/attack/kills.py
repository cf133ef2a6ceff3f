"""Killed at any moment: the data opens whole, nothing that was acknowledged is lost, go on."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator

from partydesk.operations.integrity import look
from partydesk.records.findings import UserError
from partydesk.store.home import Home
from tests.attack.jobs import JOBS, Job, World, broken_outputs, shape, unlike
from tests.attack.jobs import world as world

# Those that write records more often than those that only write a file.
_WEIGHTS = [
    1 if job.name in ("template", "slip", "rollup", "report", "print") else 3 for job in JOBS
]


def case(world: World, seed: int) -> list[str]:
    """One command killed at one moment; what was wrong afterwards."""
    chance = random.Random(seed)
    job = chance.choices(JOBS, _WEIGHTS)[0]
    place = world.folder / str(seed)
    home = world.fresh(job, place)
    try:
        when = _kill(world, job, home, chance)
        return [
            f"{job.name} killed {when}: {fault}" for fault in _afterwards(world, job, home, when)
        ]
    finally:
        shutil.rmtree(place)


def _kill(world: World, job: Job, home: Home, chance: random.Random) -> str:
    """Kill the command at a touch of a file (the same for a seed) or after a while."""
    if chance.random() < 0.6:
        at = chance.randrange(1, world.events[job.name] + 1)
        world.zygote.begin(home.folder.parent, world.line(job, home), kill_at=at)
        status, _ = world.zygote.end()
        when = f"at event {at} of {world.events[job.name]}"
    else:
        delay = chance.random() * world.seconds[job.name] * 1.05
        child = world.zygote.begin(home.folder.parent, world.line(job, home))
        time.sleep(delay)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        status, _ = world.zygote.end()
        when = f"after {delay:.3f} s"
    world.tally["killed" if status == -signal.SIGKILL else "was done before"] += 1
    return when if status == -signal.SIGKILL else f"{when}, done with {status}"


def _afterwards(world: World, job: Job, home: Home, when: str) -> Iterator[str]:
    before, after = world.before[job.name], world.after[job.name]
    out = home.folder.parent / "out"
    try:
        now = shape(home)
    except UserError as error:
        yield f"does not open: {error.code} {error.message}"
        return
    if "done with 0" in when and now != after:
        yield f"acknowledged and lost: {unlike(now, after)}"
    if fault := unlike(now, before, after):
        yield f"neither as before nor as after: {fault}"
    if now:
        yield from (f"check: {one.message}" for one in look(home) if one.fatal)
    yield from broken_outputs(job, out)
    if now != after or not job.once:
        status, said, _ = world.run(job, home)
        if status and not (job.name == "init" and now == after):
            yield f"cannot be repeated: {said}"
    yield from _left_over(world, home)
    if fault := unlike(shape(home), after):
        yield f"repeated, not as after: {fault}"
    if after:
        yield from (f"check at the end: {one.message}" for one in look(home) if one.fatal)
    yield from broken_outputs(job, out)
    made = [path for path in out.rglob("*") if not path.name.startswith(".partydesk-")]
    if job.made and len(made) != 1:
        yield f"made {sorted(path.name for path in made)}"


def _left_over(world: World, home: Home) -> Iterator[str]:
    """What a next start leaves of the files of a killed program."""
    if not home.database.exists():
        return  # a blank template, which names nobody
    status, said, _ = world.zygote.run(home.folder.parent, "--home", home.folder, "list", "member")
    if status:
        yield f"cannot be listed: {said}"
    for place in (home.folder.parent / "tmp", home.scratch):
        yield from (f"left: {path.relative_to(home.folder.parent)}" for path in place.rglob("*"))
    for path in home.folder.parent.rglob(".partydesk-*"):
        yield f"left: {path.relative_to(home.folder.parent)}"
    for path in (home.database.with_suffix(".new"),):
        if path.exists():
            yield f"left: {path.name}"
