"""The part of a pane where a score or a reason is typed; nothing typed is lost by moving on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from partydesk.desk.kit.cards import row, stack, text
from partydesk.desk.kit.messages import repolish


class ScoreForm(QWidget):
    """A score, unless `scored` is False, and words below it.

    What was typed and not saved is kept under its key until it is saved or dropped.
    """

    edited = Signal()
    save_wanted = Signal()

    def __init__(self, *, scored: bool = True) -> None:
        super().__init__()
        self._key: object = None
        self._stored = ("", "")
        self._drafts: dict[object, tuple[str, str]] = {}
        self._loading = False
        column = stack(self, 6)
        self.score = QLineEdit()
        self.score.setFixedWidth(92)
        self.score.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.score.returnPressed.connect(self.save_wanted)
        self.of = text("", "label")
        column.addLayout(row(self.score, self.of, None))
        for each in (self.score, self.of):
            each.setVisible(scored)
        self.words_label = text("", "label")
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(78)
        self.words.installEventFilter(self)
        self.error = text("", "error", wrap=True)
        self.error.hide()
        column.addWidget(self.words_label)
        column.addWidget(self.words)
        column.addWidget(self.error)
        self.score.textEdited.connect(lambda _: self._typed())
        self.words.textChanged.connect(self._typed)

    def load(self, key: object, score: str, words: str) -> None:
        """Show what is kept under this key, or what was typed for it and not saved yet."""
        again = key == self._key and (score, words) == self._stored
        self._key, self._stored = key, (score, words)
        if again and self.dirty:
            return  # somebody is typing; nothing else has changed
        typed = self._drafts.get(key)
        shown = typed or self._stored
        if (self.score.text(), self.words.toPlainText()) != shown:
            self._loading = True
            self.score.setText(shown[0])
            self.words.setPlainText(shown[1])
            self._loading = False
        self.say("")
        self.edited.emit()

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return (self.score.text(), self.words.toPlainText()) != self._stored

    def saved(self) -> None:
        """What stands here is kept now."""
        self._stored = (self.score.text(), self.words.toPlainText())
        self._drafts.pop(self._key, None)
        self.say("")
        self.edited.emit()

    def drop(self) -> None:
        """Go back to what is kept."""
        self._drafts.pop(self._key, None)
        self._loading = True
        self.score.setText(self._stored[0])
        self.words.setPlainText(self._stored[1])
        self._loading = False
        self.say("")
        self.edited.emit()

    def say(self, wrong: str, *, score: bool = True) -> None:
        """Say what is wrong, beside the field; nothing takes it back."""
        self.error.setText(wrong)
        self.error.setVisible(bool(wrong))
        repolish(self.score, "faulty", "true" if wrong and score else "false")
        repolish(self.words, "faulty", "true" if wrong and not score else "false")

    def _typed(self) -> None:
        if self._loading:
            return
        if self.dirty:
            self._drafts[self._key] = (self.score.text(), self.words.toPlainText())
        else:
            self._drafts.pop(self._key, None)
        self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter saves from the long text, where Enter begins a line."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.save_wanted.emit()
            return True
        return super().eventFilter(watched, event)
