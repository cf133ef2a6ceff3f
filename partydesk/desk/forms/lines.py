"""The lines of a form: label, inputs, and beside them the hint or what is wrong, in words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from partydesk.desk.forms.editors import LINE, Editor
from partydesk.desk.forms.long_editor import LongEditor
from partydesk.desk.forms.plan import Line
from partydesk.desk.kit import cards
from partydesk.desk.kit.messages import repolish
from partydesk.records.fields import Field, Kind, Privacy

LABEL = 112  # pixels of the label column: eight characters and the star
WIDEST = 860  # pixels: longer lines are hard to read
BESIDE = 190  # pixels a hint needs to stand beside the inputs; else it goes below


class FormLine(QWidget):
    """One line of one or more fields."""

    def __init__(
        self, line: Line, editors: Mapping[str, Editor], read_only: bool, parent: QWidget
    ) -> None:
        """Within `parent` from the first: moving it there later would cost all it holds again."""
        super().__init__(parent)
        self.fields = line
        self._hints = {
            field.column: self._of(field, field.help)
            for field in line
            if field.help and not read_only
        }
        for field in line:
            if field.privacy is Privacy.CONFIDENTIAL and not field.help:
                self._hints[field.column] = "只存在本机"
        self._errors: dict[str, str] = {}
        self.setMaximumWidth(WIDEST)
        self.note = cards.text("", "hint", wrap=True, parent=self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        label = self._label(0, read_only)
        label.setFixedWidth(LABEL)
        label.setWordWrap(True)
        tall = line[0].kind in (Kind.LONG, Kind.CHOICES)
        side = Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter
        label.setAlignment(Qt.AlignmentFlag.AlignRight | side)
        if tall:
            label.setContentsMargins(0, 4, 0, 0)
        first = editors[line[0].column]
        if isinstance(first, LongEditor) and first.phrases_button is not None:
            # In the room that a tall line leaves below its label.
            below = QVBoxLayout()
            below.setSpacing(0)
            below.addWidget(label)
            below.addWidget(first.phrases_button, 0, Qt.AlignmentFlag.AlignRight)
            first.phrases_button.setVisible(not read_only)
            below.addStretch(1)
            grid.addLayout(below, 0, 0)
        else:
            grid.addWidget(label, 0, 0)
        cells = QHBoxLayout()
        cells.setSpacing(8)
        used = 0
        for index, field in enumerate(line):
            if index:
                other = self._label(index, read_only)
                cells.addSpacing(4)
                cells.addWidget(other)
                used += other.sizeHint().width() + 20
            editor = editors[field.column]
            label_for = label if index == 0 else other
            label_for.setBuddy(editor.inputs()[0])
            cells.addWidget(editor, 1 if editor.wide else 0)
            used += LINE if editor.wide else min(LINE, editor.pixels())
        beside = used + BESIDE <= LINE
        if beside:
            cells.addWidget(self.note, 100)
        if not any(editors[field.column].wide for field in line):
            cells.addStretch(1)
        grid.addLayout(cells, 0, 1)
        if not beside:
            grid.addWidget(self.note, 1, 1)
        grid.setColumnStretch(1, 1)
        self._show()

    def _label(self, index: int, read_only: bool) -> QLabel:
        field = self.fields[index]
        star = " *" if field.required and not read_only else ""
        return cards.text(field.label + star, "label", parent=self)

    def set_hint(self, column: str, text: str) -> None:
        """Say something helpful about a field of this line; empty takes it back."""
        if text:
            self._hints[column] = text
        else:
            self._hints.pop(column, None)
        self._show()

    def set_errors(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong with fields of this line; the others are right."""
        self._errors = {
            field.column: self._of(field, errors[field.column])
            for field in self.fields
            if field.column in errors
        }
        self._show()

    def _of(self, field: Field, text: str) -> str:
        """The text, with the field's name where the line holds several."""
        return text if len(self.fields) == 1 or field.label in text else f"{field.label}：{text}"

    @property
    def wrong(self) -> bool:
        """Whether something here is wrong."""
        return bool(self._errors)

    def _show(self) -> None:
        said = self._errors or self._hints
        self.note.setText("；".join(dict.fromkeys(said.values())))
        self.note.setVisible(bool(said))
        repolish(self.note, "role", "error" if self._errors else "hint")


class Lines(QWidget):
    """Lines below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(10)

    def add_title(self, text: str) -> None:
        """A heading between lines."""
        title = cards.text(text, "section", parent=self)
        title.setContentsMargins(LABEL + 12, 8, 0, 0)
        self.rows.addWidget(title)

    def add(self, line: FormLine) -> None:
        """One more line."""
        self.rows.addWidget(line)
