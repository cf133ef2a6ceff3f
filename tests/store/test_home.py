"""Where the records are: what is named, what a portable copy carries, the user's own folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from partydesk.records.findings import UserError
from partydesk.store import portable_copy
from partydesk.store.home import PORTABLE_FOLDER, PORTABLE_MARK, Home, chosen_home, default_home
from partydesk.store.opening import open_store
from partydesk.store.resources import resource
from partydesk.store.store import create
from tests.store.disks import mounted


@pytest.fixture
def portable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a frozen program that is marked as portable."""
    folder = tmp_path / "U 盘" / "支部工作台"
    folder.mkdir(parents=True)
    (folder / PORTABLE_MARK).write_bytes(resource(f"windows/{PORTABLE_MARK}").read_bytes())
    monkeypatch.delenv("PARTYDESK_HOME", raising=False)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "partydesk.exe"))
    return folder


def test_the_environment_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTYDESK_HOME", str(tmp_path / "here"))
    assert default_home() == Home(tmp_path / "here")
    monkeypatch.delenv("PARTYDESK_HOME")
    assert default_home().folder.is_absolute()


def test_a_portable_copy_carries_its_records(
    portable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert default_home() == Home(portable / PORTABLE_FOLDER)
    # Whoever names a folder means it.
    assert chosen_home(str(tmp_path / "别处")) == Home(tmp_path / "别处")
    monkeypatch.setenv("PARTYDESK_HOME", str(tmp_path / "here"))
    assert default_home() == Home(tmp_path / "here")


def test_without_the_mark_or_from_source_it_is_the_users_folder(
    portable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", False)
    assert portable not in default_home().folder.parents
    monkeypatch.setattr(sys, "frozen", True)
    (portable / PORTABLE_MARK).unlink()
    assert portable not in default_home().folder.parents


def test_a_stick_with_its_lock_on_is_told_at_once(tmp_path: Path) -> None:
    for place in mounted(tmp_path / "写保护", "size=1m,ro"):
        with pytest.raises(UserError) as refused:
            open_store(Home(place / "支部工作台" / PORTABLE_FOLDER))
    assert refused.value.code == "read-only" and "写保护" in refused.value.message


def test_records_on_a_disk_that_takes_nothing_more_can_be_carried_off(tmp_path: Path) -> None:
    for place in mounted(tmp_path / "盘", "size=8m"):
        home = Home(place / "数据")
        create(home, "branch", {"code": "P0001", "name": "甲支部"}).close()
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        with pytest.raises(UserError) as refused:
            open_store(home)
        assert refused.value.code == "read-only" and "不能在里面记录" in refused.value.message
        saved = portable_copy.save(home, tmp_path / "带走.partydesk")
        assert saved.owner == "甲支部" and portable_copy.look_into(tmp_path / "带走.partydesk")


def test_nothing_is_left_where_there_is_no_data_yet(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        open_store(Home(tmp_path / "新" / "数据"))
    assert refused.value.code == "no-data"
    assert not list(tmp_path.iterdir())


def test_a_long_path_with_blanks_and_chinese_works(tmp_path: Path) -> None:
    # Beyond the 260 characters that old Windows programs could name.
    home = Home(tmp_path.joinpath(*["很长 long name 名字"] * 14))
    create(home, "branch", {"code": "P0001", "name": "甲支部"}).close()
    with open_store(home) as store:
        assert store.own.name == "甲支部"
    assert len(str(home.database)) > 260


def test_a_path_too_long_for_the_database_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path.joinpath(*["很长的 文件夹 名字" * 4] * 8))
    with pytest.raises(UserError) as refused:
        create(home, "branch", {"code": "P0001", "name": "甲支部"})
    assert refused.value.code == "path-too-long" and "太长" in refused.value.message
