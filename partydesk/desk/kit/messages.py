"""What the program says while it works: messages at the foot, progress over a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from partydesk.desk.kit.cards import text
from partydesk.desk.kit.message_place import place_for
from partydesk.desk.kit.plain_text import caption

_WIDEST = 720  # pixels of a message
_FOLLOWS = 300  # milliseconds after which a message in sight looks what it lies over


@dataclass(frozen=True, slots=True)
class Action:
    """Something the person can do about a message: 撤销, 查看; whether the message stays then."""

    label: str
    do: Callable[[], object]
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said. `tone` is ok, warn, bad, info or idle."""

    text: str
    tone: str = "info"
    actions: tuple[Action, ...] = ()

    @property
    def action(self) -> Action | None:
        """What is offered first, if anything."""
        return self.actions[0] if self.actions else None


def repolish(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property and let the style sheet look at the widget again."""
    # What was never set looks like what is not so.
    if (widget.property(name) or False) == (value or False):
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def box(parent: QWidget | None, title: str, words: str, more: str = "") -> QMessageBox:
    """A box that asks or tells, `more` in smaller letters below; none of it read as markup."""
    made = QMessageBox(parent)
    made.setWindowTitle(title)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(words)
    made.setInformativeText(more)
    for label in made.findChildren(QLabel):  # setTextFormat leaves the second one as it was
        label.setTextFormat(Qt.TextFormat.PlainText)
    return made


class MessageBar(QFrame):
    """A message near the foot of the window, over no control; it never asks to be closed.

    Bad news stay until closed or followed by something else, the rest goes by itself, but not
    while somebody who has no mouse is in it (F6).
    """

    SECONDS = {"ok": 6, "info": 8, "idle": 6, "warn": 15}
    MORE = 4  # seconds for each further thing that can be done about it

    def __init__(self, window: QWidget, foot: int = 26) -> None:
        super().__init__(window)
        self._foot = foot
        self._came_from: QWidget | None = None
        self.setObjectName("messageBar")
        self.setProperty("role", "message")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = text(wrap=True, parent=self)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.offers: list[QPushButton] = []
        self._close = self._button("关闭", self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 3, 8, 3)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self._row = row
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        # What lies under it may be scrolled, or another page be turned to.
        self._following = QTimer(self)
        self._following.setInterval(_FOLLOWS)
        self._following.timeout.connect(self._place)
        window.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is said at the moment, or nothing."""
        return self._text.text() if not self.isHidden() else ""

    def show_message(self, message: Message) -> None:
        """Say this instead of what was said before."""
        self._text.setText(message.text)
        self._text.setAccessibleName(message.text)
        now = QApplication.focusWidget()
        inside = now is not None and self.isAncestorOf(now)
        self._offer(message.actions)
        repolish(self, "tone", message.tone)
        self._place()
        self.show()
        self.raise_()
        self._following.start()
        self._timer.stop()
        if message.tone in self.SECONDS:
            # Longer sentences take longer to read.
            seconds = self.SECONDS[message.tone] + len(message.text) // 12
            seconds += self.MORE * max(0, len(message.actions) - 1)
            self._timer.start(seconds * 1000)
        if inside:
            self.enter()

    def enter(self) -> None:
        """Take the keyboard, as far as something is said; Esc gives it back."""
        if self.isHidden():
            return
        now = QApplication.focusWidget()
        if now is not None and not self.isAncestorOf(now):
            self._came_from = now
        self._timer.stop()
        (self.offers or [self._close])[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _button(self, label: str, do: Callable[[], object]) -> QPushButton:
        made = QPushButton(caption(label), self)
        made.setProperty("role", "link")
        made.clicked.connect(do)
        return made

    def _offer(self, actions: tuple[Action, ...]) -> None:
        for each in self.offers:
            self._row.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.offers = [self._button(each.label, partial(self._act, each)) for each in actions]
        for number, each in enumerate(self.offers, 1):
            self._row.insertWidget(number, each)
            self.setTabOrder(self.offers[number - 2] if number > 1 else self, each)
        self.setTabOrder(self.offers[-1] if self.offers else self, self._close)

    def _act(self, action: Action) -> None:
        if not action.stays:
            self.hide()
        action.do()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        plain = self._text.fontMetrics().horizontalAdvance(self._text.text())
        buttons = 40 + sum(each.sizeHint().width() + 8 for each in (*self.offers, self._close))
        wanted = min(_WIDEST, window.width() - 40, max(280, plain + buttons))
        there = place_for(window, self, wanted, self._height_for, self._foot)
        if there != self.geometry():
            self.setFixedWidth(there.width())
            self.setGeometry(there)

    def _height_for(self, width: int) -> int:
        return max(44, self.heightForWidth(width) if self.hasHeightForWidth() else 44)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._following.stop()
        back, self._came_from = self._came_from, None
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the foot of the window when it changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return False


class ProgressPanel(QFrame):
    """Lies over a page while long work runs: what is being done, how far it is, 取消."""

    cancelled = Signal()

    def __init__(self, page: QWidget, label: str, cancellable: bool, stopping: str = "") -> None:
        super().__init__(page)
        self._before: QWidget | None = None
        self.setObjectName("progressCover")
        self.setProperty("role", "cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = QFrame(self)
        card.setProperty("role", "card")
        card.setFixedWidth(min(440, max(300, page.width() - 40)))
        title = text(label, "section", parent=card)
        self.bar = QProgressBar(card)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.now = text("正在准备…", "hint", wrap=True, parent=card)
        self._stopping = stopping or "正在停下，已做的会退回原样…"
        self.cancel = QPushButton("取消", card)
        self.cancel.setVisible(cancellable)
        self.cancel.clicked.connect(self._stop)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 20, 20, 20)
        inside.setSpacing(12)
        inside.addWidget(title)
        inside.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addWidget(self.now, 1)
        foot.addWidget(self.cancel)
        inside.addLayout(foot)
        outside = QVBoxLayout(self)
        outside.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        page.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the page."""
        page = self.parentWidget()
        if page is not None:
            self.setGeometry(page.rect())
        # The window's, which is not in front yet where a dialog has just been closed.
        self._before = self.window().focusWidget()
        self.show()
        self.raise_()
        if not self.cancel.isHidden():
            self.cancel.setFocus()

    def leave(self) -> None:
        """Uncover the page, the cursor where it was: else it would go to whatever comes next."""
        now, before = self.window().focusWidget(), self._before
        mine = now is None or self.isAncestorOf(now)
        self.hide()
        if mine and before is not None and isValid(before) and before.isVisible():
            before.setFocus()

    def tell(self, done: int, of: int, what: str) -> None:
        """Show how far the work is."""
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        if self.cancel.isEnabled() and what:
            self.now.setText(what)

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self.now.setText(self._stopping)
        self.cancelled.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the page whatever size it gets."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            page = self.parentWidget()
            if page is not None:
                self.setGeometry(page.rect())
        return False
