"""Attached files: kept once and proved, going with their record, noticed when they are lost."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from partydesk.records.findings import UserError
from partydesk.store import attachments, backup, rows, second_place
from partydesk.store.attachments import CHANGED, MISSING, Kept, attach, attached_to, keep
from partydesk.store.file_names import could_run, safe_name
from partydesk.store.home import Home
from partydesk.store.opening import back_up
from partydesk.store.progress import Cancelled
from partydesk.store.settings import put
from partydesk.store.store import Store

Add = Callable[..., str]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "合影 1.jpg"
    path.write_bytes(b"\xff\xd8 photo" * 1000)
    return path


def put_on(store: Store, kind: str, uid: str, kept: Kept) -> str:
    with store.write("添加附件") as writer:
        return attach(writer, kind, uid, kept)


def names(store: Store, kind: str, uid: str) -> list[str]:
    with store.read() as connection:
        return [each.name for each in attached_to(connection, kind, uid)]


def refused(work: Callable[[], Any]) -> str:
    with pytest.raises(UserError) as caught:
        work()
    return caught.value.code


def test_a_file_is_kept_once_under_its_digest(empty_store: Store, photo: Path) -> None:
    home = empty_store.home
    first = keep(home, photo)
    again = keep(home, photo.rename(photo.with_name("另一个名字.jpg")))
    assert (again.sha256, again.name) == (first.sha256, "另一个名字.jpg")
    assert [path.name for path in home.attachments.iterdir()] == [first.sha256]
    assert attachments.path_of(home, first.sha256).read_bytes() == (
        photo.with_name("另一个名字.jpg").read_bytes()
    )
    assert attachments.keep_bytes(home, b"picture", "粘贴.png").size == 7


def test_adding_it_again_mends_a_lost_or_changed_file(empty_store: Store, photo: Path) -> None:
    home = empty_store.home
    kept = keep(home, photo)
    path = attachments.path_of(home, kept.sha256)
    path.unlink()
    assert attachments.state_of(home, kept) == MISSING
    path.write_bytes(b"x" * kept.size)
    assert attachments.state_of(home, kept) == ""
    assert attachments.state_of(home, kept, thorough=True) == CHANGED
    assert refused(lambda: attachments.copy_to_look_at(home, kept)) == "attachment-changed"
    keep(home, photo)
    assert attachments.state_of(home, kept, thorough=True) == ""


def test_what_cannot_be_kept_is_said_and_leaves_nothing(
    empty_store: Store, tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = empty_store.home
    (tmp_path / "空.txt").touch()
    assert refused(lambda: keep(home, tmp_path / "空.txt")) == "empty"
    assert refused(lambda: keep(home, tmp_path / "没有.txt")) == "cannot-read"
    assert refused(lambda: keep(home, tmp_path)) == "is-folder"
    monkeypatch.setattr(attachments, "MOST", 100)
    assert refused(lambda: keep(home, photo)) == "too-big"
    monkeypatch.undo()

    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        keep(home, photo, stop)

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("partydesk.store.atomic.sync_file", full)
    assert refused(lambda: keep(home, photo)) == "disk-full"
    assert list(home.attachments.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_in_the_middle_leaves_no_half_file(empty_store: Store, photo: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from partydesk.store.attachments import keep; from partydesk.store.home import Home\n"
        "def die(done, of, what):\n    if done: os.kill(os.getpid(), signal.SIGKILL)\n"
        "keep(Home(Path(sys.argv[1])), Path(sys.argv[2]), die)"
    )
    photo.write_bytes(os.urandom(3 * 2**20))
    home = empty_store.home
    args = [sys.executable, "-c", code, str(home.folder), str(photo)]
    assert subprocess.run(args, check=False).returncode == -signal.SIGKILL
    assert [path for path in home.attachments.iterdir() if path.suffix != ".tmp"] == []
    kept = keep(home, photo)
    assert attachments.state_of(home, kept, thorough=True) == ""


def test_files_go_with_their_record_and_come_back(
    empty_store: Store, add: Add, photo: Path
) -> None:
    store = empty_store
    uid = add("talk", kind="heart", held_on="2026-03-01", talker="甲", subjects="乙", topic="谈心")
    kept = keep(store.home, photo)
    one = put_on(store, "talk", uid, kept)
    assert refused(lambda: put_on(store, "talk", uid, kept)) == "attached-twice"
    assert refused(lambda: put_on(store, "attendance", uid, kept)) == "no-attachments"
    assert refused(lambda: put_on(store, "talk", "没有", kept)) == "not-found"
    two = put_on(store, "talk", uid, attachments.keep_bytes(store.home, b"minutes", "纪要.docx"))
    with store.write("删除附件") as writer:
        writer.remove("attachment", two)
    assert names(store, "talk", uid) == ["合影 1.jpg"]
    with store.write("删除谈话") as writer:
        writer.remove("talk", uid)
    assert names(store, "talk", uid) == []
    with pytest.raises(UserError), store.write("恢复") as writer:
        writer.restore("attachment", one)
    with store.write("恢复谈话") as writer:
        writer.restore("talk", uid)
    # What was removed before it stays where it is.
    assert names(store, "talk", uid) == ["合影 1.jpg"]
    store.undo()
    store.undo()
    store.undo()
    assert names(store, "talk", uid) == ["合影 1.jpg", "纪要.docx"]
    with store.write("改名") as writer:
        writer.edit("attachment", two, {"name": "会议纪要.docx"})
    with pytest.raises(UserError), store.write("换内容") as writer:
        writer.edit("attachment", two, {"sha256": "0" * 64})
    assert names(store, "talk", uid) == ["合影 1.jpg", "会议纪要.docx"]


def test_a_copy_to_look_at_is_read_only_and_no_program(empty_store: Store, photo: Path) -> None:
    home = empty_store.home
    kept = keep(home, photo)
    copy = attachments.copy_to_look_at(home, kept)
    assert (copy.name, copy.read_bytes()) == ("合影 1.jpg", photo.read_bytes())
    assert copy.stat().st_mode & 0o222 == 0
    assert attachments.copy_to_look_at(home, kept) == copy
    attachments.forget_copies(home)
    assert not copy.exists()
    program = attachments.keep_bytes(home, b"MZ", "年度总结.docx.exe")
    assert refused(lambda: attachments.copy_to_look_at(home, program)) == "could-run"
    assert not home.opened.exists() or list(home.opened.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "safe", "runs"),
    [
        ("会议 纪要.docx", "会议 纪要.docx", False),
        ("..\\..\\a.exe. ", "_.._a.exe", True),
        ("/etc/passwd", "_etc_passwd", False),
        ("photo\u202egpj.SCR", "photogpj.SCR", True),
        ("CON.txt", "_CON.txt", False),
        ("快捷方式.lnk", "快捷方式.lnk", True),
        (" . ", "附件", False),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf", False),
    ],
)
def test_names_are_safe(name: str, safe: str, runs: bool) -> None:
    assert safe_name(name) == safe
    assert could_run(name) is runs


def test_the_second_place_has_the_files_too_and_gives_them_back(
    empty_store: Store, add: Add, photo: Path, tmp_path: Path
) -> None:
    store, second = empty_store, tmp_path / "U盘"
    second.mkdir()
    with store.transaction() as connection:
        put(connection, "second_place", str(second))
    uid = add("member", name="张三", category="full")
    kept = keep(store.home, photo)
    put_on(store, "member", uid, kept)
    made = back_up(store, "manual", always=True)
    assert made is not None
    folder = second_place.folder_of(store.own, second)
    (outside,) = backup.backups(folder)
    assert outside.whole and backup.verify(outside.path).records == made.records
    here = attachments.path_of(store.home, kept.sha256)
    here.unlink()
    assert "合影 1.jpg" in attachments.lost_text(store.home, attachments.named_in(made.path))
    second_place.bring_back_from(store.home, outside.path)
    assert attachments.lost(store.home, attachments.named_in(made.path), thorough=True) == []
    # Earlier versions kept the files in folders: those are still looked into.
    Home(second).attachments.mkdir()
    here.rename(attachments.path_of(Home(second), kept.sha256))
    outside.path.unlink()
    assert second_place.bring_back(store.home, second) == 1
    # Files that others keep on the same stick are none of ours; what is lost comes back by itself.
    theirs = attachments.keep_bytes(Home(second), b"theirs", "别的支部.txt")
    here.unlink()
    back_up(store, "manual", always=True)
    assert [path.name for path in store.home.attachments.iterdir()] == [kept.sha256]
    assert attachments.state_of(store.home, theirs) == MISSING


def test_the_same_uid_of_another_kind_has_files_of_its_own(
    empty_store: Store, add: Add, photo: Path
) -> None:
    uid = add("member", name="张三", category="full")
    with empty_store.write("添加") as writer:
        values = {"kind": "pledge", "person": "张三", "year": 2026}
        writer.add("paper", values, uid=uid)
    put_on(empty_store, "member", uid, keep(empty_store.home, photo))
    assert names(empty_store, "paper", uid) == []
    with empty_store.read() as connection:
        assert rows.find(connection, "paper", uid)
