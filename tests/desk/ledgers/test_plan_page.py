"""年度计划 in the window, by keys: arrows, typing, Enter, a whole column, a sheet pasted in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from partydesk.desk.forms.session_form import SessionForm
from partydesk.desk.ledgers.plan_fill import ColumnFill
from partydesk.desk.ledgers.plan_page import YearPlanPage
from partydesk.desk.shell.window import Window
from partydesk.rules.year_plan import OTHERS
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.desk.windows import show_window

TODAY = date(2026, 9, 22)
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def branch(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[Store]:
    on_day(TODAY)
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 4, 1)}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        for at in ("2026-03-05 14:00", "2026-08-18 15:00"):
            with store.write("添加") as writer:
                writer.add("session", {"kind": "theme_day", "topic": f"学习 {at[5:10]}",
                                       "starts_at": datetime.fromisoformat(at)})  # fmt: skip
        yield store


@pytest.fixture
def page(branch: Store, qtbot: Any) -> Iterator[YearPlanPage]:
    window: Window = show_window(branch, qtbot)
    window.turn_to("sessions", "year-plan")
    found = window.space.page
    assert isinstance(found, YearPlanPage)
    yield found
    window.context.close()


def press(page: YearPlanPage, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or page.grid, key, modifier)


def words(page: YearPlanPage, column: str, month: int) -> tuple[str, str]:
    assert page.shown is not None
    return page.shown.cells[column, month].words


def go(page: YearPlanPage, column: str, month: int) -> None:
    assert page.shown is not None
    columns = [key for key, _ in page.shown.columns]
    row = page.grid.cells.months.index(month)
    page.grid.setCurrentIndex(page.grid.cells.index(row, columns.index(column)))


def test_months_before_the_start_day_are_one_line_that_unfolds(page: YearPlanPage) -> None:
    grid = page.grid
    assert grid.cells.months == [0, *range(4, 13)]
    assert grid.cells.headerData(0, Qt.Orientation.Vertical) == "1–3 月"
    assert grid.cells.before_words() == "启用以前，记了 1 次，回车展开"
    assert grid.hasFocus() and grid.key() == ("general_meeting", 9)
    grid.setCurrentIndex(grid.cells.index(0, 0))
    press(page, Qt.Key.Key_Return)
    assert grid.cells.months == list(range(1, 13))
    assert words(page, "theme_day", 3) == ("学习 03-05", "03-05　已开 1 次")
    press(page, Qt.Key.Key_Down)


def test_a_theme_is_typed_into_its_cell_and_taken_out_again(
    page: YearPlanPage, branch: Store, qtbot: Any
) -> None:
    go(page, "theme_day", 10)
    press(page, Qt.Key.Key_A)  # typing begins by itself
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit) and editor.text() == "a"
    editor.setText("重阳敬老")
    press(page, Qt.Key.Key_Return)
    assert words(page, "theme_day", 10) == ("重阳敬老", "10-20　计划")
    assert page.grid.key() == ("theme_day", 11) and page.grid.hasFocus()
    press(page, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: page.pane.row.get("topic") == "重阳敬老", timeout=5_000)
    press(page, Qt.Key.Key_Return)  # its theme again
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit) and editor.text() == "重阳敬老"
    press(page, Qt.Key.Key_Escape)
    press(page, Qt.Key.Key_Delete)
    assert words(page, "theme_day", 10) == ("", "")
    branch.undo()
    assert words(page, "theme_day", 10) == ("重阳敬老", "10-20　计划")

    go(page, "theme_day", 8)  # held: it opens, and a month that is over takes no plan
    page.type([("theme_day", 8, "再来")])
    assert page.said.text() == "8 月已经过了，补记请按“新增”"
    press(page, Qt.Key.Key_Return)
    form = page.window().space.stack.currentWidget()  # type: ignore[attr-defined] # a Window
    assert isinstance(form, SessionForm)


def test_a_column_is_filled_and_a_sheet_pasted_each_in_one_step(
    page: YearPlanPage, branch: Store, qtbot: Any
) -> None:
    go(page, "branch_committee", 9)
    press(page, Qt.Key.Key_D, CONTROL)
    dialog = page.window().findChild(ColumnFill)
    assert dialog is not None
    dialog.rule.setText("每月九个星期五")
    dialog.show_days()
    assert not dialog.save.isEnabled() and "看不出是哪天" in dialog.days.text()
    dialog.rule.setText("每月第一个星期五 9:00")
    dialog.show_days()
    assert "10-08 周四 09:00（10-02 放假，顺延到 10-08）" in dialog.days.text()
    assert dialog.save.text() == "排 3 次"
    dialog.fill()
    assert words(page, "branch_committee", 10) == ("支委会", "10-08　计划")

    QApplication.clipboard().setText(
        "\t支委会\t主题党日\t其他\n10月\t国庆后复工\t\t结对共建：走进社区\n12月\t\t年终服务\t\n"
    )
    press(page, Qt.Key.Key_V, CONTROL)
    assert words(page, "branch_committee", 10)[0] == "国庆后复工"
    assert words(page, "theme_day", 12)[0] == "年终服务"
    assert words(page, OTHERS, 10)[0] == "结对共建：走进社区"
    branch.undo()
    assert words(page, "branch_committee", 10)[0] == "支委会"
    assert words(page, OTHERS, 10) == ("", "")

    go(page, "branch_committee", 10)  # without heads: from the cursor on
    QApplication.clipboard().setText("复工安排\n发展党员\n")
    press(page, Qt.Key.Key_V, CONTROL)
    assert [words(page, "branch_committee", m)[0] for m in (10, 11, 12)] == [
        "复工安排", "发展党员", "支委会",
    ]  # fmt: skip
    page.grid.selectColumn(1)
    assert page.grid.copied().splitlines()[-3:] == ["复工安排", "发展党员", "支委会"]


def test_last_year_is_copied_in_one_step(page: YearPlanPage, branch: Store) -> None:
    page.turn_to(2027)
    page.copy_last()
    assert words(page, "theme_day", 3) == ("学习 03-05", "03-04　计划")
    assert page.shown is not None and page.shown.summary == "计划 2 格"
    branch.undo()
    assert page.shown.summary == ""
