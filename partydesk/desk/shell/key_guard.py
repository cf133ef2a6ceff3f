"""Keys of the window that a field would keep: on Linux Ctrl+K deletes to a line's end there. And
what had the focus may go, with a row of buttons that is made anew, say: without it no key would do
anything."""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from partydesk.desk.kit.tab_order import nearest


class KeyGuard(QObject):
    """Watches the widget that has the focus, as long as its parent, a window, lives. (It never
    watches the window itself: that would be told of its own end.)"""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)
        # What is around that which had the focus last, from the inside out; not kept alive.
        self._around: list[ref[QWidget]] = []
        self._lost = QTimer(self, singleShot=True, interval=0)
        self._lost.timeout.connect(self._find_again)

    @Slot(QWidget, QWidget)
    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if new is not None and new.window() is self._window:
            new.installEventFilter(self)
            self._around = []
            around = new.parentWidget()
            while around is not None and around is not self._window:
                self._around.append(ref(around))
                around = around.parentWidget()
        elif new is None and self._around:
            self._lost.start()

    def _find_again(self) -> None:
        """Where nothing has the focus any more, give it to what is nearest to what had it."""
        if not self._window.isActiveWindow() or QApplication.focusWidget() is not None:
            return
        for kept in self._around:
            around = kept()
            if around is not None and isValid(around) and around.isVisible():
                stop = nearest(around)
                if stop is not None:
                    stop.setFocus()
                    return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_K:
                event.ignore()
                return True
        return False
