"""What looks after the data, by command: a backup that fails, a backup of somebody else's."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.cli.run import run
from partydesk.store import backup
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests.cli.conftest import Command
from tests.store.disks import mounted

MEMBER = json.dumps({"name": "张三", "category": "正式党员"}, ensure_ascii=False)
FILES = Path(__file__).parents[1] / "store" / "files"


def init(done: Any, folder: Path, code: str = "P0312", name: str = "甲支部") -> Home:
    done("--home", folder, "init", "--as", "branch", "--code", code, "--name", name)
    return Home(folder)


def changed(source: Path, out: Path, *statements: str) -> Path:
    shutil.copy(source, out)
    with closing(sqlite3.connect(out)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return out


def test_what_is_saved_is_done_though_the_disk_has_no_room_for_its_backup(
    tmp_path: Path, done: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for disk in mounted(tmp_path / "盘", "size=3m"):
        home = init(done, disk / "数据")
        shutil.rmtree(home.backups, ignore_errors=True)
        with (disk / "占着").open("wb", buffering=0) as filler:
            filler.write(bytes(shutil.disk_usage(disk).free - 400 * 2**10))
        capsys.readouterr()
        assert run(["--home", str(home.folder), "--json", "add", "member", MEMBER]) == 0
        told = capsys.readouterr()
        assert set(json.loads(told.out)) == {"uid"}
        assert "数据已保存" in told.err and "备份没有做成" in told.err and "磁盘满了" in told.err
        assert len(done("--home", home.folder, "list", "member")["rows"]) == 1


def test_a_second_place_that_is_away_stops_nothing(
    tmp_path: Path, done: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    home = init(done, tmp_path / "甲")
    with open_store(home) as store:
        store.set_settings(("second_place", "/没插的盘"))
    shutil.rmtree(home.backups, ignore_errors=True)
    assert run(["--home", str(home.folder), "add", "member", MEMBER]) == 0
    assert "没插的盘" in capsys.readouterr().err
    assert backup.backups(home.backups)


def test_a_backup_of_a_wrong_clock_stops_no_others(tmp_path: Path, done: Any) -> None:
    home = init(done, tmp_path / "甲")
    shutil.rmtree(home.backups, ignore_errors=True)
    future = backup.backup(home.database, home.backups, "timer", datetime(2099, 1, 1))
    done("--home", home.folder, "add", "member", MEMBER)
    newest, before = backup.backups(home.backups)
    assert before.path == future.path and newest.made_at < before.made_at


@pytest.mark.parametrize("wrong", ["newer", "other-organisation", "not-ours", "damaged", "no-file"])
def test_restoring_looks_before_it_takes(
    tmp_path: Path, done: Any, command: Command, wrong: str
) -> None:
    home = init(done, tmp_path / "甲")
    done("--home", home.folder, "add", "member", MEMBER)
    file = tmp_path / "拷贝.db"
    if wrong == "newer":
        changed(home.database, file, "PRAGMA user_version = 99")
    elif wrong == "other-organisation":
        other = init(done, tmp_path / "乙", "P0999", "乙支部")
        done("--home", other.folder, "backup", "--out", file)
    elif wrong == "not-ours":
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE member (name TEXT, deleted_at TEXT)")
            connection.commit()
    elif wrong == "damaged":
        file.write_bytes(home.database.read_bytes()[:9000])
    before = done("--home", home.folder, "list", "member")
    for preview in ((), ("--preview",)):
        status, told = command("--home", home.folder, "restore", file, *preview)
        assert (status, told["error"]["code"]) == (2, wrong)
        assert file.name in told["error"]["message"]
    if wrong == "other-organisation":
        assert "甲支部" in told["error"]["message"] and "乙支部" in told["error"]["message"]
        done("--home", tmp_path / "丙", "restore", file)  # where nobody's data are
    assert done("--home", home.folder, "list", "member") == before
    assert not home.set_aside.exists()


def test_the_preview_is_in_words(
    tmp_path: Path, done: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    home = init(done, tmp_path / "甲")
    out = tmp_path / "备份.partydesk"
    done("--home", home.folder, "backup", "--out", out)
    done("--home", home.folder, "add", "member", MEMBER)
    capsys.readouterr()
    assert run(["--home", str(home.folder), "restore", str(out), "--preview"]) == 0
    said = capsys.readouterr().out
    assert "甲支部" in said and "党员：去掉 1 条" in said
    assert not any(word in said for word in ("member", "operation", "change", "setting"))
    done("--home", home.folder, "restore", out)
    (kept,) = home.set_aside.glob("*.db")
    assert (
        backup.verify(kept).records and done("--home", home.folder, "list", "member")["rows"] == []
    )


@pytest.mark.parametrize("path", sorted(FILES.glob("v*.db")), ids=lambda path: path.stem)
def test_backups_of_every_version_are_restored(path: Path, tmp_path: Path, done: Any) -> None:
    home = tmp_path / "甲"
    run(["--home", str(home), "restore", str(path), "--json"])  # some lack the attached file
    done("--home", home, "add", "member", MEMBER)
    assert len(done("--home", home, "list", "member")["rows"]) > 1


@pytest.mark.parametrize("arguments", [["list", "member"], ["add", "member", MEMBER], ["check"]])
def test_a_folder_without_rights_is_named(
    tmp_path: Path, done: Any, command: Command, arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    home = init(done, tmp_path / "甲")
    stat = Path.stat

    def forbidden(self: Path, **options: Any) -> Any:
        if home.folder in self.parents:
            raise PermissionError(13, "Permission denied", str(self))
        return stat(self, **options)

    monkeypatch.setattr(Path, "stat", forbidden)
    status, told = command("--home", home.folder, *arguments)
    assert (status, told["error"]["code"]) == (2, "no-permission")
    assert str(home.folder) in told["error"]["message"] and "权限" in told["error"]["message"]


def test_a_merge_without_its_backup_takes_nothing_and_says_so(
    tmp_path: Path, done: Any, command: Command
) -> None:
    branch, folder = init(done, tmp_path / "甲"), tmp_path / "党委"
    made = done("--home", branch.folder, "export", "--period", "2026Q1", "--out", tmp_path)
    done("--home", folder, "init", "--as", "committee", "--code", "P0000", "--name", "党委")
    shutil.rmtree(Home(folder).backups, ignore_errors=True)
    Home(folder).backups.write_text("占着")
    status, told = command("--home", folder, "merge", made["file"], "--accept-unenrolled")
    assert status == 2 and "一份也没有收" in told["error"]["message"]
