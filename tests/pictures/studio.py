"""A window to take pictures of: pages are turned to, forms and dialogs opened, work waited for."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.shell.window import Window
from partydesk.store.store import Store

_QUIET = 0.45  # seconds without work until a page is taken to be finished
_LONGEST = 20.0


class Studio:
    """The main window on one store, in one size."""

    def __init__(self, store: Store, size: QSize) -> None:
        self.context = AppContext(store)
        self.window = Window(self.context)
        self.context.setParent(self.window)
        self.window.resize(size)
        self.window.show()
        self.settle()

    def close(self) -> None:
        """Put everything away."""
        self.window.hide()
        self.context.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def settle(self) -> None:
        """Wait until nothing is being done any more."""
        begun = quiet = time.monotonic()
        while time.monotonic() - quiet < _QUIET and time.monotonic() - begun < _LONGEST:
            QApplication.processEvents()
            if self.context._jobs:
                quiet = time.monotonic()
            time.sleep(0.01)

    def turn(self, key: str) -> QWidget:
        """A page, bare of what lies over it."""
        self.window.turn_to(key)
        space = self.window.space
        while space.has_pushed_page:
            space.pop_page(space.stack.currentWidget())
        self.settle()
        return space.stack.currentWidget()

    def covered(self, key: str, open_it: Callable[[], object]) -> QWidget:
        """The window with what is opened over a page."""
        self.turn(key)
        open_it()
        self.settle()
        return self.window

    def dialog(self, open_it: Callable[[], object]) -> QWidget:
        """The dialog that is opened, no larger than the window."""
        open_it()
        self.settle()
        shown = [each for each in self.window.findChildren(QDialog) if each.isVisible()]
        made = shown[-1]
        made.resize(made.size().boundedTo(self.window.size()))
        self.settle()
        return made

    def put_away(self) -> None:
        """Close the dialogs that are open."""
        for each in self.window.findChildren(QDialog):
            if each.isVisible():
                each.close()
        self.settle()
