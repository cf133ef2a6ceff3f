"""The window: tabs, shortcuts, the foot, the recycle bin, backups, a committee's view."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton

from partydesk.desk.kit import theme
from partydesk.desk.listings import TABS
from partydesk.desk.lists.recycle_bin import RecycleBin
from partydesk.desk.shell.backups_part import BackupsPart
from partydesk.desk.shell.tasks import BackupState
from partydesk.desk.shell.window import Window
from partydesk.desk.shell.window_geometry import restore_place
from partydesk.records.findings import UserError
from partydesk.store import portable_copy, rows
from partydesk.store.backup import backups
from partydesk.store.backup_diff import in_words
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.desk.windows import names, show_window
from tests.leftovers import settle_deletions


def test_a_branch_has_its_tabs_with_counts(window: Window) -> None:
    titles = [button.text() for button in window.head.tab_bar.buttons.values()]
    assert [title.split()[0] for title in titles] == [t.title for t in TABS["branch"]]
    assert titles[:2] == ["总览", "党员 10"]


def test_pages_are_made_when_first_shown(window: Window) -> None:
    assert list(window.places.spaces) == ["overview"]
    window.turn_to("tickets")
    assert list(window.places.spaces) == ["overview", "tickets"]
    assert window.head.tab_bar.buttons["tickets"].isChecked()


def test_shortcuts(window: Window, qtbot: Any) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_3, control)
    assert window.space.tab.key == "sessions"
    qtbot.keyClick(window, Qt.Key.Key_F, control)
    assert window.focusWidget() is window.head.search
    qtbot.keyClick(window, Qt.Key.Key_N, control)
    assert window.space.has_pushed_page


def test_each_tab_keeps_its_own_search(window: Window, qtbot: Any) -> None:
    window.turn_to("members")
    window.head.search.setText("zzz")
    window.turn_to("talks")
    assert window.head.search.text() == ""
    window.turn_to("members")
    assert window.head.search.text() == "zzz"


def test_a_form_stays_open_behind_another_tab(window: Window) -> None:
    window.turn_to("members")
    window.add()
    form = window.space.stack.currentWidget()
    window.turn_to("talks")
    window.turn_to("members")
    assert window.space.stack.currentWidget() is form


def test_undo_by_key_but_not_behind_a_form(window: Window, branch_store: Store, qtbot: Any) -> None:
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    page.view.go_to(0)
    page.remove()
    window.add()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Qt.Key.Key_Z, control)
    assert page.model.rowCount() == 13
    window.space.stack.currentWidget().closed.emit()
    page.view.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z, control)
    assert page.model.rowCount() == 14


def test_the_menu_names_what_undo_would_take_back(window: Window) -> None:
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    page.view.go_to(0)
    name = page.model.text(0, 0)
    page.remove()
    texts = [action.text() for action in window.more_menu().actions()]
    assert any(text.startswith("撤销：") and name in text for text in texts)


def test_the_foot_says_whose_and_how_the_backups_stand(window: Window) -> None:
    assert (
        window.context.store.own.name in window.foot.whose.text()
        and window.context.store.own.code in window.foot.whose.text()
    )
    window.backups.state_changed.emit(BackupState(failure="U 盘不在"))
    assert "U 盘不在" in window.foot.standing.text()
    assert window.foot.standing.property("role") == "failed"


def test_the_backup_of_opening_is_told_at_the_foot(window: Window, qtbot: Any) -> None:
    window.backups.start()
    qtbot.waitUntil(lambda: "已核对" in window.foot.standing.text(), timeout=10000)
    assert "第 1 份" in window.foot.standing.text()


def test_the_recycle_bin_restores(window: Window, qtbot: Any) -> None:
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    page.view.go_to(0)
    gone = page.model.text(0, 0)
    page.remove()
    bin_ = RecycleBin(window.context, window)
    qtbot.addWidget(bin_)
    bin_.show()
    assert bin_.model.text(0, 0) == gone

    bin_.restore_button.click()

    assert gone in names(page)
    assert bin_.model.rowCount() == 0
    assert not bin_.nothing.isHidden()


def test_backups_are_listed_and_their_difference_told(window: Window, qtbot: Any) -> None:
    window.backups.make("manual", always=True)
    qtbot.waitUntil(lambda: window.backups.state.at is not None, timeout=10000)
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    page.view.go_to(0)
    page.remove()
    dialog = BackupsPart(window.context, window.backups)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.table.rowCount() == 1
    assert dialog.table.item(0, 1).text() == "手工"
    found: list[Any] = []
    dialog._confirm = lambda chosen, changes, lost: found.append(changes)  # type: ignore[method-assign]
    # A message box waits for a person; what it would say is what matters here.
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: bool(found), timeout=10000)
    assert "党员：改回 1 条" in in_words(found[0])


def test_a_committee_sees_branch_rows_but_cannot_touch_them(
    committee_store: Store, branch_store: Store, qtbot: Any
) -> None:
    take_in(branch_store, committee_store)
    window = show_window(committee_store, qtbot)
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    assert page.model.rowCount() == 14
    assert "甲科技支部" in [page.model.text(0, n) for n in range(len(page.columns))]
    page.view.go_to(0)
    qtbot.waitUntil(lambda: page.pane.title() == page.model.text(0, 0))
    labels = [label.text() for label in page.pane.findChildren(QLabel)]
    buttons = [button.text() for button in page.pane.findChildren(QPushButton)]
    assert "由支部报送，只读" in labels
    assert "编辑" not in buttons

    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    assert page.model.rowCount() == 14
    assert "支部" in window.message_bar.text
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert not window.space.has_pushed_page
    window.context.close()


def test_a_committee_turns_between_organisations_and_firms(
    committee_store: Store, qtbot: Any
) -> None:
    window = show_window(committee_store, qtbot)
    window.turn_to("register")
    page = window.space.list_page
    assert page is not None and page.listing.kind == "organisation"
    firms = next(b for b in page.findChildren(QPushButton) if b.text() == "企业")
    firms.click()
    page = window.space.list_page
    assert page is not None and page.listing.kind == "enterprise"
    assert page.model.rowCount() == 20
    window.context.close()


def test_dark_follows_at_once(window: Window) -> None:
    chosen = window.grab().toImage().pixelColor(600, 200)
    window_theme = _theme()
    try:
        window_theme.force(theme.DARK)
        dark = window.grab().toImage().pixelColor(600, 200)
    finally:
        window_theme.force(None)
    assert dark.lightness() < 80 < chosen.lightness()


def _theme() -> theme.Theme:
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    assert application is not None
    found = application.findChild(theme.Theme)
    assert isinstance(found, theme.Theme)
    return found


def take_in(branch: Store, committee: Store) -> None:
    """Put a branch's rows into the committee's file as a merge leaves them."""
    with branch.read() as there, committee.transaction() as here:
        here.exec_driver_sql(
            "INSERT INTO submission (id, direction, state, org_uid, org_code, org_name, period,"
            " first_day, last_day, revision, made_at, program, content, sha256, file_name,"
            " edited_rows, problems, counts, taken_at) VALUES (1, 'in', 'current', ?, ?,"
            " '甲', '2026', '2026-01-01', '2026-12-31', 1, '', '', '', '', '', '[]', '[]', '{}',"
            " '')",
            (branch.own.uid, branch.own.code),
        )
        organisation = 0
        for kind in ("organisation", "member"):
            for found in there.exec_driver_sql(f'SELECT * FROM "{kind}"').mappings():
                row = dict(found) | {"submission": 1, "organisation": organisation or None}
                del row["id"]
                made = rows.insert(here, kind, row)
                if kind == "organisation":
                    organisation = made
                    rows.update(here, kind, made, {"organisation": made})


def test_a_record_named_elsewhere_is_opened_in_its_tab(window: Window, branch_store: Store) -> None:
    with branch_store.read() as connection:
        uid = connection.exec_driver_sql("SELECT uid FROM ticket LIMIT 1").scalar_one()
    window.turn_to("submit")
    window.space.record_wanted.emit("ticket", uid)
    assert window.space.tab.key == "tickets"
    assert window.space.has_pushed_page
    window.space.stack.currentWidget().closed.emit()
    page = window.space.list_page
    assert page is not None
    assert page.model.row(page.view.current_row())["uid"] == uid


def test_own_organisation_opens_though_no_list_shows_it(window: Window) -> None:
    window.places.open_record("organisation", window.context.store.own.uid)
    assert window.space.has_pushed_page


def test_tabs_that_do_not_fit_are_behind_one_more(committee_store: Store, qtbot: Any) -> None:
    window = show_window(committee_store, qtbot)
    assert window.head.tab_bar.more.isHidden()
    window.resize(820, 480)
    qtbot.waitUntil(lambda: not window.head.tab_bar.more.isHidden())
    assert window.head.tab_bar.buttons["tickets"].isHidden()
    window.turn_to("tickets")
    assert window.head.tab_bar.more.isChecked() and "问题台账" in window.head.tab_bar.more.text()
    qtbot.waitUntil(lambda: window.centralWidget().minimumSizeHint().width() <= 820)
    window.resize(1366, 728)
    qtbot.waitUntil(lambda: window.head.tab_bar.more.isHidden())
    assert window.head.tab_bar.buttons["tickets"].isChecked()
    window.context.close()


def test_the_window_stands_where_it_was_left(
    window: Window, branch_store: Store, qtbot: Any
) -> None:
    window.resize(820, 610)  # no wider than the screen of the tests
    QApplication.processEvents()
    window.close()

    again = show_window(branch_store, qtbot)
    restore_place(again, again.context)
    assert (again.width(), again.height()) == (820, 610)
    again.context.close()


def test_a_last_backup_that_fails_is_told_before_the_window_closes(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise UserError("disk-full", "盘满了")

    def asked() -> QMessageBox:
        (box,) = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
        return box

    def answer(words: str) -> None:
        box = asked()
        next(button for button in box.buttons() if button.text() == words).click()
        settle_deletions()

    with monkeypatch.context() as patched:
        patched.setattr("partydesk.store.opening.back_up", full)
        assert not window.close() and window.isVisible()
        assert "记录都已保存" in asked().text() and "盘满了" in asked().informativeText()
        answer("先不关闭")
        assert window.isVisible()
        assert not window.close()
        answer("再试一次")
        assert window.isVisible() and "盘满了" in asked().informativeText()
        answer("不备份，关闭")
        assert not window.isVisible()


def test_the_last_backup_is_made_before_the_window_closes(window: Window) -> None:
    folder = window.context.store.home.backups
    assert backups(folder) == []
    assert window.close()
    assert [each.reason for each in backups(folder)] == ["closing"]


def test_another_organisations_backup_is_named_before_it_takes_the_place(
    window: Window, qtbot: Any, tmp_path: Path
) -> None:
    home = Home(tmp_path / "别的")
    with create(home, "branch", {"code": "P9999", "name": window.context.store.own.name}) as other:
        portable_copy.save(other.home, tmp_path / "别的.partydesk")
    dialog = BackupsPart(window.context, window.backups)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.offer(tmp_path / "别的.partydesk")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QMessageBox)), timeout=10000)
    (box,) = dialog.findChildren(QMessageBox)
    # By its uid: two organisations may bear one name.
    assert "另一个组织" in box.informativeText()
    assert [each.text() for each in box.buttons()][0] == "换成那个组织的数据"
    box.reject()
