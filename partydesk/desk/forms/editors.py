"""One editor per kind of value: how a field is typed in. An editor knows its field, not its form.

`raw` is what was entered, for `records.values.read` to judge; `load` shows a stored value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.suggest import SuggestLine, matching
from partydesk.records.fields import Field, Kind
from partydesk.records.values import Stored, masked, shown

PER_CHARACTER = 11  # pixels: declared widths count characters of a sheet, half latin, half 汉字
EDGES = 30
LINE = 640  # pixels an input line may take, so that a form fits 911 pixels beside its labels
LONG_TABLE = 5  # choices; more than these can be searched by typing


class Writing(Protocol):
    """What is remembered of what was written into the fields of a kind."""

    def before(self, field: Field) -> list[str]:
        """What other records say there, best first."""

    def phrases(self, field: Field) -> list[str]:
        """The phrases kept for it."""

    def keep(self, field: Field, text: str) -> None:
        """Keep a phrase."""

    def forget(self, field: Field, text: str) -> None:
        """Let a phrase go."""


@dataclass(frozen=True)
class Around:
    """What editors may ask of the file they work in.

    `people` gives the names on the roll, `records` the records of a kind that match a text as
    (id, text), best first. `writing` remembers texts; None: nothing is offered.
    """

    people: Callable[[], list[str]]
    records: Callable[[str, str], list[tuple[int, str]]]
    writing: Writing | None = None


class Editor(QWidget):
    """The common part. `edited` tells that a person (not the program) changed something.

    It is shown with `parent`, even where no layout has placed it yet: one that is to be placed
    later needs a parent that is hidden until then.
    """

    edited = Signal()
    wide = False  # takes the whole line

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        if not self.wide:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def raw(self) -> object:
        """What is entered, as `values.read` takes it."""
        raise NotImplementedError

    def restore(self, raw: object) -> None:
        """Enter this again; the opposite of `raw`."""
        raise NotImplementedError

    def load(self, stored: Stored, row: Mapping[str, Any] | None = None) -> None:
        """Show a stored value; `row` is the whole row, for what stands beside a reference."""
        self.restore(shown(self.field, stored))

    def inputs(self) -> list[QWidget]:
        """The widgets that take the focus, in order."""
        raise NotImplementedError

    def set_wrong(self, wrong: bool) -> None:
        """Mark or unmark the inputs as wrong."""
        for each in self.inputs():
            repolish(each, "faulty", "true" if wrong else "")

    def set_read_only(self) -> None:
        """Show without letting anything be changed."""
        for each in self.inputs():
            if isinstance(each, (QLineEdit, QPlainTextEdit)):
                each.setReadOnly(True)
            else:
                each.setEnabled(False)

    def pixels(self) -> int:
        """The width it takes, from the width declared in characters."""
        return max(72, self.field.width * PER_CHARACTER + EDGES)


class LineEditor(Editor):
    """One line: texts, codes, numbers."""

    def __init__(
        self, field: Field, parent: QWidget, line: Callable[[QWidget], QLineEdit] = QLineEdit
    ) -> None:
        """`line` makes what is typed into, within the editor."""
        super().__init__(field, parent)
        self.line = line(self)
        self.line.setAccessibleName(field.label)
        self.wide = field.kind is Kind.TEXT and field.width >= 26
        if self.wide:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        else:
            self.line.setFixedWidth(min(LINE, self.pixels()))
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self._row.addWidget(self.line)

    def raw(self) -> object:
        """The text, without blanks around it."""
        return self.line.text().strip()

    def restore(self, raw: object) -> None:
        """Show the text from its beginning."""
        self.line.setText("" if raw is None else str(raw))
        self.line.setCursorPosition(0)

    def inputs(self) -> list[QWidget]:
        """The line."""
        return [self.line]


class YesNoEditor(Editor):
    """是 or 否, or neither as long as nobody knows."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        self._chips = {1: QPushButton("是", self), 0: QPushButton("否", self)}
        for value, chip in self._chips.items():
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"{field.label}：{chip.text()}")
            chip.clicked.connect(lambda _checked, this=value: self._pressed(this))
            self._row.addWidget(chip)

    def raw(self) -> object:
        """1, 0 or None."""
        return next((value for value, chip in self._chips.items() if chip.isChecked()), None)

    def restore(self, raw: object) -> None:
        """Press the one that is meant."""
        for value, chip in self._chips.items():
            chip.setChecked(raw == value)

    def load(self, stored: Stored, row: Mapping[str, Any] | None = None) -> None:
        """Press the one that is meant."""
        self.restore(stored)

    def inputs(self) -> list[QWidget]:
        """Both chips."""
        return list(self._chips.values())

    def pixels(self) -> int:
        """Two chips."""
        return 110

    def _pressed(self, this: int) -> None:
        for value, chip in self._chips.items():
            if value != this:
                chip.setChecked(False)
        self.edited.emit()


