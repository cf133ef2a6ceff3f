"""An entry of the user's own that starts the program at sign-in, to say what is due.

On Windows a value of the Run key of this user, elsewhere a file in ~/.config/autostart; each home
has its own. Nothing is ever put there but when somebody switches it on.
"""

from __future__ import annotations

import os
import shlex
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

from partydesk.records.findings import UserError
from partydesk.store import atomic
from partydesk.store.home import Home, default_home

OPTION = "--at-sign-in"
ASKED = "PARTYDESK_AUTOSTART"
"""The variable that names the folder of entries; with it a home for trying out has one too."""


def starts_at_sign_in(home: Home) -> bool:
    """Whether there is an entry for this home."""
    if sys.platform == "win32" and not os.environ.get(ASKED):
        from partydesk.operations.settings.run_key import registered

        return registered(_name(home))
    return _file(home).is_file()


def start_at_sign_in(home: Home, on: bool) -> None:
    """Make the entry for this home, or take it away.

    Raises UserError for a home that is only for trying out, for a system without such entries, or
    where it cannot be written.
    """
    if not on:
        _remove(home)
        return
    if _for_trying(home):
        raise UserError(
            "test-home",
            "这份数据是试用的，或者放在临时文件夹里，登录电脑时不提醒。请在正式的数据里打开这一项",
        )
    if sys.platform == "darwin" and not os.environ.get(ASKED):
        raise UserError("no-autostart", "这个系统上还不能在登录时提醒")
    if sys.platform == "win32" and not os.environ.get(ASKED):
        from subprocess import list2cmdline

        from partydesk.operations.settings.run_key import register

        register(_name(home), list2cmdline(command(home)))
    else:
        _write(_file(home), command(home))


def command(home: Home) -> list[str]:
    """What is started: the program with a window, told that it is the sign-in."""
    if getattr(sys, "frozen", False):
        # The command line's program lies beside the one with a window.
        started = [str(Path(sys.executable).with_name("partydesk" + Path(sys.executable).suffix))]
    else:
        started = [sys.executable, "-m", "partydesk"]
    if home.folder != default_home().folder or os.environ.get("PARTYDESK_HOME"):
        started += ["--home", str(home.folder)]
    return [*started, OPTION]


def _for_trying(home: Home) -> bool:
    if os.environ.get(ASKED):
        return False
    named = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    places = {Path(each).resolve() for each in (gettempdir(), "/tmp", "/var/tmp", *named) if each}
    return bool(os.environ.get("PARTYDESK_HOME")) or bool(
        places.intersection(home.folder.resolve().parents)
    )


def _name(home: Home) -> str:
    digest = sha256(str(home.folder.resolve()).encode()).hexdigest()[:8]
    return f"PartyDesk-{digest}"


def _remove(home: Home) -> None:
    if sys.platform == "win32" and not os.environ.get(ASKED):
        from partydesk.operations.settings.run_key import unregister

        unregister(_name(home))
        return
    try:
        _file(home).unlink(missing_ok=True)
    except OSError as error:
        raise atomic.write_error(error, _file(home)) from error


# -- a file in ~/.config/autostart -----------------------------------------------------------------


def _file(home: Home) -> Path:
    asked = os.environ.get(ASKED)
    kept = os.environ.get("XDG_CONFIG_HOME")
    config = Path(kept) if kept else Path.home() / ".config"
    return (Path(asked) if asked else config / "autostart") / f"{_name(home).lower()}.desktop"


def _write(file: Path, started: list[str]) -> None:
    # A % begins a field code in the Exec line.
    run = " ".join(shlex.quote(each).replace("%", "%%") for each in started)
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=支部工作台提醒",
        "Comment=登录时说一声到期的事",
        f"Exec={run}",
        "Terminal=false",
        "",
    )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.write_error(error, file.parent) from error
    with atomic.written(file) as temporary:
        temporary.write_text("\n".join(lines), "utf-8")
