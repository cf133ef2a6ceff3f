"""Files that travel, changed on their way, through every door that opens them.

Whatever was done to a file: it is taken as its maker meant it with every edit named, waits for a
word, or is refused in words; the file beside it is taken, withdrawing brings back what was there,
and the genuine file is taken afterwards.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.replies import answer, taken_slips
from partydesk.exchange.roster.intake import apply, propose
from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.reading_back import read_taken
from partydesk.records.findings import UserError
from partydesk.records.registry import kinds
from partydesk.store import portable_copy
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests import reader_processes
from tests.attack import everything, words, workbooks
from tests.attack.workbooks import Parts
from tests.exchange import making
from tests.exchange.merging import merge
from tests.exchange.roster import rosters
from tests.exchange.submission.test_template import filled

STATES = {"merged", "unchanged", "older", "edited", "rejected"}


@dataclass
class World:
    """What travels between a branch and its committee, and their data to copy."""

    folder: Path
    readers: Readers
    first: Path
    second: Path
    neighbour: Path
    template: Path
    receipt: Path
    slip: Path
    archive: Path
    roster: Path
    branch: Home
    empty: Home
    numbers: Iterator[int] = field(default_factory=itertools.count)
    tally: Counter[str] = field(default_factory=Counter)
    """How often what became of what."""

    def copy(self, home: Home) -> Home:
        """A data folder of the case's own."""
        made = Home(self.folder / f"数据{next(self.numbers)}")
        shutil.copytree(home.folder, made.folder)
        return made


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Make everything once; reading is done by the same workers for all cases."""
    with ExitStack() as stack:
        stack.enter_context(reader_processes.handed_on())
        readers = stack.enter_context(Readers())
        with making.branch(folder, "P0312") as branch:
            everything.fill(branch)
            assert everything.blank_columns(branch) == []
            first = making.sent(branch, folder / "1").file
            making.write_member(branch, "后来的人", note="-1+1")
            second = making.sent(branch, folder / "2").file
            archive = folder / "副本.partydesk"
            portable_copy.save(branch.home, archive)
            home = branch.home
        with making.branch(folder, "P0400", seed=5) as branch:
            neighbour = making.sent(branch, folder / "3").file
        committee = making.committee(folder / "空")
        empty = committee.home
        committee.close()
        shutil.copytree(empty.folder, folder / "答")
        with open_store(Home(folder / "答")) as store:
            slip = answer.write_slip(store, second, folder / f"{second.stem}_退回单.xlsx")
            merge(store, [second])
            receipt = answer.write_slip(store, second, folder / f"{second.stem}_回执.xlsx")
        roster = rosters.workbook(
            folder / "花名册.xlsx",
            [
                ("姓名", "公民身份号码", "性别", "人员类别", "加入党组织日期", "手机号码"),
                *(
                    (
                        f"陈{chr(0x4E00 + n)}",
                        rosters.identity(n),
                        "男",
                        "正式党员",
                        "2010-07-01",
                        "13900000000",
                    )
                    for n in range(1, 40, 2)
                ),
            ],
        )
        stack.enter_context(patch("partydesk.store.opening.back_up", lambda *_: None))
        stack.enter_context(patch("partydesk.exchange.roster.taking.back_up", lambda *_: None))
        yield World(
            folder, readers, first, second, neighbour, filled(folder, name="手填.xlsx"), receipt,
            slip, archive, roster, home, empty,
        )  # fmt: skip


def case(world: World, seed: int) -> list[str]:
    """One file changed and opened; what was wrong about it."""
    chance = random.Random(seed)
    door = chance.choices(list(_DOORS), weights=[weight for weight, _ in _DOORS.values()])[0]
    _, play = _DOORS[door]
    file = world.folder / f"{seed}.xlsx"
    before = set(world.folder.iterdir())
    try:
        return [f"{door}: {fault}" for fault in play(world, chance, file)]
    except Exception as error:  # the one thing that must never come out
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        return [f"{door}: stray {type(error).__name__}: {error} ({where.filename}:{where.lineno})"]
    finally:
        for left in set(world.folder.iterdir()) - before:
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def _mutate(
    source: Path, file: Path, chance: random.Random, *, ours: bool, sealed: bool = True
) -> str:
    """Write a mutant of a workbook; how it came about.

    `ours`: a program made it, with metadata, which digests seal if it is `sealed`.
    """
    raw = source.read_bytes()
    how = chance.choices(
        ("metadata", "resealed", "sheets", "zip", "bytes"), weights=(5, 5, 6, 2, 2)
    )[0]
    if how in ("metadata", "resealed") and not ours:
        how = "sheets"
    if how == "resealed" and not sealed:
        how = "metadata"
    if how == "bytes":
        file.write_bytes(workbooks.mutated_bytes(raw, chance))
    elif how == "zip":
        file.write_bytes(workbooks.mutated_zip(raw, chance))
    else:
        parts = Parts(raw)
        if how == "sheets":
            workbooks.mutated_sheets(parts, chance)
        else:
            workbooks.mutated_metadata(parts, chance, reseal=how == "resealed")
        parts.write(file)
    return how


# Submissions --------------------------------------------------------------------------------------


def _submission(world: World, chance: random.Random, file: Path) -> Iterator[str]:
    how = _mutate(world.second, file, chance, ours=True)
    yield from _merged(world, chance, file, world.second, how)


def _template(world: World, chance: random.Random, file: Path) -> Iterator[str]:
    how = _mutate(world.template, file, chance, ours=False)
    yield from _merged(world, chance, file, world.template, how)


def _merged(
    world: World, chance: random.Random, file: Path, genuine: Path, how: str
) -> Iterator[str]:
    # What is filled in by hand is another organisation's than the first submission is.
    over = chance.random() < 0.6 and genuine == world.second
    accept = chance.random() < 0.5
    with open_store(world.copy(world.empty)) as store:
        if over:
            merge(store, [world.first])
        before = making.content(store)
        together = [file, world.neighbour]
        chance.shuffle(together)
        found = {
            Path(each.file): each for each in merge(store, together, accept_edited=accept).files
        }
        if set(found) != set(together):
            yield f"{how}: {len(found)} outcomes for {len(together)} files"
            return
        fate, other = found[file], found[world.neighbour]
        if other.state != "merged":
            yield f"{how}: the file beside it was not taken: {other.state} {other.message}"
            return
        yield from _said(fate, how)
        world.tally[f"{how} {fate.state}"] += 1
        withdraw(store, "P0400", "2026")
        if fate.state == "merged":
            yield from _taken_rightly(store, fate, file, genuine, how)
            withdraw(store, fate.organisation, fate.period, uid=fate.org_uid)
        if making.content(store) != before:
            yield f"{how}: not as before after {fate.state} and withdrawing"
        after = making.taken(store, genuine, accept_edited=True, accept_withdrawn=True)
        if after.state != "merged":
            yield f"{how}: afterwards the genuine file is {after.state}: {after.message}"


def _said(fate: Any, how: str) -> Iterator[str]:
    if fate.state not in STATES:
        yield f"{how}: state {fate.state}"
    if fate.state != "merged":
        codes = [finding.code for finding in fate.findings if finding.fatal]
        for fault in words.faults(fate.message, codes[0] if codes else ""):
            yield f"{how}: {fault}"
    for text in (*fate.remarks, *(finding.message for finding in fate.findings)):
        for fault in words.faults(text):
            yield f"{how}: {fault}"


def _taken_rightly(store: Store, fate: Any, file: Path, genuine: Path, how: str) -> Iterator[str]:
    """What is shown is what the file holds, and that is the genuine file's but for named rows."""
    claimed, meant = read_taken(str(file)), read_taken(str(genuine))
    head = (fate.organisation, fate.period, fate.revision)
    wanted = (meant.org_code, meant.period, meant.revision)
    if how != "resealed" and not meant.hand_filled and head != wanted:
        yield f"{how}: taken as {head}, which is {wanted}"
    if not 1 <= fate.revision <= 99_999 or len(fate.organisation) > 40:
        yield f"{how}: taken as {head}"
    named = {row["uid"] for row in fate.edited_rows}
    gone_by_sheet: dict[str, int] = {}
    unlinked: dict[str, int] = {}
    for finding in fate.findings:
        if finding.code == "followed-unlink":  # “有 6 行照收”
            number = int(finding.message.split()[-2])
            unlinked[finding.sheet] = unlinked.get(finding.sheet, 0) + number
        if finding.code == "followed-deletion":  # “随之不收 6 行”
            number = int(finding.message.split()[-2])
            gone_by_sheet[finding.sheet] = gone_by_sheet.get(finding.sheet, 0) + number
    for row in fate.edited_rows:
        gone_by_sheet[row["sheet"]] = gone_by_sheet.get(row["sheet"], 0) + (row["change"] != "新增")
    for kind in kinds():
        layout = sheet_of(kind) if kind in claimed.rows else None
        if layout is None:
            continue
        is_now = dict(claimed.rows[kind])
        shown = {uid: tuple(values) for uid, *values in making.values(store, kind)}
        # Beside another period's, not all that it holds need be shown.
        if shown != is_now and fate.period == meant.period:
            yield f"{how}: {layout.sheet} shows something else than the file holds"
        if claimed.hand_filled:
            continue
        was = dict(meant.rows[kind])
        unnamed = [u for u, values in is_now.items() if was.get(u) != values and u not in named]
        if len(unnamed) > unlinked.get(layout.sheet, 0):
            yield f"{how}: {layout.sheet}: {len(unnamed)} edited rows not named"
        gone = sum(uid not in is_now for uid in was)
        if gone > gone_by_sheet.get(layout.sheet, 0):
            yield f"{how}: {layout.sheet}: {gone} rows gone, {gone_by_sheet} named"


