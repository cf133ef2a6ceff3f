"""What a person's hands do in the window: type, choose, press, look."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.window import Window

WAIT = 30_000  # milliseconds at most for work in the background
CONTROL = Qt.KeyboardModifier.ControlModifier


class Hands:
    """Somebody at the keyboard. Nothing here reaches behind what a person can see and touch."""

    def __init__(self, qtbot: Any) -> None:
        self.qtbot = qtbot

    def write(self, where: QWidget, words: str) -> None:
        """Type into a line or box; 汉字 come as an input method commits them."""
        assert where.isEnabled() and where.isVisible(), "nobody can type there"
        where.setFocus()
        if isinstance(where, QPlainTextEdit):
            where.setPlainText(words)
            return
        if isinstance(where, QComboBox):
            index = where.findText(words)
            assert index >= 0, f"{words} is not offered"
            where.setCurrentIndex(index)
            where.activated.emit(index)
            return
        assert isinstance(where, QLineEdit)
        where.clear()
        if words.isascii():
            self.qtbot.keyClicks(where, words)
        else:
            where.insert(words)
            where.textEdited.emit(where.text())

    def fill(self, form: RecordForm, **values: str) -> None:
        """Type into the fields of a form."""
        for column, words in values.items():
            self.write(form.editors[column].inputs()[0], words)

    def press(self, where: QWidget, words: str) -> None:
        """Press the one visible button that says this."""

        def there() -> list[QPushButton]:
            return [
                each
                for each in where.findChildren(QPushButton)
                if each.isVisible() and each.text() == words
            ]

        self.qtbot.waitUntil(lambda: len(there()) == 1)
        (found,) = there()
        assert found.isEnabled(), f"{words} cannot be pressed"
        self.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)

    def key(self, where: QWidget, key: Qt.Key, control: bool = False) -> None:
        """Press a key."""
        where.activateWindow()
        self.qtbot.waitUntil(where.window().isActiveWindow)
        self.qtbot.keyClick(where, key, CONTROL if control else Qt.KeyboardModifier.NoModifier)

    def save(self, window: Window) -> None:
        """Save the form in front with Ctrl+S; it goes away, or the test fails with its words."""
        form = self.form(window)
        self.key(form.focusWidget() or form, Qt.Key.Key_S, control=True)
        assert not window.space.has_pushed_page, window.message_bar.text

    def form(self, window: Window) -> Any:
        """The form in front."""
        form = window.space.stack.currentWidget()
        assert isinstance(form, RecordForm), "no form is open"
        return form

    def page(self, window: Window) -> ListPage:
        """The list in front."""
        page = window.space.list_page
        assert page is not None, "no list is in front"
        return page

    def members(self, window: Window) -> ListPage:
        """Turn to the members, the second tab."""
        self.key(window, Qt.Key.Key_2, control=True)
        return self.page(window)

    def search(self, window: Window, words: str) -> ListPage:
        """Look for something in the list in front."""
        page = self.page(window)
        self.write(window.head.search, words)
        self.qtbot.waitUntil(lambda: page.text == words and page.model.query.text == words)
        return page

    def wait_read(self, where: QWidget, *words: str) -> None:
        """Until all this can be read there; new parts of a page are drawn a moment later."""
        self.qtbot.waitUntil(lambda: all(each in read(where) for each in words))

    def wait_told(self, window: Window, words: str) -> None:
        """Until the window says this and nothing is being done any more."""
        self.qtbot.waitUntil(
            lambda: words in window.message_bar.text and not window.context.busy, timeout=WAIT
        )


def read(where: QWidget) -> str:
    """All that can be read on a part of the window."""
    return "\n".join(label.text() for label in where.findChildren(QLabel) if label.isVisible())
