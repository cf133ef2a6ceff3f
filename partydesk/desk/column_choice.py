"""Which columns a list shows: chosen from a menu, remembered in the data, never none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QPushButton

from partydesk.desk.desk import Desk
from partydesk.desk.tables.columns import Column
from partydesk.desk.tables.view import RowsView
from partydesk.store import settings


class ColumnChoice:
    """The columns of one list; `columns` are all it could show, in their order."""

    def __init__(self, desk: Desk, kind: str, columns: Sequence[Column], view: RowsView) -> None:
        self._desk, self._view, self.columns = desk, view, list(columns)
        self._setting = f"columns.{kind}"
        self.use_kept()

    @property
    def shown(self) -> list[Column]:
        """The columns that are in sight."""
        return [c for n, c in enumerate(self.columns) if not self._view.isColumnHidden(n)]

    def use_kept(self) -> None:
        """Show those that were chosen, or those a list has by itself."""
        with self._desk.store.read() as connection:
            kept = settings.get(connection, self._setting)
        names = set(kept.split(","))
        self._view.want(
            [n for n, c in enumerate(self.columns) if (c.name in names if kept else c.listed)],
            chosen=bool(kept),
        )

    def set_shown(self, column: Column, shown: bool) -> None:
        """Show or hide a column, and remember it; the last one stays."""
        place = self.columns.index(column)
        wanted = {place} ^ set(self._view.wanted)
        if not wanted or shown == (place in self._view.wanted):
            return
        self._view.want(wanted, chosen=True)
        if self._desk.store.writable:
            self._keep(",".join(self.columns[n].name for n in sorted(wanted)))

    def use_usual(self) -> None:
        """Go back to the columns a list has by itself."""
        self._keep("")
        self.use_kept()

    def pop_up(self, button: QPushButton) -> None:
        """Offer all columns below the button."""
        menu = QMenu(button)
        for column in self.columns:
            act = menu.addAction(column.label)
            act.setCheckable(True)
            act.setChecked(self.columns.index(column) in self._view.wanted)
            act.toggled.connect(lambda on, column=column: self.set_shown(column, on))
        menu.addSeparator()
        menu.addAction("恢复常用列", self.use_usual)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _keep(self, names: str) -> None:
        def work() -> None:
            with self._desk.store.transaction() as connection:
                settings.put(connection, self._setting, names)

        self._desk.attempt(work)
