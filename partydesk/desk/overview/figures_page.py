"""数字: all figures of a period as a part of 总览, each leading to its rows."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.evidence.figures_list import FiguresList
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import row
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.page import Page
from partydesk.desk.overview.navigation import OverviewNavigation


class FiguresPage(Page):
    """The list of the figures, below the parts of 总览."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.list = FiguresList(context)
        self.list.opened.connect(OverviewNavigation(context, self).list_indicator)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        whole.setSpacing(theme.ROOM)
        self.head = row(None)
        whole.addLayout(self.head)
        whole.addWidget(self.list, 1)
        hand_on_focus(self, self.list)

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of 总览 over the list."""
        self.head.insertWidget(0, parts)
