"""Runs first in both frozen programs: their modules lie in one archive beside them, not in each.

PyInstaller puts an archive of all modules into every program, each module packed by itself, and opens
it anew for each. The two programs share theirs (module_archive.py writes it), which stays open and has
modules packed together in the order in which a start wants them: 15 MB less on the disk, some
360 files opened less at a start, and programs small enough to be exchanged in one stroke. Written for
the PyInstaller that pyproject.toml pins.
"""

import _lzma
import _thread
import marshal
import os
import sys

import pyimod01_archive
import pyimod02_importers

_PACKED = {"format": _lzma.FORMAT_RAW, "filters": [{"id": _lzma.FILTER_LZMA2, "dict_size": 2**22}]}
_KEPT = 3  # groups: a module is asked for while those that it imports are loaded


class SharedArchive(pyimod01_archive.ZlibArchiveReader):
    """The archive of all modules, open for as long as the program runs."""

    def __init__(self, path):
        self._file = open(path, "rb")  # noqa: SIM115 - never closed
        # Of _thread, since threading itself lies in the archive.
        self._alone = _thread.allocate_lock()
        if self._file.read(4) != pyimod01_archive.PYTHON_MAGIC_NUMBER:
            raise pyimod01_archive.ArchiveReadError("Python magic pattern mismatch!")
        length = int.from_bytes(self._file.read(4), "little")
        table = marshal.loads(_unpack(self._file.read(length)))
        self._at_start, self._places, self.toc = table
        self._begin = 8 + length
        self._unpacked = {}
        self._unpacking = [_thread.allocate_lock() for _ in self._places]
        self._ahead = 0

    def extract(self, name, raw=False):
        """The code of a module; with `raw` its bytes. Raises KeyError for a name not in it."""
        kind, group, start, end = self.toc[name]
        if kind == pyimod01_archive.PYZ_ITEM_NSPKG:
            return None
        content = self._group(group)[start:end]
        following = group + 1
        if self._ahead < following < self._at_start:
            # What a start wants next is unpacked while it loads what it has.
            self._ahead = following
            try:
                _thread.start_new_thread(self._group, (following,))
            except RuntimeError:  # no room for a thread: it is unpacked when it is wanted
                pass
        return bytes(content) if raw else marshal.loads(content)

    def _group(self, number):
        with self._unpacking[number]:
            found = self._unpacked.get(number)
            if found is None:
                with self._alone:
                    position, length = self._places[number]
                    self._file.seek(self._begin + position)
                    packed = self._file.read(length)
                found = _unpack(packed)
        with self._alone:
            self._unpacked.pop(number, None)
            self._unpacked[number] = found  # the one asked for last is the last
            if len(self._unpacked) > _KEPT:
                del self._unpacked[next(iter(self._unpacked))]
        return found


def _unpack(packed):
    return memoryview(_lzma.LZMADecompressor(**_PACKED).decompress(packed))


pyimod02_importers.pyz_archive = SharedArchive(os.path.join(sys._MEIPASS, "modules.lzma"))
pyimod02_importers._pyz_tree = None
# Finders of before look in the program's own archive, which is empty.
sys.path_importer_cache.clear()
