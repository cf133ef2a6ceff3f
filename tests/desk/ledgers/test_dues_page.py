"""党费 in the window: a click a payment, typed, pasted, a month at once; each one step back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.ledgers.dues_cells import FIRST, SUM
from partydesk.desk.ledgers.dues_page import DuesPage
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.desk.windows import show_window

NAMES = ("甲一", "乙二", "丙三")
CONTROL = Qt.KeyboardModifier.ControlModifier


def _branch(folder: Path) -> Store:
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 7, 1)}
    store = create(Home(folder / "支部"), "branch", own)
    with store.write("名册") as writer:
        for name in NAMES:
            values = {"name": name, "category": "full", "joined_on": date(2015, 6, 10)}
            row = writer.find("member", writer.add("member", values))
            assert row is not None
            if name != "丙三":
                base = {"member": row["id"], "from_month": "2026-07", "income": 620000}
                writer.add("dues_base", base)
    return store


def test_a_month_by_click_keys_and_paste(
    tmp_path: Path, qtbot: Any, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 9, 22))
    store = _branch(tmp_path)
    window = show_window(store, qtbot)
    window.turn_to("members", "dues")
    page = window.space.page
    assert isinstance(page, DuesPage)
    grid = page.grid
    rows = {each.name: n for n, each in enumerate(grid.cells.members)}

    def words(name: str, month: int) -> str:
        return str(grid.cells.index(rows[name], FIRST + month - 1).data())

    def go(name: str, month: int) -> None:
        grid.setCurrentIndex(grid.cells.index(rows[name], FIRST + month - 1))

    def press(told: str) -> None:
        QApplication.processEvents()  # what the pane was told of is shown by now
        buttons = page.pane.findChildren(QPushButton)
        next(b for b in buttons if b.text() == told and b.isVisibleTo(page.pane)).click()

    assert [words("甲一", month) for month in (6, 7, 8, 9, 10)] == [
        "—", "欠 93.00", "欠 93.00", "应交", ""
    ]  # fmt: skip
    assert page.chips["owed"].text() == "欠交 2" and page.chips["unset"].text() == "待核定 1"
    where = grid.visualRect(grid.cells.index(rows["甲一"], FIRST + 6)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert words("甲一", 7) == "93.00"
    go("甲一", 8)
    QTest.keyClicks(grid, "1")
    editor = grid.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "00.5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: words("甲一", 8) == "100.50")
    page.type_in(grid.cells.members[rows["甲一"]].uid, "2026-08", "九块")
    assert "应填金额" in page.said.text() and words("甲一", 8) == "100.50"

    assert page.all_paid.text() == "9 月都交了"
    page.all_paid.click()
    assert words("甲一", 9) == words("乙二", 9) == "93.00"
    assert "9 月记了 2 人" in page.said.text() and not page.all_paid.isEnabled()
    assert page.totals.words(FIRST + 8) == "186.00" and page.totals.words(SUM) == "379.50"
    store.undo()
    assert words("乙二", 9) == "应交"

    go("丙三", 7)
    QTest.keyClick(grid, Qt.Key.Key_Space)
    assert "没有核定" in page.said.text()
    grid.setFocus()
    QGuiApplication.clipboard().setText("姓名\t7月\t8月\n乙二\t93\t￥93.00\n丙三\t5\t\n合计\t\t")
    QTest.keyClick(grid, Qt.Key.Key_V, CONTROL)
    assert "贴了 3 笔，共 191.00 元" in page.said.text()
    assert words("乙二", 8) == "93.00" and words("丙三", 7) == "5.00"
    store.undo()
    assert words("乙二", 8) == "欠 93.00"
    QGuiApplication.clipboard().setText("93.005")
    go("乙二", 7)
    QTest.keyClick(grid, Qt.Key.Key_V, CONTROL)
    assert "只到分" in page.said.text() and words("乙二", 7) == "欠 93.00"

    told = " ".join(label.text() for label in page.pane.findChildren(QLabel))
    assert "＊＊＊＊" in told and "6200.00" not in told and "1.5%" in told
    press("显示")
    assert "6200.00 元" in [label.text() for label in page.pane.findChildren(QLabel)]
    press("记作已补交")
    assert words("乙二", 7) == words("乙二", 8) == "93.00"
    go("乙二", 7)
    menu = page.print_button.menu()
    menu.aboutToShow.emit()
    offered = {action.text(): action.isEnabled() for action in menu.actions()}
    assert offered["党费收据：乙二 2026-07（Word）"] and offered["党费收缴公示表（Word）"]
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    menu.aboutToShow.emit()
    assert [a.isEnabled() for a in menu.actions() if "收据" in a.text()] == [False]
    assert words("乙二", 7) == "欠 93.00"

    grid.setCurrentIndex(grid.cells.index(rows["丙三"], 0))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    form.fill("income", "3000")
    assert form.save()
    assert grid.cells.members[rows["丙三"]].base is not None
    window.context.close()
