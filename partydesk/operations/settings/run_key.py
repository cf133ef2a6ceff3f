# ruff: noqa: E402
"""The Run key of this user on Windows: what is started at sign-in. To be imported there only."""

from __future__ import annotations

import sys

assert sys.platform == "win32"

import contextlib
import winreg

from partydesk.records.findings import UserError

_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


def registered(name: str) -> bool:
    """Whether there is a value of this name."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            winreg.QueryValueEx(key, name)
    except OSError:
        return False
    return True


def register(name: str, run: str) -> None:
    """Start this command line at sign-in. Raises UserError where the system forbids it."""
    try:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, run)
    except OSError as error:
        raise UserError(
            "no-autostart", "系统不让设登录时启动的程序，没有改动。请问管电脑的人"
        ) from error


def unregister(name: str) -> None:
    """Start it no longer; nothing happens where it was not."""
    with (
        contextlib.suppress(OSError),
        winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN, 0, winreg.KEY_SET_VALUE) as key,
    ):
        winreg.DeleteValue(key, name)
