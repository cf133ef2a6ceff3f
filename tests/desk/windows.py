"""Helpers that show the window on a store and read its lists."""

from __future__ import annotations

from typing import Any

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.window import Window
from partydesk.store.store import Store


def show_window(store: Store, qtbot: Any) -> Window:
    """The main window on a store, shown."""
    context = AppContext(store)
    window = Window(context)
    context.setParent(window)
    qtbot.addWidget(window)
    window.resize(1366, 728)
    window.show()
    qtbot.waitExposed(window)
    return window


def names(page: ListPage) -> list[str]:
    """What stands in the list's first column."""
    return [page.model.text(row, 0) for row in range(page.model.rowCount())]
