"""The program with a window: opens the data, or says why not; runs until the window is closed."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from PySide6.QtCore import QProcess, QTimer

from partydesk.desk.shell import looks
from partydesk.desk.shell.ahead import window_ahead
from partydesk.desk.shell.application import make_application
from partydesk.store.appearance import appearance
from partydesk.store.home import Home

_LOADED = time.perf_counter()
_LOADED_AHEAD = 10_000  # milliseconds after which shell.preload has long ended


def run(
    home: Home,
    *,
    carried: Path | None = None,
    quit_when_usable: bool = False,
    started: float | None = None,
) -> int:
    """Open the window on this data folder; returns the exit code.

    `carried` is a copy of records (store.portable_copy) that was double-clicked: restoring it is
    offered.

    With `quit_when_usable` the seconds from `started` (a `time.perf_counter()`; by default when
    this module was loaded) until the window would take a key are printed, and it closes.

    Looking for garbage while everything is imported costs an eighth of the start. A caller that
    calls `gc.disable()` before its imports spares that; it is switched on again here.
    """
    scaled = looks.scaled(home)
    application = make_application()
    if scaled:
        looks.unscaled()
    if appearance(home, "scheme") != "system":
        looks.dress(home)
    ahead = window_ahead(application, home)
    looks.ask_system()

    from partydesk.desk.shell.program import Program

    program = Program(application, home, carried, ahead)
    began = _LOADED if started is None else started

    def usable() -> None:
        # What a start made stays: going through it while somebody types would hold every key for
        # as long as a seventh of a second. The same is true of what is loaded ahead.
        gc.freeze()
        gc.enable()
        QTimer.singleShot(_LOADED_AHEAD, application, lambda: gc.freeze())
        if quit_when_usable:
            print(f"{time.perf_counter() - began:.3f}", flush=True)
            program.leave()

    program.when_usable(usable)
    program.start()
    try:
        return application.exec()
    finally:
        program.close()
        if program.again:
            _start_again(home)


def run_at_sign_in(home: Home) -> int:
    """Say what is due in a small window, and open the program when somebody wants to see to it;
    without anything due no window is shown. Returns the exit code."""
    gc.enable()
    from partydesk.desk.shell.program import Program
    from partydesk.desk.shell.sign_in_notice import SignInNotice, pressing

    found = pressing(home)
    if not found:
        return 0
    scaled = looks.scaled(home)
    application = make_application()
    if scaled:
        looks.unscaled()
    programs: list[Program] = []

    def go() -> None:
        program = Program(application, home)
        programs.append(program)
        program.start()
        program.begin(found[0])
        notice.close()

    looks.dress(home)
    notice = SignInNotice(found, go)
    notice.show_in_corner()
    try:
        return application.exec()
    finally:
        for program in programs:
            program.close()


def _start_again(home: Home) -> None:
    """Start the program anew on this home, after everything was given back."""
    arguments = ["--home", str(home.folder)]
    if not getattr(sys, "frozen", False):
        arguments = ["-m", "partydesk", *arguments]
    QProcess.startDetached(sys.executable, arguments)
