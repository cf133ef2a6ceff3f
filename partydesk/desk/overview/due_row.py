"""One line of 要办的事: what it is, why, and the button that starts it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, pill, row
from partydesk.desk.kit.elided import Elided
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.overview.due_words import Due

_DOT_AT = (5, 17)  # pixels: beside the title of what was opened in the row


class Dot(QWidget):
    """How pressing it is, as a dot beside the words that say it."""

    def __init__(self, tone: str) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedSize(8, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().tone(self._tone)[0]))
        painter.drawEllipse(self.rect())
        painter.end()


class DueRow(QWidget):
    """One thing to do. `started` starts it, `other_wanted` answers it in another way that has a
    button, `menu_wanted` asks for the remaining ways, with where; `picked` takes it among those
    that are done together, or out of them."""

    started = Signal()
    picked = Signal()
    other_wanted = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, due: Due) -> None:
        super().__init__()
        self.due = due
        reminder = due.reminder
        tip = f"{reminder.norm.article}\n{reminder.norm.remedy}"
        self.setToolTip(tip_text(tip))
        title = Elided(reminder.title, tip=tip)
        first = row(title, pill(due.pill, due.tone), None)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addLayout(first)
        words.addWidget(Elided(reminder.why, "small", tip))
        self.button = button(due.button, self.started.emit)
        self.button.setAccessibleName(f"{due.button}：{reminder.title}，{due.pill}")
        self.button.setToolTip(tip_text(reminder.norm.remedy))
        self.more = QPushButton()
        self.more.setIcon(icon("more", "text3"))
        self.more.setProperty("role", "quiet")
        self.more.setFixedWidth(28)
        self.more.setAccessibleName(f"更多：{reminder.title}")
        self.more.setToolTip("推迟、别的办法")
        self.more.clicked.connect(lambda: self.menu_wanted.emit(self._below()))
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._words = QFrame()
        self._words.setProperty("role", "duty")
        self._whole.addWidget(self._words)
        line = QHBoxLayout(self._words)
        line.setContentsMargins(0, 6, 0, 6)
        line.setSpacing(theme.GAP)
        line.addWidget(Dot(due.tone))
        line.addSpacing(2)
        line.addLayout(words, 1)
        line.addWidget(self.button)
        self.others = [button(each, partial(self.other_wanted.emit, each)) for each in due.others]
        for each in self.others:
            each.setAccessibleName(f"{each.text()}：{reminder.title}")
            line.addWidget(each)
        line.addWidget(self.more)

    def mark(self, busy: bool) -> None:
        """Whether it is being filled in beside the list."""
        self.button.setText("正在填" if busy else self.due.button)
        repolish(self._words, "chosen", "true" if busy else "")

    def choose(self, chosen: bool) -> None:
        """Whether it is among those that are done together."""
        repolish(self._words, "chosen", "true" if chosen else "")
        self.button.setAccessibleDescription("已选" if chosen else "")

    def hold(self, panel: QWidget) -> None:
        """Show what was opened in place of the row's words, its dot beside the title."""
        self._words.hide()
        self._whole.addWidget(panel)
        dot = Dot(self.due.tone)
        dot.setParent(panel)
        dot.move(*_DOT_AT)
        dot.show()

    def release(self, panel: QWidget) -> None:
        """Show the words again, if this row holds what was opened."""
        if self._whole.indexOf(panel) >= 0:
            self._whole.removeWidget(panel)
            self._words.show()

    def _below(self) -> QPoint:
        return self.more.mapToGlobal(QPoint(0, self.more.height() + 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.picked.emit()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
