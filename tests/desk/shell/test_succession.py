"""A secretary is replaced in the window: the affair, the file, the new computer, the farewell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from partydesk.desk.affairs.page import AffairPage
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.shell.program import Program
from partydesk.desk.shell.protection.dialogs import CodeDialog, PasswordDialog
from partydesk.desk.shell.start_pages import FirstRunPage
from partydesk.desk.shell.succession.hand_over_page import HandOverPage
from partydesk.desk.shell.succession.take_over_page import TakeOverPage
from partydesk.desk.shell.succession.taken_dialog import TakenDialog
from partydesk.desk.shell.window import Window
from partydesk.store import crypto, keyring, protection
from partydesk.store.home import Home
from partydesk.store.secretary import secretary
from partydesk.store.store import Store

WORD, OWN = "交接用的一句话", "自己用的一句话"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


def shown(sort: type[QWidget]) -> Any:
    return next((each for each in QApplication.topLevelWidgets()
                 if isinstance(each, sort) and each.isVisible()), None)  # fmt: skip


def centre(program: Program) -> Any:
    assert program.window is not None
    return program.window.centralWidget()


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_a_secretary_is_replaced(
    programs: Any, qtbot: Any, branch_store: Store, tmp_path: Path
) -> None:
    home, old = branch_store.home, secretary(branch_store)
    with branch_store.read() as connection:
        (name,) = connection.exec_driver_sql(
            "SELECT name FROM member WHERE category = 'full' AND duty = 'none' LIMIT 1"
        ).fetchone()
    branch_store.close()
    program = programs(home)
    window = program.window
    assert isinstance(window, Window)

    # 设置 leads there too.
    window.commands.open_settings().handover_wanted.emit()
    asked_for = window.space.stack.currentWidget()
    assert isinstance(asked_for, HandOverPage) and asked_for.giver.text() == old
    asked_for.closed.emit()

    # 换书记 ends with the hand-over, filled in with who it is about.
    window.space.begin_affair("new-secretary", ())
    affair = window.space.stack.currentWidget()
    assert isinstance(affair, AffairPage)
    for key, raw in (("secretary", name), ("day", "2026-04-01")):
        affair.editors[key].restore(raw)
        affair._edited(key)
    affair.ask()
    assert affair.do()
    qtbot.waitUntil(lambda: isinstance(window.space.stack.currentWidget(), HandOverPage))
    page = window.space.stack.currentWidget()
    assert isinstance(page, HandOverPage)
    assert (page.taker.text(), page.giver.text()) == (name, old)

    # What is lacking or wrong is said at once, and nothing is written.
    page.choose()
    assert page.wrong.isVisible() and "密码" in page.wrong.text()
    page.password.line.setText(WORD)
    page.again.line.setText("别的一句话")
    page.choose()
    assert "不一样" in page.wrong.text()
    assert page.farewell.isHidden()
    page.again.line.setText(WORD)
    file = tmp_path / "交接.partydesk"
    page.write(file)
    qtbot.waitUntil(lambda: page.made is not None, timeout=20000)
    assert file.is_file() and page.made is not None and page.made.listed.is_file()
    assert not page.after.isHidden() and not page.farewell.isHidden()
    assert page.password.text() == ""

    # On the new computer.
    other = programs(Home(tmp_path / "新电脑"))
    first = centre(other)
    assert isinstance(first, FirstRunPage)
    first.take_over_wanted.emit(file)
    asked = shown(PasswordDialog)
    asked.present.line.setText("错的一句话了")
    asked.go_on.click()
    assert "密码不对" in asked.wrong.text()
    asked.present.line.setText(WORD)
    asked.go_on.click()
    qtbot.waitUntil(lambda: isinstance(centre(other), TakeOverPage))
    taking = centre(other)
    assert taking.name.text() == name and old in taking.text.text()
    taking.with_password.setChecked(True)
    taking.buttons[0].click()
    assert taking.wrong.isVisible()
    for line in (taking.password.line, taking.again.line):
        line.setText(OWN)
    taking.buttons[0].click()
    qtbot.waitUntil(lambda: isinstance(other.window, Window), timeout=20000)
    qtbot.waitUntil(lambda: shown(CodeDialog) is not None)
    codes, taken = shown(CodeDialog), shown(TakenDialog)
    codes.kept.setChecked(True)
    codes.go_on.click()
    code = taken.code.text()
    assert len(code) == 9 and name in taken.said.text()
    taken.go_on.click()
    assert protection.is_protected(other.home) and secretary(other.store) == name
    assert f"{name[0]}书记" in words(other.window)

    # The predecessor leaves, for that code alone.
    page.code.setText("ABCD-EFGH")
    page.prove(tmp_path / "凭据.pdf")
    assert "接手码不对" in page.not_yet.text() and not (tmp_path / "凭据.pdf").exists()
    page.code.setText(code)
    page.prove(tmp_path / "凭据.pdf")
    qtbot.waitUntil(lambda: isinstance(centre(program), EmptyState)
                    and "都删了" in centre(program).title.text(), timeout=20000)  # fmt: skip
    assert (tmp_path / "凭据.pdf").is_file() and not home.database.exists()
    centre(program).buttons[1].click()
    assert isinstance(centre(program), FirstRunPage)


def test_over_records_it_is_asked_and_can_be_left(
    programs: Any, qtbot: Any, branch_store: Store, committee_store: Store, tmp_path: Path
) -> None:
    from partydesk.operations.handover import hand_over

    file = tmp_path / "交接.partydesk"
    hand_over(branch_store, file, WORD, taker="李四")
    protection.unlock_copy(file, WORD)
    home, own = committee_store.home, committee_store.own.name
    committee_store.close()
    program = programs(home)
    said: list[str] = []
    assert program.succession.offer(file, said.append) and not said
    taking = centre(program)
    assert isinstance(taking, TakeOverPage) and own in words(taking)
    assert not taking.with_password.isVisible()
    taking.buttons[1].click()
    qtbot.waitUntil(lambda: isinstance(program.window, Window))
    assert program.store.own.name == own
    # A damaged one changes nothing, and says so.
    broken = tmp_path / "坏.partydesk"
    broken.write_bytes(file.read_bytes()[:-700])
    assert not program.succession.offer(broken, said.append) and "损坏" in said[0]
    assert isinstance(program.window, Window)
    program.succession.offer(file, said.append)
    taking = centre(program)
    QTimer.singleShot(0, taking.buttons[0].click)
    qtbot.waitUntil(lambda: isinstance(program.window, Window), timeout=20000)
    qtbot.waitUntil(lambda: shown(TakenDialog) is not None)
    assert "另存为" in shown(TakenDialog).said.text()
    shown(TakenDialog).go_on.click()
    assert program.store.own.name == branch_store.own.name
