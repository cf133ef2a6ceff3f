"""责任清单 in the window: recorded by a click, typed with a note, taken back, printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.ledgers.duty_cells import BESIDE
from partydesk.desk.ledgers.duty_page import DutyPage
from partydesk.documents.printing import print_paper
from partydesk.store.home import Home
from partydesk.store.store import create
from tests.desk.windows import show_window
from tests.documents import reading_pdf


def test_from_nothing_to_a_year_of_duties(
    tmp_path: Path, qtbot: Any, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 9, 22))
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 1, 1)}
    store = create(Home(tmp_path / "支部"), "branch", own)
    window = show_window(store, qtbot)
    window.turn_to("tickets", "duties")
    page = window.space.page
    assert isinstance(page, DutyPage) and page.empty.isVisible() and not page.add_button.isEnabled()

    def fill(**values: object) -> None:
        form = window.space.stack.currentWidget()
        assert isinstance(form, RecordForm)
        for column, words in values.items():
            form.fill(column, words)
        assert form.save()

    page.empty.buttons[0].click()
    fill(kind="网格", name="研发楼网格", holder="张三", since="2026-01-01")
    qtbot.waitUntil(page.add_button.isEnabled)
    with store.read() as connection:
        area = connection.exec_driver_sql("SELECT id FROM duty_area").scalar()
    page.add_button.click()
    fill(duty_area=area, text="走访企业", cadence="每月", from_on="2026-07-01")
    qtbot.waitUntil(page.grid.isVisible)
    page.add_button.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm) and form.editors["duty_area"].raw() == area
    fill(text="排查隐患", cadence="每周", from_on="2026-09-01")
    grid = page.grid
    qtbot.waitUntil(lambda: grid.cells.rows() == 2)

    def words(row: int, month: int) -> str:
        return str(grid.cells.index(row, BESIDE + month - 1).data())

    assert [words(0, month) for month in (6, 7, 8, 9, 10)] == ["—", "缺", "缺", "该做", "·"]
    assert words(1, 9) == "0/4"
    where = grid.visualRect(grid.cells.index(0, BESIDE + 8)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: words(0, 9) == "09-22")
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: words(0, 9) == "该做")
    page.type_in(0, BESIDE + 6, "7-15 两家")
    qtbot.waitUntil(lambda: words(0, 7) == "07-15")
    assert "两家" in grid.cells.spoken(0, BESIDE + 6)
    page.type_in(0, BESIDE + 6, "8-1")
    assert "不在 7 月" in page.said.text()
    page.touch(0, BESIDE + 11)
    assert "12 月还没到" in page.said.text()
    page.touch(1, BESIDE + 8)
    qtbot.waitUntil(lambda: words(1, 9) == "1/4")
    assert "三季度" in page.share.text()
    shown = page._as_shown()
    assert shown is not None and shown.count == 2 and "07-15" in shown.groups[0][1][0]
    printed = print_paper(store, "duty-list", None, tmp_path / "清单.pdf")
    assert all(said in reading_pdf.text(printed) for said in ("研发楼网格", "走访企业", "张三"))
    window.resize(911, 480)
    qtbot.waitUntil(lambda: len(grid.cells.months) == 6)
    assert grid.cells.months[0] == 7
    window.close()
    window.context.close()
