"""Texts by somebody who means harm to whoever looks at them, and a watch over what is read."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_IN_OPEN = 0x20


def hostile_texts(bait: Path) -> tuple[str, ...]:
    """Markup that opens `bait`, an entity, a key, long, written from the right."""
    return (
        f'<img src="{bait}">甲',
        f"<b>粗</b><img src='{bait}'>",
        "乙&lt;丙&x",
        f"<p>&y {'很长' * 200}<img src={bait}></p>",
        f"\u202e戊\u2066<!doctype html><img src='{bait}'>",
    )


@contextmanager
def opened(folder: Path) -> Iterator[list[str]]:
    """The files of a folder that anything opens meanwhile; filled in when the block ends.

    Only on Linux, where the kernel tells (inotify); elsewhere the list stays empty.
    """
    names: list[str] = []
    if not sys.platform.startswith("linux"):
        yield names
        return
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, os.fsencode(folder), _IN_OPEN) >= 0
    try:
        yield names
        try:
            told = os.read(watch, 65536)
        except BlockingIOError:
            told = b""
        while told:
            length = int.from_bytes(told[12:16], sys.byteorder)
            names.append(told[16 : 16 + length].rstrip(b"\0").decode())
            told = told[16 + length :]
    finally:
        os.close(watch)
