"""Upgrading files of older versions: what is kept, and what happens when a step fails."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.records.base import kinds
from partydesk.records.findings import UserError
from partydesk.store import queries, schema, waiting
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.queries import Query
from partydesk.store.store import Store, create
from partydesk.store.upgrade import upgrade

FILES = Path(__file__).parent / "files"
"""One stored file of every version that was ever in somebody's hands, made by that version."""

NOW = schema.VERSION
NEXT = NOW + 1
BASELINE = f'revision = "{NOW}"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n'
ADD_COLUMN = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{NOW}"


def upgrade():
    with op.batch_alter_table("member", recreate="always") as batch:
        batch.add_column(sa.Column("nickname", sa.String(), server_default="无"))
        batch.alter_column("landline", new_column_name="desk_phone")
"""
FAILING = ADD_COLUMN.replace(f'"{NEXT}"', f'"{NEXT + 1}"').replace(f'"{NOW}"', f'"{NEXT}"').replace(
    "nickname", "other"
) + ("    op.execute('DELETE FROM session')\n    raise RuntimeError('no')\n")
ORPHANING = (
    f'from alembic import op\n\nrevision = "{NEXT}"\ndown_revision = "{NOW}"\n\n\ndef upgrade():\n'
    "    op.execute('DELETE FROM member')\n"
)


def scripts(folder: Path, **texts: str) -> Path:
    (folder / "versions").mkdir(parents=True)
    for name, text in {"v1": BASELINE, **texts}.items():
        (folder / "versions" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def content(database: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table by column name."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1')]
            for name in names
        }


def laid_out(database: Path) -> dict[str, str]:
    """The tables and indexes of a file, their SQL without accidents of writing.

    A rebuilt table has its name quoted and its constraints in another order.
    """
    with closing(sqlite3.connect(database)) as connection:
        return {
            name: ", ".join(sorted(map(str.strip, re.sub(r'[\s"()]+', " ", sql).split(","))))
            for name, sql in connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            )
        }


@pytest.fixture
def closed(branch_store: Store) -> Home:
    branch_store.close()
    return branch_store.home


def test_an_upgrade_keeps_every_row_and_a_copy(closed: Home, tmp_path: Path) -> None:
    before = content(closed.database)
    upgrade(closed, NOW, scripts=scripts(tmp_path / "migrations", v2=ADD_COLUMN), to=NEXT)
    after = content(closed.database)
    assert schema.version_of(closed.database) == NEXT
    assert len(after["member"]) == 14
    for old, new in zip(before.pop("member"), after.pop("member"), strict=True):
        assert new == {
            ("desk_phone" if name == "landline" else name): value for name, value in old.items()
        } | {"nickname": "无"}
    assert after == before
    (copy,) = closed.backups.glob("*upgrade*.db")
    assert schema.version_of(copy) == NOW
    assert content(copy)["attendance"] == before["attendance"]
    with closing(sqlite3.connect(closed.database)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    indexes = {name for name in laid_out(closed.database) if name.startswith(("ix_", "uq_"))}
    assert {"uq_member_uid", "ix_member_search", "ix_member_id_number"} <= indexes


def test_what_went_back_is_still_so_after_the_upgrade(tmp_path: Path) -> None:
    home = Home(tmp_path)
    shutil.copyfile(FILES / "v5.db", home.database)
    with closing(sqlite3.connect(home.database)) as connection:
        returned = '{"2026Q3": {"P0301": [2, "2026-10-08 01:00:00"]}}'
        connection.execute("INSERT INTO setting VALUES ('returned', ?)", (returned,))
        connection.commit()
    with open_store(home) as store, store.read() as read:
        (row,) = waiting.all_rows(read)
        assert (row.org_code, row.period, row.revision) == ("P0301", "2026Q3", 2)
        assert row.returned_at == "2026-10-08 01:00:00"
        assert read.exec_driver_sql("SELECT 1 FROM setting WHERE key = 'returned'").scalar() is None


@pytest.mark.parametrize(
    ("texts", "to"), [({"v2": ADD_COLUMN, "v3": FAILING}, NEXT + 1), ({"v2": ORPHANING}, NEXT)]
)
def test_a_failing_step_leaves_everything_as_it_was(
    closed: Home, tmp_path: Path, texts: dict[str, str], to: int
) -> None:
    before, tables = content(closed.database), laid_out(closed.database)
    with pytest.raises(UserError) as caught:
        upgrade(closed, NOW, scripts=scripts(tmp_path / "migrations", **texts), to=to)
    assert caught.value.code == "upgrade-failed"
    assert "退回原样" in caught.value.message
    assert content(closed.database) == before
    assert laid_out(closed.database) == tables
    assert schema.version_of(closed.database) == NOW
    assert list(closed.backups.glob("*upgrade*.db"))
    open_store(closed).close()


def test_steps_already_taken_are_not_taken_again(closed: Home, tmp_path: Path) -> None:
    folder = scripts(tmp_path / "migrations", v2=ADD_COLUMN)
    upgrade(closed, NOW, scripts=folder, to=NEXT)
    upgrade(closed, NEXT, scripts=folder, to=NEXT)
    assert schema.version_of(closed.database) == NEXT
    assert len(content(closed.database)["member"]) == 14


def test_a_database_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.commit()
    before = home.database.read_bytes()
    with pytest.raises(UserError) as caught:
        open_store(home)
    assert caught.value.code in ("not-ours", "damaged")
    assert home.database.read_bytes() == before


def stored() -> list[Path]:
    return sorted(FILES.glob("v*.db"))


def test_there_is_a_stored_file_of_every_version() -> None:
    assert [path.stem for path in stored()] == [f"v{n}" for n in range(1, schema.VERSION + 1)]
    assert [schema.version_of(path) for path in stored()] == list(range(1, schema.VERSION + 1))


@pytest.mark.parametrize("path", stored(), ids=lambda path: path.stem)
def test_a_stored_file_of_every_version_opens_with_all_it_held(path: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "旧 数据")
    home.folder.mkdir()
    shutil.copy(path, home.database)
    before = content(home.database)
    with open_store(home) as store:
        assert (store.role, store.own.code) == ("branch", "P0312")
        with store.read() as connection:
            for kind in kinds():
                live = sum(row["deleted_at"] is None for row in before.get(kind, []))
                wanted = queries.ids(connection, Query(kind))
                assert len(queries.window(connection, kind, wanted)) == live
            assert queries.count(connection, Query("member", text="张三")) == 1
            assert queries.count(connection, Query("member", removed=True)) == 1
        undone = store.undo()
        assert undone is not None
        assert undone.label == "撤销：删除党员"
        with store.write("添加党员") as writer:
            writer.add("member", {"name": "新来的", "category": "full"})
    assert schema.version_of(home.database) == schema.VERSION


@pytest.mark.parametrize("path", stored(), ids=lambda path: path.stem)
def test_an_upgraded_file_is_laid_out_like_a_new_one(path: Path, tmp_path: Path) -> None:
    """Whoever changes a table has to write the migration that changes it in old files too."""
    create(Home(tmp_path / "new"), "branch", {"code": "P1", "name": "甲支部"}).close()
    old = Home(tmp_path / "old")
    old.folder.mkdir()
    shutil.copy(path, old.database)
    open_store(old).close()
    assert laid_out(old.database) == laid_out(Home(tmp_path / "new").database)
