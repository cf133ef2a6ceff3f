"""Keys that a widget with the focus would keep or not heed: on Linux a field takes Ctrl+K to delete
to a line's end; outside dialogs a button is pressed by Space alone, and Enter comes to nothing. And
what had the focus may go, with a row of buttons that is made anew, say: without it no key would do
anything."""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QRadioButton, QWidget
from shiboken6 import isValid

from partydesk.desk.kit.tab_order import stops

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TICKED = (QCheckBox, QRadioButton)  # by Space, as everywhere


class KeyGuard(QObject):
    """Watches the widget that has the focus, and what its parent, a window, gets because nobody in
    it took it; as long as that lives."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)
        window.installEventFilter(self)
        # What is around that which had the focus last, from the inside out; not kept alive.
        self._around: list[ref[QWidget]] = []
        self._lost = QTimer(self, singleShot=True, interval=0)
        self._lost.timeout.connect(self._find_again)

    @Slot(QWidget, QWidget)
    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and isValid(old) and old is not self._window:
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
                stop = next(stops(around), None)
                if stop is not None:
                    stop.setFocus()
                    return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_K:
                event.ignore()
                return True
        if event.type() == QEvent.Type.KeyPress and watched is self._window:
            return self._press(event)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        """Let Enter press the button that has the focus, once however long it is held; whether it
        did."""
        button = QApplication.focusWidget()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not (plain and event.key() in _ENTER and isinstance(button, QAbstractButton)):
            return False
        if isinstance(button, _TICKED):
            return False
        if not event.isAutoRepeat():
            button.click()
        return True
