"""The papers as entries of a menu; one that cannot be printed now says why when pointed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.printing.offers import Group, about_list, about_row

Row = Mapping[str, Any]
AS_SHOWN = "这张列表，照现在显示的样子"


class PapersMenu:
    """The menus of one list of `kind`; `page` is what dialogs and progress lie over."""

    def __init__(self, context: AppContext, kind: str, page: QWidget) -> None:
        self._context, self._kind, self._page = context, kind, page

    def of_list(self, row: Row, as_shown: Callable[[], object]) -> QMenu:
        """What the list offers while this row is under the cursor (an empty one: none).

        `as_shown` prints the list as it stands on the screen.
        """
        menu = QMenu(self._page)
        menu.aboutToHide.connect(menu.deleteLater)
        groups = about_list(self._context.store, self._kind, row)
        self._fill(menu, groups)
        if groups:
            menu.addSeparator()
        menu.addAction(AS_SHOWN, as_shown)
        return menu

    def of_row(self, row: Row) -> QMenu:
        """What can be printed about one record."""
        return self._made([about_row(self._kind, row)])

    def add_to(self, menu: QMenu, row: Row) -> None:
        """Put what can be printed about a record into another menu."""
        if offers := about_row(self._kind, row):
            self._fill(menu.addMenu("打印"), [offers])

    def pop_up(self, menu: QMenu, button: QPushButton) -> None:
        """Open one of these menus below a button, without leaving the window at its right."""
        where = button.mapToGlobal(QPoint(0, button.height() + 4))
        window = button.window()
        edge = window.mapToGlobal(QPoint(window.width(), 0)).x()
        where.setX(min(where.x(), edge - menu.sizeHint().width() - 4))
        menu.popup(where)

    def _made(self, groups: Sequence[Group]) -> QMenu:
        menu = QMenu(self._page)
        menu.aboutToHide.connect(menu.deleteLater)
        self._fill(menu, groups)
        return menu

    def _fill(self, menu: QMenu, groups: Sequence[Group]) -> None:
        from partydesk.desk.printing.writing import print_offer

        menu.setToolTipsVisible(True)
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            for offer in group:
                act = menu.addAction(offer.label)
                act.setToolTip(tip_text(offer.reason))
                act.setEnabled(not offer.reason)
                act.triggered.connect(
                    lambda _=False, offer=offer: print_offer(self._context, offer, self._page)
                )
