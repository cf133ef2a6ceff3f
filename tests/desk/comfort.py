"""What makes a screen comfortable, as questions to its widgets: names, words, room."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

_ENGLISH = re.compile(r"[A-Za-z]{2,}")
# Names of programs, formats, units, licences and keys are not translated.
_KNOWN = re.compile(
    r"PDF|Word|WPS|Excel|Qt|LGPL|MIT|[GMK]B|"
    r"Ctrl|Shift|Alt|Tab|Esc|Delete|Enter|PgUp|PgDn|F\d{1,2}|"
    r"\w+\.(?:xlsx|docx|pdf|json|log|db)|\b[A-Z]{1,3}\d[\w-]*|\b\d[0-9A-Z]{17}\b"
)
_MARKUP = re.compile(r"<[^>]+>|&[a-z]+;")
_CHINESE = re.compile(r"[\u4e00-\u9fff\d]")


def seen(place: QWidget) -> Iterator[QWidget]:
    """The widgets of a place that can be seen, itself among them."""
    yield place
    for widget in place.findChildren(QWidget):
        if widget.isVisibleTo(place) and widget.window() is place.window():
            yield widget


def unprinted(place: QWidget) -> list[str]:
    """Lists with something in them where nothing offers to print it."""
    shown = list(seen(place))
    filled = [
        each
        for each in shown
        if isinstance(each, QAbstractItemView) and each.model() and each.model().rowCount()
    ]
    prints = any(
        "打印" in each.text() + each.toolTip() + each.accessibleName()
        for each in shown
        if isinstance(each, QAbstractButton)
    )
    return [f"{called(each)} is not printed" for each in filled if not prints]


def called(widget: QWidget) -> str:
    """How a finding names a widget."""
    words = widget.accessibleName()
    if not words and isinstance(widget, (QLabel, QAbstractButton)):
        words = widget.text()
    if not words and isinstance(widget, QLineEdit):
        words = widget.placeholderText() or widget.text()
    parent = widget.parentWidget()
    within = f" in {type(parent).__name__}" if parent is not None else ""
    return f"{type(widget).__name__}“{words[:24]}”{within}"


# -- names -------------------------------------------------------------------------------------


def _part_of_another(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, (QComboBox, QAbstractSpinBox)) or isinstance(widget, QHeaderView)


def takes_focus(widget: QWidget) -> bool:
    """Whether the keyboard can get there."""
    return (
        widget.isEnabled()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and not _part_of_another(widget)
    )


def _name(widget: QWidget) -> str:
    told = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    if not told and isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)):
        told = widget.placeholderText()
    return told


def nameless(place: QWidget) -> list[str]:
    """Widgets that take the focus and that a screen reader could not call anything in Chinese."""
    return [
        f"has no Chinese name: {called(widget)}"
        for widget in seen(place)
        if widget is not place and takes_focus(widget) and not _CHINESE.search(_name(widget))
    ]


# -- words -------------------------------------------------------------------------------------


def _words(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield from (widget.whatsThis(), widget.statusTip())
    if widget.isWindow():
        yield widget.windowTitle()
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    if isinstance(widget, QGroupBox):
        yield widget.title()
    if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(at) for at in range(widget.count()))
    if isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    if isinstance(widget, QHeaderView) and widget.model() is not None:
        model = widget.model()
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            for at in range(widget.count()):
                yield str(model.headerData(at, widget.orientation(), role) or "")
    yield from (action.text() for action in widget.actions() if isinstance(action, QAction))


def english(place: QWidget, *allowed: str) -> list[str]:
    """Words on a place that are not Chinese; `allowed` are texts such as a folder's path."""
    found = []
    for widget in seen(place):
        for words in _words(widget):
            left = words
            for each in allowed:
                left = left.replace(each, "")
            left = _KNOWN.sub(" ", _MARKUP.sub(" ", left))
            if _ENGLISH.search(left):
                found.append(f"says “{words[:60]}”: {called(widget)}")
    return found


# -- room --------------------------------------------------------------------------------------

