"""Going through a place with Tab alone, as somebody without a mouse does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.desk.comfort import called, seen, takes_focus

_MOST = 400  # steps; no place has more widgets


def _tabbed(widget: QWidget) -> bool:
    wanted = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return takes_focus(widget) and wanted == Qt.FocusPolicy.TabFocus


def unreached(place: QWidget) -> list[str]:
    """What can be pressed or typed into and that Tab never comes to, round and round.

    Widgets that are only for the mouse on purpose (no Tab in their focus policy) are not asked
    for; of buttons of which one is chosen Tab comes to that one, the arrow keys to the others.
    """
    wanted = {widget for widget in seen(place) if widget is not place and _tabbed(widget)}
    if not wanted:
        return []
    reached: set[QWidget] = set()
    window = place.window()
    window.activateWindow()
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    if focused is None or focused.window() is not window:
        next(iter(wanted)).setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(_MOST):
        focused = QApplication.focusWidget()
        here = focused or window
        while focused is not None and focused is not window:
            reached.add(focused)  # a frame around what has the focus needs none itself
            focused = focused.parentWidget()
        if wanted <= reached:
            break
        QTest.keyClick(here, Qt.Key.Key_Tab)
    groups = {b.group() for b in reached if isinstance(b, QAbstractButton)} - {None}
    wanted -= {b for b in wanted if isinstance(b, QAbstractButton) and b.group() in groups}
    return [f"Tab does not come to {called(widget)}" for widget in wanted - reached]
