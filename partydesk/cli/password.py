"""The password on the command line: given for any command, set, changed, removed."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import Any

from partydesk.cli.outcome import Outcome, home_of
from partydesk.cli.terminal import progress_to_stderr
from partydesk.records.findings import UserError
from partydesk.store import keyring, protection
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.store import Store

_MOST = 2**16  # bytes of a file with a password


@contextmanager
def unlocked(options: Any) -> Iterator[None]:
    """Hold the key of the home's records while a command runs, where they have a password.

    It comes from `--password-file`, else it is asked for on a terminal; without one the command
    is refused when it opens the records. Raises UserError as `protection.unlock` does.
    """
    home = home_of(options)
    # Its own commands ask for it, and say what they want it for; others touch no records.
    own = getattr(options, "asks_no_password", False) or getattr(options, "put_away", False)
    try:
        if not own and protection.is_locked(home):
            file = _file(options)
            word = given(file) if file else _asked(options)
            if word is not None:
                _unlock(home, word)
        yield
    finally:
        keyring.forget_all()


def _unlock(home: Home, word: str) -> None:
    try:
        protection.unlock(home, word)
    except UserError as error:
        if error.code != "key-damaged":  # told by what opens the records; `restore` mends it
            raise


def unlock_copy(options: Any, path: Path, file: Path | None = None) -> str:
    """The same for a copy of records that has a password of its own, from this `file` or that of
    `--password-file`; what was given, "" where nothing was wanted. Raises UserError."""
    slots = protection.slots_of_copy(path)
    if slots is None or keyring.held(slots.key_id) is not None:
        return ""
    file = file or _file(options)
    word = given(file) if file else _asked(options, path.name)
    if word is None:
        raise keyring.needed(path.name)
    protection.unlock_copy(path, word)
    return word


def _asked(options: Any, name: str = "") -> str | None:
    """A password typed on the terminal; None where there is none, or a script wants JSON."""
    if getattr(options, "json", False) or sys.stdin is None or not sys.stdin.isatty():
        return None
    return getpass(f"{f'“{name}”的' if name else ''}密码（或恢复码）：")


def _file(options: Any) -> Path | None:
    return getattr(options, "password_file", None)


def given(file: Path) -> str:
    """The first line of a file. Raises UserError."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(_MOST)
        word = raw.decode("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except OSError as error:
        raise UserError("no-file", f"读不到放密码的文件“{file}”。请看路径对不对") from error
    except UnicodeDecodeError as error:
        raise UserError("bad-password-file", f"“{file}”不是 UTF-8 文字，请另存为 UTF-8") from error
    if not word:
        raise UserError("bad-password-file", f"“{file}”的第一行是空的，请把密码写在第一行")
    return word


def _word(options: Any, what: str) -> str:
    if (file := _file(options)) is not None:
        return given(file)
    word = _asked(options)
    if word is None:
        raise UserError("password-needed", f"{what}要用现在的密码：--password-file 文件")
    return word


def new_password(options: Any, file: Path | None) -> str:
    """A new password, from the first line of a file, else typed twice. Raises UserError."""
    if file:
        return given(file)
    if getattr(options, "json", False) or sys.stdin is None or not sys.stdin.isatty():
        raise UserError("password-needed", "新密码写在一个文件的第一行：--new-password-file 文件")
    word = getpass("新密码：")
    if getpass("再输一遍：") != word:
        raise UserError("bad-password", "两遍不一样，密码没有设。请再来一次")
    return word


@contextmanager
def _held(home: Home) -> Iterator[None]:
    """The home to itself, with what an interruption left brought to its end."""
    if not home.database.exists():
        raise UserError("no-data", f"“{home.folder}”里还没有支部工作台数据，没有可加密的")
    with FileLock(home.lock):
        with contextlib.suppress(UserError):  # wants the password, which comes
            protection.settle(home)
        yield


def set_(options: Any) -> Outcome:
    """Set a password; the recovery code is told once."""
    home = home_of(options)
    with _held(home):
        if protection.is_protected(home):
            raise UserError("has-password", "这份数据已经有密码了；要换，请用 password change")
        word = new_password(options, options.new_password_file or _file(options))
        code = protection.set_password(home, word, progress_to_stderr)
        second = _second_place(home)
    said = ["密码已设，数据、附件和备份都已加密。", *_told(code), *_about(second)]
    return Outcome({"recovery": code, "second_place": second}, said)


def recovery(options: Any) -> Outcome:
    """A new recovery code; the one before opens nothing any more."""
    home = home_of(options)
    with _held(home):
        _refuse_without(home)
        protection.unlock(home, _word(options, "换恢复码"))
        protection.settle(home)
        code = protection.new_code(home)
    return Outcome({"recovery": code}, ["恢复码已换，以前的不能再用。", *_told(code)])


def change(options: Any) -> Outcome:
    """Another password, for the present one or the recovery code."""
    home = home_of(options)
    with _held(home):
        _refuse_without(home)
        word = _word(options, "换密码")
        protection.unlock(home, word)
        protection.settle(home)
        protection.change_password(home, word, new_password(options, options.new_password_file))
    return Outcome(
        {"changed": True},
        ["密码已换，恢复码不变。以前存到别处的备份，仍用存的时候的密码打开"],
    )


def remove(options: Any) -> Outcome:
    """No password any more: everything is plain again."""
    home = home_of(options)
    with _held(home):
        _refuse_without(home)
        word = _word(options, "取消密码")
        protection.unlock(home, word)
        protection.settle(home)
        protection.remove_password(home, word, progress_to_stderr)
    return Outcome({"removed": True}, ["密码已取消，数据、附件和备份都不再加密"])


def _refuse_without(home: Home) -> None:
    if not protection.is_protected(home):
        raise protection.no_password()


def _told(code: str) -> list[str]:
    return [
        f"恢复码：{code}",
        "恢复码只显示这一次。请抄在纸上，和电脑分开放：忘了密码，只有它能打开；"
        "两样都没有了，谁也打不开",
    ]


def _about(second: str) -> list[str]:
    if not second:
        return []
    return [f"第二备份位置“{second}”里以前的备份没有加密，请自己删掉；以后复制过去的都加密"]


def _second_place(home: Home) -> str:
    from partydesk.store import settings
    from partydesk.store.opening import open_store

    store: Store
    with contextlib.suppress(UserError):
        store = open_store(home, write=False, check=False)
        with store, store.read() as connection:
            return settings.get(connection, "second_place")
    return ""
