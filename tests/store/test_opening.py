"""Making and opening a data folder: what it is like, and what is refused."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.records.findings import UserError
from partydesk.store import opening, queries, schema
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store, create

VALUES = {
    "code": "P0312",
    "name": "中共示例园区甲科技有限公司支部委员会",
    "short_name": "甲支部",
}

HOLDER = """
import sys
from pathlib import Path
from partydesk.store.home import Home
from partydesk.store.opening import open_store
store = open_store(Home(Path(sys.argv[1])))
print("open", flush=True)
sys.stdin.readline()
store.close()
print("closed", flush=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "甲 支部 data")


def refusal(call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        call()
    assert caught.value.message
    return caught.value


def test_a_new_file_knows_whose_it_is(home: Home) -> None:
    with create(home, "branch", VALUES) as store:
        assert (store.role, store.own.code, store.own.short_name) == (
            "branch",
            "P0312",
            "甲支部",
        )
        assert store.writable
        with store.read() as connection:
            (row,) = queries.window(
                connection, "organisation", queries.ids(connection, queries.Query("organisation"))
            ).values()
    assert row["organisation"] == row["id"]
    with open_store(home) as again:
        assert again.own.name == VALUES["name"]
        assert again.own.uid == row["uid"]


def test_a_committee_is_a_committee(tmp_path: Path) -> None:
    with create(Home(tmp_path / "c"), "committee", {"code": "P0000", "name": "园区党委"}) as store:
        assert store.role == "committee"
        with store.read() as connection:
            kind = connection.exec_driver_sql("SELECT kind FROM organisation").scalar()
        assert kind == "party_committee"
    with open_store(Home(tmp_path / "c")) as store:
        assert store.role == "committee"


def test_a_closed_file_is_one_file(home: Home) -> None:
    create(home, "branch", VALUES).close()
    assert [e.name for e in home.folder.iterdir() if e.suffix not in (".lock", ".seal")] == [
        "partydesk.db"
    ]


def test_connections_are_safe(home: Home) -> None:
    with create(home, "branch", VALUES) as store, store.read() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert pragma("foreign_keys") == 1
        assert pragma("synchronous") == 2  # FULL: a commit survives a power cut
        assert pragma("journal_mode") == "wal"
        assert pragma("user_version") == schema.VERSION
        assert pragma("integrity_check") == "ok"


def test_a_link_to_nothing_is_impossible(home: Home) -> None:
    with create(home, "branch", VALUES) as store:
        with pytest.raises(IntegrityError), store.transaction() as connection:
            connection.exec_driver_sql(
                "INSERT INTO review (uid, created_at, updated_at, search, member, year, grade) "
                "VALUES ('u', '', '', '', 999, 2026, 'qualified')"
            )
        with store.read() as connection:
            assert queries.count(connection, queries.Query("review")) == 0


def test_a_folder_that_holds_data_is_left_alone(home: Home) -> None:
    create(home, "branch", VALUES).close()
    before = home.database.read_bytes()
    again = refusal(lambda: create(home, "branch", {"code": "P1", "name": "别的"}))
    assert again.code == "exists"
    assert home.database.read_bytes() == before


def test_nothing_stays_of_a_creation_that_is_refused(home: Home) -> None:
    assert refusal(lambda: create(home, "branch", {"name": "没有编码"})).code == "invalid"
    assert refusal(lambda: create(home, "park", VALUES)).code == "bad-role"
    wrong = refusal(lambda: create(home, "branch", VALUES | {"kind": "俱乐部"}))
    assert [finding.column for finding in wrong.findings] == ["kind"]
    assert not home.database.exists()
    assert not list(home.folder.glob("*.new*")) if home.folder.exists() else True
    create(home, "branch", VALUES).close()  # and the lock is free


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    blocked = refusal(lambda: create(Home(tmp_path / "file" / "data"), "branch", VALUES))
    assert blocked.code == "no-folder"


def test_nothing_to_open_is_said(home: Home) -> None:
    assert refusal(lambda: open_store(home)).code == "no-data"


def test_a_file_of_a_newer_program_is_refused_untouched(home: Home) -> None:
    create(home, "branch", VALUES).close()
    content = bytearray(home.database.read_bytes())
    content[60:64] = (schema.VERSION + 1).to_bytes(4, "big")
    home.database.write_bytes(content)
    newer = refusal(lambda: open_store(home))
    assert newer.code == "newer"
    assert str(schema.VERSION + 1) in newer.message
    assert home.database.read_bytes() == bytes(content)
    # The refused opening holds no lock.
    content[60:64] = schema.VERSION.to_bytes(4, "big")
    home.database.write_bytes(content)
    open_store(home).close()


def test_a_second_window_is_refused_until_the_first_closes(home: Home) -> None:
    create(home, "branch", VALUES).close()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "open"
        assert refusal(lambda: open_store(home)).code == "locked"
        with open_store(home, write=False) as reading:
            assert reading.own.code == "P0312"
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline().strip() == "closed"
        open_store(home).close()
    finally:
        process.kill()
        process.communicate()


def test_reading_only_never_writes(home: Home) -> None:
    create(home, "branch", VALUES).close()
    with open_store(home, write=False) as store:
        assert not store.writable

        def write() -> None:
            with store.write("改名") as writer:
                writer.edit("organisation", store.own.uid, {"short_name": "乙"})

        assert refusal(write).code == "read-only"
        assert store.own.short_name == "甲支部"


def test_a_failed_opening_gives_the_lock_back(home: Home) -> None:
    create(home, "branch", VALUES).close()
    good = home.database.read_bytes()
    home.database.write_bytes(good[:5000])
    with pytest.raises(UserError):
        open_store(home)
    home.database.write_bytes(good)
    open_store(home).close()


def test_writes_of_several_threads_queue_up(home: Home) -> None:
    with create(home, "branch", VALUES) as store:
        failures: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for turn in range(5):
                    with store.write("添加党员") as writer:
                        writer.add(
                            "member",
                            {
                                "name": f"陈{chr(0x4E00 + number)}{chr(0x4E00 + turn)}",
                                "category": "full",
                            },
                        )
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        with store.read() as connection:
            assert queries.count(connection, queries.Query("member")) == 20


def test_a_reader_sees_one_unchanging_state(home: Home) -> None:
    with create(home, "branch", VALUES) as store, store.read() as reading:
        assert queries.count(reading, queries.Query("member")) == 0
        with store.write("添加党员") as writer:
            writer.add("member", {"name": "张三", "category": "full"})
        assert queries.count(reading, queries.Query("member")) == 0
        with store.read() as fresh:
            assert queries.count(fresh, queries.Query("member")) == 1


def test_listeners_hear_what_changed(empty_store: Store) -> None:
    heard: list[tuple[str, frozenset[str]]] = []
    empty_store.listeners.append(lambda done: heard.append((done.label, done.kinds)))
    with empty_store.write("添加党员") as writer:
        uid = writer.add("member", {"name": "张三", "category": "full"})
    with empty_store.write("没有改动") as writer:
        assert writer.edit("member", uid, {"name": "张三"}) is False
    empty_store.undo()
    empty_store.redo()
    member = frozenset({"member"})
    assert heard == [("添加党员", member), ("撤销：添加党员", member), ("重做：添加党员", member)]


def test_backing_up_only_when_something_changed(home: Home) -> None:
    with create(home, "branch", VALUES) as store:
        first = opening.back_up(store, "closing")
        assert first is not None
        assert opening.back_up(store, "closing") is None
        with store.write("添加党员") as writer:
            writer.add("member", {"name": "张三", "category": "full"})
        second = opening.back_up(store, "closing")
        assert second is not None
        with closing(sqlite3.connect(second.path)) as copy:
            assert copy.execute("SELECT name FROM member").fetchall() == [("张三",)]
