"""Values changed in a list: one cell in place, one field of many rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from partydesk.desk.lists.bulk_edit import BulkEdit
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.window import Window
from partydesk.store.store import Store
from tests.desk.lists.test_lists import stored
from tests.desk.lists.test_lists_arranged import place


def begin(page: ListPage, row: int, name: str, qtbot: Any) -> Any:
    page.view.setFocus()
    page.view.go_to_cell(row, place(page, name))
    qtbot.keyClick(page.view, Qt.Key.Key_F2)
    return page.in_place.editor


def value(page: ListPage, store: Store, uid: str, name: str) -> Any:
    return next(row[name] for row in stored(store) if row["uid"] == uid)


def test_a_cell_is_changed_where_it_stands(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    uid = str(members.model.row(2)["uid"])
    editor = begin(members, 2, "joined_on", qtbot)
    line = editor.inputs()[0]
    before = value(members, branch_store, uid, "joined_on")
    line.selectAll()
    qtbot.keyClicks(line, "20190110")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert str(value(members, branch_store, uid, "joined_on")) == "2019-01-10" != before
    assert members.in_place.editor is None
    assert members.view.current_row() == 3
    assert "已修改" in window.message_bar.text
    window.context.undo()
    assert value(members, branch_store, uid, "joined_on") == before


def test_escape_leaves_the_cell_as_it_was(
    members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    before = stored(branch_store)
    editor = begin(members, 1, "joined_on", qtbot)
    qtbot.keyClicks(editor.inputs()[0], "1")
    qtbot.keyClick(editor.inputs()[0], Qt.Key.Key_Escape)
    assert members.in_place.editor is None
    assert stored(branch_store) == before


def test_what_is_wrong_is_told_and_stays_in_the_cell(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    before = stored(branch_store)
    editor = begin(members, 1, "joined_on", qtbot)
    line = editor.inputs()[0]
    line.selectAll()
    qtbot.keyClicks(line, "20159999")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert members.in_place.editor is editor
    assert "还没有改" in window.message_bar.text
    assert line.text() == "20159999"
    assert stored(branch_store) == before


def test_tab_goes_along_the_row(members: ListPage, branch_store: Store, qtbot: Any) -> None:
    first = begin(members, 1, "category", qtbot)
    qtbot.keyClick(first.inputs()[0], Qt.Key.Key_Tab)
    assert members.in_place.editor is not None
    assert members.in_place.editor is not first
    assert members.view.current_row() == 1


def test_masked_and_reckoned_cells_say_why_not(
    window: Window, members: ListPage, qtbot: Any
) -> None:
    assert begin(members, 0, "id_number", qtbot) is None
    assert "遮住" in window.message_bar.text
    window.turn_to("sessions")
    sessions = window.space.list_page
    assert sessions is not None
    assert begin(sessions, 0, "attendance_rate", qtbot) is None
    assert "算出来" in window.message_bar.text


def bulk(page: ListPage) -> BulkEdit:
    page.edit_chosen()
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, BulkEdit)]
    return found[-1]


def test_one_field_of_many_is_changed_in_one_step(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    before = stored(branch_store)
    members.view.selectAll()
    dialog = bulk(members)
    dialog.which.setCurrentText("党小组")
    assert dialog.editor is not None
    dialog.editor.restore("第三党小组")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: {row["group"] for row in stored(branch_store)} == {"第三党小组"})
    qtbot.waitUntil(lambda: "已把 14 人" in window.message_bar.text)
    assert any("bulk-edit" in each.name for each in branch_store.home.backups.glob("*.db"))

    window.context.undo()
    assert [row["group"] for row in stored(branch_store)] == [row["group"] for row in before]


def test_a_refused_one_is_named_and_nothing_is_changed(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    before = stored(branch_store)
    members.view.selectAll()
    dialog = bulk(members)
    dialog.which.setCurrentText("宣誓日期")
    assert dialog.editor is not None
    dialog.editor.restore("1950-01-01")
    dialog.save_button.click()

    qtbot.waitUntil(lambda: "都没有改" in window.message_bar.text)
    assert any(row["name"] in window.message_bar.text for row in before)
    assert stored(branch_store) == before


def test_names_and_numbers_are_not_offered(members: ListPage, qtbot: Any) -> None:
    members.view.go_to(0)
    dialog = bulk(members)
    offered = {field.column for field in dialog._fields}
    assert "category" in offered and not {"name", "id_number", "phone"} & offered
    dialog.reject()
