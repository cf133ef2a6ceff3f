"""Killed at any touch of a file while a password is set, changed or removed: the old or the new."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.sample.makers import make_branch
from partydesk.store import attachments, crypto, keyring, protection, sealed_file
from partydesk.store.home import Home
from partydesk.store.integrity_check import look
from partydesk.store.lock import FileLock
from partydesk.store.opening import back_up, open_store
from partydesk.store.temporary import kept_in

OLD, NEW = "原来的密码一二三", "换过的密码四五六"
SECRET = "哨兵谈话内容"
_EVENTS = ("open", "os.rename", "os.remove", "os.truncate", "os.mkdir", "os.rmdir", "os.utime")


@dataclass
class World:
    """A home without a password and the same with one; how many touches each act has."""

    folder: Path
    plain: Home
    protected: Home
    code: str
    people: list[str]
    file: attachments.Kept
    events: dict[str, int] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def acts(self) -> dict[str, tuple[Home, Callable[[Home], object]]]:
        return {
            "set": (self.plain, lambda home: protection.set_password(home, NEW)),
            "change": (self.protected, lambda home: protection.change_password(home, OLD, NEW)),
            "remove": (self.protected, lambda home: protection.remove_password(home, OLD)),
        }


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """The homes; a guess at their password costs nothing, which is not what is tried here."""
    before, crypto.COST = crypto.COST, crypto.Cost(64, 1, 1)
    try:
        plain = Home(folder / "没有密码")
        with make_branch(
            plain, "P0312", "中共示例支部", short_name="甲", seed=1, members=5,
            through=date(2026, 2, 28), sessions=4, talks=2, tickets=2,
        ) as store:  # fmt: skip
            file = attachments.keep_bytes(plain, SECRET.encode() * 500, "谈话.txt")
            with store.write("添加") as writer:
                uid = writer.add("member", {"name": SECRET})
                attachments.attach(writer, "member", uid, file)
            back_up(store, "opening")
            with store.write("添加") as writer:
                writer.add("member", {"name": f"{SECRET}二"})
            back_up(store, "timer")
        plain.drafts.mkdir()
        sealed_file.write(plain.drafts / "member-new.json", SECRET.encode(), None)
        protected = Home(folder / "有密码")
        shutil.copytree(plain.folder, protected.folder)
        code = protection.set_password(protected, OLD)
        keyring.forget_all()
        made = World(folder, plain, protected, code, _people(plain), file)
        for name in made.acts:
            home = _fresh(made, name, folder / "counted")
            told = folder / "touches"
            _child(made, name, home, None, told)
            made.events[name] = int(told.read_text())
            shutil.rmtree(folder / "counted")
        yield made
    finally:
        keyring.forget_all()
        crypto.COST = before


def case(world: World, seed: int) -> list[str]:
    """One act killed at one touch; what was wrong afterwards. Three seeds in a row are of each."""
    name = list(world.acts)[seed % len(world.acts)]
    at = random.Random(seed).randrange(1, world.events[name] + 1)
    place = world.folder / str(seed)
    home = _fresh(world, name, place)
    try:
        killed = _child(world, name, home, at, None)
        world.tally[f"{name} {'killed' if killed else 'done'}"] += 1
        return [f"{name} killed at touch {at} of {world.events[name]}: {fault}"
                for fault in _afterwards(world, name, home)]  # fmt: skip
    finally:
        keyring.forget_all()
        shutil.rmtree(place)


def _fresh(world: World, name: str, place: Path) -> Home:
    shutil.copytree(world.acts[name][0].folder, place / "数据")
    return Home(place / "数据")


def _child(world: World, name: str, home: Home, kill_at: int | None, told: Path | None) -> bool:
    """Do the act in a process of its own; whether that was killed."""
    child = os.fork()
    if child == 0:
        touches = 0

        def touched(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal touches
            if event not in _EVENTS or str(home.folder) not in f"{arguments[0]}{arguments[1:2]}":
                return
            touches += 1
            if touches == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        with suppress(BaseException), kept_in(home), FileLock(home.lock):
            sys.addaudithook(touched)
            world.acts[name][1](home)
            if told is not None:
                told.write_text(str(touches))
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"{name} failed")
    return os.WIFSIGNALED(status)


def _afterwards(world: World, name: str, home: Home) -> Iterator[str]:
    keyring.forget_all()
    with kept_in(home):  # sweeps what the killed one left
        pass
    words = {"set": (NEW, None), "change": (OLD, NEW), "remove": (OLD, None)}[name]
    word = next((each for each in words if _opens(home, each)), "none")
    if word == "none":
        yield "neither the old nor the new opens it"
        return
    if name == "change" and _opens(home, OLD) and _opens(home, NEW):
        yield "both passwords open it"
    keyring.forget_all()
    if word is not None:
        protection.unlock(home, word)
    with open_store(home):
        pass
    yield from _whole(world, home, word)
    # What was begun can be done, and undone.
    if name == "set" and word is None:
        with FileLock(home.lock):
            protection.set_password(home, NEW)
        yield from _whole(world, home, NEW)
    elif word is not None:
        with FileLock(home.lock):
            protection.remove_password(home, word)
        yield from _whole(world, home, None)


def _opens(home: Home, word: str | None) -> bool:
    keyring.forget_all()
    try:
        if word is not None:
            if not protection.is_protected(home):
                return False
            protection.unlock(home, word)
        open_store(home, write=False, check=False).close()
    except UserError:
        protection.tries.forget(home)
        return False
    return True


def _whole(world: World, home: Home, word: str | None) -> Iterator[str]:
    if _people(home) != world.people:
        yield "other people"
    yield from (f"check: {one.message}" for one in look(home) if one.fatal)
    if attachments.state_of(home, world.file, thorough=True):
        yield "the attached file is not as it was"
    if sealed_file.content(home.drafts / "member-new.json") != SECRET.encode():
        yield "the draft is not as it was"
    for path in sorted(home.folder.rglob("*")):
        if path.is_dir():
            continue
        if word is not None and SECRET.encode() in path.read_bytes():
            yield f"in clear: {path.relative_to(home.folder)}"
        if word is None and (path == home.key or sealed_file.key_id(path)):
            yield f"still sealed: {path.relative_to(home.folder)}"
        if path.name.startswith(".partydesk-"):
            yield f"left: {path.relative_to(home.folder)}"
    for made in protection.backup.backups(home.backups):
        try:
            protection.backup.verify(made.path)
        except UserError as error:
            yield f"backup {made.path.name}: {error.code}"


def _people(home: Home) -> list[str]:
    with open_store(home, write=False, check=False) as store, store.read() as connection:
        found = connection.exec_driver_sql("SELECT uid, name FROM member ORDER BY uid")
        return [str(tuple(row)) for row in found]
