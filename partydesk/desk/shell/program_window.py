"""The one window there is at a time: shown in the place of the one before, put away, talked in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from partydesk.desk.kit.keyed_window import KeyedWindow
from partydesk.desk.shell.ahead import fit_to_screen
from partydesk.desk.shell.application import say_unexpected
from partydesk.store.home import Home
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import Job
    from partydesk.desk.shell.demo_data import DemoData


class _Exposed(QObject):
    """Calls back once when a window has been drawn and its events have been worked off."""

    def __init__(self, window: QWidget, call: Callable[[], object]) -> None:
        super().__init__(window)
        self._call: Callable[[], object] | None = call
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._call is not None:
            call, self._call = self._call, None
            # Behind whatever showing the window has put into the queue.
            QTimer.singleShot(0, call)
        return False


class ProgramWindow:
    """The window with its store: the common part of what a Program does with them."""

    def __init__(
        self,
        application: QApplication,
        home: Home,
        carried: Path | None = None,
        ahead: QMainWindow | None = None,
    ) -> None:
        self._application, self.home = application, home
        self._carried = carried  # until it has been offered
        self.window: QMainWindow | None = ahead  # drawn, to be filled
        self.store: Store | None = None
        self._real = home  # `home` is that of the sample data while one is open
        self._trial: DemoData | None = None
        self._making: Job | None = None
        self._usable: Callable[[], object] | None = None
        self.again = False  # whether to start anew once this one has ended
        sys.excepthook = say_unexpected

    def when_usable(self, call: Callable[[], object]) -> None:
        """Call this once, as soon as a window would take a key."""
        self._usable = call

    def leave(self) -> None:
        """Close the window and with it the program."""
        if self.window is None or self.window.close():
            self._application.quit()

    def _put_away(self) -> None:
        """Let go of the window, which goes once another is there, and of the store in it."""
        from partydesk.desk.shell.window import Window

        window, self.window = self.window, None
        if isinstance(window, Window) and window.filled:
            window.backups.close()  # unless it was done when the window closed
            window.context.close()
        if window is not None:
            window.deleteLater()
        if self.store is not None:
            if self.store.home.opened.exists():
                from partydesk.store.attachments import forget_copies

                forget_copies(self.store.home)
            self.store.close()
            self.store = None

    def _show(self, window: QMainWindow, place: Callable[[], object] | None = None) -> None:
        """Put a window in the place of the one before; `place` moves it where it was kept."""
        before, self.window = self.window, window
        if self._usable is not None:
            _Exposed(window, self._usable)
            self._usable = None
        if window is before:
            window.show()  # should it have been closed before it was filled
            window.update()
            return
        fit_to_screen(window)
        if place is not None:
            place()
        window.show()
        if before is not None:
            before.close()
            before.deleteLater()

    def _page(self, page: QWidget) -> None:
        window = KeyedWindow()
        window.setWindowTitle("支部工作台")
        window.setCentralWidget(page)
        self._show(window)

    def _restart(self) -> None:
        """Close the window, if nothing is in the way, and start anew."""
        self.again = True
        if self.window is None or not self.window.close():
            self.again = False
        else:
            self._application.quit()

    def _tell(self, text: str) -> None:
        """Say something in the window."""
        from partydesk.desk.shell.window import Window

        if isinstance(self.window, Window):
            self.window.context.tell(text, "info")


def on_top(window: QMainWindow, strip: QWidget) -> None:
    """Put a strip over everything in the window."""
    centre = window.centralWidget()
    column = centre.layout() if centre is not None else None
    assert isinstance(column, QVBoxLayout)
    column.insertWidget(0, strip)
