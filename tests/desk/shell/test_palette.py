"""The palette: from anywhere, live, by 汉字, pinyin, initials; Esc gives everything back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from partydesk.desk.affairs.page import AffairPage
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.overview.page import OverviewPage
from partydesk.desk.shell.more_menu import entries as menu_entries
from partydesk.desk.shell.palette.entries import ACTIONS, DUTIES, PAGES, RECENT, Group, matched
from partydesk.desk.shell.palette.palette import Palette
from partydesk.desk.shell.settings_page import SettingsPage
from partydesk.desk.shell.window import Window
from partydesk.operations.settings.catalogue import settings_of
from partydesk.records.registry import kinds
from partydesk.store import finding, queries, settings
from partydesk.store.store import Store

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def palette(window: Window, qtbot: Any) -> Iterator[Palette]:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    made = window.open_palette()
    yield made


def typed(palette: Palette, text: str, qtbot: Any) -> dict[str, list[str]]:
    """What is shown for a text: the titles of each group."""
    palette.line.setText(text)
    qtbot.waitUntil(lambda: palette._shown_for == text, timeout=10_000)
    found: dict[str, list[str]] = {}
    for line in palette.rows.lines:
        if isinstance(line, Group):
            group = found.setdefault(line.title, [])
        else:
            group.append(line.title)
    return found


def one_member(store: Store) -> dict[str, Any]:
    with store.read() as connection:
        ids = queries.ids(connection, queries.Query("member"))
        return queries.window(connection, "member", ids[3:4])[ids[3]]


def test_everything_is_found_in_groups_by_each_way_of_typing(
    window: Window, palette: Palette, branch_store: Store, qtbot: Any
) -> None:
    found = typed(palette, "zwh", qtbot)
    assert list(found)[0] == ACTIONS and "记支委会" in found[ACTIONS]
    assert any(title.startswith("打印签到表") for title in found[ACTIONS])
    (copied,) = (title for title in found[ACTIONS] if title.startswith("复制"))
    at = next(n for n, line in enumerate(palette.rows.lines) if line.title == copied)
    palette._take(at)
    assert "支委会" in QGuiApplication.clipboard().text()
    palette.open()
    assert any("支委会" in title for title in found["学习活动"])
    someone = one_member(branch_store)
    whole, initials = someone["search"].split()[:2]
    for text in (someone["name"], whole, initials):
        assert someone["name"] in typed(palette, text, qtbot)["党员"], text
    assert "党员 · 发展党员" in typed(palette, "fazhandangyuan", qtbot)[PAGES]
    assert "设置 · 字号" in typed(palette, "字号", qtbot)[PAGES]
    # A page's whole name is the page; a part of it is first what can be done.
    for text in ("ndjh", "年度计划"):
        shown = typed(palette, text, qtbot)
        assert list(shown)[0] == PAGES and shown[PAGES][0] == "学习活动 · 年度计划"
        assert "打印年度计划" in shown[ACTIONS]
    assert list(typed(palette, "ndj", qtbot))[0] == ACTIONS
    assert "备份到 U 盘…" in typed(palette, "bfd", qtbot)[ACTIONS]
    assert typed(palette, "没有这样的东西", qtbot) == {}
    assert "没有找到" in palette.nothing.text()


def test_all_that_is_declared_can_be_found(window: Window, palette: Palette) -> None:
    """No second list: each entry of the menu, each list's adding, each part, each setting."""
    sources = palette._sources
    assert sources is not None
    offered = {entry.title for entry in (*sources.actions, *sources.pages)}
    assert {each.label for each in menu_entries(window) if each and each.enabled} <= offered
    for tab in window.places.tabs:
        assert {view.add for view in tab.listings} <= offered
        for part in tab.parts:
            assert {tab.title, f"{tab.title} · {part.called}"} & offered
    assert {f"设置 · {each.label}" for each in settings_of("branch").values()} <= offered


def test_enter_goes_to_a_record_and_it_is_a_recent_one_then(
    window: Window, palette: Palette, branch_store: Store, qtbot: Any
) -> None:
    someone = one_member(branch_store)
    palette.line.setText(someone["name"])
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)  # before anything was found
    qtbot.waitUntil(lambda: window.space.tab.key == "members", timeout=10_000)
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm) and form.uid == someone["uid"]
    assert not palette.isVisible()
    again = window.open_palette()
    qtbot.waitUntil(lambda: again._shown_for == "", timeout=10_000)
    first = again.rows.lines[:2]
    assert isinstance(first[0], Group) and first[0].title == RECENT
    assert first[1].title == someone["name"]
    with branch_store.read() as connection:
        kept = json.loads(settings.get(connection, "palette.recent"))
    assert kept == [f"record:member:{someone['uid']}"]


