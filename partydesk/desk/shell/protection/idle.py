"""How long nobody has touched the program."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

_LOOK = 5_000  # milliseconds
_TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    )
)


class IdleWatch(QObject):
    """Calls `lock` once nobody has touched the program for `limit()` seconds (0: never).

    By the clock on the wall, which goes on while a laptop sleeps. It lives as long as `window`.
    """

    def __init__(
        self, window: QObject, limit: Callable[[], float], lock: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._limit, self._lock = limit, lock
        self.last = time.time()
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there."""
        if event.type() in _TOUCHES:
            now = time.time()
            # Not the touch that wakes a sleeping laptop: it is locked before.
            if now - self.last > _LOOK / 1000:
                self.look()
            self.last = now
        return False

    def look(self) -> None:
        """Lock, if it is time."""
        limit = self._limit()
        if limit and time.time() - self.last >= limit:
            self._lock()
