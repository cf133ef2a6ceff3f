"""What a session's pane says of a plan: how it stands, and the three answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, row, stack, text
from partydesk.desk.plans.answer import PlanAnswer
from partydesk.desk.plans.words import HELD, MOVED, NOT_HELD, PlanSaid, has_passed
from partydesk.documents.expected import expected_at
from partydesk.documents.reading import Reading


class PlanSection(QWidget):
    """`say` takes the PlanSaid of a plan that was held; the other answers are asked for here."""

    def __init__(
        self, context: AppContext, shown: Mapping[str, Any], say: Callable[[PlanSaid], object]
    ) -> None:
        super().__init__()
        self._context, self._uid = context, str(shown["uid"])
        self._whole = stack(self, 6)
        passed = has_passed(shown)
        people = self._expected()
        those = f"{people} 人" if people else ""
        said = f"点“开了”接着点名，{those}先都算出席。点之前只是计划，不算数。"
        if not passed:
            said = f"还没到时间，只是计划，不算数。{f'应到 {those}。' if those else ''}"
        self._whole.addWidget(text(said, "small", wrap=True))
        self.buttons = QWidget()
        held = button(HELD, lambda: say(PlanSaid(self._uid, HELD)), "main")
        held.setVisible(passed)
        move = button(f"{MOVED}…", lambda: self.ask(MOVED))
        not_held = button(f"{NOT_HELD}…", lambda: self.ask(NOT_HELD))
        self.buttons.setLayout(row(held, move, not_held, None))
        self._whole.addWidget(self.buttons)
        self.asked: PlanAnswer | None = None

    def _expected(self) -> int:
        """How many are expected."""
        store = self._context.store
        with store.read() as connection:
            reading = Reading(connection, store.own.id)
            session = reading.by_uid("session", self._uid)
            return len(expected_at(reading, session)) if session is not None else 0

    def ask(self, how: str) -> None:
        """Ask here for the new day, or for the reason."""
        self.asked = self._context.guarded(
            "", lambda: PlanAnswer(self._context, self._uid, how, ("计划", "info"), self)
        )
        if self.asked is None:
            return
        self.asked.closed.connect(self._close)
        self.asked.settled.connect(self._close)
        self.buttons.hide()
        self._whole.addWidget(self.asked)
        self.asked.show()
        self.asked.focus_first()

    def _close(self) -> None:
        asked, self.asked = self.asked, None
        if asked is not None:
            asked.hide()
            asked.deleteLater()
        self.buttons.show()
        self.setFocus()
