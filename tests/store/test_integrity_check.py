"""`check` sees damage that SQLite does not: inside a text, a value, a file beside the database."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.cli.run import run
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.records.findings import UserError
from partydesk.store import backup, portable_copy, seal, second_place, sqlite_contents, sqlitefile
from partydesk.store.home import Home
from partydesk.store.integrity_check import look
from partydesk.store.opening import back_up, open_store
from partydesk.store.settings import get, put
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge


def fatal(home: Home) -> dict[str, str]:
    return {each.code: each.message for each in look(home) if each.fatal}


def spoil(home: Home, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute(sql, values)
        connection.commit()


@pytest.fixture
def home(empty_store: Store, add: Callable[..., str]) -> Home:
    add("member", name="张三", category="full", joined_on=making.day("1970-07-01"), note="原话")
    empty_store.close()
    assert fatal(empty_store.home) == {}
    return empty_store.home


@pytest.mark.parametrize(
    ("sql", "value", "code", "named"),
    [
        ("UPDATE member SET name = CAST(? AS TEXT)", b"\xe5\xbc", "broken-text", "姓名"),
        ("UPDATE operation SET label = CAST(? AS TEXT)", b"\xff", "broken-text", "操作历史"),
        ("UPDATE member SET name = ?", "张\x02三", "broken-value", "姓名"),
        ("UPDATE member SET category = ?", "fulm", "broken-value", "不是可选的项"),
        ("UPDATE member SET joined_on = ?", "1970-47-01", "broken-value", "不是日期"),
        ("UPDATE member SET name = ?", "弢三", "unlike-history", "姓名"),
        ("UPDATE change SET after = ?", '{"name": ', "broken-history", "操作历史"),
        ("UPDATE change SET after = replace(after, ?, '\"nbme\"')", '"name"', "broken-history", ""),
    ],
)
def test_damage_inside_a_text_is_seen(
    home: Home, sql: str, value: object, code: str, named: str
) -> None:
    spoil(home, sql, value)
    found = fatal(home)
    assert code in found and named in found[code], found


def test_damage_in_the_name_of_a_table_is_told(home: Home) -> None:
    """SQLite quotes it in its own message, which then is no text."""
    raw = home.database.read_bytes()
    assert (at := raw.index(b"CREATE INDEX ix_member")) > 0
    home.database.write_bytes(raw[:at] + b"CREATE \xac" + raw[at + 8 :])
    assert list(fatal(home)) == ["damaged"]
    with pytest.raises(UserError) as refused:
        open_store(home)
    assert refused.value.code == "damaged"


def test_a_text_that_is_none_is_in_no_backup(home: Home) -> None:
    good = backup.backup(home.database, home.backups, "timer")
    spoil(home, "UPDATE member SET name = CAST(? AS TEXT)", "张三".encode()[:-1])
    for call in (
        lambda: backup.backup(home.database, home.backups, "timer"),
        lambda: backup.verify(home.database),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == "damaged"
        assert "“partydesk.db”" in caught.value.message and "member" in caught.value.message
    assert [one.path for one in backup.backups(home.backups)] == [good.path]


# Received files -----------------------------------------------------------------------------------


@pytest.fixture
def committee(tmp_path: Path) -> Store:
    with making.committee(tmp_path) as store:
        yield store


@pytest.fixture(scope="module")
def sticks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two quarters of a branch, on a stick each."""
    folder = tmp_path_factory.mktemp("盘")
    with making.branch(folder) as branch:
        making.sent(branch, folder / "出" / "U盘", "2026Q1")
        making.sent(branch, folder / "出" / "U盘 2", "2026Q2")
    return folder / "出"


@pytest.fixture
def sent(tmp_path: Path, committee: Store, sticks: Path) -> Path:
    """A submission that was taken in, as it lies on the branch's stick."""
    shutil.copytree(sticks, tmp_path, dirs_exist_ok=True)
    (file,) = (tmp_path / "U盘").glob("*.xlsx")
    assert making.taken(committee, file).state == "merged"
    return file


