"""One question of an affair: its number, its words, what is asked under it, what is said to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partydesk.desk.affairs.editors import ChipEditor, MeetingEditor
from partydesk.desk.forms.editors import LINE, Editor
from partydesk.desk.kit.cards import Card, row, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.operations.affairs.declared import Ask, Question

_CIRCLE = 24  # pixels across
_LEAST = 500  # pixels that several inputs side by side surely have


class AskLine(QWidget):
    """What is asked: its label, where the question's words don't say it, its input, a word beside
    it or what is wrong."""

    def __init__(self, ask: Ask, editor: Editor, *, labelled: bool) -> None:
        super().__init__()
        self.ask, self.editor = ask, editor
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        if labelled:
            line.addWidget(text(ask.field.label, "small"))
        line.addWidget(editor)
        if editor.wide:
            editor.setFixedWidth(min(LINE, editor.pixels()))
        self.said = text("", "small")
        self.wrong = text("", "error", wrap=True)
        line.addWidget(self.said)
        line.addWidget(self.wrong)
        line.addStretch(1)
        self.say("", "")

    def say(self, words: str, wrong: str) -> None:
        """What stands beside the input."""
        self.said.setText(words)
        self.said.setVisible(bool(words) and not wrong)
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.editor.set_wrong(bool(wrong))


class QuestionCard(Card):
    """A question; `lines` are what is asked, by key."""

    def __init__(
        self, question: Question, make: Callable[[Ask, QWidget], Editor], parent: QWidget
    ) -> None:
        super().__init__()
        self.setParent(parent)
        self.question = question
        self.lines: dict[str, AskLine] = {}
        self.number = text("", "section")
        self.number.setProperty("role", "number")
        self.number.setFixedSize(_CIRCLE, _CIRCLE)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        across = QHBoxLayout()
        across.setSpacing(12)
        across.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(8)
        across.addLayout(column, 1)
        self.rows.addLayout(across)
        column.addLayout(row(text(question.words, "section"), None))
        flow: FlowLayout | None = None
        for ask in question.asks:
            editor = make(ask, self)
            bare = ask is question.asks[0] if ask.bare is None else ask.bare
            line = AskLine(ask, editor, labelled=not bare)
            self.lines[ask.key] = line
            if editor.wide or len(question.asks) == 1:
                flow = None
                column.addWidget(line)
                continue
            if flow is None or isinstance(editor, ChipEditor):
                together = QWidget()
                flow = FlowLayout(together, spacing=12, least=_LEAST)
                column.addWidget(together)
            flow.addWidget(line)
            if isinstance(editor, ChipEditor | MeetingEditor):
                flow = None
        self.hint = text("", "small", wrap=True)
        column.addWidget(self.hint)

    def show_asked(
        self,
        asked: Collection[str],
        hints: Mapping[str, str],
        wrong: Mapping[str, str],
        said: str,
    ) -> None:
        """Show what is asked after the answers so far, with what is said beside it."""
        for key, line in self.lines.items():
            line.setVisible(key in asked)
            line.say(hints.get(key, ""), wrong.get(key, ""))
        self.hint.setText(said)
        self.hint.setVisible(bool(said))
        self.setVisible(any(key in asked for key in self.lines))