class ChoiceEditor(Editor):
    """One of a code table; long tables are searched by typing."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        self._labels = self.offered()
        self.box = ComboBox(self)
        self.box.setAccessibleName(field.label)
        self.box.setFixedWidth(min(LINE, max(self.pixels() + 24, 110)))
        self.box.setMaxVisibleItems(14)
        self.line: SuggestLine | None = None
        if len(self._labels) > LONG_TABLE:
            self.line = SuggestLine(lambda text: matching(text, self._labels))
            self.line.setPlaceholderText("可输入拼音")
            self.box.setEditable(True)
            self.box.setLineEdit(self.line)
            self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self.box.setCompleter(None)  # type: ignore[arg-type] # the stubs forget that None is allowed
            self.line.textEdited.connect(lambda _text: self.edited.emit())
        self._fill()
        self.box.activated.connect(lambda _index: self.edited.emit())
        self._row.addWidget(self.box)

    def offered(self) -> list[str]:
        """The labels of the table."""
        assert self.field.choices is not None  # a CHOICE field has them
        return list(self.field.choices.labels)

    def offer(self, labels: list[str]) -> None:
        """Offer only these; what is chosen stays."""
        chosen = self.raw()
        self._labels = labels
        self.box.clear()
        self._fill()
        self.restore(chosen)

    def _fill(self) -> None:
        """What has to be filled in offers no way to leave it empty."""
        if not self.field.required:
            self.box.addItem("")
        self.box.addItems(self._labels)
        self.box.setCurrentIndex(-1 if self.field.required else 0)

    def raw(self) -> object:
        """The label, or what was typed."""
        return self.box.currentText().strip()

    def restore(self, raw: object) -> None:
        """Choose it; a label no longer in the table is shown as it is."""
        text = "" if raw is None else str(raw)
        index = self.box.findText(text)
        if index < 0 and text:
            self.box.addItem(text)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)
        if self.line is not None:
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def inputs(self) -> list[QWidget]:
        """The box."""
        return [self.box]

    def set_read_only(self) -> None:
        """Show without letting anything be changed."""
        self.box.setEnabled(False)


class MaskedEditor(Editor):
    """A personal value of an existing record: masked until 显示 is clicked."""

    def __init__(
        self, field: Field, parent: QWidget, make: Callable[[Field, QWidget], Editor]
    ) -> None:
        """`make` makes the editor of the value itself."""
        super().__init__(field, parent)
        self._pages = QStackedWidget(self)
        inside = self.inside = make(field, self._pages)
        self.wide = inside.wide
        self.setSizePolicy(inside.sizePolicy())
        self.revealed = False
        self._stored: Stored = None
        self._masked = QLineEdit(self._pages)
        self._masked.setReadOnly(True)
        self._masked.setAccessibleName(inside.field.label)
        if not inside.wide:
            self._masked.setFixedWidth(min(LINE, inside.pixels()))
        self._show = QPushButton("显示", self)
        self._show.setProperty("role", "link")
        self._show.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._show.clicked.connect(self.reveal)
        self._pages.addWidget(self._masked)
        self._pages.addWidget(inside)
        if not inside.wide:
            self._pages.setFixedWidth(min(LINE, inside.pixels()))
        self._row.addWidget(self._pages)
        self._row.addWidget(self._show)
        inside.edited.connect(self.edited)
        self._masked.installEventFilter(self)

    def reveal(self) -> None:
        """Show the whole value and let it be changed."""
        if not self.revealed:
            self.revealed = True
            self.inside.load(self._stored)
            self._pages.setCurrentIndex(1)
            self._show.hide()
            self.inside.inputs()[0].setFocus()

    def raw(self) -> object:
        """The value; still masked, the one that was loaded."""
        if self.revealed:
            return self.inside.raw()
        return shown(self.field, self._stored)

    def restore(self, raw: object) -> None:
        """Enter a value: what was typed itself needs no mask."""
        if raw != self.raw():
            self.reveal()
            self.inside.restore(raw)

    def load(self, stored: Stored, row: Mapping[str, Any] | None = None) -> None:
        """Show it masked; nothing to hide is not hidden."""
        self._stored = stored
        self.revealed = False
        self._masked.setText(masked(self.field, shown(self.field, stored)))
        self._pages.setCurrentIndex(0)
        self._show.setVisible(True)
        if stored is None:
            self.revealed = True
            self.inside.load(None)
            self._pages.setCurrentIndex(1)
            self._show.hide()

    def inputs(self) -> list[QWidget]:
        """The masked line, then the real one."""
        return [self._masked, *self.inside.inputs()]

    def pixels(self) -> int:
        """The inner width and the link."""
        return self.inside.pixels() + 52

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Typing into the masked text has to say why nothing happens: it is shown instead."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.reveal()
            return True
        return False
