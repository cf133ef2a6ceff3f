"""这份表是哪个支部的？asked and answered through the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from partydesk.desk.handover.collect_page import CollectPage
from partydesk.desk.handover.question_page import QuestionPage
from partydesk.desk.handover.reason_dialogs import TakeBackDialog
from partydesk.desk.handover.taking_back import answers_menu
from partydesk.desk.handover.trace_page import TracePage
from partydesk.desk.kit.app_context import AppContext
from partydesk.exchange.merge import operator
from partydesk.exchange.merge.register_answers import answers
from partydesk.exchange.merge.trace import acts
from tests.exchange import making
from tests.exchange.merge.test_register import laptop, office, one, shown

_WAIT = 60_000


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CollectPage]:
    """The stick holds two files of a new laptop of P0312, and one of a branch nobody knows."""
    monkeypatch.setattr("partydesk.desk.handover.drive_page.removable_drives", list)
    store = office(tmp_path / "党委", ("P0312", "甲科技支部"), ("P0400", "乙电子支部"))
    operator.give(store, "周示例")
    with laptop(tmp_path / "旧") as branch:
        one(store, making.sent(branch, tmp_path / "1", "2026Q1").file)
    with laptop(tmp_path / "新", "P0321", days=("2026-03-10", "2026-05-10")) as branch:
        making.sent(branch, tmp_path / "U 盘", "2026Q1")
        making.sent(branch, tmp_path / "U 盘", "2026H1")
    with laptop(tmp_path / "丙", "P0555", "中共示例园区丙食品有限公司支部委员会") as branch:
        making.sent(branch, tmp_path / "U 盘", "2026Q1")
    context = AppContext(store)
    made = CollectPage(context)
    qtbot.addWidget(made)
    made.resize(1366, 650)
    made.show()
    made.read([tmp_path / "U 盘"])
    qtbot.waitUntil(lambda: len(made.files) == 3 and not context.busy, timeout=_WAIT)
    yield made
    context.close()
    store.close()


def said(page: QuestionPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_a_question_is_answered_with_a_key_and_all_files_of_the_laptop_are_taken(
    qtbot: QtBot, page: CollectPage
) -> None:
    store, pushed = page.context.store, []
    page.push_wanted.connect(pushed.append)
    assert {line.state for line in page.lines if line.file} == {"asks"}
    # Who resembles nobody is asked about together.
    assert page.unknown.isVisible() and "P0555" in page.unknown.said.text()
    page.unknown.register_button.click()
    qtbot.waitUntil(lambda: len(page.files) == 2 and not page.context.busy, timeout=_WAIT)
    assert not page.unknown.isVisible() and "P0555" in shown(store)[0]

    line = next(line for line in page.lines if line.state == "asks")
    page.detail.question_wanted.emit(line)
    (question,) = pushed
    assert isinstance(question, QuestionPage)
    qtbot.addWidget(question)
    question.resize(1366, 650)
    question.show()
    qtbot.waitUntil(lambda: bool(question.cards) and not page.context.busy, timeout=_WAIT)
    told = said(question)
    for words in ("P0321", "P0312", "名册里没有 P0321", "1 次两边都有", "相同", "接近"):
        assert words in told
    assert [card.outlook.answer for card in question.cards] == ["same", "joined", "new", "refused"]
    moved = {card.outlook.answer: card.outlook.figures for card in question.cards}
    assert moved["joined"][0] == ("支部", 3, 3) and moved["new"][0] == ("支部", 3, 4)
    assert moved["new"][1] == ("党员", 6, 9) and moved["joined"][1] == ("党员", 6, 6)
    assert all(before == after for _, before, after in moved["refused"])
    assert shown(store)[0] == ["P0312", "P0400", "P0555"], "looking changes nothing"

    with qtbot.waitSignal(question.closed, timeout=_WAIT):
        qtbot.keyClick(question, Qt.Key.Key_4)
        assert question.yes.text() == "就这样，不收"
        qtbot.keyClick(question, Qt.Key.Key_2)
        qtbot.keyClick(question, Qt.Key.Key_Return)
    assert shown(store)[:3] == (["P0312", "P0400", "P0555"], 6, 5)
    assert not page.files
    (given,) = [each for each in answers(store) if each.answer == "joined"]
    assert (given.organisation, given.operator) == ("P0312", "周示例")
    assert [each.act for each in acts(store, "P0321")] == ["认定"]

    log = TracePage(page.context)
    qtbot.addWidget(log)
    log.resize(1366, 650)
    log.show()
    qtbot.waitUntil(lambda: bool(log.given), timeout=_WAIT)
    assert log.back_button.isVisible()
    menu = answers_menu(page.context, log, log.given, log.refresh)
    (entry,) = [act for act in menu.actions() if "P0321" in act.text()]
    entry.trigger()
    asked = log.window().findChild(TakeBackDialog)
    assert asked is not None
    asked.reason.setText("是另一个支部")
    asked.yes.click()
    qtbot.waitUntil(lambda: len(acts(store)) and not log.given, timeout=_WAIT)
    menu.close()
    assert shown(store)[:3] == (["P0312", "P0400", "P0555"], 6, 4)
    assert not [each for each in answers(store) if each.answer == "joined"]
    assert "是另一个支部" in acts(store)[0].reason


def test_who_resembles_nobody_can_be_somebody_chosen_from_the_register(
    qtbot: QtBot, page: CollectPage
) -> None:
    pushed: list[QuestionPage] = []
    page.push_wanted.connect(pushed.append)
    page.unknown.look_button.click()
    line = next(line for line in page.shown if line.unknown)
    assert page.table.currentIndex().row() == page.shown.index(line)
    page.detail.question_wanted.emit(line)
    question = pushed[0]
    qtbot.addWidget(question)
    question.show()
    qtbot.waitUntil(lambda: bool(question.cards) and not page.context.busy, timeout=_WAIT)
    assert [card.outlook.answer for card in question.cards] == ["new", "refused"]
    at = next(n for n in range(question.choice.count()) if question.choice.itemData(n) == "P0400")
    question.choice.setCurrentIndex(at)
    question.choice.activated.emit(at)
    qtbot.waitUntil(lambda: len(question.cards) == 4 and not page.context.busy, timeout=_WAIT)
    assert "乙电子支部" in said(question)
    with qtbot.waitSignal(question.answered, timeout=_WAIT):
        question.yes.click()
    assert shown(page.context.store)[0] == ["P0312", "P0555"], "P0400 is P0555 from now on"
    # The next question stands there: about the laptop.
    qtbot.waitUntil(lambda: len(question.cards) == 4 and not page.context.busy, timeout=_WAIT)
    assert question.file.organisation == "P0321"
    qtbot.keyClick(question, Qt.Key.Key_Escape)