# Answers ------------------------------------------------------------------------------------------


def _answer(world: World, chance: random.Random, file: Path) -> Iterator[str]:
    genuine = chance.choice((world.receipt, world.slip))
    how = _mutate(genuine, file, chance, ours=True, sealed=False)
    states = "SELECT revision, state FROM submission ORDER BY id"
    with open_store(world.copy(world.branch)) as store:
        with store.read() as connection:
            (*before,) = connection.exec_driver_sql(states).fetchall()
        try:
            slip = taken_slips.take_slip(store, file)
        except UserError as error:
            for fault in words.faults(error.message, error.code):
                yield f"{how}: {fault}"
            slip = None
        with store.read() as connection:
            after = connection.exec_driver_sql(states).fetchall()
        if (slip is None or slip.doubt) and after != before:
            yield f"{how}: remembered though refused"
        if slip is not None:
            if slip.doubt:
                yield from (f"{how}: {fault}" for fault in words.faults(slip.doubt))
            elif slip.org_code == store.own.code and (slip.period, slip.revision) != ("2026", 2):
                yield f"{how}: believed as {slip.period} {slip.revision}"
        if chance.random() < 0.1:
            making.write_member(store, "再后来的人")
            made = making.sent(store, file.with_suffix(""))
            if not 3 <= made.revision <= 10_000:
                yield f"{how}: the next is revision {made.revision}"


