"""Runs first in both frozen programs: their modules lie in one archive beside them, not in each.

PyInstaller puts an archive of all modules into every program; the two share theirs, 11 MB less on
the disk and a program that can be exchanged in one stroke. Written for the PyInstaller that
pyproject.toml pins.
"""

import os
import sys

import pyimod01_archive
import pyimod02_importers

pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(
    os.path.join(sys._MEIPASS, "modules.pyz"), check_pymagic=True
)
pyimod02_importers._pyz_tree = None
# Finders of before look in the program's own archive, which is empty.
sys.path_importer_cache.clear()
