"""What a form shows: its title, its lines, what is used less under 更多, its errors and hints."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from partydesk.desk.forms.editors import Editor
from partydesk.desk.forms.lines import LABEL, FormLine, Lines
from partydesk.desk.forms.plan import Line, Plan
from partydesk.desk.kit.cards import scrolled, text
from partydesk.records.fields import Field

MARGIN = 24


class FormBody(Lines):
    """The fields of a form as they stand below each other, in `area`, which scrolls.

    `editors` are those of its fields by column. `kept` says how the draft stands, `forget` throws
    it away; `head` is the line they stand in.
    """

    def __init__(
        self,
        plan: Plan,
        make: Callable[[Field, QWidget], Editor],
        heading: str,
        parent: QWidget,
        *,
        read_only: str,
    ) -> None:
        """`make` makes the editor of a field within a widget. `read_only` is the sentence that
        says why nothing can be changed, or empty."""
        super().__init__()
        # In its place before anything is in it: Qt goes through all that a widget holds when that
        # is moved, and the form opens a fifth faster.
        self.area = scrolled(self)
        self.area.setParent(parent)
        self._plan, self._read_only = plan, bool(read_only)
        self.editors = {each.column: make(each, self) for line in plan.first for each in line}
        self.rows.setContentsMargins(MARGIN, 16, 20, 16)
        head = self.head = QHBoxLayout()
        self.title = text(heading, "title", parent=self)
        self.kept = text("", "hint", parent=self)
        self.forget = QPushButton("不要这份草稿", self)
        self.forget.setProperty("role", "link")
        self.forget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.kept)
        head.addWidget(self.forget)
        self.rows.addLayout(head)
        if read_only:
            told = text(read_only, "hint", parent=self)
            self.rows.addWidget(told)
        self.lines: list[FormLine] = []
        for line in plan.first:
            self._add(self, line)
        self._filled = False
        self._hints: dict[str, str] = {}
        self._lines_shown: dict[str, bool] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(lambda: self.show_more(True))
        self.more_button = QPushButton(self)
        self.more_button.setProperty("role", "link")
        self.more_button.clicked.connect(lambda: self.show_more(self.more.isHidden()))
        button = QHBoxLayout()
        button.setContentsMargins(LABEL + 6, 0, 0, 0)
        button.addWidget(self.more_button)
        button.addStretch(1)
        self.rows.addLayout(button)
        self.more: Lines = Lines()  # hidden until its editors are laid out
        self.rows.addWidget(self.more)
        self.rows.addStretch(1)
        self.say_kept("")
        self.show_more(False)
        self.editors |= {each.column: make(each, self.more) for each in plan.more_fields}
        self.more_button.setVisible(bool(plan.more))

    def show_more_soon(self) -> None:
        """Show what is used less as soon as the rest, which stands above it, is painted."""
        self._soon.start()

    def show_more(self, on: bool) -> None:
        """Show or hide what is used less; it is laid out when it is first shown."""
        self._soon.stop()
        if on and not self._filled:
            self._filled = True
            for section in self._plan.more:
                if section.title:
                    self.more.add_title(section.title)
                for line in section.lines:
                    self._add(self.more, line)
            for column, words in self._hints.items():
                self.hint(column, words)
            for column, shown in self._lines_shown.items():
                self.show_line(column, shown)
        self.more.setVisible(on)
        count = len(self._plan.more_fields)
        self.more_button.setText("收起" if on else f"更多（{count} 项）")

    def hint(self, column: str, words: str) -> None:
        """Say something helpful beside a field, now or once its line is laid out."""
        self._hints[column] = words
        for line in self.lines:
            if any(field.column == column for field in line.fields):
                line.set_hint(column, words)

    def show_line(self, column: str, on: bool) -> None:
        """Show or hide the line of a field, now or once it is laid out."""
        self._lines_shown[column] = on
        for line in self.lines:
            if any(field.column == column for field in line.fields):
                line.setVisible(on)

    def set_errors(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong, by column, beside each field."""
        if any(field.column in errors for field in self._plan.more_fields):
            self.show_more(True)
        for line in self.lines:
            line.set_errors(errors)

    def say_fault(self, words: str) -> None:
        """Say under the title what was found wrong with the whole record."""
        self.rows.insertWidget(1, text(words, "error", wrap=True))

    def say_kept(self, words: str, *, restored: bool = False) -> None:
        """Say how the draft stands; a restored one can be thrown away."""
        self.kept.setText(words)
        self.forget.setVisible(restored)

    def add_below(self, column: str, widget: QWidget) -> None:
        """Put something right below the line of a field that is always shown."""
        for line in self.lines:
            if any(field.column == column for field in line.fields):
                self.rows.insertWidget(self.rows.indexOf(line) + 1, widget)

    def add_before_more(self, widget: QWidget) -> None:
        """Put something below the lines that are always shown."""
        self.rows.insertWidget(self.rows.indexOf(self.more) - 1, widget)

    def add_last(self, widget: QWidget) -> None:
        """Put something below all lines."""
        self.rows.insertWidget(self.rows.count() - 1, widget)

    def _add(self, where: Lines, fields: Line) -> None:
        line = FormLine(fields, self.editors, self._read_only, where)
        self.lines.append(line)
        where.add(line)
