"""Before the window: whose data this is, and why data was not opened."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from partydesk.desk.imports.page import ImportPage
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.shell.demo_data import DemoData, DemoStrip
from partydesk.desk.shell.first_run_steps import DueStep, RosterStep
from partydesk.desk.shell.program import Program
from partydesk.desk.shell.start_pages import FirstRunPage
from partydesk.desk.shell.succession.take_over_page import TakeOverPage
from partydesk.desk.shell.window import Window
from partydesk.store import portable_copy, queries
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.opening import back_up, open_store
from partydesk.store.secretary import secretary
from partydesk.store.store import Store


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
    assert "collect" in program.window.head.tab_bar.buttons


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


def test_a_file_that_is_not_as_it_was_closed_is_opened_on_a_word(
    programs: Any, branch_store: Store
) -> None:
    home = branch_store.home
    back_up(branch_store, "manual", always=True)
    branch_store.set_settings(("tidbit", "dark"))
    branch_store.close()
    whole = home.database.read_bytes()
    assert whole.count(b"tidbitdark") == 1
    home.database.write_bytes(whole.replace(b"tidbitdark", b"tidbitdarj"))

    program = programs(home)
    shown = page(program)
    assert isinstance(shown, EmptyState)
    assert "与上次关闭时不一样" in shown.title.text() and "没有打开" in shown.text.text()
    restore, choose, again, anyway, _ = (button.text() for button in shown.buttons)
    assert restore.startswith("恢复") and choose.startswith("从文件恢复")
    assert again == "再试一次" and "照样打开" in anyway
    shown.buttons[-2].click()
    assert isinstance(program.window, Window)
    assert not list(home.folder.glob("*.seal"))


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


def begun(programs: Any, folder: Path, role: str = "branch") -> Program:
    program: Program = programs(Home(folder))
    first = page(program)
    getattr(first, role).setChecked(True)
    first.inputs["code"].setText("P0312")
    first.inputs["name"].setText("甲支部")
    first.begin.click()
    return program


def roster_step(program: Program) -> RosterStep:
    window = program.window
    assert isinstance(window, Window)
    step = window.space.stack.currentWidget()
    assert isinstance(step, RosterStep)
    return step


def test_the_roster_comes_second_and_then_what_is_due(
    programs: Any, qtbot: Any, tmp_path: Path
) -> None:
    program = begun(programs, tmp_path / "支部")
    step = roster_step(program)
    sheet = tmp_path / "名册.csv"
    sheet.write_text("姓名,性别,人员类别\n张三,男,正式党员\n李四,女,正式党员\n", "utf-8")
    step.read(sheet)
    taking = step.pages.currentWidget()
    assert isinstance(taking, ImportPage)
    qtbot.waitUntil(lambda: taking.proposal is not None, timeout=30_000)
    taking.take_button.click()
    window = program.window
    assert isinstance(window, Window)
    qtbot.waitUntil(lambda: not window.space.has_pushed_page, timeout=30_000)
    assert window.space.tab.key == "overview"
    due = window.findChild(DueStep)
    assert due is not None
    qtbot.waitUntil(due.isVisible)
    due.read_button.click()
    assert not due.isVisible()
    window.turn_to("members")
    assert window.space.list_page is not None
    assert window.space.list_page.model.rowCount() == 2


def test_going_back_loses_nothing_and_may_change_the_role(
    programs: Any, qtbot: Any, tmp_path: Path
) -> None:
    program = begun(programs, tmp_path / "支部")
    roster_step(program).begin.buttons[2].click()
    qtbot.waitUntil(lambda: isinstance(page(program), FirstRunPage))
    first = page(program)
    assert first.inputs["name"].text() == "甲支部" and first.branch.isChecked()
    first.inputs["name"].setText("乙支部")
    first.begin.click()
    assert program.store is not None and program.store.own.name == "乙支部"

    roster_step(program).begin.buttons[2].click()
    qtbot.waitUntil(lambda: isinstance(page(program), FirstRunPage))
    page(program).committee.setChecked(True)
    page(program).begin.click()
    assert program.store is not None
    assert (program.store.role, program.store.own.name) == ("committee", "乙支部")
    roster_step(program).begin.buttons[1].click()
    assert isinstance(program.window, Window) and not program.window.space.has_pushed_page


@pytest.mark.parametrize("role", ["branch", "committee"])
def test_sample_data_is_tried_and_thrown_away(
    programs: Any, qtbot: Any, tmp_path: Path, role: str
) -> None:
    home = Home(tmp_path / "支部")
    program = programs(home)
    first = page(program)
    getattr(first, role).setChecked(True)
    first.trial.click()
    qtbot.waitUntil(lambda: isinstance(program.window, Window), timeout=90_000)
    assert program.store.role == role
    assert not home.database.exists()
    with program.store.read() as connection:
        kind = "member" if role == "branch" else "session"
        assert queries.count(connection, queries.Query(kind)) > 10
    program.window.findChild(DemoStrip).drop.click()
    qtbot.waitUntil(lambda: isinstance(page(program), FirstRunPage), timeout=30_000)
    assert list(tmp_path.iterdir()) == []
    assert program.home == home


def test_a_folder_of_somebody_else_is_never_removed(tmp_path: Path) -> None:
    theirs = tmp_path / "支部-示例数据"
    theirs.mkdir()
    (theirs / "照片.jpg").write_bytes(b"x")
    trial = DemoData(Home(tmp_path / "支部"))
    trial.make("branch", lambda *_: None)
    trial.remove()
    assert [each.name for each in theirs.iterdir()] == ["照片.jpg"]
    assert not trial.folder.exists()


def test_a_predecessors_records_are_taken_over_by_name(
    programs: Any, qtbot: Any, tmp_path: Path, branch_store: Store
) -> None:
    copy = tmp_path / "移交.partydesk"
    with branch_store.write("书记") as writer:
        writer.edit("organisation", branch_store.own.uid, {"secretary": "旧书记"})
    portable_copy.save(branch_store.home, copy)
    program = programs(Home(tmp_path / "新 电脑"))
    first = page(program)
    assert first.take_over.isVisible()
    first.take_over_wanted.emit(copy)
    qtbot.waitUntil(lambda: isinstance(page(program), TakeOverPage))
    taking = page(program)
    assert branch_store.own.name in taking.text.text() and "旧书记" in taking.hint.text()
    assert taking.name.text() == ""
    taking.buttons[0].click()
    assert taking.wrong.isVisible(), "nobody is greeted by the predecessor's name"
    taking.name.setText("欧阳新")
    taking.buttons[0].click()
    qtbot.waitUntil(lambda: isinstance(program.window, Window), timeout=20_000)
    assert program.store is not None and program.store.own == branch_store.own
    assert secretary(program.store) == "欧阳新"
    said = [label.text() for label in program.window.findChildren(QLabel)]
    assert any(words.endswith("欧阳书记") for words in said)
    assert not any("旧书记" in words and "好" in words for words in said)


def test_a_file_that_is_no_copy_is_told_on_the_first_page(programs: Any, tmp_path: Path) -> None:
    other = tmp_path / "别的.partydesk"
    other.write_bytes(b"nothing of ours")
    program = programs(Home(tmp_path / "支部"))
    first = page(program)
    first.take_over_wanted.emit(other)
    assert page(program) is first and first.told.isVisible() and first.told.text()


def test_the_roll_tells_who_is_secretary_now(empty_store: Store) -> None:
    with empty_store.write("换人") as writer:
        writer.edit("organisation", empty_store.own.uid, {"secretary": "旧甲"})
    assert secretary(empty_store) == "旧甲", "nobody else is known"
    joined = {"category": "full", "joined_on": date(2010, 7, 1), "confirmed_on": date(2011, 7, 1)}
    with empty_store.write("名册") as writer:
        writer.add("member", {"name": "旧甲", "duty": "none", **joined})
        writer.add("member", {"name": "新乙", "duty": "secretary", **joined})
    assert secretary(empty_store) == "新乙"