def lose(home: Home, how: str) -> None:
    (kept,) = home.received.iterdir()
    if how == "missing":
        kept.unlink()
    else:  # a sheet's worth of bits, the size unchanged
        raw = bytearray(kept.read_bytes())
        raw[len(raw) // 2] ^= 1
        kept.write_bytes(raw)


@pytest.mark.parametrize("how", ["missing", "changed"])
def test_a_lost_received_file_is_named_and_taking_it_again_mends_it(
    committee: Store, sent: Path, tmp_path: Path, how: str
) -> None:
    assert fatal(committee.home) == {}
    lose(committee.home, how)
    before = making.content(committee)
    (next_one,) = (tmp_path / "U盘 2").iterdir()
    refused = making.taken(committee, next_one)
    assert refused.state == "rejected" and making.content(committee) == before
    for message in (refused.message, fatal(committee.home)[f"archive-{how}"]):
        assert sent.name in message and "再收一次" in message
    assert making.taken(committee, sent).state == "unchanged"
    assert fatal(committee.home) == {}
    assert making.taken(committee, next_one).state == "merged"


@pytest.mark.parametrize("how", ["missing", "changed"])
def test_withdrawing_proves_what_it_brings_back(committee: Store, tmp_path: Path, how: str) -> None:
    with making.branch(tmp_path) as branch:
        making.taken(committee, making.sent(branch, tmp_path / "1", "2026Q1").file)
        lose(committee.home, how)
        making.write_member(branch, "新来的")
        # The first is not read for the second, which takes its place.
        making.taken(committee, making.sent(branch, tmp_path / "1", "2026Q1").file)
    before = making.content(committee)
    with pytest.raises(UserError) as caught:
        withdraw(committee, "P0312", "2026Q1")
    assert caught.value.code == f"archive-{how}"
    assert making.content(committee) == before


@pytest.mark.parametrize("how", ["missing", "changed"])
def test_received_files_are_in_the_second_place_and_come_back(
    committee: Store, sent: Path, tmp_path: Path, how: str
) -> None:
    second = tmp_path / "第二位置"
    second.mkdir()
    with committee.transaction() as connection:
        put(connection, "second_place", str(second))
    made = back_up(committee, "manual", always=True)
    assert made is not None and made.warning == ""
    (one,) = backup.backups(second_place.folder_of(committee.own, second))
    assert one.whole
    lose(committee.home, how)
    assert sent.name in second_place.lost_text(committee.home)
    back_up(committee, "manual", always=True)
    assert second_place.lost_text(committee.home) == "" and fatal(committee.home) == {}
    # And a new computer can go on from there.
    new = Home(tmp_path / "新电脑")
    new.folder.mkdir()
    (one, *_) = backup.backups(second_place.folder_of(committee.own, second))
    portable_copy.restore(one.path, new)
    assert fatal(new) == {}
    with open_store(new) as store:
        (next_one,) = (tmp_path / "U盘 2").iterdir()
        (taken,) = merge(store, [next_one]).files
        assert taken.state == "merged"
        assert withdraw(store, "P0312", "2026Q2") is None


def test_a_second_place_that_is_away_is_a_warning(committee: Store, tmp_path: Path) -> None:
    with committee.transaction() as connection:
        put(connection, "second_place", str(tmp_path / "没插的盘"))
    made = back_up(committee, "manual", always=True)
    assert made is not None and made.verified and "没插的盘" in made.warning


# The seal -----------------------------------------------------------------------------------------


def test_a_bit_that_no_other_check_sees_is_seen_in_a_closed_file(home: Home) -> None:
    with open_store(home) as store:
        assert not list(home.folder.glob("*.seal"))
        store.set_settings(("theme", "dark"))
    assert fatal(home) == {}
    raw = home.database.read_bytes()
    assert raw.count(b"dark") == 1
    home.database.write_bytes(raw.replace(b"dark", b"darj"))
    assert list(fatal(home)) == ["unlike-closed"]
    home.database.write_bytes(raw)
    assert fatal(home) == {}


def test_no_letter_of_any_table_changes_unseen_while_the_file_is_closed(
    committee: Store, tmp_path: Path
) -> None:
    """Every text column of every table that holds something, labels and settings too."""
    making.write_session(committee, "党委的会", making.datetime(2026, 3, 1, 9))
    with making.branch(tmp_path, "P0400") as branch:
        merge(committee, [making.sent(branch, tmp_path / "再一盘").file])
    home = committee.home
    committee.close()
    good = home.database.read_bytes()
    with sqlitefile.reading(home.database) as connection:
        texts = [
            (table, name, row[0])
            for table in sqlite_contents.tables(connection)
            for name in (c[1] for c in connection.execute(f'PRAGMA table_info("{table}")'))
            if (row := connection.execute(
                f'SELECT max(rowid) FROM "{table}" WHERE typeof("{name}") = \'text\' '
                f'AND "{name}" != \'\'').fetchone())[0] is not None
        ]  # fmt: skip
    assert {"setting", "operation", "change", "submission", "member"} <= {each[0] for each in texts}
    for table, name, row in texts:
        changed = f'CAST(substr("{name}", 1, length("{name}") - 1) || \'~\' AS TEXT)'
        spoil(home, f'UPDATE OR IGNORE "{table}" SET "{name}" = {changed} WHERE rowid = {row}')
        assert seal.broken(home.database), (table, name)
        home.database.write_bytes(good)


def test_what_is_not_as_it_was_closed_is_opened_on_a_word_alone(home: Home) -> None:
    made = backup.backup(home.database, home.backups, "closing")
    with open_store(home) as store:
        store.set_settings(("theme", "dark"))
    spoil(home, "UPDATE setting SET value = 'darj' WHERE value = 'dark'")
    spoilt = home.database.read_bytes()
    for _ in range(2):
        with pytest.raises(UserError) as refused:
            open_store(home)
        assert refused.value.code == "unlike-closed" and "恢复最近的备份" in refused.value.message
    assert home.database.read_bytes() == spoilt
    assert run(["--home", str(home.folder), "check"]) == 1
    # The newest backup is as the file was, and is told to be.
    portable_copy.restore(made.path, home)
    with open_store(home) as store:
        store.set_settings(("theme", "dark"))
        newest = backup.backup(home.database, home.backups, "closing")
    spoil(home, "UPDATE setting SET value = 'darj' WHERE value = 'dark'")
    with pytest.raises(UserError, match="与关闭时完全相同，恢复它什么也不会丢"):
        open_store(home)
    assert newest.made_at.strftime("%Y-%m-%d %H:%M") in fatal(home)["unlike-closed"]
    # Or somebody exchanged the file, and says so.
    assert run(["--home", str(home.folder), "check", "--accept"]) == 0
    with open_store(home) as store, store.read() as connection:
        assert get(connection, "theme") == "darj"
    assert fatal(home) == {}


def test_a_restored_file_is_not_measured_by_the_seal_of_the_one_before(home: Home) -> None:
    made = backup.backup(home.database, home.backups, "timer")
    with open_store(home) as store:
        making.write_member(store, "后来的")
    backup.restore(made.path, home.database, home.set_aside)
    assert fatal(home) == {}


@pytest.mark.parametrize("rubbish", [b"", b"\xff", b"short"])
def test_a_seal_that_is_none_says_nothing(home: Home, rubbish: bytes) -> None:
    (seal,) = home.folder.glob("*.seal")
    seal.write_bytes(rubbish)
    assert fatal(home) == {}


# What branches reported ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE member SET name = '张四' WHERE submission IS NOT NULL",
        "UPDATE member SET created_at = '2020-01-01 00:00:00' WHERE submission IS NOT NULL",
        "UPDATE member SET deleted_at = '2020-01-01 00:00:00' WHERE submission IS NOT NULL",
        "DELETE FROM attendance WHERE submission IS NOT NULL",
        "UPDATE attendance SET submission = NULL",
        "UPDATE submission SET revision = 7",
        "UPDATE submission SET period = '2025Q1'",
        "UPDATE organisation SET code = 'P9999' WHERE submission IS NOT NULL",
    ],
)
def test_reported_rows_are_measured_by_the_received_files(
    committee: Store, sent: Path, sql: str
) -> None:
    from partydesk.operations import integrity

    committee.close()
    assert [each for each in integrity.look(committee.home) if each.fatal] == []
    spoil(committee.home, sql)
    for each in committee.home.folder.glob("*.seal"):
        each.unlink()  # which would tell of every one of them
    found = {each.code for each in integrity.look(committee.home) if each.fatal}
    assert found and found <= {"unlike-received", "broken-link"}


# Cloud drives -------------------------------------------------------------------------------------


def test_what_a_cloud_drive_does_to_a_home_is_said(home: Home, tmp_path: Path) -> None:
    assert {each.code for each in look(home)} <= {"no-backup"}
    kept = Home(tmp_path / "我的坚果云" / "数据")
    shutil.copytree(home.folder, kept.folder)
    shutil.copy(kept.database, kept.folder / "partydesk-DESKTOP-7F3.db")
    found = {each.code: each for each in look(kept)}
    assert not found["synced-folder"].fatal and "我的坚果云" in found["synced-folder"].message
    assert "partydesk-DESKTOP-7F3.db" in found["synced-twice"].message
