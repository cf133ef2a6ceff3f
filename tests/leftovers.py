"""What a test must not leave behind: windows, running timers, work, threads, temporary files."""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PATIENCE = 5.0  # seconds for a thread that is about to end
_THERE: set[Any] = set(threading.enumerate())  # threads of pytest's own
_SHARED: list[str] = []  # how threads are named that outlive a test with their fixture


@contextmanager
def shared(threads: str) -> Iterator[None]:
    """While a fixture of several tests is there, its threads (by how they are named) may be too."""
    _SHARED.append(threads)
    try:
        yield
    finally:
        _SHARED.remove(threads)


def put_away() -> list[str]:
    """Close what is open, and name what is still there then; that is put away by force."""
    left = list(_windows_and_work()) if "PySide6.QtWidgets" in sys.modules else []
    return [*left, *_threads(), *_temporary_files()]


def settle_deletions() -> None:
    """Delete what asked to be deleted later, as the event loop of the program does."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _windows_and_work() -> Iterator[str]:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication, QListView, QToolTip
    from shiboken6 import isValid

    if not isinstance(QApplication.instance(), QApplication):
        return
    QToolTip.hideText()
    for window in QApplication.topLevelWidgets():
        if isValid(window) and window.isVisible():
            window.close()
    settle_deletions()
    if QApplication.topLevelWidgets():
        gc.collect()  # what only a circle of references held
        settle_deletions()
    for window in QApplication.topLevelWidgets():
        # Others go with what they belong to, as the lists of completions with their lines.
        if window.parent() is None and not isinstance(window, QListView):
            yield f"window {type(window).__name__} “{window.windowTitle()}”"
            window.hide()
            window.deleteLater()
    settle_deletions()
    for timer in [one for one in gc.get_objects() if isinstance(one, QTimer)]:
        # One without a parent is how PySide does QTimer.singleShot: its object is gone by now, so
        # that it would call nobody.
        if isValid(timer) and timer.isActive():
            if timer.parent() is not None or not timer.isSingleShot():
                yield f"timer of {timer.interval()} ms in {timer.parent()}"
            timer.stop()
    QGuiApplication.clipboard().clear()


def _threads() -> Iterator[str]:
    # Qt's own threads are known to Python once its code has run in them.
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in _THERE
        and not isinstance(thread, threading._DummyThread)
        and not thread.name.startswith(tuple(_SHARED))
    ]
    if left:
        gc.collect()  # a pool that nobody has any more lets its threads go
    for thread in left:
        thread.join(_PATIENCE)
        if thread.is_alive():
            _THERE.add(thread)
            yield f"thread {thread.name}"


def _temporary_files() -> Iterator[str]:
    for path in Path(tempfile.gettempdir()).iterdir():
        yield f"temporary file {path.name}"
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
