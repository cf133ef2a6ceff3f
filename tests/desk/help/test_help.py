"""The manual in the program: complete, true to its links, found by F1 and by search."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage

import partydesk
from partydesk.desk.affairs.page import AffairPage
from partydesk.desk.handover.cards_page import CardsPage
from partydesk.desk.help import upgraded
from partydesk.desk.help.manual import (
    Chapter,
    chapter_of,
    chapters,
    find,
    folder,
    news,
    plain_text,
)
from partydesk.desk.help.printed import print_chapters
from partydesk.desk.help.reader import Reader
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.listings import DEVELOPMENT, STARS, TABS
from partydesk.desk.shell.rules_page import RulesPage
from partydesk.desk.shell.settings_page import SettingsPage
from partydesk.desk.shell.succession.hand_over_page import HandOverPage
from partydesk.desk.shell.window import Window
from partydesk.records.findings import UserError
from partydesk.store.store import Store
from tests.desk.windows import show_window

ALL = (*chapters(), news())
each_chapter = pytest.mark.parametrize("chapter", ALL, ids=lambda each: each.name)


def pages() -> set[str]:
    """Every page of both windows, and the parts that have a chapter of their own."""
    tabs = [tab for role in TABS.values() for tab in role]
    return {tab.key for tab in tabs} | {f"members.{DEVELOPMENT}", f"report.{STARS}"}


def reader_of(window: Window) -> Reader:
    """The reader that is open."""
    (found,) = (each for each in window.findChildren(Reader) if each.isVisible())
    return found


# -- the chapters ------------------------------------------------------------------------------


def test_every_page_has_one_chapter_and_no_chapter_a_page_that_is_none() -> None:
    declared = [page for chapter in chapters() for page in chapter.pages]
    assert sorted(declared) == sorted(
        {
            *pages(),
            RulesPage.help_key,
            AffairPage.help_key,
            SettingsPage.help_key,
            CardsPage.help_key,
            HandOverPage.help_key,
        }
    )


@each_chapter
def test_links_lead_to_chapters_and_pictures_are_there(chapter: Chapter) -> None:
    names = {each.name for each in chapters()}
    links = re.findall(r"(!?)\[([^\]]+)\]\(([^)]+)\)", chapter.markdown)
    for picture, words, target in links:
        assert words
        if picture:
            assert (folder() / target).is_file(), target
        else:
            assert target in names, target


@each_chapter
def test_nothing_points_into_the_network(chapter: Chapter) -> None:
    assert not re.search(r"https?:|www\.|<[a-z]", chapter.markdown, re.IGNORECASE)


def test_the_pictures_are_small_and_each_is_shown() -> None:
    there = {path.name: path.stat().st_size for path in (folder() / "pictures").iterdir()}
    shown = {name for each in ALL for name in re.findall(r"pictures/([^)]+)", each.markdown)}
    assert set(there) == shown
    assert sum(there.values()) < 30 * 1024 * len(there)  # 30 KiB each, taken together


def test_every_picture_can_be_taken_again() -> None:
    from tests.pictures.scenes import SCENES

    assert {path.stem for path in (folder() / "pictures").iterdir()} <= {s.name for s in SCENES}


def test_this_version_is_among_what_is_new() -> None:
    assert f"## {partydesk.__version__}\n" in news().markdown


def test_plain_text_holds_the_words_and_not_the_marks() -> None:
    written = (
        "# 党员\n\n![图](pictures/x.png)\n\n- 见[报送](07-submit.md)，按 `F1`\n\n| 键 |\n|---|"
    )
    assert plain_text(written).split() == ["党员", "见报送，按", "F1", "键"]


# -- search ------------------------------------------------------------------------------------


def test_search_finds_titles_first_and_then_the_text() -> None:
    found = find("报送")
    assert found[0].chapter.title == "报送"
    assert found[0].around == ""
    assert len(found) > 1
    assert all("报送" in each.around for each in found[1:])


def test_search_wants_all_words_and_finds_no_targets_of_links() -> None:
    titles = [each.chapter.title for each in find("回执 逐行")]
    assert titles == ["报送", "收表汇总"]
    assert find("submit.md") == ()
    assert find("   ") == ()


def test_search_in_the_reader(window: Window, qtbot: Any) -> None:
    window.commands.open_manual()
    reader = reader_of(window)
    qtbot.keyClicks(reader.search, "xyzzy")
    assert reader.list.count() == 0
    assert reader.none.isVisible()
    reader.search.setText("回收站")
    assert not reader.none.isVisible()
    assert reader.list.item(0).text() == "备份、恢复、撤销和回收站"
    qtbot.keyClick(reader.search, Qt.Key.Key_Return)
    assert reader.chapter.title == "备份、恢复、撤销和回收站"
    assert reader.page.textCursor().selectedText() == "回收站"
    reader.search.clear()
    assert reader.list.count() == len(chapters())


# -- the reader --------------------------------------------------------------------------------


def press_f1(window: Window, qtbot: Any) -> str:
    """The title of the chapter that F1 opens."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    return reader_of(window).chapter.title


def test_f1_opens_the_chapter_of_the_page(window: Window, qtbot: Any) -> None:
    for tab in window.places.tabs:
        window.turn_to(tab.key)
        assert press_f1(window, qtbot) == tab.title
        reader_of(window).close()


def test_f1_behind_a_form_and_in_parts_of_a_page(window: Window, qtbot: Any) -> None:
    window.turn_to("tickets")
    window.add()
    assert press_f1(window, qtbot) == "问题台账"
    reader_of(window).close()
    for key, part, chapter in (
        ("report", STARS, "星级评定"),
        ("members", DEVELOPMENT, "发展党员"),
    ):
        window.turn_to(key, part)
        assert press_f1(window, qtbot) == chapter
        reader_of(window).close()


def test_a_committees_pages_too(committee_store: Store, qtbot: Any) -> None:
    window = show_window(committee_store, qtbot)
    for key in ("collect", "register"):
        window.turn_to(key)
        assert press_f1(window, qtbot) == chapter_of(key).title == window.space.tab.title
        reader_of(window).close()
    window.context.close()


def test_there_is_one_reader_with_the_text_and_its_pictures(window: Window) -> None:
    window.turn_to("members")
    window.commands.open_manual()
    first = reader_of(window)
    window.commands.open_manual()
    assert reader_of(window) is first
    assert first.page.toPlainText().startswith("党员")
    shown = first.page.loadResource(2, QUrl("pictures/members.png"))
    assert isinstance(shown, QImage)
    assert 0 < shown.width() / shown.devicePixelRatio() <= first.page.viewport().width()
    assert first.page.horizontalScrollBar().maximum() == 0


def test_links_go_to_chapters_and_back_and_nowhere_else(window: Window) -> None:
    window.turn_to("members")
    window.commands.open_manual()
    reader = reader_of(window)
    assert not reader.back.isEnabled()
    reader.page.anchorClicked.emit(QUrl("07-submit.md"))
    assert reader.chapter.title == "报送"
    assert reader.list.currentItem().text() == "报送"
    reader.page.anchorClicked.emit(QUrl("https://example.com/07-submit.md"))
    reader.page.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert reader.chapter.title == "报送"
    reader.back.click()
    assert reader.chapter.title == "党员"
    assert not reader.back.isEnabled()


def test_nothing_from_outside_the_manual_is_loaded(window: Window) -> None:
    window.commands.open_manual()
    page = reader_of(window).page
    outside = folder().parent / "icons" / "partydesk-64.png"
    assert outside.is_file()
    for url in (
        QUrl("https://example.com/pictures/members.png"),
        QUrl.fromLocalFile(str(outside)),
        QUrl("../icons/partydesk-64.png"),
    ):
        found = page.loadResource(2, url)
        assert found is None or found.isNull(), url.toString()


def test_the_menu_offers_the_manual_and_what_is_new(window: Window) -> None:
    actions = {each.text().split("\t")[0]: each for each in window.more_menu().actions()}
    actions["用户手册"].trigger()
    assert reader_of(window).chapter.title == "总览"
    actions["新变化"].trigger()
    assert reader_of(window).chapter.title == "新变化"


# -- on paper ----------------------------------------------------------------------------------


def test_the_whole_manual_as_pdf(window: Window, tmp_path: Path) -> None:
    out = tmp_path / "手册.pdf"
    pages = print_chapters(chapters(), out)
    assert pages >= len(chapters())
    assert out.read_bytes().startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", out.read_bytes())) == pages


def test_a_chapter_is_shown_before_it_is_printed(window: Window, qtbot: Any) -> None:
    from partydesk.desk.printing.print_dialog import PrintDialog

    window.commands.open_manual()
    reader = reader_of(window)
    first, _all = reader.print_menu().actions()
    assert reader.chapter.title in first.text()
    first.trigger()
    qtbot.waitUntil(lambda: bool(reader.findChildren(PrintDialog)), timeout=20_000)
    (dialog,) = reader.findChildren(PrintDialog)
    assert reader.chapter.title in dialog.windowTitle() and dialog.preview.isVisible()
    dialog.reject()


def test_a_pdf_that_cannot_be_written_is_refused(window: Window, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        print_chapters(chapters()[:1], tmp_path / "不在" / "手册.pdf")


# -- after an upgrade --------------------------------------------------------------------------


def test_a_new_file_is_told_nothing(empty_store: Store) -> None:
    assert not upgraded.note_version(empty_store)
    assert not upgraded.note_version(empty_store)


def test_what_is_new_is_told_once(
    context: AppContext, told: list[Message], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgraded.note_version(context.store)
    monkeypatch.setattr(upgraded, "__version__", "9.9.9")
    shown: list[bool] = []
    upgraded.tell_news(context, lambda: shown.append(True))
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].text == "已更新到 9.9.9，看看新变化"
    assert told[0].action is not None
    told[0].action.do()
    assert shown == [True]
    assert not upgraded.note_version(context.store)
