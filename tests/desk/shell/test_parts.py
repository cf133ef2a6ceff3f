"""The parts of the tabs: every kind stands in one, one control turns between them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from partydesk.desk.forms.exemption_form import ExemptionForm
from partydesk.desk.kit.parts_bar import PartsBar
from partydesk.desk.listings import DEVELOPMENT, TABS, place_of
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.window import Window
from partydesk.records.base import kinds
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests.desk.windows import show_window

ROLES = pytest.mark.parametrize("role", ["branch", "committee"])
_ELSEWHERE = {"organisation"}  # a branch has one: 本组织信息
_CONTROL = Qt.KeyboardModifier.ControlModifier


@ROLES
def test_every_kind_of_record_stands_in_a_part(role: str) -> None:
    for kind, record in kinds().items():
        if record.kept_within or (role == "branch" and kind in _ELSEWHERE):
            continue
        assert place_of(kind, role) is not None, record.title


@ROLES
def test_a_part_says_what_goes_there_and_how_to_fill_it(role: str) -> None:
    for tab in TABS[role]:
        assert len({part.called for part in tab.parts}) == len(tab.parts)
        for view in tab.listings:
            assert view.title and view.unit and view.add and view.empty, view.kind


def bar(window: Window) -> PartsBar:
    """The control in sight."""
    keys = {part.key for part in window.space.tab.parts}
    (found,) = (
        each for each in window.findChildren(PartsBar)
        if each.isVisible() and set(each.buttons) <= keys  # a page may have one of its own
    )  # fmt: skip
    return found


def test_turning_is_one_control_and_is_remembered(
    window: Window, branch_store: Store, qtbot: Any
) -> None:
    window.turn_to("members")
    bar(window).buttons["post"].click()
    assert window.space.list_page is not None and window.space.list_page.listing.kind == "post"
    checked = [key for key, button in bar(window).buttons.items() if button.isChecked()]
    assert checked == ["post"]
    qtbot.keyClick(window, Qt.Key.Key_PageUp, _CONTROL)
    before = window.space.part.key
    qtbot.keyClick(window, Qt.Key.Key_PageDown, _CONTROL)
    assert window.space.part.key == "post" != before
    again = show_window(branch_store, qtbot)
    again.turn_to("members")
    assert again.space.part.key == "post"
    # What is due comes first, whatever was looked at last.
    again.turn_to("overview", "figures")
    assert again.space.part.key == "figures"
    again.context.close()
    third = show_window(branch_store, qtbot)
    assert third.space.part.key == "tasks"
    third.context.close()


def test_adding_is_about_the_part_in_front_or_visibly_off(window: Window) -> None:
    for tab in window.places.tabs:
        for part in tab.parts:
            window.turn_to(tab.key, part.key)
            assert window.head.add_button.isEnabled()
            if part.view is None and part.key != DEVELOPMENT:
                continue
            window.add()
            form = window.space.stack.currentWidget()
            assert getattr(form, "kind", "") == ("member" if part.view is None else part.key)
            assert (
                not window.head.add_button.isEnabled() and "Esc" in window.head.add_button.toolTip()
            )
            assert form is not None
            window.space.pop_page(form)
    window.turn_to("overview")
    assert window.head.add_button.isEnabled()


def test_records_search_and_targets_lead_to_the_right_part(window: Window) -> None:
    store = window.context.store
    with store.write("添加") as writer:
        post = writer.add(
            "post",
            {"kind": "post", "name": "焊接先锋岗", "holder": "某某", "since": "2026-01-01"},
        )
    window.turn_to("members", DEVELOPMENT)
    window.places.open_record("post", post)
    assert (window.space.tab.key, window.space.part.key) == ("members", "post")
    form = window.space.stack.currentWidget()
    assert getattr(form, "uid", "") == post and form is not None
    window.space.pop_page(form)
    window.turn_to("overview")
    window.places.search_list("post", "焊接先锋")
    assert isinstance(window.space.list_page, ListPage)
    assert window.space.list_page.listing.kind == "post"


@ROLES
def test_every_part_fits_a_small_window(
    role: str, branch_store: Store, committee_store: Store, qtbot: Any
) -> None:
    window = show_window(branch_store if role == "branch" else committee_store, qtbot)
    window.resize(911, 480)
    for tab in window.places.tabs:
        for part in tab.parts:
            window.turn_to(tab.key, part.key)
            page = window.space.page
            assert window.width() == 911, f"{tab.title} {part.called}"
            if len(tab.parts) > 1:
                control = bar(window)
                right = control.mapTo(window, control.rect().topRight()).x()
                assert right < 911 and control.height() == 32
            if isinstance(page, ListPage):
                last = list(page.head.tools.values())[-1]
                assert last.mapTo(window, last.rect().topRight()).x() < 911
    window.context.close()


def test_what_does_not_apply_is_recorded_by_names(window: Window) -> None:
    store = window.context.store
    with store.read() as connection:
        who = queries.window(connection, "member", queries.ids(connection, Query("member"))[:1])
    (member,) = who.values()
    window.turn_to("overview", "exemption")
    window.add()
    form = window.space.stack.currentWidget()
    assert isinstance(form, ExemptionForm)
    form.editors["norm"].restore("hours_32")
    assert "32 学时" in form.editors["norm"].box.currentText()  # type: ignore[attr-defined]
    form.editors["subject"].restore("没有这个人")
    form.editors["reason"].restore("年老体弱，送学上门")
    assert not form.save()
    form.editors["subject"].restore(member["name"])
    assert form.save()
    page = window.space.list_page
    assert page is not None and page.listing.kind == "exemption"
    row = page.model.row(0)
    assert (row["norm"], row["about"]) == ("hours_32", member["uid"])
    assert "学习 32 学时" in [page.model.text(0, at) for at in range(len(page.columns))]


def test_parts_that_find_no_room_go_behind_the_others(qtbot: Any) -> None:
    parts = [(str(number), f"第{number}部分") for number in range(8)]
    head = QWidget()
    qtbot.addWidget(head)
    head.show()
    made = PartsBar(parts, "6", [("x", "另外")])
    made.setParent(head)
    whole = made.sizeHint().width()
    for width in (whole, whole // 2, made.minimumSizeHint().width(), whole):
        made.resize(width, 40)
        made.show()
        there = [key for key, button in made.buttons.items() if not button.isHidden()]
        behind = [act.text() for act in made.more.menu().actions()]
        assert "6" in there, "the part in front is never put away"
        assert [*there, *behind[: 8 - len(there)]] == sorted(there, key=int) + [
            dict(parts)[key] for key, _ in parts if key not in there
        ]
        assert behind[-1] == "另外"
    assert len(there) == 8
    with qtbot.waitSignal(made.chosen) as turned:
        made.resize(made.minimumSizeHint())
        made.more.menu().actions()[0].trigger()
    assert turned.args == ["0"]
