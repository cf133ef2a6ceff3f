"""The password in the window: set, locked, given, forgotten, taken away, and at the first run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.shell.program import Program
from partydesk.desk.shell.protection.code_paper import paper
from partydesk.desk.shell.protection.dialogs import CodeDialog, PasswordDialog
from partydesk.desk.shell.protection.idle import IdleWatch
from partydesk.desk.shell.protection.unlock_page import UnlockPage
from partydesk.desk.shell.settings_page import SettingsPage
from partydesk.desk.shell.start_pages import FirstRunPage
from partydesk.desk.shell.window import Window
from partydesk.store import crypto, keyring, portable_copy, protection, sealed_file, tries
from partydesk.store.home import Home
from partydesk.store.store import Store

W = TypeVar("W", bound=QWidget)
WORD, NEXT = "一句好记的话", "另一句好记的话"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


class Desk:
    """A program, and what is shown of it."""

    def __init__(self, program: Program, qtbot: Any) -> None:
        self.program, self._qtbot = program, qtbot

    def until(self, true: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(true()), timeout=20000)

    @property
    def window(self) -> Window:
        self.until(lambda: isinstance(self.program.window, Window))
        assert isinstance(self.program.window, Window)
        return self.program.window

    @property
    def settings(self) -> SettingsPage:
        return self.window.commands.open_settings("protection")

    def dialog(self, sort: type[W]) -> W:
        def found() -> list[W]:
            return [each for each in QApplication.topLevelWidgets()
                    if isinstance(each, sort) and each.isVisible()]  # fmt: skip

        self.until(found)
        return found()[0]

    @property
    def page(self) -> UnlockPage:
        def there() -> bool:
            window = self.program.window
            return window is not None and isinstance(window.centralWidget(), UnlockPage)

        self.until(there)
        assert self.program.window is not None
        page = self.program.window.centralWidget()
        assert isinstance(page, UnlockPage)
        return page

    def answer(self, present: str = "", new: str = "", again: str | None = None) -> PasswordDialog:
        asked = self.dialog(PasswordDialog)
        asked.present.line.setText(present)
        asked.new.line.setText(new)
        asked.again.line.setText(new if again is None else again)
        asked.go_on.click()
        return asked

    def keep_code(self) -> str:
        shown = self.dialog(CodeDialog)
        code = shown.shown.text()
        shown.reject()
        assert shown.isVisible() and not shown.go_on.isEnabled(), "it is not shown again"
        shown.kept.setChecked(True)
        shown.go_on.click()
        return code

    def give(self, word: str) -> None:
        page = self.page
        page.line.line.setText(word)
        page.go_on.click()


@pytest.fixture
def desk(branch_store: Store, qapp: QApplication, qtbot: Any) -> Iterator[Desk]:
    branch_store.close()
    program = Program(qapp, branch_store.home)
    try:
        program.start()
        yield Desk(program, qtbot)
    finally:
        program.close()


def test_a_password_from_the_settings_to_its_end(desk: Desk, qtbot: Any) -> None:
    home = desk.program.home
    part = desk.settings.protection
    assert part.hint.text() and part.buttons["lock"].isHidden()
    part.buttons["set"].click()
    refused = desk.answer(new=WORD, again="别的")
    assert "不一样" in refused.wrong.text() and not protection.is_protected(home)
    desk.answer(new=WORD)
    code = desk.keep_code()
    assert protection.is_protected(home) and code in paper(code, "甲支部").toPlainText()
    page = desk.settings
    assert page.protection.buttons["set"].isHidden()
    assert "有密码" in page.sections["protection"].accessibleDescription()
    assert page.rows["protection"].control.field.text().startswith("有密码")
    # Locked: nothing of the records is left on the screen or in memory.
    page.protection.buttons["lock"].click()
    assert desk.page.title.text() == "已锁上" and desk.program.store is None
    assert protection.is_locked(home)
    for number in range(tries.FREE + 1):
        desk.give(f"不对的密码{number}")
        assert "不对" in desk.page.wrong.text() and not desk.page.line.text()
    assert "秒" in desk.page.go_on.text() and not desk.page.go_on.isEnabled()
    tries.forget(home)
    desk.page._count()
    desk.page.lost.click()
    desk.give(code.lower())
    desk.answer(new=NEXT)
    desk.until(lambda: "密码已换" in desk.window.message_bar._text.text())
    # Nobody has touched it for a while.
    desk.window.turn_to("members")
    desk.window.space.open_form("member", "")
    (form,) = desk.window.findChildren(RecordForm)
    qtbot.keyClicks(form.editors["name"].inputs()[0], "Ouyang")
    (watch,) = desk.window.findChildren(IdleWatch)
    watch.look()
    assert isinstance(desk.program.window, Window)
    watch.last = time.time() - 16 * 60
    watch.look()
    assert desk.page.title.text() == "已锁上"
    (draft,) = home.drafts.iterdir()
    assert sealed_file.key_id(draft) and b"Ouyang" not in draft.read_bytes()
    desk.give(NEXT)
    assert desk.window and b"Ouyang" in sealed_file.content(draft)
    desk.settings.protection.buttons["remove"].click()
    wrong = desk.answer(present=WORD)
    assert "不对" in wrong.wrong.text()
    desk.answer(present=NEXT)
    desk.until(lambda: desk.program.store and not protection.is_protected(home))
    assert not desk.window.findChildren(IdleWatch)


def test_at_the_first_run_and_for_a_copy(
    tmp_path: Path, qapp: QApplication, qtbot: Any, branch_store: Store
) -> None:
    branch_store.close()
    copy = tmp_path / "带走.partydesk"
    protection.set_password(branch_store.home, NEXT)
    portable_copy.save(branch_store.home, copy)
    keyring.forget_all()
    program = Program(qapp, Home(tmp_path / "新 电脑"))
    desk = Desk(program, qtbot)
    try:
        program.start()
        assert program.window is not None
        page = program.window.centralWidget()
        assert isinstance(page, FirstRunPage)
        page.inputs["code"].setText("P0001")
        page.inputs["name"].setText("中共示例支部")
        page.with_password.setChecked(True)
        page.begin.click()
        desk.answer(new=WORD)
        assert desk.window and desk.keep_code()
        assert protection.is_protected(program.home)
        backups = desk.window.commands.open_settings("backups").backups
        backups.offer(copy)
        asked = desk.dialog(PasswordDialog)
        asked.present.line.setText(WORD)
        asked.go_on.click()
        assert "不对" in asked.wrong.text()
        asked.present.line.setText(NEXT)
        asked.go_on.click()
        from PySide6.QtWidgets import QMessageBox

        box = desk.dialog(QMessageBox)
        assert "另一个组织" in box.informativeText()
        box.reject()
    finally:
        program.close()
