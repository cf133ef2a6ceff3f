"""规则 in the window: looked up, switched, set; by keys too, and in a narrow window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy

from partydesk.desk.help.manual import chapter_of
from partydesk.desk.kit.messages import Message
from partydesk.desk.shell.rules_page import RulesPage
from partydesk.desk.shell.window import Window
from partydesk.rules.norms import NORMS
from partydesk.rules.norms.custom import chosen
from partydesk.rules.reminders import reminders
from partydesk.store.store import Store


@pytest.fixture
def page(window: Window, qtbot: Any) -> RulesPage:
    entries = [each for each in window.more_menu().actions() if each.text() == "规则…"]
    (entry,) = entries
    assert isinstance(entry, QAction)
    entry.trigger()
    found = window.space.stack.currentWidget()
    assert isinstance(found, RulesPage)
    qtbot.waitUntil(lambda: bool(found.rules))
    return found


@pytest.fixture
def said(window: Window) -> list[Message]:
    found: list[Message] = []
    window.context.told.connect(found.append)
    return found


def on(store: Store) -> frozenset[str]:
    with store.read() as connection:
        return chosen(connection)


def test_every_norm_is_listed_with_what_it_says(page: RulesPage) -> None:
    assert len(page.table.texts) == len(NORMS) == len(page.listed)
    assert page.count.text() == f"共 {len(NORMS)} 条"
    shown = page._as_shown()  # what is exported and printed
    assert shown.count == len(NORMS) and [label for label, _ in shown.heads][1] == "规则"
    page.search.setText("派人谈话")
    assert [row[:2] for row in page.table.texts] == [["发展党员", "派人谈话"]]
    told = page.article.text()
    assert "发展党员工作细则（2026 年）第七条" in told and "2026-05-18 起" in told
    assert "发展党员工作细则（2014 年）第七条" in told
    assert not page.box.isVisible()
    page.search.setText("没有这样的")
    assert page.title.text() == "没有找到这样的规则" and page.table.texts == []


def test_a_custom_is_switched_by_keys_and_asked_for_at_once(
    page: RulesPage, branch_store: Store, qtbot: Any, on_day: Callable[[date], None]
) -> None:
    assert page.window().focusWidget() is page.search
    page.search.setText("党课 每季度 园区自定")
    (row,) = page.table.texts
    assert row[4] == "关" and row[3].startswith("园区自定")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert "lecture_quarterly" in on(branch_store)
    assert page.table.texts[0][4] == "开" and page.box.isChecked()
    with branch_store.read() as connection:
        due = reminders(connection, today=date(2027, 3, 20))
    assert "lecture_quarterly" in {each.norm.id for each in due}
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert "lecture_quarterly" not in on(branch_store)


def test_what_a_text_says_cannot_be_switched(
    page: RulesPage, branch_store: Store, said: list[Message], qtbot: Any
) -> None:
    before = on(branch_store)
    page.search.setText("主题党日")
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert "不能关" in said[-1].text and on(branch_store) == before


def test_it_is_laid_down_once_and_escape_takes_it_away(
    window: Window, page: RulesPage, qtbot: Any
) -> None:
    window.commands.open_rules()
    assert window.space.stack.currentWidget() is page
    assert chapter_of(window.space.help_topic()).title == "规则"
    closed = QSignalSpy(page.closed)
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert closed.count() == 1
    assert not window.space.has_pushed_page
