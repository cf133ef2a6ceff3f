"""Duties opened over another page: the same panel, and back to where one came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import scrolled
from partydesk.desk.kit.page import Page
from partydesk.desk.settling.exempt_dialog import ExemptDialog
from partydesk.desk.settling.grid import SettleGrid
from partydesk.desk.settling.panel import SettlePanel
from partydesk.rules.norms import STATE

if TYPE_CHECKING:
    from partydesk.rules.norms import Obligation

WIDTH = 720  # pixels of the panel, at most


class SettlePage(Page):
    """An obligation to be settled. `whole_wanted` carries it and the column of a field: its whole
    form is wanted."""

    whole_wanted = Signal(object, str)

    def __init__(self, context: AppContext, item: Obligation) -> None:
        super().__init__()
        self.context, self.item = context, item
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.AIR, theme.AIR, theme.AIR, theme.AIR)
        state = STATE.by_code[str(item.state)]
        self.panel = SettlePanel(context, item, (state.label, state.tone), snoozes=False)
        self.panel.setMaximumWidth(WIDTH)
        column.addWidget(self.panel)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))
        self.panel.settled.connect(self.closed)
        self.panel.closed.connect(self.closed)
        self.panel.exempt_wanted.connect(self._exempt)
        self.panel.whole_wanted.connect(self._whole)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.panel.focus_first)

    def _exempt(self) -> None:
        dialog = ExemptDialog(self.context, (self.item,), self.item.title, self)
        dialog.exempted.connect(self.closed)
        dialog.open()

    def _whole(self, column: str) -> None:
        self.closed.emit()
        self.whole_wanted.emit(self.item, column)


class GridPage(Page):
    """The grid of several obligations, over another page."""

    def __init__(
        self, context: AppContext, key: str, title: str, items: Sequence[Obligation],
        state: tuple[str, str],
    ) -> None:  # fmt: skip
        super().__init__()
        self.context, self.title = context, title
        self.grid = SettleGrid(context, key, title, items, state)
        self.grid.snooze.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        whole.addWidget(self.grid)
        self.grid.settled.connect(self.closed)
        self.grid.closed.connect(self.closed)
        self.grid.exempt_wanted.connect(self._exempt)
        self.grid.roll_wanted.connect(self._roll)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.grid.focus_first)

    def _roll(self) -> None:
        self.closed.emit()
        first = self.grid.cells.rows[0]
        self.record_wanted.emit("member", first.uid or first.items[0].uid)

    def _exempt(self, items: Sequence[Obligation]) -> None:
        dialog = ExemptDialog(self.context, items, self.title, self)
        dialog.exempted.connect(self.closed)
        dialog.open()
