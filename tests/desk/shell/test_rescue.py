"""Records that cannot be opened, in the window: damaged, their key lost, their password forgotten;
a backup or a hand-over from a stick takes their place, or another beginning, and they stay."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.shell.program import Program
from partydesk.desk.shell.protection.dialogs import PasswordDialog
from partydesk.desk.shell.protection.unlock_page import UnlockPage
from partydesk.desk.shell.start_pages import FirstRunPage
from partydesk.desk.shell.succession.take_over_page import TakeOverPage
from partydesk.desk.shell.window import Window
from partydesk.operations.handover import hand_over
from partydesk.store import cipher, crypto, keyring, portable_copy, protection, queries
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.opening import open_store
from partydesk.store.store import Store

WORD, GIVEN, OWN = "一句好记的话", "交接用的一句话", "自己用的一句话"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


@dataclass
class Stick:
    """A home, what of it lies on a stick, and its recovery code, "" without a password."""

    home: Home
    backup: Path
    handover: Path
    code: str = ""


def made(store: Store, folder: Path, word: str = "") -> Stick:
    """The records on a stick, under a password if there is a word; no backup lies in the home."""
    home = store.home
    store.close()
    code = ""
    if word:
        with FileLock(home.lock):
            code = protection.set_password(home, word)
    stick = Stick(home, folder / "备份.partydesk", folder / "移交.partydesk", code)
    with open_store(home) as opened:
        hand_over(opened, stick.handover, GIVEN, taker="李四", giver="王五")
    portable_copy.save(home, stick.backup)
    shutil.rmtree(home.backups)
    keyring.forget_all()
    return stick


def broken(home: Home) -> None:
    whole = home.database.read_bytes()
    home.database.write_bytes(whole[:5000] + b"\0" * (len(whole) - 5000))


def page(program: Program) -> Any:
    assert program.window is not None
    return program.window.centralWidget()


def press(where: QWidget, words: str) -> None:
    (button,) = [each for each in where.findChildren(QPushButton) if words in each.text()]
    button.click()


class Hands:
    """What somebody does with the dialogs."""

    def __init__(self, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self._qtbot, self._monkeypatch = qtbot, monkeypatch

    def until(self, true: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(true()), timeout=20000)

    def shown(self, sort: type[QWidget]) -> Any:
        def found() -> list[QWidget]:
            return [each for each in QApplication.topLevelWidgets()
                    if isinstance(each, sort) and each.isVisible()]  # fmt: skip

        self.until(found)
        return found()[0]

    def choose(self, program: Program, file: Path) -> None:
        name = "partydesk.desk.shell.rescue.QFileDialog.getOpenFileName"
        self._monkeypatch.setattr(name, lambda *_: (str(file), ""))
        press(page(program), "从文件恢复")

    def answer(self, words: str) -> str:
        box = self.shown(QMessageBox)
        said = f"{box.text()} {box.informativeText()}"
        press(box, words)
        self.until(lambda: not box.isVisible())
        return said

    def give(self, word: str) -> PasswordDialog:
        asked = self.shown(PasswordDialog)
        asked.present.line.setText(word)
        asked.go_on.click()
        return asked

    def window(self, program: Program) -> Window:
        self.until(lambda: isinstance(program.window, Window))
        assert isinstance(program.window, Window)
        return program.window


@pytest.fixture
def hands(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Hands:
    return Hands(qtbot, monkeypatch)


def people(program: Program) -> int:
    assert program.store is not None
    with program.store.read() as connection:
        return len(queries.ids(connection, queries.Query("member")))


def test_damaged_records_without_a_backup_here_come_from_a_stick(
    programs: Any, branch_store: Store, tmp_path: Path, hands: Hands
) -> None:
    stick = made(branch_store, tmp_path)
    broken(stick.home)
    lost = stick.home.database.read_bytes()
    program = programs(stick.home)
    assert "损坏" in page(program).title.text()
    assert page(program).buttons[0].text() == "从文件恢复…"
    # What is none, and one that is broken itself.
    other = tmp_path / "不是.partydesk"
    for content in (b"PK\3\4 no", stick.backup.read_bytes()[:9000]):
        other.write_bytes(content)
        hands.choose(program, other)
        assert other.name in hands.answer("好")
        assert stick.home.database.read_bytes() == lost
    hands.choose(program, stick.backup)
    said = hands.answer("返回")
    assert "甲" in said and "不会删" in said and isinstance(page(program), EmptyState)
    hands.choose(program, stick.backup)
    hands.answer("恢复")
    hands.window(program)
    assert people(program) == 14
    (kept,) = stick.home.folder.glob("partydesk.damaged-*.db")
    assert kept.read_bytes() == lost


def test_a_restore_that_fails_leaves_the_damaged_records_where_they_were(
    programs: Any, branch_store: Store, tmp_path: Path, hands: Hands,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from partydesk.records.findings import UserError

    stick = made(branch_store, tmp_path)
    broken(stick.home)
    before = {each.name for each in stick.home.folder.iterdir()}
    lost = stick.home.database.read_bytes()
    program = programs(stick.home)

    def full(_path: Path, _home: Home) -> None:
        raise UserError("disk-full", "磁盘满了")

    with monkeypatch.context() as patched:
        patched.setattr(portable_copy, "restore", full)
        hands.choose(program, stick.backup)
        hands.answer("恢复")
        hands.until(lambda: "磁盘满了" in page(program).text.text())
    assert stick.home.database.read_bytes() == lost
    assert {each.name for each in stick.home.folder.iterdir()} == before
    press(page(program), "再试一次")
    assert "损坏" in page(program).title.text()


@pytest.mark.parametrize("word", ["", WORD])
def test_damaged_records_are_taken_over_from_a_hand_over(
    programs: Any, branch_store: Store, tmp_path: Path, hands: Hands, word: str
) -> None:
    stick = made(branch_store, tmp_path, word)
    # Even what says that it has a password is gone.
    stick.home.database.write_bytes(b"")
    cipher.forget(stick.home.database)  # as in another program
    program = programs(stick.home)
    hands.choose(program, stick.handover)
    assert "密码不对" in hands.give("错的一句话了").wrong.text()
    hands.give(GIVEN)
    if word:
        hands.until(lambda: isinstance(page(program), UnlockPage))
        assert "密码不变" in page(program).said.text()
        page(program).line.line.setText(word)
        page(program).go_on.click()
    hands.until(lambda: isinstance(page(program), TakeOverPage))
    taking = page(program)
    assert taking.with_password.isHidden() == bool(word)
    taking.buttons[1].click()
    hands.until(lambda: isinstance(page(program), EmptyState))
    keyring.forget_all()
    hands.choose(program, stick.handover)
    hands.give(GIVEN)
    if word:
        hands.until(lambda: isinstance(page(program), UnlockPage))
        page(program).line.line.setText(word)
        page(program).go_on.click()
    hands.until(lambda: isinstance(page(program), TakeOverPage))
    page(program).name.setText("李四")
    page(program).buttons[0].click()
    hands.window(program)
    assert people(program) == 14 and protection.is_protected(stick.home) == bool(word)
    assert list(stick.home.folder.glob("partydesk.damaged-*.db"))


def test_a_lost_or_broken_key_file_comes_back_from_a_stick(
    programs: Any, branch_store: Store, tmp_path: Path, hands: Hands
) -> None:
    stick = made(branch_store, tmp_path, WORD)
    whole = stick.home.database.read_bytes()
    for content in (None, b"{broken"):
        if content is None:
            stick.home.key.unlink()
        else:
            stick.home.key.write_bytes(content)
        keyring.forget_all()
        program = programs(stick.home)
        hands.choose(program, stick.backup)
        hands.until(lambda shown=program: isinstance(page(shown), UnlockPage))
        assert "已放回原处" in page(program).said.text()
        page(program).line.line.setText(WORD)
        page(program).go_on.click()
        hands.window(program)
        assert people(program) == 14
        program.close()
        assert stick.home.database.read_bytes()[:16] == whole[:16]
        assert not list(stick.home.folder.glob("partydesk.damaged-*"))
        shutil.rmtree(stick.home.backups)


def test_a_key_file_that_opens_nothing_keeps_nobody_out(
    programs: Any, branch_store: Store, hands: Hands
) -> None:
    home = branch_store.home
    branch_store.close()
    home.key.write_bytes(b"{broken")
    program = programs(home)
    press(page(program), "移开坏的密码文件")
    hands.window(program)
    assert people(program) == 14 and list(home.folder.glob("partydesk-*.key"))
    program.close()
    # The records are gone, what opened them is not: somebody begins anew.
    with FileLock(home.lock):
        protection.set_password(home, WORD)
    keyring.forget_all()
    home.database.unlink()
    shutil.rmtree(home.backups)
    program = programs(home)
    page(program).line.line.setText(WORD)
    page(program).go_on.click()
    hands.until(lambda: isinstance(page(program), FirstRunPage))
    first = page(program)
    first.inputs["code"].setText("P0312")
    first.inputs["name"].setText("甲支部")
    first.begin.click()
    hands.window(program)
    program.close()
    keyring.forget_all()
    assert isinstance(programs(home).window, Window) and not home.key.exists()


def test_without_password_and_code_a_file_or_another_beginning(
    programs: Any, branch_store: Store, tmp_path: Path, hands: Hands
) -> None:
    plain = tmp_path / "没有密码.partydesk"
    portable_copy.save(branch_store.home, plain)
    stick = made(branch_store, tmp_path, WORD)
    home, whole = stick.home, stick.home.database.read_bytes()

    def given_up(program: Program) -> None:
        asked = page(program)
        assert isinstance(asked, UnlockPage) and asked.neither.isHidden()
        asked.lost.click()
        assert not asked.neither.isHidden()
        # A group left out is no try; a code of other records opens nothing.
        for wrong, why in ((stick.code[:-5], "六组"), ("ABCD-" * 5 + "EFGH", "恢复码不对")):
            asked.line.line.setText(wrong)
            asked.go_on.click()
            assert why in asked.wrong.text()
        asked.neither.click()
        hands.until(lambda: isinstance(page(program), EmptyState))
        assert "谁也打不开" in page(program).text.text()

    program = programs(home)
    given_up(program)
    press(page(program), "返回")
    given_up(program)
    hands.choose(program, plain)
    assert "set-aside" in hands.answer("恢复")
    window = hands.window(program)
    assert people(program) == 14 and not protection.is_protected(home)
    assert "没有密码" in window.message_bar._text.text()
    program.close()
    (kept,) = home.set_aside.glob("locked-*")
    assert (kept / "partydesk.db").read_bytes() == whole
    # What was put away is a home: the code was found.
    again = programs(Home(kept))
    page(again).lost.click()
    # However it was typed: full-width, lower case, with spaces.
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "　" for c in stick.code)
    page(again).line.line.setText(wide.lower())
    page(again).go_on.click()
    hands.window(again)
    hands.shown(PasswordDialog).reject()
    assert people(again) == 14
    again.close()
    # Another beginning.
    keyring.forget_all()
    with FileLock(home.lock):
        protection.set_password(home, OWN)
    keyring.forget_all()
    third = programs(home)
    given_up(third)
    press(page(third), "另起一份")
    hands.answer("另起一份")
    hands.until(lambda: isinstance(page(third), FirstRunPage))
    assert len(list(home.set_aside.glob("locked-*"))) == 2
    assert not home.key.exists() and not home.backups.exists()
