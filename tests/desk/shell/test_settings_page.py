"""设置 in the window: changed at once, refused at the field, looked up by section, put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from shiboken6 import isValid

from partydesk.desk.help.manual import chapter_of
from partydesk.desk.kit import theme
from partydesk.desk.kit.messages import Message
from partydesk.desk.shell import looks
from partydesk.desk.shell.rules_page import RulesPage
from partydesk.desk.shell.settings_page import SettingsPage
from partydesk.desk.shell.sign_in_notice import SignInNotice, pressing, sentence
from partydesk.desk.shell.window import Window
from partydesk.operations.settings.catalogue import SECTIONS, settings_of
from partydesk.rules import deadlines, park_settings
from partydesk.store.home import Home
from partydesk.store.store import Store, create


@pytest.fixture
def page(window: Window) -> Iterator[SettingsPage]:
    yield window.commands.open_settings()
    application_theme = theme.QApplication.instance().findChild(theme.Theme)  # type: ignore[union-attr]
    application_theme.force(None)


@pytest.fixture
def said(window: Window) -> list[Message]:
    found: list[Message] = []
    window.context.told.connect(found.append)
    return found


def typed(page: SettingsPage, name: str, text: str, qtbot: Any) -> None:
    line = page.rows[name].control.field
    line.setFocus()
    line.setText(text)  # type: ignore[attr-defined]
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_every_setting_stands_there_once(page: SettingsPage) -> None:
    assert list(page.rows) != [] and set(page.rows) == set(settings_of("branch"))
    assert list(page.sections) == [section.key for section in SECTIONS]
    assert page.sections["remind"].value.text().startswith("提前 31 天")


def test_values_are_kept_at_once_and_wrong_ones_said_at_the_field(
    page: SettingsPage, branch_store: Store, said: list[Message], qtbot: Any
) -> None:
    typed(page, "hand_in_days.quarter", "30", qtbot)
    with branch_store.read() as connection:
        assert deadlines.allowed(connection)["quarter"] == 30
    assert "30 天" in said[-1].text and said[-1].action is not None
    one = page.rows["hand_in_days.quarter"]
    typed(page, "hand_in_days.quarter", "91", qtbot)
    assert one.error.isVisible() and "1 到 90 天" in one.error.text()
    assert one.control.line.text() == "91"  # type: ignore[attr-defined]  # stays to be mended
    with branch_store.read() as connection:
        assert deadlines.allowed(connection)["quarter"] == 30
    typed(page, "hand_in_days.quarter", "30", qtbot)
    assert not one.error.isVisible()
    typed(page, "review_cap", "全部", qtbot)
    assert "不能是“全部”" in page.rows["review_cap"].error.text()
    page.rows["study_kinds"].control.boxes["volunteering"].click()  # type: ignore[attr-defined]
    lines = page.rows["holidays"].control
    lines.lines.setPlainText("休 2027-01-01至2027-01-03\n2027-01-09")  # type: ignore[attr-defined]
    lines.save.click()  # type: ignore[attr-defined]
    assert "第 2 行" in page.rows["holidays"].error.text()
    lines.lines.setPlainText("休 2027-01-01至2027-01-03\n班 2027-01-09")  # type: ignore[attr-defined]
    lines.save.click()  # type: ignore[attr-defined]
    with branch_store.read() as connection:
        assert "volunteering" in park_settings.study_kinds(connection)
        assert park_settings.holidays(connection)[2027]["班"] == {date(2027, 1, 9)}


def test_what_was_changed_goes_back(
    page: SettingsPage, branch_store: Store, said: list[Message], qtbot: Any
) -> None:
    typed(page, "lead_days", "20", qtbot)
    assert said[-1].action is not None and said[-1].action.label == "改回去"
    said[-1].action.do()
    with branch_store.read() as connection:
        assert park_settings.lead_days(connection) == 31
    assert page.rows["lead_days"].control.line.text() == "31"  # type: ignore[attr-defined]

    # Nor does it need the page, which may have been left meanwhile.
    typed(page, "lead_days", "20", qtbot)
    undone = said[-1].action
    page.closed.emit()
    qtbot.waitUntil(lambda: not isValid(page))
    assert undone is not None
    undone.do()
    with branch_store.read() as connection:
        assert park_settings.lead_days(connection) == 31


def test_one_kind_at_least_counts(page: SettingsPage) -> None:
    talks = page.rows["talk_kinds"]
    ticked = [box for box in talks.control.boxes.values() if box.isChecked()]  # type: ignore[attr-defined]
    for box in ticked:
        box.click()
    assert "至少要选一个" in talks.error.text() and ticked[-1].isChecked()


def test_the_scheme_is_put_on_at_once_and_a_size_that_has_no_room_refused(
    page: SettingsPage, said: list[Message]
) -> None:
    page.rows["scheme"].control.buttons["dark"].click()  # type: ignore[attr-defined]
    assert theme.colours() is theme.DARK
    page.rows["scheme"].control.buttons["light"].click()  # type: ignore[attr-defined]
    assert theme.colours() is theme.LIGHT
    assert looks.fits("huge", "standard", QSize(1366, 728))
    assert not looks.fits("huge", "standard", QSize(911, 512))
    assert looks.fits("standard", "huge", looks.LEAST)


def test_places_of_the_page_lead_where_they_say(
    window: Window, page: SettingsPage, qtbot: Any
) -> None:
    assert window.commands.open_settings("lead_days") is page
    assert page.rows["lead_days"].control.field.hasFocus()
    page.sections["backups"].click()
    assert page.backups.now.hasFocus()
    assert chapter_of(window.space.help_topic()).title == "设置"
    page.rules_wanted.emit()
    rules = window.space.stack.currentWidget()
    assert isinstance(rules, RulesPage)
    rules.closed.emit()
    qtbot.keyClick(page.backups.now, Qt.Key.Key_Escape)
    assert not window.space.has_pushed_page


def test_a_narrow_window_has_one_column_and_no_sideways_scrolling(
    window: Window, page: SettingsPage, qtbot: Any
) -> None:
    window.resize(911, 512)
    inside, seen = page.area.widget(), page.area.viewport()
    qtbot.waitUntil(lambda: 0 < inside.width() <= seen.width())
    assert page.cards["backups"].x() == page.cards["start"].x()


def test_at_sign_in_one_sentence_says_what_is_due_and_leads_there(
    branch_store: Store, tmp_path: Any, qtbot: Any, on_day: Any
) -> None:
    on_day(date(2026, 3, 31))
    found = pressing(branch_store.home)
    assert found and found[0].title in sentence(found)
    gone: list[bool] = []
    notice = SignInNotice(found, lambda: gone.append(True))
    qtbot.addWidget(notice)
    notice.show_in_corner()
    notice.go.click()
    assert gone == [True]
    # Where there is nothing to look at nothing is said, and nothing made.
    assert pressing(Home(tmp_path / "没有")) == []
    assert not (tmp_path / "没有").exists()
    with create(Home(tmp_path / "新"), "branch", {"code": "P7", "name": "新支部"}) as fresh:
        home = fresh.home
    on_day(date(2026, 3, 31))
    assert isinstance(pressing(home), list)
