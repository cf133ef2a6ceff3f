"""The questions that rows raise, each with a box to answer it for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from partydesk.desk.kit.cards import empty, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.flow import FlowLayout
from partydesk.records.fields import fields
from partydesk.records.registry import kind_of

if TYPE_CHECKING:
    from partydesk.exchange.roster.answers import Answers
    from partydesk.exchange.roster.proposal import Proposal

_WAIT = "先不收"
_BLANKS = "-blanks"  # no field is called so
_BLANK = {"不动原来的": False, "清空原来的内容": True}
_SAME = {_WAIT: "ask", "都按已登记的那一个更新": "update", "都按另一个新增": "new"}


class Questions(QWidget):
    """Shows what is asked of a proposal's rows; `answer` is given the answers when one changes."""

    def __init__(self, answer: Callable[[Answers], None]) -> None:
        super().__init__()
        self._answer = answer
        self._proposal: Proposal | None = None
        self._asked: set[str] = set()
        self.boxes: dict[str, ComboBox] = {}
        self._rows = FlowLayout(self, spacing=14)
        self.hide()

    def show_asked(self, found: Proposal) -> None:
        """Show the questions of a proposal; those answered stay, to be answered otherwise."""
        if self._proposal is None or self._proposal.source is not found.source:
            self._asked = set()
        self._proposal = found
        if any(each.code in ("left-blank", "cleared") for each in found.findings):
            self._asked.add(_BLANKS)
        self._asked |= {item.about for item in found.items if item.action == "ask"}
        empty(self._rows)
        self.boxes = {about: self._row(about) for about in sorted(self._asked)}
        self.setVisible(bool(self.boxes))

    def _row(self, about: str) -> ComboBox:
        assert self._proposal is not None
        source, record = self._proposal.source, kind_of(self._proposal.source.kind)
        waiting = sum(i.action == "ask" and i.about == about for i in self._proposal.items)
        box = ComboBox()
        if about == _BLANKS:
            words, waiting = "空的格子", 0
            box.addItems(list(_BLANK))
            box.setCurrentIndex(list(_BLANK.values()).index(source.answers.clears))
        elif about:
            field = fields(record)[about]
            words = f"没有写{field.label}的，都按哪一类记"
            table = field.choices
            box.addItems([_WAIT, *(table.labels if table else ())])
            given = source.answers.fields.get(about)
            box.setCurrentText(table.label(given) if table and given else _WAIT)
        else:
            words = "可能是已登记的"
            box.addItems(list(_SAME))
            box.setCurrentIndex(list(_SAME.values()).index(source.answers.same))
        box.activated.connect(self._changed)
        row = QWidget()
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        label = text(f"{words}（{waiting:,} 行在等）" if waiting else words, "label")
        label.setBuddy(box)
        inside.addWidget(label)
        inside.addWidget(box)
        self._rows.addWidget(row)
        return box

    def _changed(self) -> None:
        from partydesk.exchange.roster.answers import Answers

        assert self._proposal is not None
        declared = fields(kind_of(self._proposal.source.kind))
        given = {}
        for about, box in self.boxes.items():
            table = declared[about].choices if about in declared else None
            if table and box.currentText() != _WAIT:
                given[about] = table.codes[box.currentText()]
        own = self.boxes.get("")
        same = _SAME[own.currentText()] if own else self._proposal.source.answers.same
        blanks = self.boxes.get(_BLANKS)
        clears = _BLANK[blanks.currentText()] if blanks else False
        self._answer(Answers(same, self._proposal.source.answers.rows, given, clears))
