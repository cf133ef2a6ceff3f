"""How an affair's answers are typed in: as in a form, few choices as chips, meetings picked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QPushButton, QWidget

from partydesk.desk.forms.editor_factory import editor_for
from partydesk.desk.forms.editors import Around, Editor, Writing
from partydesk.desk.forms.long_editor import LongEditor
from partydesk.desk.kit.combo import ComboBox
from partydesk.operations.affairs.declared import Ask
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.registry import kind_of
from partydesk.records.values import shown
from partydesk.store import queries
from partydesk.store.store import Store

_FEW = 3  # choices that are shown as chips, side by side
_MEETINGS = 40  # the latest that are offered
_WIDE = 420  # pixels of the list of meetings


class ChipEditor(Editor):
    """One of a few choices, each a chip."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        assert field.choices is not None  # a CHOICE field has them
        self.chips: dict[str, QPushButton] = {}
        self._row.setSpacing(6)
        for choice in field.choices:
            chip = QPushButton(choice.label)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"{field.label}：{choice.label}")
            chip.clicked.connect(lambda _checked, this=choice.label: self._pressed(this))
            self.chips[choice.label] = chip
            self._row.addWidget(chip)

    def raw(self) -> object:
        """The label that is pressed; "" for none."""
        return next((label for label, chip in self.chips.items() if chip.isChecked()), "")

    def restore(self, raw: object) -> None:
        """Press this one."""
        for label, chip in self.chips.items():
            chip.setChecked(label == raw)

    def inputs(self) -> list[QWidget]:
        """All chips."""
        return list(self.chips.values())

    def pixels(self) -> int:
        """All chips side by side."""
        return sum(chip.sizeHint().width() + 6 for chip in self.chips.values())

    def _pressed(self, this: str) -> None:
        self.restore(this)
        self.edited.emit()


class MeetingEditor(Editor):
    """One of the sessions that are recorded, the latest first, or none."""

    def __init__(self, field: Field, parent: QWidget, found: list[tuple[int, str]]) -> None:
        super().__init__(field, parent)
        self.box = ComboBox()
        self.box.setAccessibleName(field.label)
        self.box.setMaximumWidth(_WIDE)
        self.box.addItem("会议还没有记", None)
        for number, words in found:
            self.box.addItem(words, number)
        self.box.activated.connect(lambda _index: self.edited.emit())
        self._row.addWidget(self.box)

    def raw(self) -> object:
        """The id of the session."""
        return self.box.currentData()

    def restore(self, raw: object) -> None:
        """Choose the session with this id."""
        self.box.setCurrentIndex(max(0, self.box.findData(raw)))

    def load(self, stored: object, row: object = None) -> None:
        """Choose it."""
        self.restore(stored)

    def inputs(self) -> list[QWidget]:
        """The box."""
        return [self.box]

    def pixels(self) -> int:
        """As wide as a date, a kind and a topic."""
        return _WIDE


def editor_of(
    ask: Ask,
    parent: QWidget,
    around: Around,
    store: Store,
    writing: Callable[[str], Writing],
) -> Editor:
    """The editor of what is asked; `writing` is what is remembered of a kind."""
    field = ask.field
    kind = ask.of.partition(".")[0]
    if field.kind is Kind.CHOICE and field.choices and len(field.choices.by_code) <= _FEW:
        return ChipEditor(field, parent)
    if field.kind is Kind.REFERENCE and field.refers == "session":
        return MeetingEditor(field, parent, meetings(store, ask.kinds))
    near = replace(around, writing=writing(kind)) if kind else around
    editor = editor_for(field, parent, near, masks=False)
    if isinstance(editor, LongEditor):
        editor.put_phrases_beside()
    return editor


def meetings(store: Store, kinds: tuple[str, ...]) -> list[tuple[int, str]]:
    """The latest sessions of these kinds of the own organisation: id, and day, kind and topic."""
    declared = fields(kind_of("session"))
    query = queries.Query(
        "session", where={"kind": kinds}, organisation=store.own.id, order=(("starts_at", True),)
    )
    with store.read() as connection:
        wanted = queries.ids(connection, query)[:_MEETINGS]
        rows = queries.window(connection, "session", wanted)
    return [
        (
            each,
            f"{str(rows[each]['starts_at'])[:10]}　{shown(declared['kind'], rows[each]['kind'])}　"
            f"{rows[each]['topic']}",
        )
        for each in wanted
    ]
