"""Thresholds, goals and vetoes of a scheme being edited: lines that are added and removed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import button, empty, row, scrolled, stack, text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.stars.scheme_draft import LineDraft
from partydesk.rules.stars.model import MOST_STARS

_STARS = 64  # pixels of a field that takes a number of stars


class Lines(QWidget):
    """Edits a list of LineDraft in place: name, stars and, where it `says` something, that."""

    edited = Signal()

    def __init__(self, what: str, stars: str, *, says: bool, read_only: bool) -> None:
        super().__init__()
        self._what, self._stars, self._says, self._read_only = what, stars, says, read_only
        self.lines: list[LineDraft] = []
        self.fields: list[list[QLineEdit]] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.add_button = button(f"添加一个{what}", self.add)
        if read_only:
            self.add_button.hide()
        whole = stack(self, 8)
        whole.addLayout(self._rows)
        whole.addLayout(row(self.add_button, None))

    def show_lines(self, lines: list[LineDraft]) -> None:
        """Edit these; the list itself is changed."""
        self.lines = lines
        empty(self._rows)
        self.fields = []
        for number, line in enumerate(lines):
            self._rows.addLayout(self._row(number, line))
        if not lines:
            self._rows.addWidget(text(f"没有{self._what}", "small"))

    def mark(self, faulty: set[int]) -> None:
        """Show which lines have something wrong."""
        for number, line in enumerate(self.fields):
            for each in line:
                repolish(each, "faulty", "true" if number in faulty else "false")

    def go_to(self, number: int) -> None:
        """Put the cursor into a line."""
        if 0 <= number < len(self.fields):
            self.fields[number][0].setFocus()

    def add(self) -> None:
        """One more line at the end."""
        self.lines.append(LineDraft())
        self._changed()
        self.go_to(len(self.lines) - 1)

    def remove(self, number: int) -> None:
        """Take a line out."""
        del self.lines[number]
        self._changed()

    def move_up(self, number: int) -> None:
        """Let a line change places with the one above it."""
        if number > 0:
            self.lines[number - 1 : number + 1] = reversed(self.lines[number - 1 : number + 1])
            self._changed()

    def _changed(self) -> None:
        self.show_lines(self.lines)
        self.edited.emit()

    def _row(self, number: int, line: LineDraft) -> QHBoxLayout:
        name = self._field(number, "label", line.label, f"{self._what}名称")
        name.setFixedWidth(168)
        stars = self._field(number, "stars", line.stars, self._stars)
        stars.setFixedWidth(_STARS)
        stars.setAlignment(Qt.AlignmentFlag.AlignRight)
        parts: list[QWidget | None] = [name, text(self._stars, "label"), stars, text("星", "label")]
        self.fields.append([name, stars])
        if self._says:
            says = self._field(number, "says", line.says, "说明")
            says.setMinimumWidth(160)
            says.setPlaceholderText("什么情形算")
            self.fields[-1].append(says)
            parts.append(says)
        if not self._read_only:
            up = self._quiet("上移", "", lambda: self.move_up(number))
            up.setEnabled(number > 0)
            parts.append(up)
            parts.append(self._quiet("删除", "remove", lambda: self.remove(number)))
        if not self._says:
            parts.append(None)
        return row(*parts)

    def _field(self, number: int, name: str, value: str, told: str) -> QLineEdit:
        field = QLineEdit(value)
        field.setCursorPosition(0)
        field.setReadOnly(self._read_only)
        field.setAccessibleName(f"第 {number + 1} 个{self._what}：{told}")
        line = self.lines[number]

        def typed(now: str) -> None:
            setattr(line, name, now)
            self.edited.emit()

        field.textEdited.connect(typed)
        return field

    @staticmethod
    def _quiet(words: str, drawing: str, do: Callable[[], object]) -> QPushButton:
        """A button of an icon, or of words where there is no drawing."""
        made = button("" if drawing else words, do, "quiet")
        if drawing:
            made.setIcon(icon(drawing))
        made.setToolTip(tip_text(words))
        made.setAccessibleName(words)
        return made


class SchemeLevels(QWidget):
    """The points from which there are 1, 2, … stars, and the goals."""

    edited = Signal()

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        self._thresholds: list[str] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(10)
        column.addWidget(text("分数线", "section"))
        hint = "从多少分起是几星；不用的高星级空着。"
        column.addWidget(text(hint, "hint", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        self.fields: list[QLineEdit] = []
        for number in range(MOST_STARS):
            field = QLineEdit()
            field.setFixedWidth(84)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setReadOnly(read_only)
            field.setAccessibleName(f"{number + 1} 星的分数线")
            field.textEdited.connect(lambda now, number=number: self._typed(number, now))
            label = text(f"{number + 1} 星", "label")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, number // 5, number % 5 * 2)
            grid.addWidget(field, number // 5, number % 5 * 2 + 1)
            self.fields.append(field)
        grid.setColumnStretch(10, 1)
        column.addLayout(grid)
        column.addSpacing(6)
        column.addWidget(text("目标", "section"))
        self.goals = Lines("目标", "要到", says=False, read_only=read_only)
        self.goals.edited.connect(self.edited)
        column.addWidget(self.goals)
        column.addStretch(1)
        stack(self).addWidget(scrolled(inside))

    def show_levels(self, thresholds: list[str], goals: list[LineDraft]) -> None:
        """Edit these; the lists themselves are changed."""
        self._thresholds = thresholds
        for field, value in zip(self.fields, thresholds, strict=True):
            field.setText(value)
        self.goals.show_lines(goals)

    def _typed(self, number: int, now: str) -> None:
        self._thresholds[number] = now
        self.edited.emit()


class SchemeVetoes(QWidget):
    """What, once it happened, leaves a branch few stars."""

    edited = Signal()

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(10)
        told = "发生了其中一项，不管多少分，最多只有这么多星。"
        column.addWidget(text(told, "hint", wrap=True))
        self.lines = Lines("否决项", "最多", says=True, read_only=read_only)
        self.lines.edited.connect(self.edited)
        column.addWidget(self.lines)
        column.addStretch(1)
        stack(self).addWidget(scrolled(inside))
