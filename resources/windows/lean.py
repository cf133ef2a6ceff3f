"""Makes what is frozen smaller without changing what it does; used by partydesk.spec."""

import io
import json
import marshal
import re
import zipfile
from itertools import groupby
from types import CodeType

_NO_LINE, _NO_COLUMNS = 15, 13  # kinds of an entry in Python's table of places
_MOST = 8  # units of two bytes that an entry covers

# Code pages of other alphabets' DOS and of mainframes; those of Windows stay.
_ENCODING = re.compile(
    r"encodings/(cp(037|273|424|500|720|737|775|8(?!50|74)\d\d|1006|1026|1125|1140)"
    r"|mac_(?!roman)\w+|hp_roman8|kz1048|palmos|ptcp154|tis_620|koi8_\w)\.pyc"
)


def lean(code, lines=True):
    """The same code without the columns that tracebacks underline in sources, which are not in a
    release: a quarter of what is read at a start. Without `lines` the first line of a function stands
    for all of it: enough to find a place in a library."""
    places, last = bytearray(), code.co_firstlineno

    def line_of(part):
        return part[2] if lines else last

    for line, parts in groupby(code.co_lines(), key=line_of):
        units = sum(end - start for start, end, _ in parts) // 2
        while units > 0:
            now = min(units, _MOST)
            kind = _NO_LINE if line is None else _NO_COLUMNS
            places.append(0x80 | kind << 3 | now - 1)
            if line is not None:
                places += _signed(line - last)
                last = line
            units -= now
    inside = (lean(one, lines) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_linetable=bytes(places), co_consts=tuple(inside))


def _signed(number):
    """A number as the table writes it: six bits a byte, the sign last."""
    number = -number << 1 | 1 if number < 0 else number << 1
    written = bytearray()
    while number > 0x3F:
        written.append(0x40 | number & 0x3F)
        number >>= 6
    return bytes([*written, number])


def lean_library(source, target):
    """The archive of modules that Python needs before all others, made lean too."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in sorted(old.infolist(), key=lambda one: one.filename):
            if _ENCODING.fullmatch(entry.filename):
                continue
            content = old.read(entry)
            if entry.filename.endswith(".pyc"):
                head, body = content[:16], io.BytesIO(content[16:])
                content = head + marshal.dumps(lean(marshal.load(body), lines=False))
            new.writestr(zipfile.ZipInfo(entry.filename), content)


def module_of_table(source, name, keys):
    """The text of a module that holds the table of a file of JSON under a name; `keys`, int or str,
    is what its keys are."""
    held = json.loads(source.read_text("utf-8"))
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    table = f"json.loads({text!r})"
    if keys is not str:
        table = f"{{{keys.__name__}(key): value for key, value in {table}.items()}}"
    return f"import json\n\n{name} = {table}\n"


def file_version(path):
    """The version of a file of Windows, as numbers; () where it tells none."""
    import pefile

    with pefile.PE(str(path), fast_load=True) as file:
        file.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_RESOURCE"]])
        for told in getattr(file, "VS_FIXEDFILEINFO", ()):
            high, low = told.FileVersionMS, told.FileVersionLS
            return high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF
    return ()
