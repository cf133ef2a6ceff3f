"""The door to SQLite: any path, protected and full disks, other users; each in its own words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.records.findings import UserError
from partydesk.store import backup, queries, sqlite_errors, sqlitefile
from partydesk.store.home import Home
from partydesk.store.integrity_check import look
from partydesk.store.opening import open_store
from partydesk.store.queries import Query
from partydesk.store.store import Store, create
from tests.store.disks import mounted

VALUES = {"code": "P0312", "name": "甲支部"}


def refusal(call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        call()
    return caught.value


def add(store: Store, name: str, **more: str) -> None:
    with store.write("添加党员") as writer:
        writer.add("member", {"name": name, "category": "full", **more})


def members(store: Store) -> int:
    with store.read() as connection:
        return queries.count(connection, Query("member"))


def fatal(home: Home) -> list[str]:
    return [each.code for each in look(home) if each.fatal]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    yield from mounted(tmp_path / "盘", "size=2m")


ODD = ["100%25", "a#b", *([] if sys.platform == "win32" else ["what?mode=ro", "a'b\"c;"])]


@pytest.mark.parametrize("name", ODD)
def test_a_path_is_taken_to_the_letter(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path / name)
    with create(home, "branch", VALUES) as store:
        add(store, "张三")
    made = backup.backup(home.database, home.backups, "timer")
    with open_store(home) as store:
        add(store, "李四")
    assert backup.difference(made.path, home.database)["member"] == (0, 0, 1)
    backup.restore(made.path, home.database, home.set_aside)
    with open_store(home, write=False) as store:
        assert members(store) == 1
    assert fatal(home) == [] and [path.name for path in tmp_path.iterdir()] == [name]


def test_a_protected_disk_is_read(disk: Path) -> None:
    home = Home(disk / "数据")
    with create(home, "branch", VALUES) as store:
        add(store, "张三")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with open_store(home, write=False) as store:
        assert members(store) == 1
    assert fatal(home) == []
    assert refusal(lambda: open_store(home)).code == "read-only"


def test_a_disk_that_fills_up_is_said_and_nothing_is_lost(disk: Path) -> None:
    home = Home(disk / "数据")
    with create(home, "branch", VALUES) as store:
        saved = 0
        said = None
        while said is None:
            try:
                add(store, f"陈{chr(0x4E00 + saved)}", note="长" * 9000)
                saved += 1
            except UserError as refused:
                said = refused
        assert said.code == "disk-full" and "没有改动" in said.message and saved
        assert members(store) == saved
        assert refusal(lambda: add(store, "又一个", note="长" * 9000)).code == "disk-full"
    with open_store(home, write=False) as store:
        assert members(store) == saved


@pytest.mark.parametrize("size", range(16, 1000, 90))
def test_a_new_file_is_whole_or_not_there(tmp_path: Path, size: int) -> None:
    for disk in mounted(tmp_path / "盘", f"size={size}k"):
        home = Home(disk / "数据")
        try:
            create(home, "branch", VALUES).close()
        except UserError as refused:
            assert refused.code == "disk-full" and str(disk) in refused.message
            assert list(disk.iterdir()) == []
        else:
            assert fatal(home) == []


def test_a_log_without_its_file_is_not_taken_over(tmp_path: Path) -> None:
    home = Home(tmp_path / "数据")
    home.folder.mkdir()
    log = sqlitefile.side(home.database, "-wal")
    log.write_bytes(b"log")
    assert refusal(lambda: create(home, "branch", VALUES)).code == "exists"
    assert log.read_bytes() == b"log"


def test_another_writer_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlitefile, "PATIENCE", 0.1)
    home = Home(tmp_path / "数据")
    with create(home, "branch", VALUES) as store:
        with closing(sqlite3.connect(home.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            said = refusal(lambda: add(store, "张三"))
            assert said.code == "busy" and "partydesk.db" in said.message
        add(store, "张三")
        assert members(store) == 1


def test_damage_met_in_the_middle_of_work_is_said(tmp_path: Path) -> None:
    home = Home(tmp_path / "数据")
    with create(home, "branch", VALUES) as store:
        add(store, "张三")
    raw = bytearray(home.database.read_bytes())
    for page in range(1, len(raw) // 4096):  # all but the list of tables
        raw[page * 4096 : page * 4096 + 8] = b"\xff" * 8
    home.database.write_bytes(raw)
    assert refusal(lambda: open_store(home, write=False, check=False)).code == "damaged"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_a_file_without_the_right_to_read_it_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    home = Home(tmp_path / "数据")
    create(home, "branch", VALUES).close()
    home.database.chmod(0)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from partydesk.records.findings import UserError\n"
        "from partydesk.store import sqlitefile\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try:\n"
        "    with sqlitefile.reading(Path(sys.argv[1])): pass\n"
        "except UserError as refusal: print(refusal.code)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(home.database)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout.strip() == "cannot-read"


def test_result_codes_are_those_of_the_sqlite_in_use() -> None:
    for code in sqlite_errors.Code:
        assert getattr(sqlite3, f"SQLITE_{code.name}") == code, code.name
