"""The form of a ticket, with the steps taken and the steps allowed next at its right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.forms.long_editor import LongEditor
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.forms.remembered import Remembered
from partydesk.desk.kit import cards
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.messages import repolish
from partydesk.records import clock
from partydesk.records.fields import Field, fields
from partydesk.records.ticket import MOVES, STATE, TicketStep
from partydesk.store import queries
from partydesk.store.writing import Writer


class _Notes(Remembered):
    """What was written of other steps, not what was put there for somebody who wrote nothing."""

    def before(self, field: Field) -> list[str]:
        unsaid = {_moved_to(choice.code) for choice in STATE}
        return [each for each in super().before(field) if each not in unsaid]


def _moved_to(state: str) -> str:
    return f"转为{STATE.label(state)}"


class TicketForm(RecordForm):
    """A ticket. Its state moves by steps, each written with its note in one operation."""

    def _build(self) -> None:
        self._step: dict[str, Any] | None = None
        self.moves: dict[str, QPushButton] = {}
        super()._build()

    def side(self) -> QWidget | None:
        """The steps, for a ticket that exists."""
        if not self.uid:
            return None
        self.pane = QFrame()
        self.pane.setProperty("role", "pane")
        inside = QVBoxLayout(self.pane)
        inside.setContentsMargins(18, 18, 18, 12)
        inside.setSpacing(8)
        head = QHBoxLayout()
        title = cards.text(TicketStep.title, "section")
        self.state = cards.text("", "pill")
        head.addWidget(title)
        head.addWidget(self.state)
        head.addStretch(1)
        inside.addLayout(head)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.steps = QWidget()
        self.steps.setProperty("role", "inside")
        self._list = QVBoxLayout(self.steps)
        self._list.setContentsMargins(0, 0, 8, 0)
        area.setWidget(self.steps)
        inside.addWidget(area, 1)
        field = fields(TicketStep)["note"]
        label = cards.text(field.label, "label")
        self._note = LongEditor(field, self.pane, _Notes(self.context, "ticket_step", dict))
        self._note.put_phrases_beside()
        self.note = self._note.box
        self.note.setPlaceholderText("做了什么、谁做的、结果怎样")
        self.note.textChanged.connect(lambda: self._say(""))
        self.wrong = cards.text("", "error", wrap=True)
        self.wrong.hide()
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons)
        self._writing = QWidget()
        write = QVBoxLayout(self._writing)
        write.setContentsMargins(0, 0, 0, 0)
        write.setSpacing(8)
        for each in (label, self._note, self.wrong, self._buttons):
            write.addWidget(each)
        inside.addWidget(self._writing)
        return self.pane

    def loaded(self) -> None:
        """Show the steps and the moves that are allowed now."""
        if not self.uid:
            return
        code = str(self.row["state"])
        choice = STATE.by_code.get(code)
        self.state.setText(STATE.label(code))
        repolish(self.state, "tone", choice.tone if choice else "idle")
        self._show_steps()
        self._writing.setVisible(not self.read_only)
        for old in self._buttons.findChildren(QPushButton):
            self._flow.removeWidget(old)
            old.deleteLater()
        self.moves = {}
        for target, reason in MOVES.get(code, {}).items():
            text = _moved_to(target) + ("（写理由）" if reason else "")
            self.moves[target] = self._button(text, target)
        self.moves[""] = self._button("只记一笔", "")

    def write_more(self, writer: Writer, uid: str) -> None:
        """The step, if one is being taken."""
        if self._step is not None:
            writer.add("ticket_step", {**self._step, "ticket": writer.reference("ticket", uid)})

    def take_step(self, target: str) -> bool:
        """Take a step; with edits that are not saved yet, all in one operation."""
        reason = MOVES.get(str(self.row["state"]), {}).get(target, not target)
        note = self.note.toPlainText().strip()
        if reason and not note:
            what = f"{_moved_to(target)}要写明理由" if target else "要记什么，请先写下来"
            self._say(f"{what}，写在上面再点一次")
            self.note.setFocus()
            return False
        values, findings = self.entered()
        self.show_errors(findings)
        if findings:
            self.context.tell(f"还没有保存：{findings[0].message}", "warn")
            return False
        self._step = {
            "at": clock.now().replace(second=0, microsecond=0),
            "by": self.row.get("owner"),
            "note": note or _moved_to(target),
            "state": target or None,
        }
        done = self.context.attempt(lambda: self.write(values))
        self._step = None
        if done is None:
            return False
        self.draft.drop()
        self.note.clear()
        self.row = self.fetch()
        self.load()
        self.note.setFocus()  # the button that was pressed is gone; the next one is another step
        self.context.tell_done(f"已记下：{STATE.label(target) or '办理情况'}")
        return True

    def _button(self, text: str, target: str) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: self.take_step(target))
        self._flow.addWidget(button)
        button.show()
        return button

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        repolish(self.note, "faulty", "true" if text else "false")

    def _show_steps(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        with self.context.store.read() as connection:
            query = queries.Query(
                "ticket_step", where={"ticket": self.row["id"]}, order=(("at", False),)
            )
            wanted = queries.ids(connection, query)
            rows = queries.window(connection, "ticket_step", wanted)
        first = {"at": self.row["raised_on"], "by": self.row.get("raised_by"), "state": "open"}
        for row in [first, *(rows[each] for each in wanted)]:
            self._list.addWidget(_step_widget(row))
        self._list.addStretch(1)


def _step_widget(row: Mapping[str, Any]) -> QWidget:
    widget = QWidget()
    inside = QVBoxLayout(widget)
    inside.setContentsMargins(0, 4, 0, 4)
    inside.setSpacing(2)
    head = QHBoxLayout()
    head.setSpacing(8)
    when = cards.text(" ".join(str(part) for part in (row["at"], row.get("by")) if part), "small")
    head.addWidget(when)
    state = row.get("state")
    if state:
        choice = STATE.by_code.get(str(state))
        pill = cards.text(STATE.label(str(state)), "pill")
        pill.setProperty("tone", choice.tone if choice else "idle")
        head.addWidget(pill)
    head.addStretch(1)
    inside.addLayout(head)
    if row.get("note"):
        note = cards.text(str(row["note"]), wrap=True)
        inside.addWidget(note)
    return widget
