"""The archive of modules that both frozen programs share, written; shared_modules.py reads it.

It begins with Python's magic number and the length of the table of contents, which follows, packed:
how many groups a start wants, where each lies, and for each module its kind, its group and where in
that it stands. The groups come after it, and are counted from its end.
"""

import lzma
import marshal
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import lean

# Bytes of a group before it is packed. A start unpacks the next while it loads what it has; of what
# is wanted later, more would save little and be slow to take one from.
_AT_START, _LATER = 2**20, 2**21
# What code and texts of modules are packed best with, tried out.
_FILTER = {"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": 2**22, "lc": 4, "lp": 0, "pb": 0}


def collected(pure, instead):
    """Kind and marshalled code of every module in PyInstaller's list `pure`, made lean, and of those
    that stand in the place of others: `instead` gives the names their files."""
    from PyInstaller.building.utils import get_code_object, replace_filename_in_code_object
    from PyInstaller.loader import pyimod01_archive as kinds

    found = {}
    for name, path in ({name: path for name, path, _ in pure} | instead).items():
        if path in ("-", None):
            found[name] = (kinds.PYZ_ITEM_NSPKG, b"")
            continue
        package = Path(path).stem == "__init__"
        code = get_code_object(name, str(path), optimize=2)
        inside = f"{name.replace('.', '/')}{'/__init__' if package else ''}.py"
        code = replace_filename_in_code_object(code, inside)
        small = lean.lean(code, lines=name.partition(".")[0] == "partydesk")
        kind = kinds.PYZ_ITEM_PKG if package else kinds.PYZ_ITEM_MODULE
        found[name] = (kind, marshal.dumps(small))
    return found


def write(modules, first, target):
    """`modules` gives each name its kind and its marshalled code, b"" for one without; those named in
    `first`, an order, come before the others."""
    first = [name for name in first if name in modules]
    later = sorted(modules.keys() - set(first))
    contents, groups, at_start = {}, [], 0
    for names, most in ((first, _AT_START), (later, _LATER)):
        at_start = len(groups)
        group = bytearray()
        for name in names:
            kind, content = modules[name]
            if len(group) + len(content) > most and group:
                groups.append(_pack(group))
                group.clear()
            contents[name] = (kind, len(groups), len(group), len(group) + len(content))
            group += content
        groups.append(_pack(group))
    places, position = [], 0
    for packed in groups:
        places.append((position, len(packed)))
        position += len(packed)
    table = _pack(marshal.dumps((at_start, places, contents)))
    with open(target, "wb") as file:
        file.write(MAGIC_NUMBER + len(table).to_bytes(4, "little") + table)
        file.writelines(groups)


def _pack(content):
    return lzma.compress(bytes(content), format=lzma.FORMAT_RAW, filters=[_FILTER])
