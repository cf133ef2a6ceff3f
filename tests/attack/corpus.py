"""Any folder of spreadsheets through every door that takes sheets: no crash, no hang."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from partydesk.exchange.reading.reader import read_book
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster.intake import propose, propose_pasted
from partydesk.records.findings import UserError
from partydesk.records.registry import rosters
from partydesk.store.store import Store
from tests import reader_processes
from tests.attack import words
from tests.exchange import making
from tests.exchange.merging import merge

_SLOW = 20.0  # seconds for all doors together
_ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".xlsb")


@dataclass
class World:
    """A branch and a committee that take everything, and the workers that read."""

    branch: Store
    committee: Store
    readers: Readers
    tally: Counter[str] = field(default_factory=Counter)


def found(folder: Path) -> list[Path]:
    """The spreadsheets in a folder, in depth."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS)


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Two homes, and workers for all files."""
    with ExitStack() as stack:
        stack.enter_context(reader_processes.handed_on())
        readers = stack.enter_context(Readers())
        stack.enter_context(patch("partydesk.store.opening.back_up", lambda *_: None))
        branch = stack.enter_context(making.branch(folder))
        yield World(branch, stack.enter_context(making.committee(folder)), readers)


def case(world: World, file: Path) -> list[str]:
    """One file through every door; what was wrong about it."""
    began = time.monotonic()
    try:
        faults = list(_through(world, file))
    except Exception as error:  # the one thing that must never come out
        faults = [f"stray {type(error).__name__}: {error}"]
    if (spent := time.monotonic() - began) > _SLOW:
        faults.append(f"{spent:.0f} s")
    return faults


def _through(world: World, file: Path) -> Iterator[str]:
    (fate,) = merge(world.committee, [file]).files or (None,)
    if fate is not None:
        world.tally[f"merge {fate.state}"] += 1
        code = fate.findings[0].code if fate.findings else ""
        yield from (f"merge: {fault}" for fault in words.faults(fate.message or "收下", code))
    for kind in rosters():
        try:
            proposal = propose(world.branch, file, kind, readers=world.readers)
        except UserError as error:
            world.tally[f"import {error.code}"] += 1
            yield from (f"{kind}: {fault}" for fault in words.faults(error.message, error.code))
            continue
        world.tally["import read"] += 1
        for one in proposal.findings:
            yield from (f"{kind}: {fault}" for fault in words.faults(one.message))
    try:
        book = read_book(file)
    except UserError:
        return
    for sheet in book.sheets[:3]:
        text = "\n".join(
            "\t".join("" if cell is None else str(cell) for cell in row) for row in sheet.rows[:500]
        )
        try:
            propose_pasted(world.branch, "member", text, [("name", "姓名")])
        except UserError as error:
            yield from (f"paste: {fault}" for fault in words.faults(error.message, error.code))
