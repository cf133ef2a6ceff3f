"""Where Tab goes: through what is seen in the order it is laid out in, whenever it was made.

Qt goes by the order in which widgets were made or came into the window, so that parts put in later
(the parts of a tab, attached files, seats) would come after all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QWidget,
)

_WHOLE = (QComboBox, QAbstractSpinBox)  # what stands in them is theirs


def beside(window: QWidget, here: QWidget, step: int) -> QWidget | None:
    """The stop of Tab that is so many steps from the one that has the focus, around the corner
    too; of something that is just hidden the nearest there is. None where this cannot be told."""
    every = list(stops(window, here))
    if here in every:
        return every[(every.index(here) + step) % len(every)]
    around = here.parentWidget()
    while around is not None:
        found = nearest(around)
        if found is not None or around is window:
            return found
        around = around.parentWidget()
    return None


def nearest(place: QWidget) -> QWidget | None:
    """Where work in a place goes on: its list, rather than the first of its buttons."""
    every = [each for each in stops(place) if each is not place]
    lists = (each for each in every if isinstance(each, QAbstractItemView))
    return next(lists, every[0] if every else None)


def stops(widget: QWidget, here: QWidget | None = None) -> Iterator[QWidget]:
    """What can be seen in a widget and stops Tab, itself first; what is `here` whether or not."""
    if not widget.isVisible() or not widget.isEnabled():
        return
    stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    if stop or widget is here:
        yield widget
    if isinstance(widget, _WHOLE):
        return
    for child in dict.fromkeys(_laid_out(widget)):
        yield from stops(child, here)


def _laid_out(widget: QWidget) -> Iterator[QWidget]:
    """What stands in a widget, first what is laid out in it."""
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield inside
        return
    if isinstance(widget, QSplitter):
        for at in range(widget.count()):
            part = widget.widget(at)
            if part is not None:
                yield part
    within = [
        each for each in widget.children() if isinstance(each, QWidget) and not each.isWindow()
    ]
    layout = widget.layout()
    if layout is not None:
        yield from _items(layout, within)
    yield from within


def _items(layout: QLayout, widgets: Sequence[QWidget]) -> Iterator[QWidget]:
    """Which of these are in a layout, in its order. Its items are not asked for: Qt deletes them
    and PySide goes on using them."""
    parts: list[QWidget | QLayout] = [*widgets]
    parts += [each for each in layout.children() if isinstance(each, QLayout)]
    placed = [(at, each) for each in parts if (at := layout.indexOf(each)) >= 0]
    if isinstance(layout, QGridLayout):
        placed.sort(key=lambda one: layout.getItemPosition(one[0])[:2])  # type: ignore[index]
    else:
        placed.sort(key=lambda one: one[0])
    for _, each in placed:
        if isinstance(each, QLayout):
            yield from _items(each, widgets)
        else:
            yield each
