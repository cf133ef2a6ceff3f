"""One setting on the page: its label, the control of its sort, its help, and what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.forms.dates import tidy_date
from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, link, row, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.plain_text import caption
from partydesk.operations.settings.declared import Setting, Sort

LABELS = 116  # pixels
_WIDTHS = {Sort.NUMBER: 56, Sort.DAY: 116, Sort.TEXT: 76}


class SettingRow(QWidget):
    """`wanted` carries the value as somebody wrote it, `affair_wanted` the affair that changes
    what is only shown."""

    wanted = Signal(str)
    affair_wanted = Signal(str)

    def __init__(self, setting: Setting, *, writable: bool) -> None:
        super().__init__()
        self.setting = setting
        self.control: Control = _CONTROLS.get(setting.sort, Line)(setting)
        self.control.wanted.connect(self._ask)
        self.control.setEnabled(writable or setting.sort is Sort.SHOWN)
        self.error = text("", "error", wrap=True)
        self.error.hide()
        label = text(setting.label, "label", wrap=True)
        label.setFixedWidth(LABELS)
        label.setMinimumHeight(theme.CONTROL)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(2)
        line = row(self.control)
        line.setStretch(0, 1 if self.control.wide else 0)
        if setting.unit:
            line.addWidget(text(setting.unit))
        if setting.change is not None:
            words, affair = setting.change
            self.change = link(words, lambda: self.affair_wanted.emit(affair))
            self.change.setEnabled(writable)
            line.addWidget(self.change)
        hint = text(setting.help, "hint", wrap=True)
        if setting.help and not self.control.wide:
            line.addWidget(hint, 1)
        else:
            line.addStretch(0 if self.control.wide else 1)
        beside.addLayout(line)
        if setting.help and self.control.wide:
            beside.addWidget(hint)
        beside.addWidget(self.error)
        whole = row(spacing=theme.ROOM)
        whole.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(beside, 1)
        self.setLayout(whole)

    def show_value(self, value: Any) -> None:
        """Show what is kept; what somebody is typing or has to mend stays."""
        if not self.error.isVisibleTo(self) and not self.control.typing:
            self.control.show_value(value)

    def explain(self, message: str) -> None:
        """Say below the field what is wrong with what stands in it; "": nothing."""
        self.error.setText(message)
        self.error.setVisible(bool(message))
        repolish(self.control.field, "faulty", bool(message))

    def point(self) -> None:
        """Put the cursor here."""
        self.control.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ask(self, written: str) -> None:
        self.explain("")
        self.wanted.emit(written)


class Control(QWidget):
    """What a value is set by: `wanted` carries it as it was written, `field` takes the focus;
    `wide` ones take the width there is."""

    wanted = Signal(str)
    wide = False
    field: QWidget

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting

    @property
    def typing(self) -> bool:
        """Whether somebody is at it, so that nothing may be put in its place."""
        return False

    def show_value(self, value: Any) -> None:
        """Show what is kept."""
        raise NotImplementedError


class Typed(Control):
    """What is typed into a line."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.line = QLineEdit()
        self.line.editingFinished.connect(self._finished)
        self.field = self.line
        self._kept = ""

    @property
    def typing(self) -> bool:
        return self.line.hasFocus() and self.line.text() != self._kept

    def _finished(self) -> None:
        # Also where the old value was typed again, which takes away what was said of a wrong one.
        if self.line.text() != self._kept or self.line.property("faulty"):
            self.wanted.emit(self.line.text())


