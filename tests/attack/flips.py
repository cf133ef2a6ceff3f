"""One flipped bit, anywhere in any file: refused, found by `check`, or without any effect."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from partydesk.exchange.submission.reading_back import read_taken
from partydesk.operations.integrity import look as findings_of
from partydesk.operations.records import attach_files
from partydesk.records.findings import UserError
from partydesk.sample.makers import make_branch
from partydesk.store import attachments, backup, portable_copy
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests import reader_processes
from tests.attack import everything, words
from tests.exchange import making
from tests.exchange.merging import merge

Dump = dict[str, list[tuple[Any, ...]]]


@dataclass
class World:
    """A branch that works by hand, a committee that has taken it in, and what they wrote."""

    folder: Path
    branch: Home
    committee: Home
    archive: Path
    submission: Path
    backup: Path
    dumps: dict[Path, Dump] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Make the data once."""
    with ExitStack() as stack:
        stack.enter_context(reader_processes.handed_on())
        with make_branch(
            Home(folder / "支部"), "P0312", "中共示例园区甲有限公司支部委员会", short_name="甲支部",
            seed=3, members=5, sessions=6, talks=2, tickets=2,
        ) as branch:  # fmt: skip
            photo = folder / "照片.jpg"
            photo.write_bytes(random.Random(1).randbytes(20_000))
            everything.fill(branch)
            uid = making.uids(branch, "member")[0]
            making.edit(branch, "member", uid, address="改过的住址")
            making.remove(branch, "talk", making.uids(branch, "talk")[0])
            attach_files(branch, "member", uid, [attachments.keep(branch.home, photo)], "添加附件")
            first = making.sent(branch, folder / "1").file
            making.write_member(branch, "后来的人")
            sent = making.sent(branch, folder / "2").file
            archive = folder / "副本.partydesk"
            portable_copy.save(branch.home, archive)
            made = backup.backup(branch.home.database, folder, "timer").path
            home = branch.home
        with making.committee(folder) as committee:
            making.write_session(committee, "党委的会", making.datetime(2026, 3, 1, 9))
            for file in (first, sent):
                merge(committee, [file])
            park = committee.home
        world = World(folder, home, park, archive, sent, made)
        for each in (home, park):
            world.dumps[each.folder] = _dump(each.database)
        yield world


def case(world: World, seed: int) -> list[str]:
    """One bit flipped in one file; what was wrong about it."""
    chance = random.Random(seed)
    what, (_, play) = chance.choices(list(_FILES.items()), [w for w, _ in _FILES.values()])[0]
    place = world.folder / f"翻{seed}"
    place.mkdir()
    try:
        return [f"{what}: {fault}" for fault in play(world, chance, place)]
    finally:
        shutil.rmtree(place)


def _flip(file: Path, chance: random.Random) -> str:
    raw = bytearray(file.read_bytes())
    at, bit = chance.randrange(len(raw)), chance.randrange(8)
    raw[at] ^= 1 << bit
    file.write_bytes(raw)
    return f"byte {at} of {len(raw)} bit {bit}"


def _dump(database: Path) -> Dump:
    """Every value of every table, as bytes where it is a text."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
        connection.text_factory = bytes
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name.decode(): connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall()
            for (name,) in names
        }


def _database(world: World, chance: random.Random, place: Path) -> Iterator[str]:
    source = chance.choice((world.branch, world.committee))
    home = Home(place / "数据")
    shutil.copytree(source.folder, home.folder)
    where = _flip(home.database, chance)
    found = [each for each in findings_of(home) if each.fatal]
    for each in found[:20]:
        yield from (f"{where}: {fault}" for fault in words.faults(each.message))
    try:
        same = _dump(home.database) == world.dumps[source.folder]
    except (sqlite3.Error, UnicodeDecodeError):
        same = False
    try:
        open_store(home).close()
        if not same:
            yield f"{source.folder.name} {where}: opened though it is not as it was closed"
    except UserError as error:
        yield from (f"{where}: {fault}" for fault in words.faults(error.message, error.code))
    world.tally["database " + ("found" if found else "no effect" if same else "got through")] += 1
    if not found and not same:
        now, was = _dump(home.database), world.dumps[source.folder]
        different = [
            (name, a, b)
            for name in was
            for a, b in zip(was[name], now.get(name, []), strict=False)
            if a != b
        ]
        yield f"{source.folder.name} {where}: not found by check: {different[:1]}"


def _beside(world: World, chance: random.Random, place: Path) -> Iterator[str]:
    """An attached or a received file."""
    source, folder = chance.choice(
        ((world.branch, Home.attachments), (world.committee, Home.received))
    )
    home = Home(place / "数据")
    shutil.copytree(source.folder, home.folder)
    where = _flip(chance.choice(sorted(folder.fget(home).iterdir())), chance)  # type: ignore[attr-defined]
    world.tally["beside"] += 1
    if not [each for each in findings_of(home) if each.fatal]:
        yield f"{where}: not found by check"


def _backup(world: World, chance: random.Random, place: Path) -> Iterator[str]:
    file = place / world.backup.name
    shutil.copy(world.backup, file)
    yield from _refused(world, lambda: backup.verify(file), _flip(file, chance), "backup")


def _archive(world: World, chance: random.Random, place: Path) -> Iterator[str]:
    """A copy with a flipped bit gives back exactly what was saved, or nothing."""
    file = place / world.archive.name
    shutil.copy(world.archive, file)
    where = _flip(file, chance)
    home = Home(place / "新")
    home.folder.mkdir()
    try:
        portable_copy.look_into(file)
        portable_copy.restore(file, home)
    except UserError as error:
        world.tally["archive refused"] += 1
        yield from (f"{where}: {fault}" for fault in words.faults(error.message, error.code))
        return
    world.tally["archive no effect"] += 1
    with open_store(home) as store, open_store(world.branch, write=False) as meant:
        if making.content(store) != making.content(meant):
            yield f"{where}: restored something else"
    if [each for each in findings_of(home) if each.fatal]:
        yield f"{where}: restored what check finds faults in"


def _submission(world: World, chance: random.Random, place: Path) -> Iterator[str]:
    file = place / "报送.xlsx"
    shutil.copy(world.submission, file)
    where = _flip(file, chance)
    meant = read_taken(str(world.submission))
    with making.committee(place) as store, patch("partydesk.store.opening.back_up"):
        taken = making.taken(store, file)
        world.tally[f"submission {taken.state}"] += 1
        if taken.state != "merged":
            yield from (f"{where}: {fault}" for fault in words.faults(taken.message))
            return
        shown = {kind: dict_of(making.values(store, kind)) for kind in meant.rows}
        if shown != {kind: dict(rows) for kind, rows in meant.rows.items()}:
            yield f"{where}: taken as something else"
        if (taken.organisation, taken.period, taken.revision) != ("P0312", "2026", 2):
            yield f"{where}: taken as {taken.organisation} {taken.period} {taken.revision}"


def dict_of(rows: list[tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """uid → values."""
    return {uid: tuple(values) for uid, *values in rows}


def _refused(world: World, look: Callable[[], object], where: str, what: str) -> Iterator[str]:
    try:
        look()
    except UserError as error:
        world.tally[f"{what} refused"] += 1
        yield from (f"{where}: {fault}" for fault in words.faults(error.message, error.code))
    else:
        yield f"{where}: believed"


_Play = Callable[[World, random.Random, Path], Iterator[str]]
_FILES: dict[str, tuple[int, _Play]] = {
    "database": (60, _database),
    "beside": (6, _beside),
    "backup": (6, _backup),
    "archive": (12, _archive),
    "submission": (16, _submission),
}
