"""Files appear whole or not at all, and a failure is told in words."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from partydesk.records.findings import UserError
from partydesk.store import atomic


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_it_appears_when_complete(tmp_path: Path) -> None:
    final = tmp_path / "报表 2026.xlsx"
    final.write_bytes(b"old")
    with atomic.written(final) as temporary:
        temporary.write_bytes(b"new")
        assert final.read_bytes() == b"old" and temporary.parent == tmp_path
    assert final.read_bytes() == b"new" and names(tmp_path) == [final.name]


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), UserError("x", "y")])
def test_any_error_leaves_what_was_there(tmp_path: Path, error: BaseException) -> None:
    final = tmp_path / "a.xlsx"
    final.write_bytes(b"old")
    with pytest.raises(type(error)), atomic.written(final) as temporary:
        temporary.write_bytes(b"half")
        (tmp_path / f"{temporary.name}-journal").write_bytes(b"")
        raise error
    assert final.read_bytes() == b"old" and names(tmp_path) == ["a.xlsx"]


def write(final: Path, size: int = 10) -> UserError:
    with pytest.raises(UserError) as caught, atomic.written(final) as temporary:
        temporary.write_bytes(b"x" * size)
    assert final.name in caught.value.message and "Errno" not in caught.value.message
    return caught.value


def test_folders_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert write(tmp_path / "没有" / "a.xlsx").code == "no-folder"
    blocked = write(tmp_path / "file" / "a.xlsx")
    assert blocked.code == "no-folder"
    assert f"“{tmp_path / 'file'}”是一个文件，不是文件夹" in blocked.message


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    assert write(tmp_path / "a.xlsx").code == "write-failed"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_name_too_long(tmp_path: Path) -> None:
    refusal = write(tmp_path / ("支" * 200 + ".xlsx"))
    assert refusal.code == "write-failed" and "太长" in refusal.message
    fits = tmp_path / ("支" * 80 + ".xlsx")  # 245 bytes: our temporary name adds nothing to it
    with atomic.written(fits) as temporary:
        temporary.write_bytes(b"x")
    assert names(tmp_path) == [fits.name]


def test_a_full_disk(tiny_disk: Path) -> None:
    final = tiny_disk / "a.xlsx"
    final.write_bytes(b"old")
    assert write(final, 200_000).code == "disk-full"
    assert final.read_bytes() == b"old" and names(tiny_disk) == ["a.xlsx"]


def test_a_protected_stick(tiny_disk: Path) -> None:
    (tiny_disk / "a.xlsx").write_bytes(b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    assert write(tiny_disk / "a.xlsx").code == "read-only"
    assert (tiny_disk / "a.xlsx").read_bytes() == b"old"


def test_an_error_about_another_file_is_not_blamed_on_this_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic.written(tmp_path / "a.xlsx"):
        (tmp_path / "templates" / "missing.docx").read_bytes()
    assert names(tmp_path) == []


def test_a_relative_path_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with atomic.written(Path("a.xlsx")) as temporary:
        temporary.write_bytes(b"x")
    assert names(tmp_path) == ["a.xlsx"]
    assert write(Path("没有/a.xlsx")).code == "no-folder"


def test_a_file_held_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only Windows holds files; the waiting itself is the same everywhere.
    monkeypatch.setattr(atomic, "_PATIENCE", (0.0, 0.0, 0.0))
    replace, tries = Path.replace, []

    def held(self: Path, target: Path) -> Path:
        tries.append(target)
        if len(tries) < 3:
            raise PermissionError(13, "held by another program", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with atomic.written(tmp_path / "a.xlsx") as temporary:
        temporary.write_bytes(b"x")
    assert len(tries) == 3 and names(tmp_path) == ["a.xlsx"]


def test_what_a_killed_program_left_is_swept_after_a_day(tmp_path: Path) -> None:
    left = atomic.unused_name(tmp_path)
    fresh = atomic.unused_name(tmp_path)
    other = tmp_path / ".somebody.tmp"
    for path in (left, fresh, other):
        path.write_bytes(b"x")
    long_ago = time.time() - 2 * 24 * 3600
    for path in (left, other):
        os.utime(path, (long_ago, long_ago))
    with atomic.written(tmp_path / "a.xlsx") as temporary:
        temporary.write_bytes(b"x")
    assert names(tmp_path) == sorted([fresh.name, other.name, "a.xlsx"])
