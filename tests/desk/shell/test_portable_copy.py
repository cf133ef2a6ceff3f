"""A copy of records in a file: saved, double-clicked on another computer or over other records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from sqlcipher3 import dbapi2 as sqlite3

from partydesk import __main__ as entry
from partydesk.desk.shell.backups_part import BackupsPart
from partydesk.desk.shell.program import Program
from partydesk.desk.shell.succession.take_over_page import TakeOverPage
from partydesk.desk.shell.window import Window
from partydesk.records.findings import UserError
from partydesk.store import portable_copy
from partydesk.store.home import Home
from partydesk.store.store import Store


def test_a_double_clicked_file_is_the_windows_and_not_a_command() -> None:
    assert entry._window_options(["D:\\支部 1\\a.partydesk"]) == {"file": "D:\\支部 1\\a.partydesk"}
    assert entry._window_options(["backup", "--out", "a.partydesk"]) is None


def test_only_a_copy_of_ours_is_taken(branch_store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "U 盘.partydesk"
    made = portable_copy.save(branch_store.home, copy)
    found = portable_copy.look_into(copy)
    assert (found.owner, found.records) == (branch_store.own.name, made.records)
    other = tmp_path / "别的.partydesk"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE setting (key, value)")
    connection.close()
    with pytest.raises(UserError) as refused:
        portable_copy.look_into(other)
    assert refused.value.code == "not-ours"


def test_on_a_new_computer_the_copy_becomes_the_records(
    branch_store: Store, tmp_path: Path, qapp: QApplication, qtbot: Any
) -> None:
    copy = tmp_path / "备份.partydesk"
    portable_copy.save(branch_store.home, copy)
    program = Program(qapp, Home(tmp_path / "新 电脑"), copy)
    try:
        program.start()
        assert program.window is not None
        page = program.window.centralWidget()
        assert isinstance(page, TakeOverPage)
        assert branch_store.own.name in page.text.text()
        page.buttons[0].click()
        qtbot.waitUntil(lambda: isinstance(program.window, Window), timeout=10000)
        assert program.store is not None
        assert program.store.own == branch_store.own
    finally:
        program.close()


def test_over_other_records_it_is_asked_first(
    branch_store: Store, committee_store: Store, tmp_path: Path, qapp: QApplication, qtbot: Any
) -> None:
    copy = tmp_path / "备份.partydesk"
    portable_copy.save(branch_store.home, copy)
    home = committee_store.home
    own, theirs = committee_store.own.name, branch_store.own.name
    committee_store.close()
    program = Program(qapp, home, copy)
    try:
        program.start()
        window = program.window
        assert window is not None

        def asked() -> list[QMessageBox]:
            dialogs = window.findChildren(BackupsPart)
            return [box for dialog in dialogs for box in dialog.findChildren(QMessageBox)]

        qtbot.waitUntil(lambda: bool(asked()), timeout=10000)
        box = asked()[0]
        assert f"这是另一个组织“{theirs}”的备份，不是“{own}”的" in box.informativeText()
        box.reject()
        assert program.store is not None
        assert program.store.own.name == own
    finally:
        program.close()