class Line(Typed):
    """A short text, a number, a day."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.line.setFixedWidth(_WIDTHS[setting.sort])
        self.line.setAccessibleName(
            f"{setting.label}（{setting.unit}）" if setting.unit else setting.label
        )
        self.setLayout(row(self.line))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_value(self, value: Any) -> None:
        self._kept = self.setting.text(value)
        self.line.setText(self._kept)

    def _finished(self) -> None:
        if self.setting.sort is Sort.DAY:
            self.line.setText(tidy_date(self.line.text()))
        super()._finished()


class Choice(Control):
    """One of a few, side by side."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        bar = QFrame()
        bar.setProperty("role", "parts")
        bar.setAccessibleName(setting.label)
        bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        inside = QHBoxLayout(bar)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        for each in setting.choices or ():
            one = QPushButton(caption(each.label))
            one.setProperty("role", "part")
            one.setCheckable(True)
            one.setAccessibleName(f"{setting.label}：{each.label}")
            one.clicked.connect(lambda _=False, code=each.code: self.wanted.emit(code))
            self._group.addButton(one)
            self.buttons[each.code] = one
            inside.addWidget(one)
        self.field = next(iter(self.buttons.values()))
        self.setLayout(row(bar))

    def show_value(self, value: Any) -> None:
        self.field = self.buttons[str(value)]
        self.buttons[str(value)].setChecked(True)


class Flag(Control):
    """On or off."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.box = QCheckBox("关")
        self.box.setAccessibleName(setting.label)
        self.box.clicked.connect(lambda on: self.wanted.emit(setting.text(on)))
        self.field = self.box
        self.setLayout(row(self.box))
        self.setFixedHeight(theme.CONTROL)

    def show_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))
        self.box.setText(self.setting.text(value))


class Several(Control):
    """Any of many; ticked ones are kept at once."""

    wide = True

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        flow = FlowLayout(self, spacing=12, least=300)
        self.boxes: dict[str, QCheckBox] = {}
        for each in setting.choices or ():
            box = QCheckBox(caption(each.label))
            box.clicked.connect(lambda _on: self.wanted.emit(self._ticked()))
            self.boxes[each.code] = box
            flow.addWidget(box)
        self.field = next(iter(self.boxes.values()))

    def show_value(self, value: Any) -> None:
        for code, box in self.boxes.items():
            box.setChecked(code in value)

    def _ticked(self) -> str:
        return "，".join(code for code, box in self.boxes.items() if box.isChecked())


class Folder(Typed):
    """A folder, typed or chosen."""

    wide = True

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.line.setAccessibleName(setting.label)
        self.line.setPlaceholderText("没有设")
        self.choose = button("选…", self._choose)
        self.choose.setAccessibleName(f"选{setting.label}")
        self.none = link("不用了", lambda: self.wanted.emit(""))
        self.setLayout(row(self.line, self.choose, self.none))

    def show_value(self, value: Any) -> None:
        self._kept = str(value)
        self.line.setText(self._kept)
        self.none.setVisible(bool(value))

    def _choose(self) -> None:
        start = self._kept if self._kept and Path(self._kept).is_dir() else ""
        chosen = QFileDialog.getExistingDirectory(self, self.setting.label, start)
        if chosen:
            self.wanted.emit(str(Path(chosen)))


class Lines(Control):
    """Several lines, kept by a button."""

    wide = True

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.lines = QPlainTextEdit()
        self.lines.setTabChangesFocus(True)
        self.lines.setFixedHeight(96)
        self.lines.setAccessibleName(setting.label)
        self.save = button(f"保存{setting.label}", self._save)
        self.field = self.lines
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.lines)
        inside.addLayout(row(self.save, None))

    @property
    def typing(self) -> bool:
        return self.lines.document().isModified()

    def show_value(self, value: Any) -> None:
        self.lines.setPlainText(self.setting.text(value))
        self.lines.document().setModified(False)

    def _save(self) -> None:
        self.lines.document().setModified(False)
        self.wanted.emit(self.lines.toPlainText())


class Shown(Control):
    """What is only said here."""

    wide = True

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.words = text("", wrap=True)
        self.field = self.words
        self.wide = setting.change is None
        inside = row(self.words)
        self.setLayout(inside)
        self.setMinimumHeight(theme.CONTROL)

    def show_value(self, value: Any) -> None:
        self.words.setText(self.setting.told(value) or "没有填")


_CONTROLS: dict[Sort, type[Control]] = {
    Sort.CHOICE: Choice,
    Sort.SEVERAL: Several,
    Sort.FLAG: Flag,
    Sort.FOLDER: Folder,
    Sort.LINES: Lines,
    Sort.SHOWN: Shown,
}
