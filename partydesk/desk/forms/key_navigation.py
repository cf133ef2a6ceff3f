"""Keys within a form: Enter goes on to the next input, Alt+Down opens the month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QWidget

from partydesk.desk.forms.editors import Editor, YesNoEditor
from partydesk.desk.forms.linked import ChipsEditor
from partydesk.desk.kit.suggest import SuggestLine

_AT_ONCE = (ChipsEditor, YesNoEditor)  # Enter leaves all their chips together
BY_TAB = Qt.FocusReason.TabFocusReason


class Foot(Protocol):
    """The foot of a page of inputs: its buttons, `save` the one that all leads to."""

    save: QPushButton

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """From left to right."""


class KeyNavigation(QObject):
    """Watches the inputs of a form and the buttons at its foot."""

    def __init__(
        self, form: QWidget, editors: Mapping[str, Editor], area: QScrollArea, foot: Foot
    ) -> None:
        super().__init__(form)
        self._form, self._editors, self._area, self._foot = form, editors, area, foot
        for editor in editors.values():
            for each in editor.inputs():
                each.installEventFilter(self)
        for button in foot.buttons:
            button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter moves on."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(watched, QPushButton) and watched in self._foot.buttons:
            watched.click()
            return True
        busy = isinstance(watched, SuggestLine) and watched.offering
        if enter and not busy and not isinstance(watched, QPlainTextEdit):
            self._move_on(watched)
            return True
        if (
            event.key() == Qt.Key.Key_Down
            and event.modifiers() == Qt.KeyboardModifier.AltModifier
            and isinstance(watched, QLineEdit)
        ):
            opens = getattr(watched.parent(), "open_calendar", None)
            if opens is not None:
                opens()
                return True
        return False

    def _move_on(self, watched: QObject) -> None:
        """To the next input; a row of chips is one stop; after the last one, the button."""
        editors = [each for each in self._editors.values() if each.isVisibleTo(self._form)]
        stops = [
            part
            for each in editors
            for part in (each.inputs()[:1] if isinstance(each, _AT_ONCE) else each.inputs())
            if part.isVisibleTo(self._form) and part.isEnabled()
        ]
        owner = next((each for each in editors if watched in each.inputs()), None)
        here = owner.inputs()[0] if isinstance(owner, _AT_ONCE) else watched
        following = stops[stops.index(here) + 1 :] if here in stops else []
        target: QWidget = following[0] if following else self._foot.save
        target.setFocus(BY_TAB)
        self._area.ensureWidgetVisible(target, 0, 40)
