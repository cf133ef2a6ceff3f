"""A window that somebody without a mouse gets on with: Enter presses the button that has the focus
(outside dialogs Qt leaves that to Space), and Tab goes through it as it is laid out."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QMainWindow, QRadioButton

_TICKED = (QCheckBox, QRadioButton)  # by Space, as everywhere


class KeyedWindow(QMainWindow):
    """The common part of the program's windows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nobody in the window took: Enter presses a button, once however long it is held."""
        from PySide6.QtCore import Qt

        button = QApplication.focusWidget()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (enter and isinstance(button, QAbstractButton) and not isinstance(button, _TICKED)):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            button.click()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go on to the stop of Tab beside the present one."""
        here = self.focusWidget()
        if here is None or not self.isVisible():
            return super().focusNextPrevChild(next)
        from PySide6.QtCore import Qt

        from partydesk.desk.kit.tab_order import beside

        stop = beside(self, here, 1 if next else -1)
        if stop is None:
            return super().focusNextPrevChild(next)
        reasons = Qt.FocusReason
        stop.setFocus(reasons.TabFocusReason if next else reasons.BacktabFocusReason)
        return True
