"""Backups of real SQLite files: faithful, proven, and whole whatever happens meanwhile."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.records.findings import UserError
from partydesk.store import sqlite_contents, sqlitefile, verified_copy
from partydesk.store.backup import (
    backup,
    backups,
    changed_since,
    copy_to_second_place,
    difference,
    restore,
    verify,
)
from partydesk.store.damage import newest_good
from partydesk.store.retention import thin
from tests.store.disks import mounted

NOON = datetime(2026, 11, 23, 12, 0, 0)


def make(path: Path, rows: int = 200, mark: str = "甲") -> Path:
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE member (uid TEXT PRIMARY KEY, name TEXT)")
        connection.execute("CREATE TABLE note (text TEXT)")
        connection.execute("CREATE INDEX by_name ON member (name)")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO member VALUES (?, ?)", ((f"{n:06}", f"{mark}{n}𬭎") for n in range(rows))
        )
        connection.execute("COMMIT")
    return path


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


def content(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT uid, name FROM member ORDER BY uid").fetchall()


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def data_files(folder: Path) -> list[str]:
    """The names without the empty -wal and the -shm that reading a closed file leaves beside it."""
    return [
        name
        for name in names(folder)
        if not name.endswith("-shm")
        and not (name.endswith("-wal") and (folder / name).stat().st_size == 0)
    ]


def refused(code: str) -> pytest.RaisesExc[UserError]:
    return pytest.raises(UserError, check=lambda error: error.code == code)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "支部 工作台#1%20?"  # what breaks a file: address
    folder.mkdir()
    return folder


@pytest.fixture
def live(home: Path) -> Path:
    return make(home / "partydesk.db")


@pytest.fixture
def protected(tmp_path: Path) -> Iterator[Path]:
    """A folder nobody can write to, root included."""
    if sys.platform != "win32" and os.geteuid() != 0:
        place = tmp_path / "写保护"
        place.mkdir(mode=0o555)
        yield place
        return
    for place in mounted(tmp_path / "写保护", "size=1m"):
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        yield place


# --- making one


def test_a_backup_is_one_file_with_everything_the_log_holds(home: Path, live: Path) -> None:
    with closing(connect(live)) as writer:
        writer.execute("INSERT INTO member VALUES ('x', '还在日志里')")
        assert (home / "partydesk.db-wal").stat().st_size > 0
        made = backup(live, home / "backups", "opening", NOON)
    assert made.verified and made.records == 201 and made.reason == "opening"
    assert made.path.name.startswith("partydesk-20261123-120000-opening-")
    assert names(home / "backups") == [made.path.name]
    assert ("x", "还在日志里") in content(made.path)
    assert made.path.read_bytes()[18:20] == b"\x01\x01"  # opens on a read-only stick
    assert names(home / "backups") == [made.path.name]


def test_two_in_one_second_keep_their_order(home: Path, live: Path) -> None:
    first = backup(live, home / "b", "timer", NOON)
    second = backup(live, home / "b", "bulk-delete", NOON)
    assert [one.path for one in backups(home / "b")] == [second.path, first.path]
    assert [one.reason for one in backups(home / "b")] == ["bulk-delete", "timer"]
    assert [one.records for one in backups(home / "b")] == [200, 200]


def test_time_of_another_zone_is_written_as_local_time(home: Path, live: Path) -> None:
    aware = datetime(2026, 11, 23, 4, 0, 0, tzinfo=UTC)
    made = backup(live, home / "b", "timer", aware)
    assert made.made_at == aware.astimezone().replace(tzinfo=None)


def test_listing_passes_over_what_is_not_a_backup(home: Path, live: Path) -> None:
    made = backup(live, home / "b", "timer", NOON)
    for name in (
        "partydesk.db",
        "partydesk-20261399-120000-timer.db",
        "partydesk-20261123-120000-timer.db.tmp",
        "我的.db",
    ):
        (home / "b" / name).write_bytes(b"x")
    (home / "b" / "partydesk-20261124-120000-timer.db").mkdir()
    assert [one.path for one in backups(home / "b")] == [made.path]
    assert backups(home / "missing") == []


def test_a_reason_that_would_spoil_the_name_is_a_mistake_of_the_caller(live: Path) -> None:
    with pytest.raises(ValueError, match="reason"):
        backup(live, live.parent, "../timer")


def test_a_concurrent_writer_neither_stops_nor_tears_a_backup(home: Path) -> None:
    live = home / "partydesk.db"
    with closing(connect(live)) as connection:
        connection.execute("CREATE TABLE member (uid TEXT PRIMARY KEY, name TEXT)")
        connection.execute("CREATE TABLE twin (uid TEXT PRIMARY KEY, name TEXT)")
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        with closing(connect(live)) as connection:
            while not stop.is_set():
                connection.execute("BEGIN")
                for table in ("member", "twin"):
                    connection.execute(
                        f"INSERT INTO {table} VALUES (?, ?)", (f"{written:08}", "名" * 300)
                    )
                connection.execute("COMMIT")
                written += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        made = []
        for _ in range(6):
            before = written
            made.append(backup(live, home / "b", "timer", NOON))
            while written == before:
                time.sleep(0.001)
    finally:
        stop.set()
        thread.join()
    assert len({one.records for one in made}) > 1  # it did write meanwhile
    for one in made:
        with closing(sqlite3.connect(one.path)) as connection:
            rows = connection.execute("SELECT count(*) FROM member").fetchone()[0]
            twins = connection.execute("SELECT count(*) FROM twin").fetchone()[0]
        assert rows == twins and rows + twins == one.records
        # One moment: every row up to the last, none after it.
        assert [int(uid) for uid, _ in content(one.path)] == list(range(rows))


def test_looking_at_the_live_file_does_not_drop_its_locks(home: Path, live: Path) -> None:
    # Opening and closing it as a plain file would, and then any other program that opens and
    # closes the database takes itself for the last one and removes the log under us.
    made = backup(live, home / "b", "timer", NOON)
    with closing(connect(live)) as ours:
        ours.execute("INSERT INTO member VALUES ('x', '日志')")
        backup(live, home / "b", "timer", NOON)
        changed_since(live, home / "b")
        difference(made.path, live)
        verify(live)
        script = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
            "c.execute('SELECT * FROM member').fetchall(); c.close()"
        )
        subprocess.run([sys.executable, "-c", script, str(live)], check=True)
        assert (home / "partydesk.db-wal").stat().st_size > 0


def test_a_row_written_between_counting_and_copying_is_not_in_it(
    home: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = sqlite_contents.counts

    def counted_then_written(connection: sqlite3.Connection) -> dict[str, int]:
        found = counts(connection)
        if len(content(live)) == 200:
            with closing(connect(live)) as writer:
                writer.execute("INSERT INTO member VALUES ('x', '刚刚')")
        return found

    monkeypatch.setattr(sqlite_contents, "counts", counted_then_written)
    made = backup(live, home / "b", "timer", NOON)
    assert made.records == 200 and len(content(made.path)) == 200 and len(content(live)) == 201


# --- refusing


def test_a_copy_that_lacks_rows_is_refused_and_left_clean(
    home: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        verified_copy, "sound_counts", lambda path, still: {"member": 199, "note": 0}
    )
    with refused("copy-differs"):
        backup(live, home / "b", "timer", NOON)
    assert names(home / "b") == []


def test_a_source_that_only_a_full_check_finds_wrong_is_refused(home: Path, live: Path) -> None:
    with closing(connect(live)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX by_name ON member (uid)'"
            " WHERE name = 'by_name'"
        )
    with refused("damaged"):
        backup(live, home / "b", "timer", NOON)
    with refused("damaged"):
        verify(live)
    assert names(home / "b") == []


def test_a_damaged_source_is_not_backed_up_over_good_ones(home: Path, live: Path) -> None:
    good = backup(live, home / "b", "timer", NOON)
    raw = bytearray(live.read_bytes())
    raw[4096 * 3 : 4096 * 5] = bytes(8192)
    live.write_bytes(raw)
    with refused("damaged") as caught:
        backup(live, home / "b", "timer", NOON)
    assert "partydesk.db" in caught.value.message
    assert names(home / "b") == [good.path.name]


def test_a_missing_source_and_a_foreign_source_are_refused(home: Path) -> None:
    with refused("no-file"):
        backup(home / "partydesk.db", home / "b", "timer")
    (home / "partydesk.db").write_bytes("这不是数据库".encode() * 500)
    with refused("damaged"):
        backup(home / "partydesk.db", home / "b", "timer")
    (home / "partydesk.db").write_bytes(b"")
    with refused("damaged"):
        backup(home / "partydesk.db", home / "b", "timer")
    assert names(home / "b") == []


def test_the_folder_is_made_but_not_the_stick_it_should_be_on(home: Path, live: Path) -> None:
    with refused("no-folder"):
        backup(live, home / "没插的盘" / "b", "timer")
    assert names(home) == ["partydesk.db"]


def test_a_file_in_the_place_of_the_folder_is_refused(home: Path, live: Path) -> None:
    (home / "b").write_text("占着")
    for folder in (home / "b", home / "b" / "c"):
        with refused("no-folder"):
            backup(live, folder, "timer")
    assert (home / "b").read_text() == "占着"


def test_a_protected_folder_is_refused(live: Path, protected: Path) -> None:
    for folder in (protected, protected / "backups"):
        with refused("read-only"):
            backup(live, folder, "timer")
    assert names(protected) == []


def test_a_full_disk_is_refused_and_left_clean(home: Path, tiny_disk: Path) -> None:
    live = make(home / "partydesk.db", rows=5000)
    with refused("disk-full"):
        backup(live, tiny_disk, "timer")
    assert names(tiny_disk) == []


# --- verifying


@pytest.mark.parametrize("where", ["header", "middle", "row", "end", "all"])
def test_verify_finds_damage(home: Path, live: Path, where: str) -> None:
    made = backup(live, home / "b", "timer", NOON)
    raw = bytearray(made.path.read_bytes())
    if where == "header":
        raw[0:16] = bytes(16)
    elif where == "middle":
        raw[4096 * 3 : 4096 * 4] = bytes(4096)
    elif where == "row":  # one letter of one name: no page is wrong, only the digest tells
        at = raw.index("甲17𬭎".encode())
        raw[at + 3 : at + 5] = b"99"
    elif where == "end":
        del raw[-4096:]
    else:
        raw.clear()
    made.path.write_bytes(raw)
    with refused("damaged"):
        verify(made.path)
    assert made.path.read_bytes() == raw


def test_verify_leaves_no_trace_and_takes_a_file_of_any_name(home: Path, live: Path) -> None:
    shutil.copy(live, home / "拷贝.db")
    found = verify(home / "拷贝.db")
    assert found.verified and found.records == 200 and found.reason == ""
    assert names(home) == ["partydesk.db", "拷贝.db"]
    with refused("no-file"):
        verify(home / "没有.db")


def test_verify_reads_a_copy_in_wal_mode_from_a_protected_stick(live: Path, tmp_path: Path) -> None:
    for place in mounted(tmp_path / "stick", "size=4m"):
        shutil.copy(live, place / "partydesk.db")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        assert verify(place / "partydesk.db").records == 200


# --- the second place


def test_the_second_place_gets_the_same_bytes(home: Path, live: Path) -> None:
    made = backup(live, home / "b", "timer", NOON)
    (home / "U盘").mkdir()
    for _ in range(2):  # the second time it is already there
        copied = copy_to_second_place(made, home / "U盘")
        assert copied.verified and copied.path.read_bytes() == made.path.read_bytes()
        assert names(home / "U盘") == [made.path.name]
    copied.path.write_bytes(b"broken")
    copy_to_second_place(made, home / "U盘")
    assert verify(copied.path).records == made.records


def test_a_second_place_that_fails_is_told(
    home: Path, live: Path, protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup(live, home / "b", "timer", NOON)
    with refused("no-folder"):
        copy_to_second_place(made, home / "没插的盘")
    (home / "file").write_text("")
    with refused("no-folder"):
        copy_to_second_place(made, home / "file")
    with refused("read-only"):
        copy_to_second_place(made, protected)
    (home / "U盘").mkdir()
    sync = os.fsync

    def forgetful(handle: int) -> None:  # a stick of false capacity
        sync(handle)
        os.ftruncate(handle, 4096)

    monkeypatch.setattr(os, "fsync", forgetful)
    with refused("copy-differs"):
        copy_to_second_place(made, home / "U盘")
    assert names(home / "U盘") == []
    monkeypatch.undo()
    made.path.write_bytes(made.path.read_bytes().replace("甲17".encode(), "甲99".encode()))
    with refused("damaged"):
        copy_to_second_place(made, home / "U盘")
    made.path.unlink()
    with refused("no-file"):
        copy_to_second_place(made, home / "U盘")


def test_a_full_second_place_is_left_clean(home: Path, tiny_disk: Path) -> None:
    made = backup(make(home / "partydesk.db", rows=5000), home / "b", "timer", NOON)
    with refused("disk-full"):
        copy_to_second_place(made, tiny_disk)
    assert names(tiny_disk) == []


# --- whether there is anything to back up


def test_changed_since_follows_content_not_bookkeeping(home: Path, live: Path) -> None:
    folder = home / "b"
    assert changed_since(live, folder)
    backup(live, folder, "timer", NOON)
    assert not changed_since(live, folder)
    with closing(connect(live)) as connection:  # opened, read, closed: nothing changed
        connection.execute("SELECT * FROM member").fetchall()
        assert not changed_since(live, folder)
    assert not changed_since(live, folder)
    with closing(connect(live)) as connection:  # same size, same header, only in the log
        connection.execute("UPDATE member SET name = '乙17𬭎' WHERE name = '甲17𬭎'")
        assert changed_since(live, folder)
        backup(live, folder, "timer", NOON)
        assert not changed_since(live, folder)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # moves bytes, changes nothing
        assert not changed_since(live, folder)
        connection.execute("UPDATE member SET name = '甲17𬭎' WHERE name = '乙17𬭎'")
    assert changed_since(live, folder)  # and closed, with the log merged
    live.unlink()
    assert not changed_since(live, folder)


def test_a_spoilt_newest_backup_does_not_hide_a_change(home: Path, live: Path) -> None:
    folder = home / "b"
    made = backup(live, folder, "timer", NOON)
    raw = made.path.read_bytes()
    made.path.write_bytes(raw[:-4096])
    assert changed_since(live, folder)
    made.path.write_bytes(raw)
    assert not changed_since(live, folder)


@pytest.mark.parametrize("old_name", [False, True])
def test_numbers_order_backups_whatever_the_clock_said(
    home: Path, live: Path, old_name: bool
) -> None:
    folder = home / "b"
    future = backup(live, folder, "timer", datetime(2099, 1, 1))
    if old_name:  # as they were named before they had numbers
        future.path.rename(folder / future.path.name.replace("-n1-", "-"))
    with closing(connect(live)) as connection:
        connection.execute("DELETE FROM member WHERE uid > '000100'")
    assert changed_since(live, folder)
    made = backup(live, folder, "timer", NOON)
    assert [one.number for one in backups(folder)] == ([1, 0] if old_name else [2, 1])
    assert backups(folder)[0].path == made.path and verify(made.path).number == made.number
    assert not changed_since(live, folder)
    good = newest_good(folder)
    assert good is not None and good.path == made.path
    assert made.path not in thin(folder, NOON) and made.path.exists()


def test_a_file_too_big_to_compare_counts_as_changed(
    home: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(live, home / "b", "timer", NOON)
    monkeypatch.setattr(sqlitefile, "_MARK_LIMIT", 1000)
    assert changed_since(live, home / "b")


# --- what restoring would change


def test_difference_counts_rows_both_ways(home: Path, live: Path) -> None:
    made = backup(live, home / "b", "timer", NOON)
    assert difference(made.path, live) == {}
    with closing(connect(live)) as connection:
        connection.execute("DELETE FROM member WHERE uid < '000003'")
        connection.execute("UPDATE member SET name = NULL WHERE uid = '000100'")
        connection.execute("INSERT INTO member VALUES ('n', '新')")
        connection.execute("INSERT INTO note VALUES ('新')")
        connection.execute("CREATE TABLE later (a INTEGER, b INTEGER, PRIMARY KEY (a, b))")
        connection.execute("INSERT INTO later VALUES (1, 1), (1, 2)")
        assert difference(made.path, live) == {
            "member": (3, 1, 1),
            "note": (0, 0, 1),
            "later": (0, 0, 2),
        }
    assert difference(live, made.path)["later"] == (2, 0, 0)
    assert difference(made.path, home / "没有.db") == {"member": (200, 0, 0)}


def test_difference_with_a_damaged_file_is_refused(home: Path, live: Path) -> None:
    made = backup(live, home / "b", "timer", NOON)
    live.write_bytes(b"\0" * 8192)
    with refused("damaged") as caught:
        difference(made.path, live)
    assert "partydesk.db" in caught.value.message
    with refused("no-file"):
        difference(home / "没有.db", live)


# --- putting one back


def test_restore_brings_back_and_keeps_the_present(home: Path, live: Path) -> None:
    made = backup(live, home / "b", "timer", NOON)
    old = content(live)
    with closing(connect(live)) as connection:
        connection.execute("DELETE FROM member WHERE uid < '000100'")
    present = content(live)
    kept = restore(made.path, live, home / "aside")
    assert content(live) == old
    assert kept is not None and content(kept) == present
    assert made.path.exists()
    again = restore(kept, live, home / "aside")  # and back again
    assert content(live) == present
    assert again is not None and again != kept and content(again) == old
    assert names(home) == ["aside", "b", "partydesk.db"]


def test_restore_merges_the_log_a_killed_program_left(home: Path, live: Path) -> None:
    made = backup(live, home / "b", "timer", NOON)
    leave_log(live, "UPDATE member SET name = '最后一句' WHERE uid = '000001'")
    kept = restore(made.path, live, home / "aside")
    assert kept is not None
    assert ("000001", "最后一句") in content(kept)
    assert names(home / "aside") == [kept.name]
    assert ("000001", "甲1𬭎") in content(live)


def test_restore_over_a_damaged_file_keeps_it_byte_for_byte(home: Path, live: Path) -> None:
    made = backup(live, home / "b", "timer", NOON)
    leave_log(live, "UPDATE note SET text = 1", "INSERT INTO note VALUES ('日志')")
    raw = bytearray(live.read_bytes())
    raw[100:2000] = bytes(1900)
    live.write_bytes(raw)
    log = (home / "partydesk.db-wal").read_bytes()
    kept = restore(made.path, live, home / "aside")
    assert kept is not None and kept.read_bytes() == raw
    assert kept.with_name(kept.name + "-wal").read_bytes() == log
    assert content(live) == content(made.path)
    assert names(home) == ["aside", "b", "partydesk.db"]


def test_restore_where_there_is_no_file_is_not_spoilt_by_an_orphan_log(
    home: Path, live: Path
) -> None:
    made = backup(live, home / "b", "timer", NOON)
    leave_log(live, "UPDATE member SET name = '别的'")
    log = (home / "partydesk.db-wal").read_bytes()
    live.unlink()
    assert restore(made.path, live, home / "aside") is None
    assert content(live) == content(made.path)
    (orphan,) = (home / "aside").iterdir()
    assert orphan.read_bytes() == log


def test_restore_refuses_a_damaged_backup_and_changes_nothing(home: Path, live: Path) -> None:
    made = backup(live, home / "b", "timer", NOON)
    made.path.write_bytes(made.path.read_bytes()[:-5000])
    before = live.read_bytes()
    with refused("damaged"):
        restore(made.path, live, home / "aside")
    assert live.read_bytes() == before and data_files(home) == ["b", "partydesk.db"]


def test_restore_refuses_while_another_has_the_file(
    home: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlitefile, "PATIENCE", 0.1)
    made = backup(live, home / "b", "timer", NOON)
    with closing(connect(live)) as other:
        other.execute("DELETE FROM member")
        other.execute("BEGIN")
        other.execute("INSERT INTO member VALUES ('x', '还没写完')")
        with refused("busy"):
            restore(made.path, live, home / "aside")
        other.execute("COMMIT")
    assert content(live) == [("x", "还没写完")]


def test_restore_that_cannot_set_aside_changes_nothing(
    home: Path, live: Path, tiny_disk: Path, protected: Path
) -> None:
    make(home / "big.db", rows=5000)
    made = backup(live, home / "b", "timer", NOON)
    before = content(home / "big.db")
    with refused("disk-full"):
        restore(made.path, home / "big.db", tiny_disk)
    with refused("read-only"):
        restore(made.path, home / "big.db", protected)
    assert content(home / "big.db") == before
    assert names(tiny_disk) == [] and data_files(home) == ["b", "big.db", "partydesk.db"]


def leave_log(live: Path, *statements: str) -> None:
    """Change the file as a program does that is killed before its log is merged."""
    script = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA journal_mode=WAL')\n"
        "for s in sys.argv[2:]: c.execute(s)\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(live), *statements], check=False)
    assert (live.parent / f"{live.name}-wal").stat().st_size > 0


# --- killed

LOOP = """
import sys
from pathlib import Path
from partydesk.store.backup import backup, restore
live, first, second, folder = map(Path, sys.argv[2:])
print("ready", flush=True)
while True:
    if sys.argv[1] == "backup":
        backup(live, folder, "timer")
    else:
        restore(first, live, folder)
        restore(second, live, folder)
