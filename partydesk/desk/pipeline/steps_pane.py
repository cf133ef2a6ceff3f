"""The pane with the steps of one person, ticked as far as they are done, and their paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.forms.dates import DateEditor
from partydesk.desk.kit.cards import button, empty, link, row, text
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.side_pane import PaneBody
from partydesk.desk.pipeline.folder_section import add_folder
from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.registry import kind_of

if TYPE_CHECKING:
    from partydesk.desk.pipeline.steps import Line, Steps

_LONG = 16  # characters of a date or of people that stand in one line


class StepsBody(PaneBody):
    """`print_wanted` asks for the paper, `form_wanted` for the person's form, with a field's name
    at that field. `ticked` carries a step's code, its day (as typed) and a note, `affair_wanted`
    the name of the affair that a step is, `log_wanted` the kind of an entry to be added,
    `paper_wanted` a paper's key and the suffix of its file."""

    print_wanted = Signal()
    form_wanted = Signal(str)
    ticked = Signal(str, str, str)
    affair_wanted = Signal(str)
    log_wanted = Signal(str)
    paper_wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, right=12)
        self.print = button("打印检查表", self.print_wanted.emit)
        self.print.setIcon(icon("print"))
        self.form = button("打开登记表", lambda: self.form_wanted.emit(""), "main")
        self.set_foot(self.print, None, self.form)
        self._editable = True

        self.ticking: TickLine | None = None

    def show_steps(self, steps: Steps, *, editable: bool = True) -> None:
        """List them; where it is `editable`, those still ahead can be taken in place."""
        empty(self.column)
        self.ticking, self._editable = None, editable
        for title, lines in steps.stages:
            head = text(title, "section")
            head.setContentsMargins(0, 6, 0, 0)
            self.column.addWidget(head)
            grid = QGridLayout()
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(5)
            grid.setColumnStretch(1, 1)
            for number, each in enumerate(lines):
                self._add(grid, 2 * number, each)  # the line below is for its day
            self.column.addLayout(grid)
        add_folder(
            self, steps.folder, self.log_wanted.emit, self.paper_wanted.emit, editable=editable
        )
        self.column.addStretch(1)

    def _add(self, grid: QGridLayout, number: int, line: Line) -> None:
        top, right = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignRight
        mark = text("✓" if line.taken else "□", "done" if line.taken else "hint")
        mark.setAccessibleName("已办" if line.taken else "还没有办")
        mark.setFixedWidth(16)
        parts = [text(line.label, "" if line.taken else "label", wrap=True)]
        if not line.taken and line.limit:
            parts.append(text(line.limit, "hint", wrap=True))
        if line.note:
            parts.append(text(line.note, "hint", wrap=True))
        said = QVBoxLayout()
        said.setSpacing(0)
        for part in parts:
            said.addWidget(part)
        done = text(line.done, "small", wrap=len(line.done) > _LONG)
        done.setAlignment(right | top)
        takes = self._editable and bool(line.code or line.affair or line.column)
        last = self._taking(grid, number, line) if takes else done
        if line.article:
            for part in (mark, done, *parts):
                part.setToolTip(tip_text("；".join(w for w in (line.limit, line.article) if w)))
        grid.addWidget(mark, number, 0, top)
        grid.addLayout(said, number, 1)
        grid.addWidget(last, number, 2, right | top if takes else top)

    def _taking(self, grid: QGridLayout, number: int, line: Line) -> QWidget:
        """What takes a step: its day typed in place, its affair, its field in the form."""
        words = "补日期" if line.taken else "记日期" if line.code else "去办理"

        def take() -> None:
            if line.affair:
                self.affair_wanted.emit(line.affair)
            elif line.column:
                self.form_wanted.emit(line.column)
            else:
                self._tick(grid, number, line.code)

        made = link(words, take)
        made.setProperty("small", "true")
        made.setAccessibleName(f"{line.label}：{words}")
        return made

    def _tick(self, grid: QGridLayout, number: int, code: str) -> None:
        """Open the line where the day of a step is typed."""
        if self.ticking is not None:
            self.ticking.hide()
            self.ticking.deleteLater()
        self.ticking = TickLine(code, self)
        self.ticking.done.connect(self.ticked)
        grid.addWidget(self.ticking, number + 1, 1, 1, 2)
        self.ticking.show()
        self.ticking.day.line.setFocus()


class TickLine(QWidget):
    """The day of a step and a note; `done` carries the step's code and both."""

    done = Signal(str, str, str)

    def __init__(self, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = code
        self.day = DateEditor(fields(kind_of("step"))["on"], self)
        self.day.restore(clock.today().isoformat())
        self.note = QLineEdit()
        note = fields(kind_of("step"))["note"].label
        self.note.setPlaceholderText(note)
        self.note.setAccessibleName(note)
        keep = button("记下", self._keep, "main")
        line = row(self.day, self.note, keep, spacing=6)
        line.setStretch(1, 1)
        self.setLayout(line)
        for each in (self.day.line, self.note):
            each.returnPressed.connect(self._keep)

    def _keep(self) -> None:
        self.done.emit(self.code, str(self.day.raw()), self.note.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
