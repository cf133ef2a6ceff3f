"""The menu of a row, where the right button was pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from partydesk.desk.tables.view import RowsView


def pop_up(
    view: RowsView,
    where: QPoint,
    *,
    edit: Callable[[], object] | None,
    repeat: Callable[[], object] | None,
    remove: Callable[[], object],
    add_column: Callable[[QMenu], object],
    add_affairs: Callable[[QMenu], object],
    add_papers: Callable[[QMenu], object],
    paste: Callable[[], object],
) -> None:
    """Offer what can be done with the row there; without `edit` it is only for reading."""
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    if edit is not None:
        menu.addAction("编辑\t回车", edit)
    if repeat is not None:
        menu.addAction("照这次再记一次\tCtrl+D", repeat)
    add_affairs(menu)
    add_column(menu)
    menu.addAction("复制\tCtrl+C", lambda: view.copy())
    menu.addAction("带表头复制\tCtrl+Shift+C", lambda: view.copy(headed=True))
    menu.addAction("粘贴\tCtrl+V", paste)
    add_papers(menu)
    if edit is not None:
        menu.addSeparator()
        menu.addAction("删除\tDelete", remove)
    menu.popup(view.viewport().mapToGlobal(where))