"""


def kill_in_the_middle(*arguments: object) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LOOP, *map(str, arguments)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"ready"
    time.sleep(random.uniform(0.0, 0.25))
    assert process.poll() is None
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.dear
def test_killed_while_backing_up_leaves_only_whole_backups(home: Path) -> None:
    live = make(home / "partydesk.db", rows=20000)
    before, folder = content(live), home / "b"
    folder.mkdir()
    interrupted = 0
    for _ in range(10):
        kill_in_the_middle("backup", live, live, live, folder)
        interrupted += any(name.startswith(".") for name in names(folder))
        assert all(verify(one.path).records == 20000 for one in backups(folder))
        for entry in folder.iterdir():
            entry.unlink()
    assert interrupted, "no kill hit the middle of a copy: the test has lost its point"
    assert content(live) == before
    assert backup(live, folder, "timer").verified


@pytest.mark.dear
def test_killed_while_restoring_leaves_the_old_or_the_new_file(home: Path) -> None:
    first = backup(make(home / "a.db", rows=8000, mark="甲"), home / "b", "timer")
    second = backup(make(home / "z.db", rows=9000, mark="乙"), home / "b", "timer")
    live, aside = home / "partydesk.db", home / "aside"
    either = (content(first.path), content(second.path))
    shutil.copy(first.path, live)
    aside.mkdir()
    interrupted = 0
    for _ in range(10):
        leave_log(live, "CREATE TABLE IF NOT EXISTS late (x)", "DELETE FROM late")
        kill_in_the_middle("restore", live, first.path, second.path, aside)
        interrupted += any(name.startswith(".") for name in (*names(home), *names(aside)))
        assert content(live) in either
        assert verify(live).verified
        for entry in aside.iterdir():
            if not entry.name.startswith("."):
                assert verify(entry).verified
            entry.unlink()
        for entry in home.glob(".partydesk-*"):
            entry.unlink()
    assert interrupted, "no kill hit the middle of a restore: the test has lost its point"
    assert restore(first.path, live, aside) is not None
    assert content(live) == either[0]


AT_A_STEP = """
import os, sys
from pathlib import Path
from partydesk.store.backup import restore
source, live, aside, step = *map(Path, sys.argv[1:4]), int(sys.argv[4])
replace, unlink, done = Path.replace, Path.unlink, 0
def counted(real):
    def call(self, *arguments, **options):
        global done
        if self.exists() or real is replace:
            done += 1
            if done == step:
                os._exit(9)
        return real(self, *arguments, **options)
    return call
