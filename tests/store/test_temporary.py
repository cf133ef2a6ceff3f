"""Temporary files lie in the data folder, are swept, and nobody else may read what lies there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from openpyxl.worksheet import _writer

from partydesk.cli import run
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from partydesk.store.temporary import TemporaryFolder, kept_in

_HOLDS = """
import sys, tempfile, time
from pathlib import Path
from partydesk.store.home import Home
from partydesk.store.temporary import TemporaryFolder
TemporaryFolder(Home(Path(sys.argv[1]))).start()
Path(tempfile.gettempdir(), "张三.xml").write_text("张三")
print(tempfile.gettempdir(), flush=True)
time.sleep(60)
"""


def _holding(home: Home) -> tuple[subprocess.Popen[str], Path]:
    """Another program with a temporary file in this home, and where that is."""
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(home.folder)], stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert other.stdout is not None
    return other, Path(other.stdout.readline().strip())


def test_what_a_killed_program_left_is_removed_and_nobody_elses(empty_store: Store) -> None:
    home = empty_store.home
    killed, left = _holding(home)
    alive, used = _holding(home)
    try:
        killed.kill()
        killed.communicate()
        assert left.parent == home.scratch and (left / "张三.xml").is_file()
        with kept_in(home):
            here = Path(tempfile.gettempdir())
            assert here.parent == home.scratch
            assert not left.exists() and (used / "张三.xml").is_file()
    finally:
        alive.kill()
        alive.communicate()
    assert not here.exists()
    with kept_in(home):
        assert not used.exists()
    assert not home.scratch.exists()


def test_the_last_to_begin_is_used_whoever_ends_first(
    empty_store: Store, branch_store: Store
) -> None:
    before = tempfile.gettempdir()
    first, second = TemporaryFolder(empty_store.home), TemporaryFolder(branch_store.home)
    first.start()
    second.start()
    assert Path(tempfile.gettempdir()).is_relative_to(branch_store.home.scratch)
    first.stop()
    assert Path(tempfile.gettempdir()).is_relative_to(branch_store.home.scratch)
    second.stop()
    second.stop()
    assert tempfile.gettempdir() == before


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    with kept_in(Home(tmp_path / "没有")):
        assert tempfile.gettempdir() == before
    assert list(tmp_path.iterdir()) == []


def test_a_submissions_sheets_are_written_within_the_home(
    branch_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = branch_store.home
    branch_store.close()
    made: list[str] = []
    make = _writer.create_temporary_file
    monkeypatch.setattr(_writer, "create_temporary_file", lambda: made.append(make()) or made[-1])
    status = run(
        ["--home", str(home.folder), "export", "--period", "2026Q1", "--out", str(tmp_path)]
    )
    assert status == 0
    assert made and all(Path(name).is_relative_to(home.scratch) for name in made)
    assert not home.scratch.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such modes")
def test_a_new_home_is_its_owners_alone_and_what_is_handed_in_is_not(tmp_path: Path) -> None:
    home, out = tmp_path / "家", tmp_path / "交"
    out.mkdir(mode=0o755)
    for arguments in (
        ["init", "--as", "branch", "--code", "P0001", "--name", "甲支部"],
        ["add", "member", '{"name": "张三"}'],
        ["export", "--period", "2026Q3", "--out", str(out)],
        ["backup", "--out", str(home / "备份.db")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "partydesk", "--home", str(home), *arguments],
            capture_output=True,
            umask=0o022,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
    modes = {path: path.stat().st_mode & 0o777 for path in (home, *home.rglob("*"))}
    assert len(modes) > 4
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert [file.stat().st_mode & 0o777 for file in out.iterdir()] == [0o644]


@pytest.mark.parametrize("arguments", [["list", "attendance"], ["list", "member", "--json"]])
def test_output_cut_off_by_the_reader_ends_quietly(
    branch_store: Store, arguments: list[str]
) -> None:
    folder = branch_store.home.folder
    branch_store.close()
    cut = subprocess.Popen(
        [sys.executable, "-m", "partydesk", "--home", str(folder), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )
    assert cut.stdout is not None and cut.stderr is not None
    cut.stdout.close()  # as `| head -0` does
    told = cut.stderr.read()
    cut.stderr.close()
    assert (cut.wait(), told) == (0, b"")


def test_a_home_with_marks_of_urls_in_its_path_writes_sheets(tmp_path: Path) -> None:
    """libxml2 would look for what openpyxl writes in another place."""
    home = Home(tmp_path / "100%的?支部#1")
    before = set(Path(tempfile.gettempdir()).iterdir())
    create(home, "branch", {"code": "P0001", "name": "支部"}).close()
    out = tmp_path / "盘 5%?"
    out.mkdir()
    assert run(["--home", str(home.folder), "export", "--period", "2026", "--out", str(out)]) == 0
    assert len(list(out.glob("*.xlsx"))) == 1
    assert set(Path(tempfile.gettempdir()).iterdir()) == before
    assert not home.scratch.exists()
