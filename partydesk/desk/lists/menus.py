"""The menus of a list: of a row, of a column's head, of the tools 列 and 打印."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from partydesk.desk.kit.staying_menu import StayingMenu
from partydesk.desk.lists.inline_edit import why_not
from partydesk.desk.plans.words import HELD, MOVED, NOT_HELD, PlanSaid, has_passed, is_plan
from partydesk.desk.printing.menu import PapersMenu
from partydesk.desk.tables.row_menu import pop_up
from partydesk.records.base import kind_of

if TYPE_CHECKING:
    from partydesk.desk.lists.page import ListPage


class ListMenus:
    """Opens the menus of one list page."""

    def __init__(self, page: ListPage, papers: PapersMenu) -> None:
        self._page, self._papers = page, papers
        for widget, do in ((page.view, self._of_row), (page.view.head, self._of_head)):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(do)

    def show_columns(self, button: QPushButton) -> None:
        """Offer columns and groups below a button."""
        menu = StayingMenu(self._page)
        menu.aboutToHide.connect(menu.deleteLater)
        self._page.order.add_groups_to(menu.addMenu("分组"))
        self._page.column_choice.add_to(menu)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def show_papers(self) -> None:
        """Offer what can be printed, below its button."""
        page = self._page
        button = page.head.tools["打印"]
        if button.isVisible():
            row = page.model.row(page.view.current_row())
            self._papers.pop_up(self._papers.of_list(row, page.print_list), button)

    def show_papers_of_record(self, button: QPushButton) -> None:
        """Offer what can be printed about the record in the pane."""
        self._papers.pop_up(self._papers.of_row(self._page.pane.row), button)

    def show_affairs(self, button: QPushButton) -> None:
        """Offer the affairs that fit the record in the pane."""
        menu = self._menu()
        if not self._add_affairs(menu, [str(self._page.pane.row["uid"])]):
            menu.addAction("现在没有能办的事").setEnabled(False)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _add_affairs(self, menu: QMenu, uids: list[str]) -> bool:
        """The affairs that fit these records; whether there is one."""
        from partydesk.desk.affairs.menu import add_to

        page = self._page
        return add_to(
            menu, page.context.store, page.listing.kind, uids,
            lambda name: page.affair_wanted.emit(name, tuple(uids)),
        )  # fmt: skip

    def _add_chosen(self, menu: QMenu, row: int) -> None:
        """办理… for the rows that are chosen, or the one the menu is of."""
        page = self._page
        if not page.listing.affairs:
            return
        chosen = page.view.selected_rows()
        uids = [str(page.model.row(each)["uid"]) for each in (chosen if row in chosen else [row])]
        many = f"（{len(uids)} 人）" if len(uids) > 1 else ""
        inner = QMenu(f"办理…{many}", menu)
        if self._add_affairs(inner, uids):
            menu.addMenu(inner)

    def _add_affairs_and_answers(self, menu: QMenu, row: int, values: Mapping[str, Any]) -> None:
        """办理…, and of a plan what can be said of it."""
        self._add_chosen(menu, row)
        page = self._page
        if page.listing.ahead is None or not is_plan(values) or not page.context.store.writable:
            return
        for how in (HELD, MOVED, NOT_HELD) if has_passed(values) else (MOVED, NOT_HELD):
            said = PlanSaid(str(values["uid"]), how)
            words = how if how == HELD else f"{how}…"
            menu.addAction(words, partial(page.start_wanted.emit, said))

    def _of_head(self, where: QPoint) -> None:
        head = self._page.view.head
        number = head.logicalIndexAt(where)
        if number >= 0:
            menu = self._menu()
            self._add_column(menu, number)
            menu.popup(head.viewport().mapToGlobal(where))

    def _of_row(self, where: QPoint) -> None:
        page = self._page
        row = page.view.rowAt(where.y())
        values = page.model.row(row)
        if not values:
            return
        editable = values.get("submission") is None
        number = page.view.columnAt(where.x())
        if number < 0:
            number = page.view.shown_columns()[0]
        column, record = page.columns[number], kind_of(page.listing.kind)

        def add_column(menu: QMenu) -> None:
            if editable and not why_not(page.listing.kind, column):
                words = f"在格子里改“{column.label}”\tF2"
                menu.addAction(words, lambda: page.in_place.begin(row, number))
            if editable and len(page.view.selected_rows()) > 1:
                menu.addAction("统一修改…\tCtrl+E", lambda: page.edit_chosen(column.name))
            if len(page.view.selected_rows()) == 2 and not record.not_joined:
                menu.addAction("合并成一个…", page.join_chosen)
            self._add_column(menu.addMenu(f"“{column.label}”这一列"), number)

        pop_up(
            page.view,
            where,
            add_column=add_column,
            add_affairs=lambda menu: self._add_affairs_and_answers(menu, row, values),
            edit=(lambda: page.open_row(row)) if editable else None,
            repeat=page.repeat if editable and page.listing.copied else None,
            remove=page.remove,
            add_papers=lambda menu: self._papers.add_to(menu, values),
            paste=page.paste,
        )

    def _add_column(self, menu: QMenu, number: int) -> None:
        """What can be done with a column, from its head or from a cell of it."""
        choice, column = self._page.column_choice, self._page.columns[number]
        self._page.order.add_column_to(menu, number)
        menu.addSeparator()
        menu.addAction("左移\tCtrl+Shift+←", lambda: choice.move(number, -1))
        menu.addAction("右移\tCtrl+Shift+→", lambda: choice.move(number, 1))
        menu.addAction("隐藏这一列", lambda: choice.set_shown(column, False))

    def _menu(self) -> QMenu:
        menu = QMenu(self._page)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu
