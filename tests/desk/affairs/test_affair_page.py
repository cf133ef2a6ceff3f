"""The page of an affair: what it will change is shown first, one step undoes it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from partydesk.desk.affairs.menu import add_to
from partydesk.desk.affairs.page import AffairPage
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.lists.page import ListPage
from partydesk.desk.printing.print_dialog import PrintDialog
from partydesk.desk.shell.window import Window
from partydesk.store import rows
from tests.desk.windows import names


def begin(window: Window, name: str, uid: str = "", uids: tuple[str, ...] = ()) -> AffairPage:
    window.turn_to("members")
    window.space.start(NavigationTarget("member", uid, affair=name, uids=uids))
    page = window.space.stack.currentWidget()
    assert isinstance(page, AffairPage)
    return page


def one(window: Window, condition: str) -> str:
    with window.context.store.read() as connection:
        found = connection.exec_driver_sql(f"SELECT uid FROM member WHERE {condition}").first()
    assert found is not None
    return str(found[0])


def stored(window: Window, uid: str) -> dict[str, Any]:
    with window.context.store.read() as connection:
        row = rows.find(connection, "member", uid)
    assert row is not None
    return row


def after(page: AffairPage) -> dict[str, str]:
    return {line.label: line.after for line in page.told.lines}


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which papers would be written; no dialog asks where to."""
    asked: list[str] = []
    monkeypatch.setattr(
        "partydesk.desk.affairs.printing.write_papers",
        lambda _context, _told, wanted, _about: asked.extend(wanted),
    )
    return asked


def test_somebody_leaves_and_comes_back_by_undo(
    window: Window, qtbot: Any, quiet: list[str]
) -> None:
    uid = one(window, "duty = 'organisation'")
    page = begin(window, "transfer-out", uid)
    assert after(page)["组织关系"] == "转出"
    assert not page.do()  # where to is not said yet
    assert page.cards[0].lines["left_to"].wrong.text()
    assert stored(window, uid)["relation"] != "left"

    page.fill("left_to", "青松社区党支部")
    qtbot.waitUntil(lambda: after(page).get("转出去向") == "青松社区党支部")
    page.fill("where", "本园区的支部")
    qtbot.waitUntil(lambda: "letter_no" not in page.told.asked)
    assert page.cards[1].isHidden()
    assert not page.outlook.boxes
    page.fill("where", "园区外")
    qtbot.waitUntil(lambda: "transfer-letter" in page.outlook.boxes)
    assert "青松社区党支部" in page.foot.sentence.text()

    before = stored(window, uid)
    page._preview_paper("transfer-letter")
    qtbot.waitUntil(lambda: bool(page.findChildren(PrintDialog)), timeout=20_000)
    (looked_at,) = page.findChildren(PrintDialog)
    assert "介绍信" in looked_at.windowTitle() and stored(window, uid) == before
    looked_at.reject()
    assert page.do()
    assert quiet == ["transfer-letter"]
    assert not window.space.has_pushed_page
    assert stored(window, uid)["relation"] == "left"
    window.context.undo()
    assert stored(window, uid) == before


def test_what_was_typed_is_there_again_after_leaving(window: Window, qtbot: Any) -> None:
    uid = one(window, "duty = 'organisation'")
    page = begin(window, "transfer-out", uid)
    page.fill("left_to", "青松社区党支部")
    qtbot.keyClick(page.editors["left_to"].inputs()[0], Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.space.has_pushed_page)
    page = begin(window, "transfer-out", uid)
    assert page.editors["left_to"].raw() == "青松社区党支部"
    assert after(page)["转出去向"] == "青松社区党支部"
    assert "草稿" in page.kept.text()


def test_menus_offer_what_fits(window: Window) -> None:
    store = window.context.store
    uid = one(window, "category = 'full' AND duty IS 'none' AND relation = 'on_roll'")
    menu = QMenu()
    begun: list[str] = []
    assert add_to(menu, store, "member", [uid], begun.append)
    offered = [action.text() for action in menu.actions()]
    assert "转出" in offered and "转正" not in offered
    menu.actions()[0].trigger()
    assert begun == ["transfer-out"]
    menu.deleteLater()


def test_several_people_are_one_affair(window: Window, quiet: list[str]) -> None:
    with window.context.store.read() as connection:
        uids = tuple(
            str(uid)
            for (uid,) in connection.exec_driver_sql(
                "SELECT uid FROM member WHERE category = 'full' AND relation = 'on_roll' "
                "AND membership = 'normal' AND coalesce(lost, 0) = 0 LIMIT 2"
            )
        )
    page = begin(window, "lost", uids=uids)
    assert "等 2 人" in page.title.text()
    assert page.do()
    assert [stored(window, uid)["lost"] for uid in uids] == [1, 1]


@pytest.mark.parametrize("width", [1100, 911])
def test_it_fits_without_scrolling_sideways(window: Window, qtbot: Any, width: int) -> None:
    window.resize(width, 512)
    page = begin(window, "election")
    inside = page.area.widget()
    assert inside is not None
    qtbot.waitUntil(
        lambda: (
            page.width() == width
            and inside.minimumSizeHint().width() <= page.area.viewport().width()
        )
    )


def test_who_left_is_out_of_list_and_numbers_and_under_a_chip(
    window: Window, members: ListPage, quiet: list[str]
) -> None:
    uid = one(window, "duty = 'organisation'")
    name = stored(window, uid)["name"]
    chips = members.chips
    before = members.model.count
    page = begin(window, "transfer-out", uid)
    page.fill("left_to", "青松社区党支部")
    assert page.do()
    members.refresh()
    assert chips.current.label == "全部"
    assert (members.model.count, name in names(members)) == (before - 1, False)
    members.search_now(name)
    assert name in names(members)
    members.show_everything()
    members.chips.choose("已转出")
    assert name in names(members)
    members.show_everything()
    assert members.go_to_uid(uid)  # the chip is turned to by itself
    assert name in names(members)