Path.replace, Path.unlink = counted(replace), counted(unlink)
restore(source, live, aside)
"""


@pytest.mark.parametrize("sound", [True, False])
def test_killed_at_any_step_of_a_restore_nothing_is_lost(home: Path, sound: bool) -> None:
    made = backup(make(home / "a.db"), home / "b", "timer")
    new = content(made.path)
    for step in range(1, 30):
        work = home / f"{step}"
        work.mkdir()
        live = make(work / "partydesk.db", mark="旧")
        leave_log(live, "UPDATE member SET name = '日志' WHERE uid = '000001'")
        log = (work / "partydesk.db-wal").read_bytes()
        if not sound:
            raw = bytearray(live.read_bytes())
            raw[4096:8192] = bytes(4096)
            live.write_bytes(raw)
        before = live.read_bytes()
        command = [sys.executable, "-c", AT_A_STEP, made.path, live, work / "aside", str(step)]
        ended = subprocess.run(list(map(str, command)), check=False).returncode
        assert live.exists()
        kept = list((work / "aside").glob("*.db"))
        if sound:  # old with its log, or new; and if new, the old one is kept whole
            now = content(live)
            assert now == new or ("000001", "日志") in now
            assert now != new or ("000001", "日志") in content(kept[0])
        elif live.read_bytes() != before or not (work / "partydesk.db-wal").exists():
            assert kept[0].read_bytes() == before
            assert kept[0].with_name(f"{kept[0].name}-wal").read_bytes() == log
        assert ended in (0, 9)
        if ended == 0:
            break
        restore(made.path, live, work / "aside")  # and it can be done again
        assert content(live) == new
    assert ended == 0 and step > (2 if sound else 5)


LIMITED = """
import resource, sys
from pathlib import Path
from partydesk.records.findings import UserError
from partydesk.store.backup import backup
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    backup(Path(sys.argv[1]), Path(sys.argv[2]), "timer")
except UserError as refusal:
    print(refusal.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_disk_that_stops_taking_bytes_is_refused_and_left_clean(home: Path) -> None:
    live = make(home / "partydesk.db", rows=5000)
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(live), str(home / "b")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() in ("disk-full", "write-failed")
    assert names(home / "b") == []
