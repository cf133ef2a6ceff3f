"""What a start may show of a home at once, and when it may not."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite3

from partydesk.store import sqlitefile
from partydesk.store.first_look import FirstLook, first_look
from partydesk.store.home import Home
from partydesk.store.store import create


def home_of(folder: Path) -> Home:
    """A branch's home, closed."""
    home = Home(folder)
    own = {"code": "P0312", "name": "中共甲公司支部委员会", "short_name": "甲支部"}
    create(home, "branch", {**own, "secretary": "欧阳明"}).close()
    return home


def test_whose_it_is(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())

    look = first_look(home)

    assert look == FirstLook("branch", "中共甲公司支部委员会", "P0312", "甲支部", "欧阳明")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_nothing_where_there_is_more_to_opening_it(tmp_path: Path) -> None:
    assert first_look(Home(tmp_path / "nothing")) is None

    home = home_of(tmp_path / "killed")
    sqlitefile.side(home.database, "-wal").write_bytes(b"left behind")
    assert first_look(home) is None

    home = home_of(tmp_path / "password")
    home.key.write_bytes(b"{}")
    assert first_look(home) is None

    home = home_of(tmp_path / "another version")
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA user_version = 3")
    assert first_look(home) is None

    home = home_of(tmp_path / "no database")
    home.database.write_bytes(b"not one" * 1000)
    assert first_look(home) is None


def test_nothing_while_another_has_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with create(home, "branch", {"code": "P0312", "name": "甲支部"}):
        assert first_look(home) is None
