"""Which columns a list shows, in which order and how wide: chosen, remembered, never none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.ui_settings import keep_ui_setting
from partydesk.desk.tables.columns import Column
from partydesk.desk.tables.view import RowsView
from partydesk.store import settings

SETTLED = 600  # milliseconds without a drag until a width is remembered


class ColumnChoice:
    """The columns of one list; `columns` are all it could show, in their order."""

    def __init__(
        self, context: AppContext, kind: str, columns: Sequence[Column], view: RowsView
    ) -> None:
        self._context, self._view, self.columns = context, view, list(columns)
        self._setting, self._widths = f"columns.{kind}", f"widths.{kind}"
        self._placing = False
        view.horizontalHeader().sectionMoved.connect(lambda *_: self._moved())
        self._settling = QTimer(view, singleShot=True, interval=SETTLED)
        self._settling.timeout.connect(self._keep_widths)
        view.widths_set.connect(self._settling.start)
        self.use_kept()

    @property
    def shown(self) -> list[Column]:
        """The columns that are in sight, from the left."""
        return [self.columns[n] for n in self._view.shown_columns()]

    def use_kept(self) -> None:
        """Show those that were chosen, or those a list has by itself."""
        with self._context.store.read() as connection:
            kept = settings.get(connection, self._setting)
            widths = settings.get(connection, self._widths)
        known = {column.name: number for number, column in enumerate(self.columns)}
        chosen = [known[name] for name in kept.split(",") if name in known]
        self._place([*chosen, *(n for n in known.values() if n not in chosen)])
        usual = [n for n, column in enumerate(self.columns) if column.listed]
        self._view.want(chosen or usual, chosen=bool(chosen))
        pairs = (pair.partition("=") for pair in widths.split(",") if pair)
        self._view.use_widths(
            {known[name]: int(width) for name, _, width in pairs if name in known}
        )

    def _place(self, order: Sequence[int]) -> None:
        """Put the columns next to each other in this order."""
        header = self._view.horizontalHeader()
        self._placing = True
        for place, number in enumerate(order):
            header.moveSection(header.visualIndex(number), place)
        self._placing = False

    def move(self, number: int, step: int) -> None:
        """Let a column change places with the one in sight beside it."""
        shown = self._view.shown_columns()
        place = shown.index(number) + step
        if 0 <= place < len(shown):
            header = self._view.horizontalHeader()
            header.moveSection(header.visualIndex(number), header.visualIndex(shown[place]))

    def _moved(self) -> None:
        if not self._placing:
            self._keep_shown(self._view.wanted)

    def set_shown(self, column: Column, shown: bool) -> None:
        """Show or hide a column, and remember it; the last one stays."""
        place = self.columns.index(column)
        wanted = {place} ^ set(self._view.wanted)
        if not wanted or shown == (place in self._view.wanted):
            return
        self._view.want(wanted, chosen=True)
        self._keep_shown(wanted)

    def _keep_shown(self, wanted: Collection[int]) -> None:
        header = self._view.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        self._keep(self._setting, ",".join(self.columns[n].name for n in order if n in wanted))

    def _keep_widths(self) -> None:
        widths = self._view.widths_by_hand()
        self._keep(self._widths, ",".join(f"{self.columns[n].name}={w}" for n, w in widths.items()))

    def use_usual(self) -> None:
        """Go back to the columns a list has by itself, as wide as fits."""
        self._settling.stop()
        self._keep(self._setting, "")
        self._keep(self._widths, "")
        self.use_kept()

    def add_to(self, menu: QMenu) -> None:
        """Offer all columns in a menu, to be shown or hidden."""
        menu.addAction("恢复常用列", self.use_usual)
        menu.addSeparator()
        for column in self.columns:
            act = menu.addAction(column.label)
            act.setCheckable(True)
            act.setChecked(self.columns.index(column) in self._view.wanted)
            act.toggled.connect(lambda on, column=column: self.set_shown(column, on))

    def _keep(self, setting: str, value: str) -> None:
        keep_ui_setting(self._context, setting, value)
