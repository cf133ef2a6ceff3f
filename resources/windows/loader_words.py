"""The window program's loader says in Chinese that what it needs is not there.

It is what a secretary sees who starts the program inside the zip, or whose antivirus program took a
file away; PyInstaller's loader knows English alone. Its sentences are written over in the program,
each by one that is no longer; a loader that has others is Failed.

This file, and what it makes of the loader, is under the loader's own licence:
GPL-2.0-or-later WITH Bootloader-exception.
"""

WORDS = {
    "Failed to load Python DLL '%ls'.\n": "还没有解压，或安装不完整：缺少“%ls”。请先解压或重装。\n",
    "LoadLibrary": "系统说",
    "Error": "打不开",
}


class Failed(Exception):
    """The loader is not the one these words are for."""


def in_chinese(program):
    """The bytes of a program with Windows' loader, its words put into Chinese. Raises Failed."""
    for english, chinese in WORDS.items():
        old, new = (f"\0{text}\0".encode("utf-16-le") for text in (english, chinese))
        if program.count(old) != 1:
            raise Failed(f"{english!r} is in the loader {program.count(old)} times, not once")
        program = program.replace(old, new.ljust(len(old), b"\0"))
    return program
