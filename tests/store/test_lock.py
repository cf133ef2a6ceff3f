"""One writer at a time, between real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from partydesk.records.findings import UserError
from partydesk.store.lock import FileLock

HOLD = """
import sys, time
from pathlib import Path
from partydesk.records.findings import UserError
from partydesk.store.lock import FileLock
lock = FileLock(Path(sys.argv[1]))
try:
    lock.acquire()
except UserError as refusal:
    print(refusal.code, flush=True)
    sys.exit(1)
print("held", flush=True)
sys.stdin.readline()
lock.release()
print("released", flush=True)
sys.stdin.readline()
"""


class Holder:
    """Another process that tries to take the lock."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "支部 数据.lock"


def test_the_second_process_is_refused_with_who_and_since_when(path: Path) -> None:
    first = Holder(path)
    try:
        assert first.says() == "held"
        claim = json.loads(path.read_text(encoding="utf-8"))
        assert claim["pid"] == first.process.pid
        with pytest.raises(UserError) as caught:
            FileLock(path).acquire()
        assert caught.value.code == "locked"
        for told in (claim["user"], claim["host"], claim["since"][11:16], "请先关闭那个窗口"):
            assert told in caught.value.message
        second = Holder(path)
        assert second.says() == "locked"
        second.kill()
        assert json.loads(path.read_text(encoding="utf-8")) == claim  # the loser left it alone
    finally:
        first.kill()


def test_a_killed_process_leaves_no_lock_behind(path: Path) -> None:
    first = Holder(path)
    assert first.says() == "held"
    first.kill()
    assert path.read_text(encoding="utf-8")  # its text is stale, its lock is not there
    second = Holder(path)
    try:
        assert second.says() == "held"
        assert json.loads(path.read_text(encoding="utf-8"))["pid"] == second.process.pid
    finally:
        second.kill()


def test_longer_text_of_a_killed_holder_is_written_over(path: Path) -> None:
    path.write_text('{"user": "' + "很长的名字" * 99 + '"}', encoding="utf-8")
    with FileLock(path):
        assert json.loads(path.read_text(encoding="utf-8"))["pid"] == os.getpid()


def test_a_released_lock_can_be_taken_while_the_process_lives(path: Path) -> None:
    first = Holder(path)
    try:
        assert first.says() == "held"
        first.go_on()
        assert first.says() == "released"
        with FileLock(path):
            second = Holder(path)
            assert second.says() == "locked"
            second.kill()
        assert path.read_bytes() == b""
    finally:
        first.kill()


def test_within_one_process(path: Path) -> None:
    lock = FileLock(path)
    lock.release()  # not held: nothing happens
    lock.acquire()
    lock.acquire()  # already ours
    with pytest.raises(UserError):
        FileLock(path).acquire()
    lock.release()
    with FileLock(path):
        pass


def test_an_unreadable_text_still_refuses(path: Path) -> None:
    for text in (b"", b"\xff\xfe", b"[]", b'{"user": "x", "host": "y", "since": 5}'):
        with FileLock(path):
            path.write_bytes(text)
            with pytest.raises(UserError) as caught:
                FileLock(path).acquire()
            assert caught.value.code == "locked" and "另一个窗口" in caught.value.message


def test_a_lock_since_another_day_tells_the_day(path: Path) -> None:
    with FileLock(path):
        claim = {"pid": 1, "user": "李书记", "host": "PC-7", "since": "2026-03-01T08:05:00"}
        path.write_text(json.dumps(claim), encoding="utf-8")
        with pytest.raises(UserError) as caught:
            FileLock(path).acquire()
    assert "李书记" in caught.value.message and "3月1日08:05" in caught.value.message


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        FileLock(tmp_path / "没有" / "partydesk.lock").acquire()
    assert caught.value.code == "no-folder"


def test_a_worker_started_meanwhile_does_not_keep_the_lock(path: Path) -> None:
    lock = FileLock(path)
    lock.acquire()
    worker = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=os.name == "nt"
    )
    try:
        lock.release()
        with FileLock(path):
            pass
    finally:
        worker.kill()
        worker.communicate()
