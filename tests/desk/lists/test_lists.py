"""Lists: search, chips, order, keys, copying, deleting and undoing, on real files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from partydesk.desk.kit import theme
from partydesk.desk.lists.page import ListPage
from partydesk.desk.shell.window import Window
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests.desk.windows import names, show_window


def stored(store: Store, kind: str = "member", **wanted: Any) -> list[dict[str, Any]]:
    with store.read() as connection:
        found = queries.ids(connection, Query(kind, **wanted))
        window = queries.window(connection, kind, found)
    return [window[each] for each in found]


def type_search(window: Window, qtbot: Any, text: str) -> None:
    window.head.search.setFocus()
    window.head.search.clear()
    if text.isascii():
        qtbot.keyClicks(window.head.search, text)
    else:
        window.head.search.insert(text)  # as an input method commits it


def test_the_list_shows_every_member(members: ListPage, branch_store: Store) -> None:
    assert names(members) == [row["name"] for row in stored(branch_store)]
    assert len(names(members)) == 14


def test_search_by_characters_pinyin_and_initials(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    someone = stored(branch_store)[5]
    whole, initials = someone["search"].split()[:2]
    for typed in (someone["name"], initials, whole, someone["name"][0]):
        type_search(window, qtbot, typed)
        qtbot.waitUntil(lambda typed=typed: members.text == typed and _settled(members))
        assert someone["name"] in names(members), typed
        assert members.model.rowCount() < 14
        assert "找到" in members.head.caption.text()


def _settled(page: ListPage) -> bool:
    return page.model.query.text == page.text


def test_emptying_the_search_shows_all_again(window: Window, members: ListPage, qtbot: Any) -> None:
    type_search(window, qtbot, "zzzq")
    qtbot.waitUntil(lambda: members.model.rowCount() == 0)
    assert "没有找到“zzzq”" in members.nothing.title.text()

    members.nothing.buttons[0].click()

    assert members.model.rowCount() == 14
    assert window.head.search.text() == ""


def test_enter_in_the_search_goes_to_the_list_at_once(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    name = stored(branch_store)[3]["name"]
    type_search(window, qtbot, name)
    qtbot.keyClick(window.head.search, Qt.Key.Key_Return)

    assert name in names(members)
    assert window.focusWidget() is members.view


def test_chips_count_and_filter(members: ListPage, branch_store: Store, qtbot: Any) -> None:
    rows = stored(branch_store)
    probationary = [row["name"] for row in rows if row["category"] == "probationary"]
    label = fields(kind_of("member"))["category"].choices.label("probationary")
    chips = {b.text(): b for b in members.chips.findChildren(QPushButton) if not b.isHidden()}
    assert f"全部 {len(rows)}" in chips

    qtbot.mouseClick(chips[f"{label} {len(probationary)}"], Qt.MouseButton.LeftButton)

    assert names(members) == probationary
    assert members.model.rowCount() < len(rows)


def test_a_click_on_a_head_sorts_and_a_second_turns_it_round(
    members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    column = next(n for n, c in enumerate(members.columns) if c.name == "birth_date")
    header = members.view.horizontalHeader()
    at = header.sectionViewportPosition(column) + 20
    for descending in (False, True):
        qtbot.mouseClick(
            header.viewport(),
            Qt.MouseButton.LeftButton,
            pos=header.viewport().rect().topLeft() + type(header.pos())(at, 10),
        )
        shown = [members.model.text(row, column) for row in range(members.model.rowCount())]
        assert shown == sorted(shown, reverse=descending)
        assert header.sortIndicatorSection() == column


def test_sorting_keeps_the_cursor_on_its_record(members: ListPage, qtbot: Any) -> None:
    members.view.go_to(4)
    before = members.model.row(4)["uid"]

    members.view.horizontalHeader().setSortIndicator(4, Qt.SortOrder.DescendingOrder)

    assert members.model.row(members.view.current_row())["uid"] == before


def test_arrows_move_and_the_pane_follows(members: ListPage, qtbot: Any) -> None:
    members.view.setFocus()
    members.view.go_to(0)
    qtbot.keyClick(members.view, Qt.Key.Key_Down)
    qtbot.keyClick(members.view, Qt.Key.Key_Down)

    assert members.view.current_row() == 2
    qtbot.waitUntil(lambda: members.pane.title() == members.model.text(2, 0))

    qtbot.keyClick(members.view, Qt.Key.Key_End)
    assert members.view.current_row() == members.model.rowCount() - 1


def test_enter_opens_the_form_and_escape_brings_the_list_back(
    window: Window, members: ListPage, qtbot: Any
) -> None:
    members.view.setFocus()
    members.view.go_to(1)
    qtbot.keyClick(members.view, Qt.Key.Key_Return)

    assert window.space.has_pushed_page
    assert not window.head.search.narrows
    form = window.space.stack.currentWidget()
    form.closed.emit()

    assert not window.space.has_pushed_page
    assert window.head.search.narrows
    assert members.view.current_row() == 1


def test_delete_is_told_and_can_be_taken_back(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    members.view.setFocus()
    members.view.go_to(2)
    gone = members.model.text(2, 0)
    qtbot.keyClick(members.view, Qt.Key.Key_Delete)

    assert gone in window.message_bar.text
    assert "已删除" in window.message_bar.text
    assert len(stored(branch_store)) == 13
    assert gone not in names(members)
    # The cursor stays where it was, so that Delete can be pressed again.
    assert members.view.current_row() == 2

    window.context.undo()

    assert len(stored(branch_store)) == 14
    assert gone in names(members)
    window.context.redo()
    assert gone not in names(members)


def test_several_are_deleted_in_one_step(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    members.view.go_to(0)
    for _ in range(2):
        qtbot.keyClick(members.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(members.view, Qt.Key.Key_Delete)
    assert len(stored(branch_store)) == 11

    window.context.undo()

    assert len(stored(branch_store)) == 14


def test_many_are_deleted_only_after_a_backup(
    members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    members.view.selectAll()
    members.remove()
    qtbot.waitUntil(lambda: not stored(branch_store), timeout=10000)

    reasons = [path.name for path in branch_store.home.backups.glob("*.db")]
    assert any("bulk-delete" in name for name in reasons)
    qtbot.waitUntil(lambda: members.empty.isVisible())


def test_copy_is_what_a_spreadsheet_takes(members: ListPage, qtbot: Any) -> None:
    members.view.setFocus()
    members.view.go_to(0)
    qtbot.keyClick(members.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    plain = QGuiApplication.clipboard().text()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(members.view, Qt.Key.Key_C, both)
    headed = QGuiApplication.clipboard().text()

    assert plain.split("\t")[0] == members.model.text(0, 0)
    assert headed.splitlines()[0].split("\t")[0] == fields(kind_of("member"))["name"].label
    assert headed.splitlines()[1] == plain


def test_personal_numbers_are_masked_until_asked_for(
    members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    row = next(row for row in stored(branch_store) if row["id_number"])
    members.go_to_uid(row["uid"])
    label = fields(kind_of("member"))["id_number"].label

    def texts() -> str:
        from PySide6.QtWidgets import QLabel

        return " ".join(each.text() for each in members.pane.findChildren(QLabel))

    qtbot.waitUntil(lambda: row["name"] in texts())
    assert row["id_number"] not in texts()
    button = next(
        b for b in members.pane.findChildren(QPushButton) if b.accessibleName() == f"显示{label}"
    )
    button.click()
    qtbot.waitUntil(lambda: row["id_number"] in texts())

    # Somebody else and back: masked again.
    here = members.view.current_row()
    members.view.go_to((here + 1) % 14)
    qtbot.wait(100)
    members.view.go_to(here)
    qtbot.wait(100)
    assert row["id_number"] not in texts()


def test_a_change_elsewhere_shows_without_asking(
    window: Window, members: ListPage, branch_store: Store, qtbot: Any
) -> None:
    before = int(window.head.tab_bar.buttons["members"].text().split()[-1])
    with branch_store.write("添加党员") as writer:
        writer.add("member", {"name": "新来的", "category": "full"})
    qtbot.waitUntil(lambda: "新来的" in names(members))
    qtbot.waitUntil(lambda: str(before + 1) in window.head.tab_bar.buttons["members"].text())


def test_export_writes_what_is_shown_and_no_formula(
    window: Window, members: ListPage, branch_store: Store, tmp_path: Path, qtbot: Any
) -> None:
    with branch_store.write("添加党员") as writer:
        writer.add("member", {"name": "=1+2", "category": "applicant"})
    identity = next(c for c in members.columns if c.name == "id_number")
    members.column_choice.set_shown(identity, True)
    members.chips.choose(fields(kind_of("member"))["category"].choices.label("applicant"))
    shown = names(members)
    out = tmp_path / "导出 的表.xlsx"

    members.export_to(out)

    qtbot.waitUntil(out.exists, timeout=10000)
    qtbot.waitUntil(lambda: "已导出" in window.message_bar.text)
    sheet = load_workbook(out).active
    title, *rows = sheet.iter_rows(values_only=True)
    assert title[0] == "党员花名册"
    assert [row[0] for row in rows[1:]] == shown
    assert "=1+2" in shown
    cell = next(c for (c,) in sheet.iter_rows(min_row=2, max_col=1) if c.value == "=1+2")
    assert cell.data_type == "s"
    numbers = [row[rows[0].index(identity.label)] for row in rows[1:]]
    assert all(number is None or "****" in number for number in numbers)


def test_columns_are_remembered(members: ListPage, branch_store: Store, qtbot: Any) -> None:
    phone = next(c for c in members.columns if c.name == "phone")
    number = members.columns.index(phone)
    assert members.view.isColumnHidden(number)

    members.column_choice.set_shown(phone, True)
    again = ListPage(members.context, members.listing)
    qtbot.addWidget(again)

    assert not members.view.isColumnHidden(number)
    assert number in again.view.wanted
    again.column_choice.use_usual()
    assert number not in again.view.wanted


def test_no_page_scrolls_sideways_at_150_percent(window: Window, qtbot: Any) -> None:
    window.resize(911, 485)
    for key in ("members", "sessions", "talks", "tickets"):
        window.turn_to(key)
        qtbot.wait(50)
        page = window.space.list_page
        assert page is not None
        assert page.view.horizontalScrollBar().maximum() == 0, key
        assert page.folding.folded and page.pane.isHidden()


def test_the_folded_pane_opens_on_a_click_and_closes_on_escape(
    window: Window, members: ListPage, qtbot: Any
) -> None:
    window.resize(911, 485)
    qtbot.wait(50)
    where = members.view.visualRect(members.model.index(1, 0)).center()
    qtbot.mouseClick(members.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert members.pane.isVisible()
    assert members.pane.width() == theme.PANE

    qtbot.keyClick(members.view, Qt.Key.Key_Escape)
    assert members.pane.isHidden()


def test_an_empty_list_says_how_to_fill_it(empty_store: Store, qtbot: Any) -> None:
    window = show_window(empty_store, qtbot)
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    assert page.empty.isVisibleTo(page)
    assert "还没有党员" in page.empty.title.text()
    asked: list[tuple[str, str]] = []
    page.import_wanted.disconnect()
    page.import_wanted.connect(lambda kind, path: asked.append((kind, path)))
    page.empty.buttons[0].click()
    assert asked == [("member", "")]

    page.empty.buttons[1].click()
    assert window.space.has_pushed_page
    window.context.close()
