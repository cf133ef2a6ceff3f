"""The greeting at the head of 总览: by the hour and the secretary's family name."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import stack, text
from partydesk.desk.kit.salutation import greeting
from partydesk.records import clock
from partydesk.store.secretary import secretary
from partydesk.store.writing import OperationChanges


class Greeting(QWidget):
    """上午好，王书记; it follows the name of the secretary and the hour at which it is shown."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.label: QLabel = text("", "title")
        stack(self).addWidget(self.label)
        context.changed.connect(self._heard)

    def say(self) -> None:
        """Say it anew."""
        self.label.setText(greeting(secretary(self._context.store), clock.now().hour))

    def showEvent(self, event: object) -> None:
        self.say()

    def _heard(self, changes: OperationChanges) -> None:
        if "organisation" in changes.kinds:
            self.say()
