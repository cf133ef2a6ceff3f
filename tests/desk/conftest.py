"""Windows on real files for the desk's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.application import make_application
from partydesk.desk.shell.window import Window
from partydesk.store.store import Store
from tests.desk.windows import show_window


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The program's own application, dressed and in Chinese."""
    return make_application()


@pytest.fixture
def context(qtbot: Any, empty_store: Store) -> Iterator[AppContext]:
    """A desk on an empty branch; tests that want another store say so in their file."""
    made = AppContext(empty_store)
    yield made
    made.close()


@pytest.fixture
def saved_as_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is shown pages to be printed puts them into a file."""
    from partydesk.desk.printing.print_dialog import PrintDialog

    monkeypatch.setattr(PrintDialog, "open", PrintDialog.save)


@pytest.fixture
def told(context: AppContext) -> list[Message]:
    """What the desk has told so far."""
    heard: list[Message] = []
    context.told.connect(heard.append)
    return heard


@pytest.fixture
def window(branch_store: Store, qtbot: Any) -> Iterator[Window]:
    """The window on a branch's year so far."""
    made = show_window(branch_store, qtbot)
    yield made
    made.context.close()


@pytest.fixture
def members(window: Window) -> ListPage:
    """The list of members in that window."""
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    return page
