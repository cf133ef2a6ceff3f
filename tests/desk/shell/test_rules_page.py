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
from partydesk.rules import deadlines, park_settings
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


def test_settings_are_kept_at_once_and_bad_ones_refused(
    page: RulesPage, branch_store: Store, said: list[Message], qtbot: Any
) -> None:
    settings = page.settings
    box = settings.days["quarter"]
    box.setFocus()
    box.setText("30")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    page.search.setText("报送 每季度后")
    assert page.table.texts[0][2] == "每季度后 30 天内"
    box.setText("91")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert "1 到 90 天" in said[-1].text and box.text() == "30"
    for written, kept in (("1/4", "1/4"), ("全部", "1/4")):
        settings.cap.setFocus()
        settings.cap.setText(written)
        qtbot.keyClick(settings.cap, Qt.Key.Key_Return)
        assert settings.cap.text() == kept
    assert "不能是“全部”" in said[-1].text
    page.search.setText("优秀等次")
    assert page.table.texts[0][2] == "优秀一般不超过正式党员的 1/4"
    settings.study["volunteering"].click()
    settings.talks["inquiry"].click()
    settings.holidays.setPlainText("休 2027-01-01至2027-01-03\n2027-01-09")
    settings.save.click()
    assert "第 2 行" in said[-1].text
    assert "2027-01-09" in settings.holidays.toPlainText()  # stays to be mended
    settings.holidays.setPlainText("休 2027-01-01至2027-01-03\n班 2027-01-09")
    settings.save.click()
    with branch_store.read() as connection:
        assert deadlines.allowed(connection)["quarter"] == 30
        assert deadlines.allowed(connection)["month"] == deadlines.USUAL_DAYS
        assert "volunteering" in park_settings.study_kinds(connection)
        assert "inquiry" in park_settings.talk_kinds(connection)
        assert park_settings.holidays(connection)[2027]["班"] == {date(2027, 1, 9)}


def test_one_kind_at_least_counts(page: RulesPage, said: list[Message]) -> None:
    ticked = [box for box in page.settings.talks.values() if box.isChecked()]
    for box in ticked:
        box.click()
    assert "至少要选一个" in said[-1].text and ticked[-1].isChecked()


def test_it_is_laid_down_once_and_escape_takes_it_away(
    window: Window, page: RulesPage, qtbot: Any
) -> None:
    window.open_rules()
    assert window.space.stack.currentWidget() is page
    assert chapter_of(window.space.help_topic()).title == "规则"
    closed = QSignalSpy(page.closed)
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert closed.count() == 1
    assert not window.space.has_pushed_page


def test_a_narrow_window_shows_list_or_settings(window: Window, page: RulesPage) -> None:
    assert page.side.isVisible() and page.book.isVisible() and not page.turn.isVisible()
    window.resize(911, 512)
    assert page.book.isVisible() and not page.side.isVisible()
    page.turn.click()
    assert page.side.isVisible() and not page.book.isVisible()
    assert page.width() <= 911
    page.turn.click()
    assert page.book.isVisible()
