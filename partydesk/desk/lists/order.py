"""How a list is ordered and grouped: chosen from its heads or menus, remembered in the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QMenu

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.ui_settings import keep_ui_setting
from partydesk.desk.tables.columns import Column
from partydesk.desk.tables.model import RowsModel
from partydesk.desk.tables.view import RowsView
from partydesk.store import settings
from partydesk.store.grouping import groupable

Order = tuple[tuple[str, bool], ...]


class ListOrder:
    """Order and groups of one list. `follow` shows the rows anew."""

    def __init__(
        self,
        context: AppContext,
        columns: Sequence[Column],
        model: RowsModel,
        view: RowsView,
        follow: Callable[[], object],
    ) -> None:
        self._context, self._columns, self._model = context, columns, model
        self._view, self._follow = view, follow
        self._kept_order, self._kept_group = f"order.{model.kind}", f"group.{model.kind}"
        with context.store.read() as connection:
            order = settings.get(connection, self._kept_order)
            group = settings.get(connection, self._kept_group)
        names = {column.name for column in columns}
        pairs = [part.partition(":") for part in order.split(",") if part]
        model.order_by(tuple((name, way == "desc") for name, _, way in pairs if name in names))
        if group in names and groupable(model.kind, group):
            model.group(group)
        self._mark()
        view.head.sortIndicatorChanged.connect(self._clicked)
        view.head.added.connect(self.add)

    # -- order ---------------------------------------------------------------------------------

    def _clicked(self, number: int, way: Qt.SortOrder) -> None:
        """A head was clicked: it alone decides."""
        if 0 <= number < len(self._columns):
            self.use(((self._columns[number].name, way is Qt.SortOrder.DescendingOrder),))
        else:
            self.use(())

    def add(self, number: int) -> None:
        """Let a column decide where those before it are equal; again: turned round, then not."""
        name = self._columns[number].name
        before = dict(self._model.query.order)
        others = tuple(pair for pair in self._model.query.order if pair[0] != name)
        if name not in before:
            self.use((*others, (name, False)))
        elif before[name]:
            self.use(others)
        else:
            self.use(tuple((n, True if n == name else way) for n, way in self._model.query.order))

    def use(self, order: Order) -> None:
        """Order by these columns and remember it."""
        self._model.order_by(order)
        self._mark()
        text = ",".join(f"{name}:{'desc' if down else 'asc'}" for name, down in order)
        keep_ui_setting(self._context, self._kept_order, text)
        self._follow()

    def _mark(self) -> None:
        """Let Qt's own mark, which the next click starts from, stand on the first column."""
        header = self._view.horizontalHeader()
        first = next(iter(self._model.query.order), None)
        with QSignalBlocker(header):
            if first is None:
                header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            else:
                number = next(n for n, c in enumerate(self._columns) if c.name == first[0])
                descending = Qt.SortOrder.DescendingOrder
                header.setSortIndicator(
                    number, descending if first[1] else Qt.SortOrder.AscendingOrder
                )
        header.viewport().update()

    # -- groups --------------------------------------------------------------------------------

    def group_by(self, name: str) -> None:
        """Put the rows into groups by a column and remember it; "" takes them out."""
        self._model.group(name)
        keep_ui_setting(self._context, self._kept_group, name)
        self._follow()

    # -- menus ---------------------------------------------------------------------------------

    def add_column_to(self, menu: QMenu, number: int) -> None:
        """Offer what a column can do for order and groups."""
        column = self._columns[number]
        menu.addAction("升序", lambda: self.use(((column.name, False),)))
        menu.addAction("降序", lambda: self.use(((column.name, True),)))
        order = self._model.query.order
        if order and column.name != order[0][0]:
            menu.addAction("其次按这一列排\tShift+点列名", lambda: self.add(number))
        if order:
            menu.addAction("恢复原来的顺序", lambda: self.use(()))
        menu.addSeparator()
        if column.name != self._model.group_by and groupable(self._model.kind, column.name):
            menu.addAction(f"按“{column.label}”分组", lambda: self.group_by(column.name))
        self._add_ungroup(menu)

    def add_groups_to(self, menu: QMenu) -> None:
        """Offer every column that rows can be grouped by."""
        for column in self._columns:
            if groupable(self._model.kind, column.name):
                act = menu.addAction(column.label)
                act.setCheckable(True)
                act.setChecked(column.name == self._model.group_by)
                act.triggered.connect(
                    lambda on, name=column.name: self.group_by(name if on else "")
                )
        menu.addSeparator()
        self._add_ungroup(menu)

    def _add_ungroup(self, menu: QMenu) -> None:
        if self._model.group_by:
            menu.addAction("取消分组", lambda: self.group_by(""))
            menu.addAction("全部折起", lambda: self._model.fold_all(True))
            menu.addAction("全部展开", lambda: self._model.fold_all(False))
