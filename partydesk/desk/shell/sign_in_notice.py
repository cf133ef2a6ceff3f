"""What is said when somebody signs in: one sentence about what is due, and the way to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, row, stack, text
from partydesk.desk.kit.screen_room import screen_room
from partydesk.records.findings import UserError
from partydesk.rules.reminders import WHEN, Reminder, reminders
from partydesk.store.home import Home
from partydesk.store.opening import open_store

_WIDTH = 380  # pixels


def pressing(home: Home) -> list[Reminder]:
    """What is overdue or due today in the records of this home; nothing where there are none, or
    they cannot be read now."""
    try:
        store = open_store(home, write=False, check=False)
    except UserError:
        return []
    try:
        with store.read() as connection:
            return [each for each in reminders(connection) if each.when in ("overdue", "today")]
    finally:
        store.close()


def sentence(found: Sequence[Reminder]) -> str:
    """All of it in one sentence, the most pressing thing by name."""
    first = f"{found[0].title}（{WHEN[found[0].when]}）"
    return f"有 {len(found)} 件事该办了：{first}等" if len(found) > 1 else f"该办了：{first}"


class SignInNotice(QWidget):
    """A small window in the corner of the screen; `go` is called by 去办."""

    def __init__(self, found: Sequence[Reminder], go: Callable[[], object]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("支部工作台提醒")
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setFixedWidth(_WIDTH)
        self.said = text(sentence(found), wrap=True)
        self.go = button("去办", go, "main")
        self.later = button("知道了", self.close)
        whole = stack(self, theme.ROOM)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.addWidget(self.said)
        whole.addLayout(row(None, self.later, self.go))
        self.go.setDefault(True)

    def show_in_corner(self) -> None:
        """Show it at the right below, where such things stand."""
        self.adjustSize()
        room = screen_room(self)
        self.move(room.right() - self.width() - 16, room.bottom() - self.height() - 48)
        self.show()
