"""晨会 in the window: a click or Space a day, Ctrl+D a month, Enter opens the day's record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.ledgers.ticks_page import TicksPage
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.desk.windows import show_window

TODAY = date(2026, 9, 22)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def branch(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[Store]:
    on_day(TODAY)
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 9, 1)}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        yield store


@pytest.fixture
def page(branch: Store, qtbot: Any) -> Iterator[TicksPage]:
    window = show_window(branch, qtbot)
    window.turn_to("sessions", "ticks")
    found = window.space.page
    assert isinstance(found, TicksPage)
    yield found
    window.context.close()


def held(page: TicksPage, month: int) -> int:
    assert page.shown is not None
    return page.shown.held(month)


def test_days_are_ticked_by_mouse_and_by_keys(page: TicksPage, branch: Store) -> None:
    grid = page.grid
    assert grid.hasFocus() and (grid.currentIndex().row(), grid.currentIndex().column()) == (8, 21)
    QTest.keyClick(grid, Qt.Key.Key_Space)
    assert held(page, 9) == 1
    QTest.keyClick(grid, Qt.Key.Key_Left)
    where = grid.visualRect(grid.currentIndex()).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert held(page, 9) == 2
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert held(page, 9) == 1
    QTest.keyClick(grid, Qt.Key.Key_D, CONTROL)
    assert held(page, 9) == 17 and "9 月补了 16 天" in page.said.text()
    assert page.count.text() == "2026 年 17 次，本月 17 次"
    shown = page._as_shown()  # what is exported and printed
    assert shown is not None and shown.title == "2026 年晨会五分钟"
    ((_, months),) = shown.groups
    assert all(len(month) == len(shown.heads) for month in months)
    assert (months[8].count("√"), months[8][-1]) == (17, "17")
    branch.undo()
    assert held(page, 9) == 1
    last = grid.visualRect(grid.days.index(8, 31)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=last)
    assert held(page, 9) == 17
    QTest.keyClick(grid, Qt.Key.Key_D, CONTROL)
    assert page.said.text() == "9 月到今天为止的工作日都有了"

    page.turn_to_kind("study_day")
    assert held(page, 9) == 0
    grid.setCurrentIndex(grid.days.index(8, 22))
    QTest.keyClick(grid, Qt.Key.Key_Space)
    assert page.said.text() == "09-23 还没到，到了再勾"
    page.turn_to_kind("morning_meeting")
    grid.setCurrentIndex(grid.days.index(8, 21))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    window: Any = page.window()
    assert isinstance(window.space.stack.currentWidget(), SessionForm)
