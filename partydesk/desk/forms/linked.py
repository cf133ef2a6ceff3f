"""Editors of several choices at once and of links to other records."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from partydesk.desk.forms.editors import LINE, Around, Editor, LineEditor
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.suggest import SuggestLine
from partydesk.records.fields import Field
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored
from partydesk.store.shown_rows import reference_text


class ChipsEditor(Editor):
    """Any number of a short table, each a chip that is pressed or not."""

    wide = True

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        assert field.choices is not None  # a CHOICES field has them
        holder = QWidget(self)
        flow = FlowLayout(holder, spacing=6, least=LINE - 60)
        self._chips: dict[str, QPushButton] = {}
        for choice in field.choices:
            chip = QPushButton(choice.label, holder)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"{field.label}：{choice.label}")
            chip.clicked.connect(lambda _checked: self.edited.emit())
            self._chips[choice.label] = chip
            flow.addWidget(chip)
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        holder.setSizePolicy(policy)
        self._row.addWidget(holder)

    def raw(self) -> object:
        """The labels that are pressed."""
        return "、".join(label for label, chip in self._chips.items() if chip.isChecked())

    def restore(self, raw: object) -> None:
        """Press these labels."""
        wanted = set(str(raw or "").split("、"))
        for label, chip in self._chips.items():
            chip.setChecked(label in wanted)

    def inputs(self) -> list[QWidget]:
        """All chips."""
        return list(self._chips.values())


class ReferenceEditor(LineEditor):
    """Another record, found by typing part of what names it."""

    def __init__(self, field: Field, parent: QWidget, around: Around) -> None:
        self._around = around
        self._found: dict[str, int] = {}
        self._id: int | None = None
        super().__init__(field, parent, partial(SuggestLine, self._suggest))
        self.line.setPlaceholderText(f"输入几个字找{kind_of(field.refers).title}")
        self.line.setFixedWidth(min(LINE, max(self.pixels(), 240)))
        self.line.textEdited.connect(self._typed)

    def raw(self) -> object:
        """The id of the record; a text that names none stays a text, which is then refused."""
        text = self.line.text().strip()
        if not text:
            return None
        return self._id if self._id is not None else text

    def restore(self, raw: object) -> None:
        """Show the record with this id."""
        if isinstance(raw, int):
            self._id = raw
            found = [
                text for each, text in self._around.records(self.field.refers, "") if each == raw
            ]
            super().restore(found[0] if found else f"#{raw}")
        else:
            self._id = None
            super().restore(raw)

    def load(self, stored: Stored, row: Mapping[str, Any] | None = None) -> None:
        """Show the record by what names it."""
        if stored is None:
            self.restore(None)
        elif row is None:
            self.restore(int(stored))
        else:
            self._id = int(stored)
            self.line.setText(reference_text(self.field, row))

    def _suggest(self, text: str) -> list[str]:
        self._found = {name: each for each, name in self._around.records(self.field.refers, text)}
        return list(self._found)

    def _typed(self, text: str) -> None:
        self._id = self._found.get(text.strip())
