"""How people work with it: the window. The only room that knows Qt.

PySide6 hooks into every import that comes after its own and slows it, so the rest is imported
first, here, before any module of this room.
"""

import sys

import partydesk.store.opening
import partydesk.store.queries  # noqa: F401 # for the order of imports alone

if sys.version_info < (3, 12):
    # PySide6 (seen in 6.12.0) turns an empty QVariant into None without taking a reference, so
    # each such answer (a property, a model's data) uses up one of None's, and the interpreter
    # ends with "deallocating None". From Python 3.12 on None is immortal; here it is made so.
    import ctypes

    ctypes.c_ssize_t.from_address(id(None)).value += 1 << 40
