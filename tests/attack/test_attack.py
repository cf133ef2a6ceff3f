"""A few cases of each attack; `python -m tests.attack` runs them by the thousand."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import leftovers
from tests.attack import corpus, disks, flips, jobs, kills, mutants, passwords, two_processes
from tests.attack.zygote import Zygote
from tests.exchange import hostile
from tests.exchange.roster import rosters

pytestmark = pytest.mark.dear

SEED = int(os.environ.get("PARTYDESK_ATTACK_SEED", "20260901"))
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied by fork here")


def faults(case: Callable[[Any, int], list[str]], world: Any, count: int) -> list[str]:
    """What is wrong, each with the seed that plays it again."""
    return [f"{seed}: {each}" for seed in range(SEED, SEED + count) for each in case(world, seed)]


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jobs.World]:
    with jobs.world(tmp_path_factory.mktemp("jobs")) as made:
        yield made


def test_mutants(tmp_path: Path) -> None:
    with leftovers.shared("reader_"), mutants.world(tmp_path) as world:
        assert faults(mutants.case, world, 30) == []


@forks
def test_kills(working: jobs.World) -> None:
    assert faults(kills.case, working, 7) == []


@forks
def test_passwords(tmp_path: Path) -> None:
    with passwords.world(tmp_path) as world:
        assert faults(passwords.case, world, 9) == []


@forks
def test_disks_where_no_file_can_grow(working: jobs.World) -> None:
    assert faults(disks.case, disks.World(working, None), 6) == []


@forks
def test_disks_that_are_full(tmp_path: Path) -> None:
    with disks.world(tmp_path) as world:
        if world.disk is None:
            pytest.skip("this machine does not let tests mount a disk")
        assert faults(disks.case, world, 4) == []


@forks
def test_two_processes(working: jobs.World) -> None:
    with Zygote() as second:
        assert faults(two_processes.case, two_processes.World(working, second), 8) == []


def test_flips(tmp_path: Path) -> None:
    with leftovers.shared("reader_"), flips.world(tmp_path) as world:
        assert faults(flips.case, world, 25) == []


def test_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    rosters.workbook(folder / "花名册.xlsx", [("姓名", "人员类别"), ("张三", "正式党员")])
    hostile.xlsx(folder / "怪.xlsx", '<row r="1"><c r="XFD1048576"><v>1</v></c></row>')
    (folder / "名单.csv").write_bytes("姓名,入党时间\n张三,1985.07\n".encode("gb18030"))
    (folder / "空.xls").write_bytes(b"")
    with leftovers.shared("reader_"), corpus.world(tmp_path) as world:
        assert len(corpus.found(folder)) == 4
        assert [each for file in corpus.found(folder) for each in corpus.case(world, file)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="processes are copied by fork here")
def test_the_oracle_sees_what_got_through(working: jobs.World, tmp_path: Path) -> None:
    """A kill that loses what was acknowledged, and a message with the program's insides."""
    from tests.attack import words

    job = next(one for one in jobs.JOBS if one.name == "add")
    before, after = working.before["add"], working.after["add"]
    assert jobs.unlike(before, after) != "" and jobs.unlike(after, before, after) == ""
    assert words.faults("KeyError: 'x'") and words.faults("出了没有料到的错误（KeyError）")
    assert words.faults("没有写成。请换一个盘再试") == [] and job.once
