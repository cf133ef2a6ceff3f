"""A second start on the same records raises the window of the first instead of opening another.

The second writes a small file beside the database, the first sees it, takes it away and comes to
the front: no socket, so nothing that a firewall would ask about.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from partydesk.records.findings import UserError
from partydesk.store import atomic
from partydesk.store.home import Home

_PATIENCE, _STEP = 3.0, 0.05  # seconds


class SecondStarts(QObject):
    """Watches for second starts on a home as long as its parent, the window, lives.

    `copy_wanted` carries the copy of records that the second one was asked to open.
    """

    copy_wanted = Signal(Path)

    def __init__(self, home: Home, window: QWidget) -> None:
        super().__init__(window)
        self._request, self._window = home.second_start, window
        self._watcher = QFileSystemWatcher([str(home.folder)], self)
        self._watcher.directoryChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        try:
            told = self._request.read_text(encoding="utf-8")
            self._request.unlink()
        except OSError:
            return
        come_forward(self._window)
        with contextlib.suppress(ValueError, KeyError, TypeError):
            copy = json.loads(told)["copy"]
            if copy:
                self.copy_wanted.emit(Path(copy))


def come_forward(window: QWidget) -> None:
    """Before all other windows, and no longer minimised."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def raise_first(home: Home, copy: Path | None, patience: float = _PATIENCE) -> bool:
    """Ask the window that has this home to come forward; whether one did within `patience` seconds.

    `copy` is a copy of records that it is to offer. False also where nothing can be written.
    """
    if sys.platform == "win32":
        # Windows lets only the program in front, which is this one, hand the front on.
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
    request = home.second_start
    try:
        with atomic.written(request) as temporary:
            temporary.write_text(json.dumps({"copy": copy and str(copy.absolute())}), "utf-8")
    except UserError:
        return False
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if not request.exists():
            return True
        time.sleep(_STEP)
    with contextlib.suppress(OSError):
        request.unlink()
    return False
