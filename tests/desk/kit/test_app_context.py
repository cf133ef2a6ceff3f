"""Long work off the screen, words for what goes wrong, backups, and a log without people."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Action, Message, MessageBar, ProgressPanel
from partydesk.desk.shell.tasks import Backups
from partydesk.exchange.merge import trace
from partydesk.records.findings import UserError
from partydesk.store import backup, logs, queries
from partydesk.store.progress import Progress
from partydesk.store.store import Store


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.show()
    return widget


def add(store: Store, name: str) -> None:
    with store.write("添加党员") as writer:
        writer.add("member", {"name": name, "category": "full"})


def members(store: Store) -> int:
    with store.read() as connection:
        return queries.count(connection, queries.Query("member"))


def test_work_runs_elsewhere_and_its_changes_are_heard_here(
    qtbot: QtBot, context: AppContext, page: QWidget
) -> None:
    here = QThread.currentThread()
    threads: list[Any] = []
    heard: list[tuple[str, bool]] = []
    context.changed.connect(
        lambda done: heard.append((done.label, QThread.currentThread() is here))
    )

    def work(_progress: Progress) -> str:
        threads.append(threading.current_thread() is threading.main_thread())
        add(context.store, "张三")
        return "好"

    results: list[str] = []
    context.run("正在试", work, results.append, page)
    qtbot.waitUntil(lambda: results == ["好"])
    assert threads == [False]
    assert heard == [("添加党员", True)]


def test_stopping_leaves_everything_as_it_was(
    qtbot: QtBot, context: AppContext, page: QWidget, told: list[Message]
) -> None:
    begun = threading.Event()

    def work(progress: Progress) -> None:
        with context.store.write("添加党员") as writer:
            writer.add("member", {"name": "张三", "category": "full"})
            begun.set()
            while True:
                progress(1, 9, "第 1 份")

    context.run("正在试", work, lambda _: None, page)
    qtbot.waitUntil(begun.is_set)
    panel = page.findChild(ProgressPanel)
    assert panel is not None
    qtbot.waitUntil(panel.isVisible)
    qtbot.waitUntil(lambda: panel.now.text() == "第 1 份")
    assert context.attempt(lambda: add(context.store, "李四")) is None
    assert "完成后再试" in told[-1].text
    panel.cancel.click()
    qtbot.waitUntil(lambda: not context.busy)
    assert told[-1].text == "已取消试，什么都没有改动"
    assert members(context.store) == 0


def test_what_goes_wrong_is_said_in_words_and_logged_without_people(
    qtbot: QtBot, context: AppContext, page: QWidget, told: list[Message]
) -> None:
    def refused(_progress: Progress) -> None:
        raise UserError("no", "这样不行，请换一个")

    def broken(_progress: Progress) -> None:
        raise ValueError("张三 11010519491231002X")

    failed: list[BaseException] = []
    context.run("正在试", refused, lambda _: None, page)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert (told[0].text, told[0].tone) == ("这样不行，请换一个", "bad")
    context.run("正在试", broken, lambda _: None, page, failed=failed.append)
    qtbot.waitUntil(lambda: len(failed) == 1)
    assert "张三" not in told[1].text
    logging.getLogger(logs.NAME).warning("about 13800001234 and 11010519491231002X")
    text = (context.store.home.folder / "partydesk.log").read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "broken" in text
    for private in ("张三", "11010519491231002", "13800001234"):
        assert private not in text


def test_a_message_offers_its_action_once(qtbot: QtBot, page: QWidget) -> None:
    bar = MessageBar(page)
    done: list[int] = []
    bar.show_message(Message("已删除", "ok", (Action("撤销", lambda: done.append(1)),)))
    assert bar.text == "已删除"
    button = next(b for b in bar.findChildren(QPushButton) if b.text() == "撤销")
    button.click()
    assert done == [1]
    assert bar.text == ""


def test_undo_and_redo_say_what_they_did(
    qtbot: QtBot, context: AppContext, told: list[Message]
) -> None:
    add(context.store, "张三")
    context.undo()
    assert members(context.store) == 0
    assert "撤销" in told[-1].text
    context.redo()
    assert members(context.store) == 1
    context.undo()
    context.undo()
    context.undo()
    assert told[-1].tone == "idle"


def test_undo_asks_before_it_reaches_into_an_earlier_time(
    qtbot: QtBot, context: AppContext, told: list[Message], page: QWidget
) -> None:
    add(context.store, "张三")
    later = AppContext(context.store)
    later.undo()
    (box,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox))
    assert box.text() == "撤销“添加党员”？" and "上次打开程序时" in box.informativeText()
    assert members(context.store) == 1, "nothing is done before it is answered"
    yes = next(each for each in box.buttons() if each.text() == "撤销")
    assert box.defaultButton() is not yes
    yes.click()
    assert members(context.store) == 0
    qtbot.waitUntil(lambda: not isValid(box))
    later.close()


def test_undo_asks_before_it_reaches_behind_what_it_cannot_take_back(
    qtbot: QtBot, context: AppContext, told: list[Message], page: QWidget
) -> None:
    add(context.store, "张三")
    with context.store.transaction() as connection:
        trace.note(connection, "周示例", trace.TAKEN, "P0312", "2026Q3", 1)
    context.undo()
    (box,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox))
    assert box.text() == "撤销“添加党员”？" and "收下 P0312 2026Q3" in box.informativeText()
    assert members(context.store) == 1
    next(each for each in box.buttons() if each.text() == "撤销").click()
    assert members(context.store) == 0
    qtbot.waitUntil(lambda: not isValid(box))


def test_backups_are_made_when_something_changed(qtbot: QtBot, context: AppContext) -> None:
    backups = Backups(context)
    with qtbot.waitSignal(backups.state_changed):
        backups.start()
    assert backups.state.verified
    assert backups.state.count == 1
    with qtbot.waitSignal(backups.state_changed):
        backups.make("timer")
    assert backups.state.count == 1, "nothing changed"
    add(context.store, "张三")
    backups.close()
    assert backups.state.count == 2
    assert len(backup.backups(context.store.home.backups)) == 2
    assert "第 2 份，已核对" in backups.state.text


def test_a_backup_that_fails_is_shown(
    qtbot: QtBot, context: AppContext, told: list[Message]
) -> None:
    context.store.home.backups.write_text("not a folder")
    backups = Backups(context)
    with qtbot.waitSignal(backups.state_changed):
        backups.make("timer")
    assert backups.state.tone == "bad"
    assert "备份没有做成" in backups.state.text
    assert told[-1].tone == "bad"


def test_work_ends_well_when_its_page_has_gone(
    context: AppContext, told: list[Message], qtbot: Any
) -> None:
    """A dialog is closed while what it asked for still runs."""
    page = QWidget()
    page.resize(400, 300)
    page.show()
    may_end = threading.Event()
    results: list[str] = []

    def work(progress: Progress) -> str:
        may_end.wait(10)
        progress(1, 2, "一半")
        return "好了"

    context.run("正在试", work, results.append, page)
    page.deleteLater()
    qtbot.waitUntil(lambda: not isValid(page))
    may_end.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].text == "试已做完"
    assert not results and not context.busy


def test_a_closed_page_is_given_nothing(
    context: AppContext, told: list[Message], qtbot: Any
) -> None:
    """Silent work ends after its page was closed: not a word, and no trouble."""
    page = QPushButton()
    given: list[str] = []

    def take(result: str) -> None:
        given.append(result)
        page.setText(result)

    page.deleteLater()
    qtbot.waitUntil(lambda: not isValid(page))
    context.run("正在试", lambda _progress: "好了", take)
    qtbot.waitUntil(lambda: given == ["好了"])
    assert not told
