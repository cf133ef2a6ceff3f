"""Dates and moments: typed as 20260301, shown as 2026-03-01, or picked from a calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from partydesk.desk.forms.editors import Editor
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.popup import Popup
from partydesk.records.clock import today
from partydesk.records.fields import Field
from partydesk.records.values import Stored, Unreadable, parse_date, plain, shown

_ISO = "yyyy-MM-dd"
_WORDS = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1}


def tidy_date(text: str) -> str:
    """The date as yyyy-mm-dd; what cannot be read stays as it was typed. 3-1 is this year's."""
    text = plain(text)
    if text in _WORDS:
        return date.fromordinal(today().toordinal() + _WORDS[text]).isoformat()
    short = re.fullmatch(r"(\d{1,2})[-./月](\d{1,2})日?", text)
    if short:
        text = f"{today().year}-{short[1]}-{short[2]}"
    try:
        day, known = parse_date(text)
    except Unreadable:
        return text
    return day.isoformat() if known else text


def tidy_time(text: str) -> str:
    """The time as hh:mm; 9, 930, 0930, 9点, 9点半 and 9：30 are understood."""
    text = plain(text)
    found = re.fullmatch(r"(\d{1,2})\s*(?:[:.时点]\s*(半|\d{1,2})?\s*分?)?", text)
    if found is None and re.fullmatch(r"\d{3,4}", text):
        found = re.fullmatch(r"(\d{1,2})(\d{2})", text)
    if found is None:
        return text
    hour, minute = int(found[1]), 30 if found[2] == "半" else int(found[2] or 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else text


class _HintWhileTyping(QObject):
    """Shows in an empty line how it is typed while it has the cursor: an example that stands in
    every empty line reads like a value."""

    def __init__(self, line: QLineEdit, example: str) -> None:
        super().__init__(line)
        self._line, self._example = line, f"例 {example}"
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and not self._line.isReadOnly():
            self._line.setPlaceholderText(self._example)
        elif event.type() == QEvent.Type.FocusOut and isValid(self._line):  # a form may be going
            self._line.setPlaceholderText("")
        return False


class DateEditor(Editor):
    """A day."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(field.label)
        _HintWhileTyping(self.line, "20260301")
        self.line.setFixedWidth(116)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._tidy)
        self.pick = QPushButton(self)
        self.pick.setProperty("role", "pick")
        self.pick.setIcon(icon("calendar"))
        self.pick.setToolTip("从日历里选（Alt+↓）")
        self.pick.setAccessibleName(f"{field.label}：从日历里选")
        # Enter and Tab go from input to input; the calendar opens with Alt+↓ or a click.
        self.pick.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.pick.clicked.connect(self.open_calendar)
        self._row.addWidget(self.line)
        self._row.addWidget(self.pick)
        self._row.setSpacing(4)

    def raw(self) -> object:
        """The date as far as it is understood."""
        return tidy_date(self.line.text())

    def restore(self, raw: object) -> None:
        """Show the date."""
        self.line.setText("" if raw is None else str(raw))

    def inputs(self) -> list[QWidget]:
        """The line."""
        return [self.line]

    def pixels(self) -> int:
        """Ten digits and the button."""
        return 156

    def set_read_only(self) -> None:
        """No calendar either."""
        super().set_read_only()
        self.pick.hide()

    def open_calendar(self) -> None:
        """Show the month below the line."""
        popup = Popup(self)
        calendar = QCalendarWidget(popup)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown_day = QDate.fromString(str(self.raw()), _ISO)
        if not shown_day.isValid():
            shown_day = QDate.fromString(today().isoformat(), _ISO)
        calendar.setSelectedDate(shown_day)
        inside = QVBoxLayout(popup)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(calendar)

        def chosen(day: QDate) -> None:
            self.line.setText(day.toString(_ISO))
            popup.close()
            self.edited.emit()
            self.line.setFocus()

        calendar.clicked.connect(chosen)
        calendar.activated.connect(chosen)
        popup.open(self.line)
        calendar.setFocus()

    def _tidy(self) -> None:
        if not self.line.isReadOnly():
            self.line.setText(tidy_date(self.line.text()))


class MomentEditor(DateEditor):
    """A day and a time of day; without a time only the day is known."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(field, parent)
        self.clock = QLineEdit(self)
        self.clock.setAccessibleName(f"{field.label}：几点")
        _HintWhileTyping(self.clock, "14:00")
        self.clock.setFixedWidth(74)
        self.clock.textEdited.connect(lambda _text: self.edited.emit())
        self.clock.editingFinished.connect(lambda: self.clock.setText(tidy_time(self.clock.text())))
        self._row.addWidget(self.clock)

    def raw(self) -> object:
        """Both parts as one text."""
        return f"{super().raw()} {tidy_time(self.clock.text())}".strip()

    def restore(self, raw: object) -> None:
        """Part the text into its day and its time."""
        day, _, clock = ("" if raw is None else str(raw)).partition(" ")
        self.line.setText(day)
        self.clock.setText(clock)

    def load(self, stored: Stored, row: Mapping[str, Any] | None = None) -> None:
        """Show it; 00:00 is a time nobody knew."""
        self.restore(shown(self.field, stored))

    def inputs(self) -> list[QWidget]:
        """The day, then the time."""
        return [self.line, self.clock]

    def pixels(self) -> int:
        """The day, the button and the time."""
        return 156 + 82