_TEXTS = (QLabel, QPushButton, QToolButton, QCheckBox)


def cut_off(place: QWidget) -> list[str]:
    """Texts with less room than they take, or that reach out of what they stand in."""
    found = []
    for widget in seen(place):
        if isinstance(widget, QAbstractScrollArea):
            bar = widget.horizontalScrollBar()
            if bar.isVisibleTo(widget) and bar.maximum() > 0:
                found.append(f"scrolls sideways by {bar.maximum()}: {called(widget)}")
        if not isinstance(widget, _TEXTS) or not widget.text():
            continue
        if _elides(widget):
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            over = widget.heightForWidth(widget.width()) - widget.height()
            if over > 1:
                found.append(f"is {over} too low: {called(widget)}")
        else:
            over = widget.sizeHint().width() - widget.width()
            if over > 0:
                found.append(f"is {over} too narrow: {called(widget)}")
        found += _outside(widget, place)
    return found


def _elides(widget: QWidget) -> bool:
    # A label or button of its own class that paints itself cuts its text with …
    return any("paintEvent" in vars(kind) for kind in type(widget).__mro__ if _ours(kind))


def _ours(kind: type) -> bool:
    return kind.__module__.startswith("partydesk.")


def _outside(widget: QWidget, place: QWidget) -> list[str]:
    around = widget.parentWidget()
    while around is not None:
        left = widget.mapTo(around, QPoint(0, 0)).x()
        over = max(-left, left + widget.width() - around.width())
        scrolled = isinstance(around.parentWidget(), QAbstractScrollArea)
        if over > 0 and (scrolled or around is place):
            return [f"reaches {over} out of {type(around).__name__}: {called(widget)}"]
        if around is place:
            break
        around = around.parentWidget()
    return []


# -- windows nobody wanted ---------------------------------------------------------------------


class StrayWindows(QObject):
    """Notes what is shown as a window for a moment, because it has no parent yet, and takes the
    focus away from the window in which one works."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.found: list[str] = []
        self._application = application
        application.installEventFilter(self)

    def stop(self) -> list[str]:
        """What was noted."""
        self._application.removeEventFilter(self)
        return self.found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            kind = watched.windowType()
            wanted = isinstance(watched, (QDialog, QMainWindow))
            if watched.isWindow() and not wanted and kind is Qt.WindowType.Window:
                self.found.append(f"flashes as a window: {called(watched)}\n{_where()}")
        return False


def _where() -> str:
    """Which line of the program is at work."""
    frames = [each for each in traceback.extract_stack() if "/partydesk/" in each.filename]
    return f"    {frames[-1].filename}:{frames[-1].lineno}" if frames else ""


# -- one over the other ------------------------------------------------------------------------

_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_TOUCHING = 2  # pixels by which frames may meet


def covering(place: QWidget) -> list[str]:
    """Controls that lie over each other, or under a message."""
    controls: list[tuple[QWidget, QRect]] = []
    for widget in seen(place):
        message = widget.property("role") == "message"
        if not (message or isinstance(widget, _CONTROLS)) or _part_of_another(widget):
            continue
        if isinstance(widget.parentWidget(), QLineEdit):
            continue  # the cross or arrow within a line
        less = _in_sight(widget, place).adjusted(0, 0, -_TOUCHING, -_TOUCHING)
        if less.isValid():
            controls.append((widget, less))
    found = []
    for at, (one, where) in enumerate(controls):
        found += [
            f"{called(one)} lies over {called(other)}"
            for other, there in controls[at + 1 :]
            if where.intersects(there)
            and not one.isAncestorOf(other)
            and not other.isAncestorOf(one)
        ]
    return found


def _in_sight(widget: QWidget, place: QWidget) -> QRect:
    """Where on a place a widget is, as far as it is not scrolled away."""
    rect = QRect(widget.mapTo(place, QPoint(0, 0)), widget.size())
    around = widget.parentWidget()
    while around is not None and widget is not place:
        rect &= QRect(around.mapTo(place, QPoint(0, 0)), around.size())
        around = around.parentWidget() if around is not place else None
    return rect
