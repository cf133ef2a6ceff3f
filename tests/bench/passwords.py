"""What a password costs: the same work on the same data, with one and without, in turn."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from partydesk.rules import indicators, norms
from partydesk.store import keyring, protection
from partydesk.store import store as stores
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests.bench import files
from tests.exchange.merging import merge

WORD = "一句好记的话"
FILES, ROUNDS = 30, 3

_START = """
import sys, time
started = time.perf_counter()
import gc; gc.disable()
from pathlib import Path
from partydesk.desk.shell.application import make_application
from partydesk.desk.shell.program import Program
from partydesk.store.home import Home
home = Home(Path(sys.argv[1]))
application = make_application()
program = Program(application, home)
if len(sys.argv) > 2:
    from partydesk.store import protection
    protection.unlock(home, sys.argv[2])
def usable():
    print(time.perf_counter() - started)
    program.leave()
program.when_usable(usable)
program.start()
application.exec()
program.close()
"""


_TYPED = """
import sys, time
started = time.perf_counter()
import gc; gc.disable()
from pathlib import Path
from partydesk.desk.shell.ahead import window_ahead
from partydesk.desk.shell.application import make_application
from partydesk.store.home import Home
home = Home(Path(sys.argv[1]))
application = make_application()
ahead = window_ahead(application, home)
from PySide6.QtCore import QTimer
from partydesk.desk.shell.program import Program
program = Program(application, home, None, ahead)
def asked():
    print(time.perf_counter() - started)
    QTimer.singleShot(2000, typed)  # while somebody types
def typed():
    page = program.window.centralWidget()
    page.line.line.setText(sys.argv[2])
    began = time.perf_counter()
    def usable():
        print(time.perf_counter() - began)
        program.leave()
    program.when_usable(usable)
    page.go_on.click()
program.when_usable(asked)
program.start()
application.exec()
program.close()
"""


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def costs(work: Path) -> str:
    """Merging, saving, counting, opening and starting: with a password ÷ without."""
    paths = files.submissions(work / "files", FILES)
    homes = {}
    for protected in (False, True):
        home = homes[protected] = Home(work / f"protected-{protected}")
        shutil.rmtree(home.folder, ignore_errors=True)
        stores.create(home, "committee", {"code": "P0000", "name": "园区党委"}).close()
        if protected:
            protection.set_password(home, WORD)
    empty = {protected: home.database.read_bytes() for protected, home in homes.items()}

    def merging(home: Home) -> None:
        with open_store(home) as store:
            merged = merge(store, paths)
        assert all(taken.state == "merged" for taken in merged.files), "a file was not merged"

    def saving(home: Home) -> None:
        with open_store(home) as store:
            for number in range(30):
                with store.write("添加党员") as writer:
                    writer.add("member", {"name": f"张{number}"})

    def counting(home: Home) -> None:
        with open_store(home, write=False) as store, store.read() as connection:
            indicators.tally(connection, files.PERIOD)
            norms.evaluate(connection, files.PERIOD)

    def anew(home: Home, protected: bool) -> None:
        shutil.rmtree(home.received, ignore_errors=True)
        home.database.write_bytes(empty[protected])
        home.database.with_suffix(".seal").unlink(missing_ok=True)

    told = []
    for name, act in (("merge", merging), ("save", saving), ("indicators", counting)):
        taken: dict[bool, list[float]] = {False: [], True: []}
        for _ in range(ROUNDS):
            for protected, home in homes.items():
                if name == "merge":
                    anew(home, protected)
                taken[protected].append(_seconds(lambda: act(home)))  # noqa: B023 # called at once
        plain, ours = (statistics.median(each) for each in taken.values())
        told.append(f"{name} {ours / plain:.2f} × ({plain:.2f} → {ours:.2f} s)")
    starts: dict[bool, list[float]] = {False: [], True: []}
    worked: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(ROUNDS):
        for protected, home in homes.items():
            given = [sys.executable, "-c", _START, str(home.folder), *([WORD] * protected)]
            before = os.times()
            done = subprocess.run(given, check=True, capture_output=True, text=True)
            after = os.times()
            starts[protected].append(float(done.stdout))
            worked[protected].append(
                after.children_user + after.children_system
                - before.children_user - before.children_system
            )  # fmt: skip
    plain, ours = (statistics.median(each) for each in starts.values())
    keyring.forget_all()
    idle, busy = (statistics.median(each) for each in worked.values())
    told.append(f"start {plain:.2f} → {ours:.2f} s (limit 0.5 s more; "
                f"of the processor {idle:.2f} → {busy:.2f} s)")  # fmt: skip
    given = [sys.executable, "-c", _TYPED, str(homes[True].folder), WORD]
    typed = [
        [float(each) for each in subprocess.run(
            given, check=True, capture_output=True, text=True).stdout.split()]
        for _ in range(ROUNDS)
    ]  # fmt: skip
    asks, opens = (statistics.median(each) for each in zip(*typed, strict=True))
    told.append(f"asks after {asks:.2f} s, a window {opens:.2f} s after the password")
    return f"{', '.join(told)}; limit 1.3 ×"