def test_from_a_form_escape_gives_the_focus_back_with_nothing_lost(
    window: Window, qtbot: Any
) -> None:
    window.activateWindow()
    window.turn_to("members")
    window.add()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    line = form.editors["name"].findChild(QLineEdit) or form.editors["name"]
    line.setFocus()
    qtbot.keyClicks(line, "ab")
    qtbot.keyClick(line, Qt.Key.Key_Home)
    qtbot.keyClick(line, Qt.Key.Key_K, CONTROL)  # which a field would take for itself
    palette = window.open_palette()
    assert palette.isVisible() and palette.line.hasFocus()
    typed(palette, "设置", qtbot)
    qtbot.keyClick(palette.line, Qt.Key.Key_N, CONTROL)  # no key reaches what lies below
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible() and window.space.stack.currentWidget() is form
    assert window.focusWidget() is line and "ab" in line.text()  # type: ignore[attr-defined]


def test_tab_shows_one_group_and_the_rest_are_a_list_away(
    window: Window, palette: Palette, qtbot: Any
) -> None:
    found = typed(palette, "h", qtbot)
    at = next(n for n, line in enumerate(palette.rows.lines) if line.title == "学习活动")
    palette.view.setCurrentIndex(palette.rows.index(at + 1))
    shown = len(found["学习活动"])
    qtbot.keyClick(palette.line, Qt.Key.Key_Tab)
    qtbot.waitUntil(
        lambda: [g.title for g in palette.rows.lines if isinstance(g, Group)] == ["学习活动"]
    )
    assert len(palette.rows.lines) > shown
    qtbot.keyClick(palette.line, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: any(line.title == PAGES for line in palette.rows.lines))
    at = next(n for n, line in enumerate(palette.rows.lines) if line.title.startswith("还有"))
    palette._take(at)
    page = window.space.list_page
    assert page is not None and page.text == "h"


def test_an_affair_goes_on_with_a_name(
    window: Window, palette: Palette, branch_store: Store, qtbot: Any
) -> None:
    with branch_store.read() as connection:
        name = str(
            connection.exec_driver_sql(
                "SELECT name FROM member WHERE category = 'full' "
                "AND coalesce(relation, 'on_roll') = 'on_roll'"
            ).fetchall()[0][0]
        )
    typed(palette, "转出", qtbot)
    at = next(n for n, line in enumerate(palette.rows.lines) if line.title == "转出")
    palette._take(at)
    assert palette.isVisible() and palette.line.text() == "转出 "
    found = typed(palette, f"转出 {name}", qtbot)
    assert found[ACTIONS][0] == f"转出：{name}"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert isinstance(window.space.stack.currentWidget(), AffairPage)


def test_duties_settings_and_the_box_at_the_top(window: Window, qtbot: Any) -> None:
    page = window.space.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=20_000)
    assert not window.head.search.narrows
    qtbot.keyClick(window.head.search, Qt.Key.Key_Z)  # on a page without a list
    palette = window.open_palette()
    assert palette.isVisible() and palette.line.text() == "z"
    assert page.found is not None and page.found.due
    duty = page.found.due[0].reminder
    assert duty.title in typed(palette, duty.title, qtbot)[DUTIES]
    assert typed(palette, "提前", qtbot)[PAGES]
    at = next(n for n, line in enumerate(palette.rows.lines) if line.title == "设置 · 提前")
    palette._take(at)
    over = window.space.stack.currentWidget()
    assert isinstance(over, SettingsPage)
    assert over.rows["lead_days"].control.field.hasFocus()


def test_what_was_typed_is_marked_in_a_title() -> None:
    assert matched("记支委会", "zwh") == ((1, 4),)
    assert matched("张文华", "wenhua") == ((1, 3),)
    assert matched("打印签到表", "签到 dy") == ((0, 2), (2, 4))
    assert matched("张文华", "q") == ()


def test_finding_tells_of_each_kind_what_is_there(branch_store: Store) -> None:
    with branch_store.read() as connection:
        for kind, record in kinds().items():
            if not record.searchable:
                continue
            everything = finding.find(connection, kind, "", 3)
            assert everything.total == queries.count(connection, queries.Query(kind))
            assert len(everything.rows) == min(3, everything.total)
        # What is a pattern elsewhere is a letter here.
        for text in ("%", "_", "*", "?", "["):
            assert finding.find(connection, "member", text, 3).total == 0
