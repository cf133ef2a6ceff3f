"""Which editor a field is typed in with."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from partydesk.desk.forms.dates import DateEditor, MomentEditor
from partydesk.desk.forms.editors import (
    Around,
    ChoiceEditor,
    Editor,
    LineEditor,
    MaskedEditor,
    YesNoEditor,
)
from partydesk.desk.forms.linked import ChipsEditor, ReferenceEditor
from partydesk.desk.forms.long_editor import LongEditor
from partydesk.desk.forms.remembered import remembering_line
from partydesk.desk.kit.suggest import SuggestLine, matching
from partydesk.records.fields import Field, Kind, Privacy


def editor_for(field: Field, parent: QWidget, around: Around, *, masks: bool) -> Editor:
    """The editor of a field. `masks` hides what is personal until asked for."""
    if masks and field.privacy is Privacy.PERSONAL:
        return MaskedEditor(field, parent, partial(_plain, around))
    return _plain(around, field, parent)


def _plain(around: Around, field: Field, parent: QWidget) -> Editor:
    editor: Editor
    match field.kind:
        case Kind.LONG:
            editor = LongEditor(field, parent, around.writing)
        case Kind.DATE:
            editor = DateEditor(field, parent)
        case Kind.MOMENT:
            editor = MomentEditor(field, parent)
        case Kind.YESNO:
            editor = YesNoEditor(field, parent)
        case Kind.CHOICE:
            editor = ChoiceEditor(field, parent)
        case Kind.CHOICES:
            editor = ChipsEditor(field, parent)
        case Kind.PERSON | Kind.PEOPLE:
            people = lambda text: matching(text, around.people(), names=True)  # noqa: E731 # named for the next line
            several = field.kind is Kind.PEOPLE
            editor = LineEditor(field, parent, partial(SuggestLine, people, several=several))
        case Kind.REFERENCE:
            editor = ReferenceEditor(field, parent, around)
        case _ if field.remembered and around.writing is not None:
            editor = LineEditor(field, parent, partial(remembering_line, field, around.writing))
        case _:
            editor = LineEditor(field, parent)
            if field.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY):
                editor.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
    return editor
