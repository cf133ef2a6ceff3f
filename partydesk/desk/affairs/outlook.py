"""At the right of an affair: what it will change, the papers it needs, what comes after."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import empty, link, row, rule, text
from partydesk.operations.affairs import AFFAIRS
from partydesk.operations.affairs.declared import PaperOffer, Reminder
from partydesk.operations.affairs.told import Line, Told
from partydesk.records import clock

_MANY = 16  # lines of changes shown at once
_DAY = 88  # pixels of a day with 前


class Outlook(QWidget):
    """`preview_wanted` carries a paper's key, `affair_wanted` the name of an affair that sees to
    what is lacking."""

    preview_wanted = Signal(str)
    affair_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ticked: dict[str, bool] = {}
        self.boxes: dict[str, QCheckBox] = {}
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(20, 18, 20, 16)
        self.rows.setSpacing(10)

    def show_told(self, told: Told) -> None:
        """Show what the affair would do."""
        self.boxes = {}
        empty(self.rows)
        self._changes(told.lines)
        if told.papers:
            self.rows.addWidget(rule())
            self._papers(dict.fromkeys(offer for offer, _ in told.papers))
        if told.reminders:
            self.rows.addWidget(rule())
            self._reminders(told.reminders)
        self.rows.addStretch(1)

    def wanted(self) -> list[str]:
        """The keys of the papers that are ticked."""
        return [what for what, box in self.boxes.items() if box.isChecked()]

    def _changes(self, lines: tuple[Line, ...]) -> None:
        self.rows.addWidget(text("会改这些", "section"))
        if not lines:
            self.rows.addWidget(text("还没有要改的", "hint"))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for column, stretch in ((0, 3), (1, 4), (3, 5)):
            grid.setColumnStretch(column, stretch)
        lines = tuple(_once(lines))
        for at, line in enumerate(lines[:_MANY]):
            parts = (
                text(line.label, "label", wrap=True),
                text(line.before, "label", wrap=True),
                text("→", "hint"),
                text(line.after, wrap=True),
            )
            parts[3].setAccessibleName(f"{line.label}：{line.before}改成{line.after}")
            for column, part in enumerate(parts):
                grid.addWidget(part, at, column, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(grid)
        if len(lines) > _MANY:
            self.rows.addWidget(text(f"还有 {len(lines) - _MANY} 处", "hint"))

    def _papers(self, offers: dict[PaperOffer, None]) -> None:
        self.rows.addWidget(text("要用的纸", "section"))
        for offer in offers:
            box = QCheckBox(offer.label)
            box.setChecked(self._ticked.get(offer.what, offer.taken))
            box.toggled.connect(lambda on, what=offer.what: self._ticked.update({what: on}))
            self.boxes[offer.what] = box
            look = link("预览", self._asking(offer.what))
            look.setAccessibleName(f"预览{offer.label}")
            line = row(box, text(offer.note, "small"), None, look)
            self.rows.addLayout(line)

    def _asking(self, what: str) -> Callable[[], None]:
        return lambda: self.preview_wanted.emit(what)

    def _reminders(self, reminders: tuple[Reminder, ...]) -> None:
        self.rows.addWidget(text("办完后会提醒", "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        this_year = clock.today().year
        for at, each in enumerate(reminders):
            when = "现在"
            if each.day is not None:
                form = "%m-%d 前" if each.day.year == this_year else "%Y-%m-%d 前"
                when = f"{each.day:{form}}"
            day = text(when, "label")
            day.setMinimumWidth(_DAY)
            what = text(each.what)
            if each.day is None:
                what.setProperty("said", "warn")
            said = QVBoxLayout()
            said.setSpacing(0)
            said.addLayout(row(what, None, *self._way(each)))
            if each.note:
                said.addWidget(text(each.note, "small", wrap=True))
            grid.addWidget(day, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(said, at, 1)
        self.rows.addLayout(grid)

    def _way(self, reminder: Reminder) -> list[QWidget]:
        """The link to the affair that sees to what is lacking now."""
        if reminder.day is not None or reminder.affair not in AFFAIRS:
            return []
        affair = AFFAIRS[reminder.affair]
        made = link(f"{affair.label}…", lambda: self.affair_wanted.emit(affair.name))
        made.setProperty("small", "true")
        return [made]


def _once(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Of what a new record holds only what is not said already by something that changes."""
    said = {line.after for line in lines if line.before != "空" or not line.kind}
    for line in lines:
        if line.kind == "member" or not line.kind or line.before != "空" or line.after not in said:
            yield line
        if line.kind == "member":
            said.add(line.after)
