"""A month's work by who knows the program: few keys, and never the mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.overview.page import OverviewPage
from partydesk.desk.shell.window import Window
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.desk.windows import show_window

CONTROL = Qt.KeyboardModifier.ControlModifier
WAIT = 20_000


class Keys:
    """Counts what is pressed. A text typed or dictated into a field is one, whatever its length:
    how long a topic is lies with the secretary."""

    def __init__(self, window: Window, qtbot: Any) -> None:
        self.window, self.qtbot, self.pressed = window, qtbot, 0

    def press(self, *keys: Qt.Key, control: bool = False) -> None:
        for key in keys:
            where = QApplication.focusWidget() or self.window
            QTest.keyClick(where, key, CONTROL if control else Qt.KeyboardModifier.NoModifier)
            QApplication.processEvents()
            self.pressed += 1

    def write(self, words: str) -> None:
        where = QApplication.focusWidget()
        if isinstance(where, QComboBox):
            where = where.lineEdit() or where
        if isinstance(where, QPlainTextEdit):
            where.setPlainText(words)
        elif isinstance(where, QComboBox):
            where.setCurrentText(words)
            where.activated.emit(where.currentIndex())
        else:
            assert isinstance(where, QLineEdit), where
            where.selectAll()
            where.insert(words)
            where.textEdited.emit(where.text())
        self.pressed += 1

    @property
    def form(self) -> RecordForm:
        QApplication.processEvents()
        found = self.window.space.stack.currentWidget()
        assert isinstance(found, RecordForm), found
        return found


@pytest.fixture
def branch(tmp_path: Path, on_day: Callable[[date], None]) -> Iterator[Store]:
    """Eight people, last month's work, and this month's two meetings planned."""
    on_day(date(2026, 9, 1))
    own = {"code": "P0001", "name": "甲支部", "used_from": date(2026, 7, 1), "secretary": "张三"}
    with create(Home(tmp_path / "支部"), "branch", own) as store:
        with store.write("上月") as writer:
            for name in "张王李赵钱孙周吴":
                duty = "secretary" if name == "张" else "none"
                writer.add("member", {"name": f"{name}三", "category": "full", "duty": duty})
            for at, kind in (
                ("2026-09-10 09:00", "general_meeting"),
                ("2026-09-21 14:00", "theme_day"),
            ):
                writer.add("session", {"kind": kind, "topic": "照计划", "hours": 1.0,
                                       "starts_at": datetime.fromisoformat(at)})  # fmt: skip
            talk = {"kind": "heart", "talker": "张三", "subjects": "王三", "topic": "谈思想"}
            writer.add("talk", {**talk, "held_on": date(2026, 8, 20)})
        on_day(date(2026, 9, 22))
        yield store


def test_a_month_in_at_most_forty_keys(branch: Store, qtbot: Any) -> None:
    window = show_window(branch, qtbot)
    keys = Keys(window, qtbot)
    page = window.space.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)

    for left in (1, 0):  # two meetings that were planned
        qtbot.waitUntil(
            lambda: QApplication.focusWidget() is page.due.lines[0].button, timeout=WAIT
        )
        keys.press(Qt.Key.Key_Return)
        assert keys.form.body.title.text() == "点名：照计划"
        keys.press(Qt.Key.Key_S, control=True)
        qtbot.waitUntil(
            lambda n=left: sum(bool(x.due.others) for x in page.due.lines) == n, timeout=WAIT
        )
    meetings = keys.pressed

    keys.press(Qt.Key.Key_3, control=True)  # 晨会
    while window.space.part.key != "ticks":
        keys.press(Qt.Key.Key_PageUp, control=True)
    keys.press(Qt.Key.Key_D, control=True)
    ticks = keys.pressed - meetings

    keys.press(Qt.Key.Key_4, control=True)  # two talks like the last one
    for whom in ("李三", "赵三"):
        keys.press(Qt.Key.Key_D, control=True)
        form = keys.form
        qtbot.waitUntil(lambda f=form: f.isAncestorOf(QApplication.focusWidget()), timeout=WAIT)
        form.focus_on("subjects")
        keys.pressed += 2  # Shift+Tab from the topic
        keys.write(whom)
        keys.press(Qt.Key.Key_S, control=True)
        assert not window.space.has_pushed_page, form.body.area
    talks = keys.pressed - meetings - ticks

    keys.press(Qt.Key.Key_5, control=True)  # a ticket
    keys.press(Qt.Key.Key_N, control=True)
    form = keys.form
    qtbot.waitUntil(lambda: form.isAncestorOf(QApplication.focusWidget()), timeout=WAIT)
    for words in ("企业诉求", "一般", "", "", "食堂太吵"):
        if words:
            keys.write(words)
        if words != "食堂太吵":
            keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_S, control=True)
    assert not window.space.has_pushed_page, [e.raw() for e in form.editors.values()]

    with branch.read() as connection:
        counted = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {what}").scalar()
            for what in ("session WHERE state = 'held' AND kind != 'morning_meeting'",
                         "session WHERE kind = 'morning_meeting'", "talk", "ticket")
        ]  # fmt: skip
    assert counted == [2, 17, 3, 1]
    assert keys.pressed <= 40, (meetings, ticks, talks, keys.pressed)
    window.context.close()
