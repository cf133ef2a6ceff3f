"""A line that suggests while one types: choices, people, records; by 汉字, pinyin or initials."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QPoint, QRect, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from partydesk.desk.kit.popup import keeps_escape
from partydesk.desk.kit.screen_room import screen_room

Suggest = Callable[[str], list[str]]
"""From what was typed to what may be meant, best first."""

_MOST = 12
_AROUND = 56  # pixels of a suggestion's padding, and of a scroll bar


def matching(text: str, words: Iterable[str], *, names: bool = False) -> list[str]:
    """The words that contain the text, or whose pinyin or initials do; beginnings first."""
    typed = text.strip().lower()
    if not typed:
        return list(words)
    if typed.isascii():
        # Only latin letters need pinyin, whose dictionary is slow to load.
        from partydesk.store.search import name_key, pinyin_key

        keys = ((word, name_key(word) if names else pinyin_key(word)) for word in words)
        found = [(min(_starts(key, typed)), word) for word, key in keys if typed in key]
    else:
        found = [(_rank(word, typed), word) for word in words if typed in word.lower()]
    return [word for _, word in sorted(found, key=lambda each: each[0])]


def _starts(key: str, typed: str) -> list[int]:
    return [_rank(part, typed) for part in key.split(" ") if typed in part] or [1]


def _rank(word: str, typed: str) -> int:
    return 0 if word.lower().startswith(typed) else 1


class _Below(QListView):
    """The list of what is offered. Esc closes it, before it closes the form around it."""

    def event(self, event: QEvent) -> bool:
        return keeps_escape(event) or super().event(event)


class SuggestLine(QLineEdit):
    """A line edit with suggestions below it. With `several`, it completes the last name only; with
    `at_once`, ↓ offers everything before a letter is typed."""

    def __init__(
        self,
        suggest: Suggest,
        parent: QWidget | None = None,
        several: bool = False,
        at_once: bool = False,
    ) -> None:
        super().__init__(parent)
        self._suggest = suggest
        self._several, self._at_once = several, at_once
        self._model = QStringListModel(self)
        self._below: tuple[QCompleter, QListView] | None = None  # until something is offered
        # textEdited comes once the input method has committed, not while it composes.
        self.textEdited.connect(self._offer)

    @property
    def suggestions(self) -> list[str]:
        """What is offered at the moment."""
        return list(self._model.stringList())

    @property
    def offering(self) -> bool:
        """Whether the list is open, and Enter belongs to it."""
        return self._below is not None and self._below[1].isVisible()

    def _popup(self) -> tuple[QCompleter, QListView]:
        """The completer and its list; a form has many lines, of which few are written in."""
        if self._below is None:
            popup, listed = QCompleter(self._model, self), _Below()
            popup.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            popup.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            popup.setMaxVisibleItems(_MOST)
            listed.setProperty("role", "completions")
            listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            popup.setPopup(listed)
            popup.setWidget(self)
            popup.activated.connect(self._chosen)
            self._below = popup, listed
        return self._below

    def offer_all(self) -> None:
        """Offer everything, whatever stands there."""
        self.setFocus()
        self._show(self._suggest(""), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if self._at_once and plain and event.key() == Qt.Key.Key_Down and not self.isReadOnly():
            self.offer_all()
            return
        super().keyPressEvent(event)

    def _offer(self, text: str) -> None:
        last = self._last(text)
        self._show(self._suggest(last) if last else [], last)

    def _show(self, found: list[str], last: str) -> None:
        self._model.setStringList(found[:_MOST])
        if found and found != [last] and self.isVisible():
            popup, listed = self._popup()
            # As wide as the longest, so that nothing has to be scrolled sideways.
            longest = max(listed.fontMetrics().horizontalAdvance(word) for word in found)
            popup.complete(QRect(0, 0, max(self.width(), longest + _AROUND), self.height()))
            self._fit(listed)
        else:
            self._close()

    def _fit(self, listed: QListView) -> None:
        """Let every row have its height: Qt lays them out before they are dressed, and knows
        nothing of the room around them."""
        listed.doItemsLayout()
        rows = sum(listed.sizeHintForRow(row) for row in range(listed.model().rowCount()))
        lacking = rows - listed.viewport().height()
        if lacking > 0:
            above = listed.y() < self.mapToGlobal(QPoint(0, 0)).y()
            listed.resize(listed.width(), listed.height() + lacking)
            if above:
                listed.move(listed.x(), listed.y() - lacking)
            beyond = listed.y() + listed.height() - (screen_room(self).bottom() + 1)
            if beyond > 0:  # the rest is scrolled to
                listed.resize(listed.width(), listed.height() - beyond)

    def _close(self) -> None:
        if self._below is not None:
            self._below[1].hide()

    def _chosen(self, word: str) -> None:
        text = self.text()
        kept = text[: len(text) - len(self._last(text))] if self._several else ""
        self.setText(kept + word)
        self.textEdited.emit(self.text())
        self._close()

    def _last(self, text: str) -> str:
        if not self._several:
            return text.strip()
        for mark in "，,；;":
            text = text.replace(mark, "、")
        return text.rsplit("、", 1)[-1].strip()
