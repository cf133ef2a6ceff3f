"""A place that hands the focus on to what is worked with in it.

Qt's own focus proxy does this too, but where the proxy lies within the place Tab then jumps over
whatever stands before it there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from partydesk.desk.kit.tab_order import nearest


class _HandingOn(QObject):
    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self.to: QWidget | None = None
        place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and self.to is not None and isValid(self.to):
            to: QWidget | None = self.to
            assert isinstance(watched, QWidget)  # the place
            if not (self.to.isEnabled() and self.to.isVisibleTo(watched)):
                # What is worked with cannot be worked with yet: what there is else.
                to = nearest(watched)
            reason = event.reason() if isinstance(event, QFocusEvent) else None
            if to is not None and reason is not None:
                to.setFocus(reason)
            elif to is not None:
                to.setFocus()
            return to is not None
        return False


def hand_on_focus(place: QWidget, to: QWidget) -> None:
    """Let `to`, a widget within `place`, get the focus that `place` is given."""
    own = place.findChild(_HandingOn, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (own or _HandingOn(place)).to = to
