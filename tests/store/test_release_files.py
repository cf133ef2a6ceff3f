"""The files of a release: checked against the list, and put in an older portable copy's place."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from partydesk.records.findings import UserError
from partydesk.store import home, release_files
from partydesk.store.lock import FileLock


def release(folder: Path, version: str) -> Path:
    """A release as the build leaves it, in small."""
    contents = folder / f"partydesk-{version}"
    (contents / "Qt").mkdir(parents=True)
    for name in ("base.zip", "Qt/Core.dll"):
        (contents / name).write_bytes(f"{name} {version}".encode())
    for name in ("partydesk.exe", "partydesk-cli.exe", "LICENSE.txt"):
        (folder / name).write_bytes(f"{name} {version}".encode())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    (contents / release_files.LIST).write_text("".join(lines), "utf-8")
    (folder / home.PORTABLE_MARK).write_text("便携", "utf-8")
    return folder


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return release(tmp_path / "新 版", "0.2.0")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = release(tmp_path / "旧 版", "0.1.0")
    (folder / "_internal").mkdir()
    (folder / "_internal/left.pyd").write_bytes(b"older still")
    (folder / home.PORTABLE_FOLDER).mkdir()
    (folder / home.PORTABLE_FOLDER / "partydesk.db").write_bytes(b"records")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_differs_from_the_list_is_named(new: Path) -> None:
    assert list(release_files.unlike(new)) == []
    (new / "partydesk.exe").write_bytes(b"changed")
    (new / "partydesk-0.2.0/base.zip").unlink()
    (new / "partydesk-0.2.0/more.dll").write_bytes(b"")
    assert sorted(release_files.unlike(new)) == [
        "多出文件：partydesk-0.2.0/more.dll",
        "文件被改过：partydesk.exe",
        "缺少文件：partydesk-0.2.0/base.zip",
    ]


def test_a_source_tree_is_no_release() -> None:
    with pytest.raises(UserError, match="从源码运行"):
        release_files.program_folder()


def test_an_upgraded_copy_is_the_new_one_with_the_old_ones_records(new: Path, old: Path) -> None:
    release_files.upgrade_copy(new, old)
    records = f"{home.PORTABLE_FOLDER}/partydesk.db"
    after = {name: data for name, data in content(old).items() if not name.endswith(".lock")}
    assert after == content(new) | {records: b"records"}
    assert release_files.upgrade_copy(new, old) == old  # a second time
    assert list(release_files.unlike(old)) == []


def test_what_is_no_old_copy_is_refused_and_left(new: Path, old: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的"
    other.mkdir()
    (old / "partydesk-0.1.0/base.zip").rename(tmp_path / "kept")
    (tmp_path / "kept").rename(old / "partydesk-0.1.0/base.zip")
    for folder, said in ((other, "不是便携版"), (new, "新版自己")):
        before = content(folder)
        with pytest.raises(UserError, match=said):
            release_files.upgrade_copy(new, folder)
        assert content(folder) == before
    (new / "LICENSE.txt").unlink()
    before = content(old)
    with pytest.raises(UserError, match="不完整（缺少文件：LICENSE.txt）"):
        release_files.upgrade_copy(new, old)
    assert content(old) == before


def test_a_copy_whose_records_are_open_is_left(new: Path, old: Path) -> None:
    with FileLock(home.Home(old / home.PORTABLE_FOLDER).lock):
        before = content(old)
        with pytest.raises(UserError):
            release_files.upgrade_copy(new, old)
        assert content(old) == before


@pytest.mark.parametrize("at", range(1, 10))
def test_broken_off_anywhere_one_of_the_versions_is_whole(
    new: Path, old: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each program finds the contents of its version whole, wherever the disk gives out."""
    calls = iter(range(1, 1000))

    def failing(source: str | Path, final: str | Path) -> str | Path:
        if next(calls) == at:
            raise OSError(28, "No space left on device", str(final))
        return copyfile(source, final)

    copyfile = shutil.copyfile
    monkeypatch.setattr(shutil, "copyfile", failing)
    try:
        release_files.upgrade_copy(new, old)
    except UserError as error:
        assert "满了" in error.message, error.message
    for program in ("partydesk.exe", "partydesk-cli.exe"):
        version = (old / program).read_text().split()[-1]
        contents = content(old / f"partydesk-{version}")
        assert contents["base.zip"] == f"base.zip {version}".encode()
        assert contents["Qt/Core.dll"] == f"Qt/Core.dll {version}".encode()
    assert (old / home.PORTABLE_FOLDER / "partydesk.db").read_bytes() == b"records"
