"""Windows on real files for the desk's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from partydesk.desk.app import make_application
from partydesk.desk.list_page import ListPage
from partydesk.desk.window import Window
from partydesk.store.store import Store
from tests.desk.windows import show_window


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The program's own application, dressed and in Chinese."""
    return make_application()


@pytest.fixture
def window(branch_store: Store, qtbot: Any) -> Iterator[Window]:
    """The window on a branch's year so far."""
    made = show_window(branch_store, qtbot)
    yield made
    made.desk.close()


@pytest.fixture
def members(window: Window) -> ListPage:
    """The list of members in that window."""
    page = window.space.list_page
    assert page is not None
    return page
