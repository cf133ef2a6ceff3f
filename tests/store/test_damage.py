"""Damaged data files: noticed, set aside whole, and the newest good backup found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.records.findings import UserError
from partydesk.store import atomic, sqlitefile
from partydesk.store.backup import backup, restore
from partydesk.store.damage import (
    Damaged,
    check_on_opening,
    left_unclean,
    newest_good,
    set_aside,
)

NOON = datetime(2026, 11, 23, 12, 0, 0)
PAGE = 4096


def make(path: Path, rows: int = 2000) -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE member (uid TEXT PRIMARY KEY, name TEXT)")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO member VALUES (?, ?)", ((f"{n:06}", f"党员{n}") for n in range(rows))
        )
        connection.execute("COMMIT")
    return path


def leave_log(live: Path, statement: str) -> None:
    """Change the file as a program does that is killed before its log is merged."""
    script = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute(sys.argv[2])\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(live), statement], check=False)
    assert left_unclean(live)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "支部 数据"
    folder.mkdir()
    return folder


@pytest.fixture
def live(home: Path) -> Path:
    return make(home / "partydesk.db")


def test_a_sound_file_passes_and_is_left_as_it_is(home: Path, live: Path) -> None:
    before = live.read_bytes()
    assert not left_unclean(live)
    for unclean in (False, True):
        check_on_opening(live, unclean)
    check_on_opening(home / "没有.db", False)
    assert live.read_bytes() == before and names(home) == ["partydesk.db"]


def test_a_sound_file_whose_program_was_killed_passes(home: Path, live: Path) -> None:
    leave_log(live, "UPDATE member SET name = '新'")
    log = (home / "partydesk.db-wal").read_bytes()
    check_on_opening(live, unclean=True)
    assert (home / "partydesk.db-wal").read_bytes() == log


def spoil(live: Path, how: str) -> None:
    raw = bytearray(live.read_bytes())
    if how == "header":
        raw[:100] = b"\xff" * 100
    elif how == "page size":
        raw[16:18] = b"\x00\x07"
    elif how == "zeroed middle":
        middle = len(raw) // PAGE // 2 * PAGE
        raw[middle : middle + 3 * PAGE] = bytes(3 * PAGE)
    elif how == "truncated":
        del raw[len(raw) // 2 :]
    elif how == "truncated inside the header":
        del raw[50:]
    elif how == "schema page":
        raw[100:PAGE] = bytes(PAGE - 100)
    elif how == "text":
        raw = bytearray("我是一个改了后缀的文本文件。".encode() * 400)
    else:
        raw.clear()
    live.write_bytes(raw)


@pytest.mark.parametrize("unclean", [False, True])
@pytest.mark.parametrize(
    "how",
    [
        "header",
        "page size",
        "zeroed middle",
        "truncated",
        "truncated inside the header",
        "schema page",
        "text",
        "empty",
    ],
)
def test_damage_is_noticed_set_aside_and_made_good(
    home: Path, live: Path, how: str, unclean: bool
) -> None:
    made = backup(live, home / "b", "timer", NOON)
    spoil(live, how)
    damaged = live.read_bytes()
    with pytest.raises(Damaged) as caught:
        check_on_opening(live, unclean)
    assert caught.value.code == "damaged" and "partydesk.db" in caught.value.message
    assert live.read_bytes() == damaged
    kept = set_aside(live)
    assert kept.read_bytes() == damaged and not live.exists()
    good = newest_good(home / "b")
    assert good is not None and good.path == made.path and good.verified
    assert restore(good.path, live, home / "aside") is None
    check_on_opening(live, unclean)
    assert kept.read_bytes() == damaged


def test_a_wrong_index_is_noticed_after_an_unclean_end(live: Path) -> None:
    with closing(sqlite3.connect(live, isolation_level=None)) as connection:
        connection.execute("CREATE INDEX by_name ON member (name)")
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX by_name ON member (uid)'"
            " WHERE name = 'by_name'"
        )
    check_on_opening(live, unclean=False)  # the quick check does not read indexes
    with pytest.raises(Damaged):
        check_on_opening(live, unclean=True)


def test_the_log_of_another_file_is_noticed(home: Path, live: Path) -> None:
    other = home / "other.db"
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE talk (uid INTEGER PRIMARY KEY, text TEXT)")
        connection.execute(
            "INSERT INTO talk WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 900) SELECT i, printf('%099d', i) FROM n"
        )
    leave_log(other, "UPDATE talk SET text = printf('%099d', -uid)")
    log = (home / "other.db-wal").read_bytes()
    shutil.copy(home / "other.db-wal", home / "partydesk.db-wal")
    before = live.read_bytes()
    assert left_unclean(live)
    with pytest.raises(Damaged):
        check_on_opening(live, unclean=True)
    assert live.read_bytes() == before
    kept = set_aside(live)
    assert kept.read_bytes() == before
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == log
    assert not left_unclean(live)


def test_set_aside_keeps_every_damaged_file(home: Path) -> None:
    kept = []
    for number in range(3):
        (home / "partydesk.db").write_bytes(bytes([number]))
        kept.append(set_aside(home / "partydesk.db"))
    assert [path.read_bytes() for path in kept] == [b"\0", b"\1", b"\2"]
    assert all(path.name.startswith("partydesk.damaged-") for path in kept)


def test_set_aside_killed_half_way_is_finished_next_time(home: Path, live: Path) -> None:
    leave_log(live, "UPDATE member SET name = '日志'")
    log = (home / "partydesk.db-wal").read_bytes()
    half = home / "partydesk.damaged-20261123-120000.db"
    live.rename(half)  # and killed here
    with pytest.raises(Damaged):  # a new empty file here would wipe the log
        check_on_opening(live, unclean=True)
    assert set_aside(live) == half
    assert half.with_name(f"{half.name}-wal").read_bytes() == log
    check_on_opening(live, unclean=False)
    with closing(sqlite3.connect(half)) as connection:
        assert connection.execute("SELECT DISTINCT name FROM member").fetchall() == [("日志",)]


def test_set_aside_that_fails_half_way_moves_all_back(
    home: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_log(live, "UPDATE member SET name = '日志'")
    before = {name: (home / name).read_bytes() for name in names(home)}
    move = atomic.patiently_move

    def held(source: Path, final: Path) -> None:
        if final.name.endswith("-wal") and "damaged" in final.name:
            raise PermissionError(13, "held by another program", str(source))
        move(source, final)

    monkeypatch.setattr(atomic, "patiently_move", held)
    with pytest.raises(UserError):
        set_aside(live)
    assert {name: (home / name).read_bytes() for name in names(home)} == before


def test_a_busy_file_is_not_called_damaged(live: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlitefile, "PATIENCE", 0.1)
    with closing(sqlite3.connect(live, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UserError) as caught:
            check_on_opening(live, unclean=False)
    assert caught.value.code == "busy" and not isinstance(caught.value, Damaged)


def test_a_folder_in_the_place_of_the_file_is_not_opened(home: Path) -> None:
    (home / "partydesk.db").mkdir()
    with pytest.raises(UserError):
        check_on_opening(home / "partydesk.db", unclean=False)


def test_the_next_good_backup_is_offered(home: Path, live: Path) -> None:
    made = [backup(live, home / "b", "timer", NOON + timedelta(days=day)) for day in range(4)]
    made[3].path.write_bytes(made[3].path.read_bytes()[: -2 * PAGE])
    made[2].path.write_bytes(b"")
    raw = bytearray(made[1].path.read_bytes())
    raw[-10] ^= 1  # one bit, which SQLite itself does not see
    made[1].path.write_bytes(raw)
    good = newest_good(home / "b")
    assert good is not None and good.path == made[0].path and good.records == 2000
    made[0].path.unlink()
    assert newest_good(home / "b") is None
    assert newest_good(home / "没有") is None
