"""The way in: `partydesk` alone opens the window, with a command it works without a screen."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

_STARTED = time.perf_counter()


def main(arguments: list[str] | None = None) -> int:
    """Run the program; returns the exit status of cli.md."""
    if getattr(sys, "frozen", False):
        # Worker processes of a frozen program start here too; nothing may come before this.
        import multiprocessing

        multiprocessing.freeze_support()
    from partydesk.store.atomic import kept_private

    with kept_private():
        return _run(sys.argv[1:] if arguments is None else arguments)


def _run(given: list[str]) -> int:
    options = _window_options(given)
    if options is None:
        from partydesk.cli import run as run_command

        return run_command(given)
    # Starting makes many objects that stay; the window switches collecting on when it is usable.
    gc.disable()
    from partydesk.store.home import chosen_home

    home = chosen_home(options.get("--home"))
    if "--at-sign-in" in options:
        from partydesk.desk.shell.app import run_at_sign_in

        return run_at_sign_in(home)
    from partydesk.desk.shell.app import run as run_window

    status = run_window(
        home,
        carried=Path(options["file"]).absolute() if "file" in options else None,
        quit_when_usable="--quit-when-usable" in options,
        started=_STARTED,
    )
    # Everything has been given back: the interpreter need not sort through what is left.
    gc.freeze()
    return status


def _window_options(given: list[str]) -> dict[str, str] | None:
    """The window's options, its file under "file"; None when there is a command to run instead."""
    options: dict[str, str] = {}
    left = list(given)
    while left:
        argument = left.pop(0)
        if argument == "--home" and left:
            options["--home"] = left.pop(0)
        elif argument.startswith("--home="):
            options["--home"] = argument.removeprefix("--home=")
        elif argument in ("--quit-when-usable", "--at-sign-in"):
            options[argument] = ""
        elif argument.lower().endswith(".partydesk") and not left:
            options["file"] = argument  # a copy of records, double-clicked
        else:
            return None
    return options


if __name__ == "__main__":
    sys.exit(main())