# Rosters ------------------------------------------------------------------------------------------


def _roster(world: World, chance: random.Random, file: Path) -> Iterator[str]:
    how = _mutate(world.roster, file, chance, ours=False)
    with open_store(world.copy(world.branch)) as store:
        before = making.values(store, "member")
        try:
            proposal = propose(store, file, "member", readers=world.readers)
            for finding in proposal.findings:
                yield from (f"{how}: {fault}" for fault in words.faults(finding.message))
            apply(store, proposal)
            if proposal.added + proposal.updated:
                if len(making.values(store, "member")) != len(before) + proposal.added:
                    yield f"{how}: {proposal.added} were to be added"
                store.undo()
        except UserError as error:
            for fault in words.faults(error.message, error.code):
                yield f"{how}: {fault}"
        if making.values(store, "member") != before:
            yield f"{how}: not as before"
        genuine = propose(store, world.roster, "member", readers=world.readers)
        if (genuine.added, genuine.refused) != (20, 0):
            numbers = f"add {genuine.added}, refuse {genuine.refused}"
            yield f"{how}: afterwards the genuine roster would {numbers}: {genuine.findings[:2]}"


# Portable copies ----------------------------------------------------------------------------------


def _copy(world: World, chance: random.Random, file: Path) -> Iterator[str]:
    raw = world.archive.read_bytes()
    how = chance.choice((workbooks.mutated_bytes, workbooks.mutated_zip))
    file.write_bytes(how(raw, chance))
    home = world.copy(world.empty if chance.random() < 0.3 else world.branch)
    with open_store(home) as store:
        if store.role == "branch":
            making.write_member(store, "只在这里的人")
        before = making.content(store)
    with open_store(world.branch, write=False) as store:
        genuine = making.content(store)
    restored = False
    try:
        portable_copy.compare(file, home)
        lock = FileLock(home.lock)
        lock.acquire()
        try:
            portable_copy.restore(file, home)
            restored = True
        finally:
            lock.release()
    except UserError as error:
        for fault in words.faults(error.message, error.code):
            yield f"{how.__name__}: {fault}"
    with open_store(home) as store:
        if making.content(store) != (genuine if restored else before):
            yield f"{how.__name__}: restored {restored}, and not what was to be there"


_Play = Callable[[World, random.Random, Path], Iterator[str]]
_DOORS: dict[str, tuple[int, _Play]] = {
    "submission": (60, _submission),
    "template": (12, _template),
    "answer": (12, _answer),
    "roster": (10, _roster),
    "copy": (6, _copy),
}
