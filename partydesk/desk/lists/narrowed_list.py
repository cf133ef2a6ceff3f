"""A list that can be narrowed to some of its rows, with a chip that says so and takes it off."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy import ColumnElement

from partydesk.desk.kinds import KindView
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, row
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import caption
from partydesk.desk.lists.page import ListPage
from partydesk.store.queries import Query


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which rows, and how that is called (党小组会 · 2026 年 8 月)."""

    label: str
    rows: tuple[ColumnElement[bool], ...]


class NarrowedList(ListPage):
    """A list page that shows all its rows, or those somebody came for."""

    def __init__(self, context: AppContext, listing: KindView) -> None:
        self.narrowing: Narrowing | None = None
        super().__init__(context, listing)
        self.off = button("", self.show_everything, "chip")
        self.off.setIcon(icon("close", "accent"))
        self.off.setCheckable(True)
        self.off.setToolTip("显示全部")
        self._off_line = QWidget()
        line = row(self.off, None)
        self._off_line.setLayout(line)
        column = self.list_side.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self._off_line)
        self._off_line.hide()

    def narrow(self, narrowing: Narrowing) -> None:
        """Show these rows only, whatever was searched or filtered before."""
        super().show_everything()
        self.narrowing = narrowing
        self.off.setText(caption(narrowing.label))
        self.off.setChecked(True)
        self._off_line.show()
        self.refresh()

    def query(self) -> Query:
        """What the list shows now."""
        whole = super().query()
        return replace(whole, extra=self.narrowing.rows) if self.narrowing else whole

    def show_everything(self) -> None:
        """Take off the narrowing, the search and the filter."""
        if self.narrowing is not None:
            self.narrowing = None
            self._off_line.hide()
            self.refresh()
        super().show_everything()
