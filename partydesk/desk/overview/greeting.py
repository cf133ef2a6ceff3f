"""The greeting at the head of 总览: by the hour and the secretary's family name."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import stack, text
from partydesk.records import clock
from partydesk.store.secretary import secretary
from partydesk.store.writing import OperationChanges

# Family names of two characters, so that 欧阳书记 is not called 欧书记.
_DOUBLE = "欧阳司马上官诸葛夏侯东方皇甫尉迟公孙慕容令狐长孙宇文司徒司空端木独孤南宫"  # two and two


class Greeting(QWidget):
    """上午好，王书记; it follows the name of the secretary and the hour at which it is shown."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.label: QLabel = text("", "title")
        stack(self).addWidget(self.label)
        context.changed.connect(self._heard)
        self.say()

    def say(self) -> None:
        """Say it anew."""
        self.label.setText(greeting(secretary(self._context.store), clock.now().hour))

    def showEvent(self, event: object) -> None:
        self.say()

    def _heard(self, changes: OperationChanges) -> None:
        if "organisation" in changes.kinds:
            self.say()


def greeting(name: str, hour: int) -> str:
    """How the page greets at an hour: 上午好，王书记."""
    times = ((5, "夜深了"), (11, "上午好"), (13, "中午好"), (18, "下午好"), (24, "晚上好"))
    said = next(words for end, words in times if hour < end)
    if not name:
        return said
    double = len(name) > 2 and _DOUBLE.find(name[:2]) % 2 == 0
    family = name[:2] if double else name[:1]
    return f"{said}，{family}书记"
