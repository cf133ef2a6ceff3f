"""The pane with the steps of one person, ticked as far as they are done, and their paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import button, empty, text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.side_pane import PaneBody

if TYPE_CHECKING:
    from partydesk.desk.pipeline.steps import Line, Steps

_LONG = 16  # characters of a date or of people that stand in one line


class StepsBody(PaneBody):
    """`print_wanted` asks for the paper, `form_wanted` for the person's form."""

    print_wanted = Signal()
    form_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, right=12)
        self.print = button("打印检查表", self.print_wanted.emit)
        self.print.setIcon(icon("print"))
        self.form = button("打开登记表", self.form_wanted.emit, "main")
        self.set_foot(self.print, None, self.form)

    def show_steps(self, steps: Steps) -> None:
        """List them."""
        empty(self.column)
        for title, lines in steps.stages:
            head = text(title, "section")
            head.setContentsMargins(0, 6, 0, 0)
            self.column.addWidget(head)
            grid = QGridLayout()
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(5)
            grid.setColumnStretch(1, 1)
            for number, each in enumerate(lines):
                self._add(grid, number, each)
            self.column.addLayout(grid)
        self.column.addStretch(1)

    @staticmethod
    def _add(grid: QGridLayout, number: int, line: Line) -> None:
        top, right = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignRight
        mark = text("✓" if line.done else "□", "done" if line.done else "hint")
        mark.setAccessibleName("已办" if line.done else "还没有办")
        mark.setFixedWidth(16)
        parts = [text(line.label, "" if line.done else "label", wrap=True)]
        if not line.done and line.limit:
            parts.append(text(line.limit, "hint", wrap=True))
        said = QVBoxLayout()
        said.setSpacing(0)
        for part in parts:
            said.addWidget(part)
        done = text(line.done, "small", wrap=len(line.done) > _LONG)
        done.setAlignment(right | top)
        if line.article:
            for part in (mark, done, *parts):
                part.setToolTip(tip_text("；".join(w for w in (line.limit, line.article) if w)))
        grid.addWidget(mark, number, 0, top)
        grid.addLayout(said, number, 1)
        grid.addWidget(done, number, 2, top)
