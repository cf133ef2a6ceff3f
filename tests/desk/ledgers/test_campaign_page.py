"""专项行动 in the window: begun, ticked by click and keys, typed, pasted; each one step back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.ledgers.campaign_page import CampaignPage
from partydesk.operations.campaigns import begin, standing
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.desk.windows import show_window

CONTROL = Qt.KeyboardModifier.ControlModifier
FIRMS = ("甲公司", "乙公司", "丙公司")


def _branch(folder: Path) -> Store:
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 7, 1)}
    store = create(Home(folder / "支部"), "branch", own)
    with store.write("企业") as writer:
        for name in FIRMS:
            writer.add("enterprise", {"name": name, "instructor": f"{name[0]}指导"})
    return store


def test_from_nothing_to_a_ticked_grid(
    tmp_path: Path, qtbot: Any, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 9, 3))
    store = _branch(tmp_path)
    window = show_window(store, qtbot)
    window.turn_to("tickets", "campaigns")
    page = window.space.page
    assert isinstance(page, CampaignPage) and page.empty.isVisible()

    page.empty.buttons[0].click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    for column, words in {
        "name": "百日攻坚", "from_on": "2026-07-01", "until_on": "2026-10-08"
    }.items():  # fmt: skip
        form.fill(column, words)
    assert form.save()
    qtbot.waitUntil(page.without_steps.isVisible)
    page.without_steps.buttons[0].click()
    qtbot.waitUntil(page.grid.isVisible)
    grid, uid = page.grid, page.uid
    assert [chip.text() for chip in page.chips.values()] == [
        "全部 3",
        "已完成 0",
        "在做 0",
        "落后 3",
    ]

    def words(row: int, column: int) -> str:
        return str(grid.cells.index(row, column).data())

    def stands() -> list[int]:
        return [each.taken for each in standing(store, uid).subjects]

    assert [words(0, column) for column in (0, 1, 2, 7)] == [FIRMS[1], "超 48 天", "·", "0/6"] or (
        words(0, 1).startswith("超")
    )
    where = grid.visualRect(grid.cells.index(0, 1)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: words(0, 1) == "09-03")
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: words(0, 1).startswith("超"))

    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: words(2, 1) == "09-03")
    assert stands() == [1, 1, 1] and "打了 3 个钩" in page.said.text()
    grid.put_cursor(1, 2)
    QTest.keyClicks(grid, "8-20")
    editor = grid.findChild(QLineEdit)
    assert editor is not None
    editor.setText("8-20 上门")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: words(1, 2) == "08-20")
    assert "上门" in grid.cells.spoken(1, 2)
    page.type_in(1, 3, "下周")
    assert "不是日期" in page.said.text() or "下周" in page.said.text()

    QGuiApplication.clipboard().setText("企业\t列清单\t整改\n丙公司\t9-1\t√\n丁公司\t9-1\t")
    QTest.keyClick(grid, Qt.Key.Key_V, CONTROL)
    assert "丁公司" in page.said.text() and sum(stands()) == 4
    QGuiApplication.clipboard().setText("企业\t列清单\t整改\n丙公司\t9-1\t√\n合计\t\t")
    QTest.keyClick(grid, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: sum(stands()) == 6)
    page.context.undo()
    qtbot.waitUntil(lambda: sum(stands()) == 4)

    shown = page._as_shown()
    assert shown is not None and shown.count == 3 and shown.heads[0][0] == "企业"
    page.pane.copy_reminder()
    told = QGuiApplication.clipboard().text()
    assert "百日攻坚" in told and "责任人 甲指导" in told and "超" in told
    urge = next(b for b in page.pane.findChildren(QPushButton) if b.text() == "催办")
    urge.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3

    page.add_step()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm) and form.editors["number"].raw() == "7"
    form.fill("name", "回头看")
    assert form.save()
    qtbot.waitUntil(lambda: words(0, 8).endswith("/7"))
    page.remove()
    qtbot.waitUntil(page.empty.isVisible)
    page.context.undo()
    qtbot.waitUntil(grid.isVisible)
    window.close()
    window.context.close()


def test_a_campaign_over_nobody_says_what_to_do(
    tmp_path: Path, qtbot: Any, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 9, 3))
    store = _branch(tmp_path)
    with store.write("撤") as writer:
        for row in list(writer.connection.exec_driver_sql("SELECT uid FROM enterprise")):
            writer.remove("enterprise", row[0])
    values = {"name": "攻坚", "from_on": date(2026, 7, 1), "until_on": date(2026, 10, 8)}
    uid = begin(store, {**values, "over": "firm"}, "steps")
    window = show_window(store, qtbot)
    window.turn_to("tickets", "campaigns")
    page = window.space.page
    assert isinstance(page, CampaignPage)
    assert page.nobody.isVisible() and not page.grid.isVisible()
    assert "登记或导入" in page.nobody.text.text()
    register, change = page.nobody.buttons
    assert register.text() == "登记企业…" and change.isVisible()
    register.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    form.fill("name", "丁公司")
    assert form.save()
    qtbot.waitUntil(page.grid.isVisible)
    assert not page.nobody.isVisible() and len(standing(store, uid).subjects) == 1
    window.close()
    window.context.close()
