"""Over 交表情况: who is in and until which day, to be copied; 催交 for the others."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.desk.kit.icons import icon
from partydesk.exchange.merge.matrix import Matrix, MatrixRow


class ReminderCard(Card):
    """`current` tells the branch under the cursor. `missing_wanted` asks to see those to be
    reminded alone."""

    missing_wanted = Signal()

    def __init__(self, context: AppContext, current: Callable[[], MatrixRow | None]) -> None:
        super().__init__()
        self._context, self._current = context, current
        self._matrix: Matrix | None = None
        self.rows.setContentsMargins(14, 8, 12, 8)
        self.said = text("", wrap=True)
        self.due = text("", "small", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.said)
        words.addWidget(self.due)
        self.copy_button = button("复制这句话", self.copy_sentence)
        self.remind_button: QPushButton = button("催交", self._offer, "main")
        self.remind_button.setIcon(icon("bell", "on_accent"))
        line = row(self.copy_button, self.remind_button)
        line.insertLayout(0, words, 1)
        self.rows.addLayout(line)

    def show_matrix(self, found: Matrix) -> None:
        """Say who is in it, and how many are to be reminded."""
        self._matrix = found
        self.said.setText(found.covered.sentence)
        self.due.setText(found.next_due)
        self.due.setVisible(bool(found.next_due))
        absent = len(found.absent)
        self.remind_button.setText(f"催交 {absent} 个支部" if absent else "没有要催交的")
        self.remind_button.setEnabled(bool(absent))

    def copy_sentence(self) -> None:
        """Put the sentence of who is in, and until which day, onto the clipboard."""
        if self._matrix is not None:
            said = f"{self._matrix.period.title}：{self._matrix.covered.sentence}。"
            QGuiApplication.clipboard().setText(said)
            self._context.tell("已复制，可以直接粘贴", "ok")

    def fill_menu(self, menu: QMenu) -> None:
        """What can be done for a reminder."""
        menu.addAction("复制全部，粘贴到群里", lambda: self.copy_reminder())
        only = self._current()
        if only is not None and only.asked:
            menu.addAction(f"只复制给{only.branch.name}的", lambda: self.copy_reminder(only))
        menu.addAction("只看未交的", self.missing_wanted.emit)

    def copy_reminder(self, only: MatrixRow | None = None) -> None:
        """Put what reminds all, or one of them, onto the clipboard."""
        if self._matrix is None:
            return
        words = self._matrix.message_to(only) if only is not None else self._matrix.message
        QGuiApplication.clipboard().setText(words)
        whom = only.branch.name if only is not None else f"{len(self._matrix.absent)} 个支部"
        self._context.tell(f"催交{whom}的话已复制，可以直接粘贴", "ok")

    def _offer(self) -> None:
        menu = QMenu(self)
        self.fill_menu(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        place = self.remind_button
        menu.popup(place.mapToGlobal(QPoint(0, place.height() + 4)))
