"""Before the window: whose data this is, and why data was not opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from partydesk.desk.app import Program
from partydesk.desk.empty import EmptyState
from partydesk.desk.start_pages import FirstRunPage
from partydesk.desk.window import Window
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.opening import back_up, open_store
from partydesk.store.store import Store


@pytest.fixture
def programs(qapp: QApplication, qtbot: Any) -> Iterator[Any]:
    """Starts programs on a folder and puts them away again."""
    made: list[Program] = []

    def start(home: Home) -> Program:
        program = Program(qapp, home)
        made.append(program)
        program.start()
        return program

    yield start
    for program in made:
        window = program.window
        program.close()
        if window is not None:
            window.close()
            window.deleteLater()


def page(program: Program) -> Any:
    assert program.window is not None
    return program.window.centralWidget()


def test_the_first_run_asks_and_creates(programs: Any, tmp_path: Path) -> None:
    program = programs(Home(tmp_path / "我的 数据"))
    first = page(program)
    assert isinstance(first, FirstRunPage)
    first.inputs["code"].setText("P0312")
    first.begin.click()
    # The name is missing: said beside its field, nothing made.
    assert "党组织名称" in first.errors["name"].text()
    assert not program.home.database.exists()

    first.inputs["name"].setText("甲支部")
    first.inputs["name"].returnPressed.emit()
    first.begin.click()

    assert isinstance(program.window, Window)
    assert program.store is not None
    assert (program.store.role, program.store.own.name) == ("branch", "甲支部")


def test_a_committee_gets_its_own_tabs(programs: Any, tmp_path: Path) -> None:
    program = programs(Home(tmp_path / "党委"))
    first = page(program)
    first.committee.setChecked(True)
    first.inputs["code"].setText("P0000")
    first.inputs["name"].setText("园区党委")
    first.begin.click()
    assert isinstance(program.window, Window)
    assert "collect" in program.window.tab_buttons


def test_a_locked_file_is_explained_and_can_be_tried_again(
    programs: Any, branch_store: Store
) -> None:
    home = branch_store.home
    branch_store.close()
    other = FileLock(home.lock)
    other.acquire()
    program = programs(home)
    shown = page(program)
    assert isinstance(shown, EmptyState)
    assert "别的窗口" in shown.title.text()
    again = shown.buttons[0]
    assert again.text() == "再试一次"
    other.release()
    again.click()
    assert isinstance(program.window, Window)


def test_a_damaged_file_is_restored_from_the_newest_good_backup(
    programs: Any, branch_store: Store
) -> None:
    home = branch_store.home
    back_up(branch_store, "manual", always=True)
    branch_store.close()
    whole = home.database.read_bytes()
    home.database.write_bytes(whole[:5000] + b"\0" * (len(whole) - 5000))

    program = programs(home)
    shown = page(program)
    assert isinstance(shown, EmptyState)
    assert "损坏" in shown.title.text()
    assert "恢复" in shown.buttons[0].text()
    shown.buttons[0].click()

    assert isinstance(program.window, Window)
    program.window.turn_to("members")
    listed = program.window.space.list_page
    assert listed is not None and listed.model.rowCount() == 14
    assert list(home.folder.glob("*.damaged-*.db"))


def test_a_newer_file_is_refused_in_words(programs: Any, branch_store: Store) -> None:
    home = branch_store.home
    with branch_store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 999")
    branch_store.close()
    program = programs(home)
    assert "更新" in page(program).title.text()
    with pytest.raises(Exception, match="更新"):
        open_store(home)


def test_a_backup_put_back_opens_the_window_again(programs: Any, branch_store: Store) -> None:
    home = branch_store.home
    made = back_up(branch_store, "manual", always=True)
    assert made is not None
    branch_store.close()
    program = programs(home)
    window = program.window
    assert isinstance(window, Window)
    window.turn_to("members")
    listed = window.space.list_page
    assert listed is not None
    listed.view.go_to(0)
    listed.remove()
    assert listed.model.rowCount() == 13

    window.restore_wanted.emit(made.path)

    assert isinstance(program.window, Window) and program.window is not window
    program.window.turn_to("members")
    listed = program.window.space.list_page
    assert listed is not None and listed.model.rowCount() == 14
    assert "已恢复" in program.window.message_bar.text
