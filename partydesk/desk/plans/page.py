"""改期 or 没开, asked over a list."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import in_the_middle
from partydesk.desk.kit.page import Page
from partydesk.desk.plans.answer import PlanAnswer

WIDTH = 620  # pixels


class PlanPage(Page):
    """Asks of one plan, and goes back to where one came from."""

    def __init__(self, context: AppContext, uid: str, how: str) -> None:
        """`how` as PlanAnswer takes it. Raises UserError for what is no plan (any more)."""
        super().__init__()
        self.asked = PlanAnswer(context, uid, how, ("计划", "info"))
        self.asked.setFixedWidth(WIDTH)
        in_the_middle(self, self.asked)
        self.asked.settled.connect(self.closed)
        self.asked.closed.connect(self.closed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.asked.focus_first)
