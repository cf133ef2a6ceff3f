"""Pages that keep up with the records, and answers that come too late."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.live_page import LivePage
from partydesk.operations.records import save_record
from partydesk.store.writing import OperationChanges


class Counting(LivePage):
    """Counts how often it asked; follows members alone."""

    asked = 0

    def load(self) -> None:
        self.asked += 1

    def concerns(self, changes: OperationChanges) -> bool:
        return "member" in changes.kinds


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> Iterator[Counting]:
    made = Counting(context)
    qtbot.addWidget(made)
    yield made


def add(context: AppContext, kind: str = "member") -> None:
    values = {"name": "甲", "category": "full"} if kind == "member" else {"name": "甲公司"}
    save_record(context.store, kind, None, values, "添加")


def test_it_asks_when_it_is_shown_and_when_something_changes(
    page: Counting, context: AppContext, qtbot: QtBot
) -> None:
    assert page.asked == 0
    page.show()
    assert page.asked == 1
    add(context)
    qtbot.waitUntil(lambda: page.asked == 2)
    add(context, "enterprise")
    page.hide()
    add(context)
    qtbot.wait(20)
    assert page.asked == 2
    page.show()
    assert page.asked == 3
    page.hide()
    page.show()
    assert page.asked == 3


def test_many_changes_are_asked_for_once(page: Counting, context: AppContext, qtbot: QtBot) -> None:
    page.pause = 30
    page.show()
    for _ in range(4):
        add(context)
    qtbot.waitUntil(lambda: page.asked == 2)
    qtbot.wait(60)
    assert page.asked == 2


def test_of_several_answers_the_latest_counts(context: AppContext, qtbot: QtBot) -> None:
    owner, gate, answers = QObject(), threading.Event(), list[str]()

    def slow(_progress: object) -> str:
        gate.wait(5)
        return "first"

    context.query("正在问", slow, answers.append, owner)
    context.query("正在问", lambda _: "second", answers.append, owner)
    context.query("正在问别的", lambda _: "other", answers.append, owner)
    qtbot.waitUntil(lambda: len(answers) == 2)
    gate.set()
    qtbot.waitUntil(lambda: not context._jobs)
    assert sorted(answers) == ["other", "second"]


def test_nothing_is_given_to_who_has_gone(context: AppContext, qtbot: QtBot) -> None:
    owner, gate, answers = QObject(), threading.Event(), list[str]()

    def slow(_progress: object) -> str:
        gate.wait(5)
        return "late"

    context.query("正在问", slow, answers.append, owner, latest=False)
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not context._jobs)
    assert answers == []
