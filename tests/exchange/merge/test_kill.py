"""Really killed, many times: an export leaves the old or the new file, a merge takes whole files.

Each round starts the program as anybody would, waits a little longer than the round before, and
kills it; the waits are spread over what an undisturbed run took.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.reading_back import read_submission
from partydesk.store.home import Home
from partydesk.store.integrity_check import look
from partydesk.store.opening import open_store
from tests.exchange import making
from tests.exchange.merging import merge

ROUNDS = 6


def start(home: Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "partydesk", "--home", home, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def undisturbed(home: Path, *arguments: str | Path) -> float:
    """Run to the end; returns how long it took."""
    began = time.monotonic()
    assert start(home, *arguments).wait() in (0, 1)
    return time.monotonic() - began


def killed(home: Path, delay: float, *arguments: str | Path) -> bool:
    """Start, wait and kill with everything it started; whether it was still running."""
    process = start(home, *arguments)
    try:
        process.wait(delay)
        return False
    except subprocess.TimeoutExpired:
        return True
    finally:
        if hasattr(os, "killpg"):
            # Its reading processes go too, as when a laptop's power fails.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def delays(whole: float) -> Iterator[float]:
    """Waits from where the imports are done to just past the end."""
    for number in range(ROUNDS):
        yield whole * (0.4 + 0.65 * number / (ROUNDS - 1))


def test_an_export_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    stick = tmp_path / "U 盘"
    stick.mkdir()
    with making.branch(tmp_path) as store:
        home = store.home.folder
        first = making.sent(store, stick).digest
        topic = making.uids(store, "session")[0]
    whole = undisturbed(home, "export", "--period", "2026", "--out", stick)
    known = {first}
    interrupted = 0
    for number, delay in enumerate(delays(whole)):
        with open_store(Home(home)) as store:
            making.edit(store, "session", topic, topic=f"第 {number} 次改")
        before = {file.name: file.read_bytes() for file in stick.glob("*.xlsx")}
        interrupted += killed(home, delay, "export", "--period", "2026", "--out", stick)
        after = {file.name: file.read_bytes() for file in stick.glob("*.xlsx")}
        changed = [name for name in after if after[name] != before.get(name)]
        assert set(before) <= set(after) and len(changed) <= 1
        for name in changed:
            read = read_submission(str(stick / name))
            assert not read.edited and read.content == read.declared
            at = sheet_of("session").names.index("topic")
            assert f"第 {number} 次改" in {values[at] for _, values in read.rows["session"]}
            known.add(read.content)
        assert all(
            file.suffix == ".xlsx" or file.name.startswith(".partydesk-")
            for file in stick.iterdir()
        )
        assert not [finding for finding in look(Home(home)) if finding.fatal]
    assert interrupted >= ROUNDS // 3
    with open_store(Home(home)) as store:
        final = making.sent(store, stick)
    assert read_submission(str(final.file)).content == final.digest


def test_a_merge_killed_has_taken_each_file_whole_or_not_at_all(tmp_path: Path) -> None:
    files = []
    for number in range(6):
        with making.branch(tmp_path, f"P100{number}", seed=number, sessions=40) as store:
            files.append(making.sent(store, tmp_path / "出").file)
            making.edit(store, "session", making.uids(store, "session")[0], topic="改了")
            files.append(making.sent(store, tmp_path / "出").file)
    expected = {}
    with making.committee(tmp_path / "单独") as store:
        whole_store = store.home.folder
        for file in files:
            merge(store, [file])
            held = making.content(store)
            for code, uid in {(c[1], c[0]) for c in held["current"]}:
                mine = rows_of_branch(held, uid)
                current = next(c for c in held["current"] if c[0] == uid)
                expected[code, current[3]] = mine
    making.committee(tmp_path).close()
    empty, home = tmp_path / "党委", tmp_path / "被杀的党委"
    shutil.copytree(empty, home)
    whole = undisturbed(home, "merge", "--accept-unenrolled", *files)
    interrupted = part_way = 0
    for delay in delays(whole):
        shutil.rmtree(home)
        shutil.copytree(empty, home)
        interrupted += killed(home, delay, "merge", "--accept-unenrolled", *files)
        assert not [finding for finding in look(Home(home)) if finding.fatal]
        with open_store(Home(home)) as store:
            held = making.content(store)
            part_way += 0 < len(held["current"]) < 6
            assert {row["uid"] for row in held["organisation"] if row["submission"]} == {
                current[0] for current in held["current"]
            }
            for uid, code, _, revision, _ in held["current"]:
                assert rows_of_branch(held, uid) == expected[code, revision]
            assert not [
                f for f in store.home.received.glob("*") if f.suffix not in (".xlsx", ".tmp")
            ]
    assert interrupted >= ROUNDS // 3
    print(f"{interrupted} killed, {part_way} of them between two files")
    with open_store(Home(home)) as store, open_store(Home(whole_store)) as other:
        merge(store, files)
        once, undisturbed_content = making.content(store), making.content(other)
    for content in (once, undisturbed_content):
        content["organisation"] = [row for row in content["organisation"] if row["submission"]]
    assert once == undisturbed_content


def rows_of_branch(held: dict[str, list[dict[str, object]]], uid: str) -> dict[str, object]:
    return {
        kind: [row for row in rows if row["organisation"] == uid]
        for kind, rows in held.items()
        if kind not in ("current", "conflicts")
    }


pytestmark = [
    pytest.mark.dear,
    pytest.mark.skipif(sys.platform == "win32", reason="kills by POSIX process groups"),
]
