"""How people work with it: the window. The only room that knows Qt.

PySide6 hooks into every import that comes after its own and slows it, so the rest is imported
first, here, before any module of this room.
"""

import sys

import partydesk.store.opening
import partydesk.store.queries  # noqa: F401 # for the order of imports alone

if sys.version_info < (3, 12):
    # PySide6 (seen in 6.12.0) hands out None, and here and there True and False, without taking
    # a reference, as if they were immortal. From Python 3.12 on they are; before, every call
    # without a result uses up one reference, and after some thousands the interpreter ends with
    # "deallocating None". So they are given more references than a life of clicking can use.
    import ctypes

    for _constant in (None, True, False, NotImplemented, Ellipsis):
        ctypes.c_ssize_t.from_address(id(_constant)).value += 1 << 40
