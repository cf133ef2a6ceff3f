"""Where a message may lie over a page: near its foot, over nothing one presses or types into."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

EDGE = 8  # pixels kept free at the sides, and between a message and what it does not cover
_LEAST = 300  # pixels a message needs
_STEP = 12  # pixels further up that are tried next
_NEAR = 100  # pixels above the foot within which a message is still at the foot
_PRESSED = (QAbstractButton, QComboBox)
_TYPED = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


def place_for(
    page: QWidget, message: QWidget, wanted: int, height_for: Callable[[int], int], foot: int
) -> QRect:
    """The place of a `message` that lies over `page` and would like to be `wanted` pixels wide;
    `foot` pixels at the foot are another's. Near the foot it covers no control, or at least no
    button; where neither can be, it goes up until it covers no button."""
    buttons, typed = _controls(page, message)
    near, half = page.height() - foot - _NEAR, page.height() // 2
    for taken, top in (([*buttons, *typed], near), (buttons, near), (buttons, half)):
        found = _free(page, taken, wanted, height_for, page.height() - foot, top)
        if found is not None:
            return found
    width = min(wanted, page.width() - 2 * EDGE)
    high = height_for(width)
    return QRect((page.width() - width) // 2, page.height() - foot - high, width, high)


def _free(
    page: QWidget,
    taken: list[QRect],
    wanted: int,
    height_for: Callable[[int], int],
    bottom: int,
    top: int,
) -> QRect | None:
    """The lowest place with its foot between `top` and `bottom` over nothing that is taken."""
    while bottom > top:
        high = height_for(min(wanted, page.width() - 2 * EDGE))
        for _ in range(2):  # narrower is higher, which may meet more
            left, right = _widest(page, taken, bottom - high, bottom)
            width = min(wanted, right - left)
            if width < min(_LEAST, wanted):
                break
            if (needed := height_for(width)) <= high:
                middle = (page.width() - width) // 2
                at = min(max(middle, left), right - width)
                return QRect(at, bottom - high, width, high)
            high = needed
        bottom -= _STEP
    return None


def _widest(page: QWidget, taken: list[QRect], top: int, bottom: int) -> tuple[int, int]:
    """From where to where the widest room is between what is taken in a band."""
    met = [each for each in taken if each.top() < bottom and each.bottom() > top]
    best, at = (0, 0), EDGE
    for each in sorted(met, key=lambda rect: rect.left()):
        if each.left() - EDGE - at > best[1] - best[0]:
            best = (at, each.left() - EDGE)
        at = max(at, each.right() + EDGE)
    if page.width() - EDGE - at > best[1] - best[0]:
        best = (at, page.width() - EDGE)
    return best


def _controls(page: QWidget, message: QWidget) -> tuple[list[QRect], list[QRect]]:
    """Where on the page one presses and where one types, as far as it is in sight."""
    pressed: list[QRect] = []
    typed: list[QRect] = []
    for each in _in_sight(page, message):
        found = pressed if isinstance(each, _PRESSED) else typed
        if isinstance(each, (*_PRESSED, *_TYPED)):
            seen = _seen(each, page)
            if seen.isValid():
                found.append(seen)
    return pressed, typed


def _seen(widget: QWidget, page: QWidget) -> QRect:
    """What of a widget is not scrolled out of sight, on the page."""
    rect, at = widget.rect(), widget
    while at is not page:
        around = at.parentWidget()
        assert around is not None
        rect = rect.translated(at.pos()).intersected(around.rect())
        at = around
    return rect


def _in_sight(widget: QWidget, but: QWidget) -> Iterator[QWidget]:
    for each in widget.children():
        # Pages that lie behind others are not gone through.
        if isinstance(each, QWidget) and each is not but and each.isVisible():
            yield each
            yield from _in_sight(each, but)
