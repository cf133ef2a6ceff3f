"""The board of 发展党员 behind the tab of members: turned to, opened, begun, printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.pipeline.board_page import PipelineBoard
from partydesk.desk.pipeline.person_card import PersonCard
from partydesk.desk.pipeline.shown_board import board_table
from partydesk.desk.pipeline.stages import SHOWN
from partydesk.desk.shell.window import Window
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.rules.pipeline_card import Card
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.desk.windows import show_window
from tests.exchange.merging import merge

_WAIT = 60_000
Adding = Callable[..., str]


@pytest.fixture(autouse=True)
def summer(on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 6, 20))


def turned(window: Window, qtbot: QtBot) -> PipelineBoard:
    """The board of the window, with what it found."""
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    chip = next(b for b in page.findChildren(QPushButton) if b.text() == "发展党员")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    (board,) = window.findChildren(PipelineBoard)
    qtbot.waitUntil(lambda: board.found is not None, timeout=_WAIT)
    return board


@pytest.fixture
def people(add: Adding) -> dict[str, str]:
    """One of each stage; uids by name. Mentors and sponsors are on the roll."""
    when = date.fromisoformat
    for name in ("王甲", "李乙"):
        add("member", name=name, joined_on=when("2000-07-01"), confirmed_on=when("2001-07-01"))
    return {
        "申一": add("member", name="申一", category="applicant", applied_on=when("2026-06-01")),
        "积二": add("member", name="积二", category="activist", applied_on=when("2024-01-02"),
                  talked_on=when("2024-01-12"), activist_on=when("2025-06-01"),
                  inspected_on=when("2026-05-01"), mentors="王甲"),
        "发三": add("member", name="发三", category="candidate", applied_on=when("2024-01-02"),
                  activist_on=when("2025-01-01"), inspected_on=when("2026-05-01"), mentors="王甲",
                  candidate_on=when("2026-02-01")),
        "预四": add("member", name="预四", category="probationary", joined_on=when("2026-05-25")),
        "正五": add("member", name="正五", joined_on=when("2025-02-01"),
                  confirmed_on=when("2026-02-01")),
    }  # fmt: skip


@pytest.fixture
def window(empty_store: Store, people: dict[str, str], qtbot: QtBot) -> Iterator[Window]:
    made = show_window(empty_store, qtbot)
    yield made
    made.context.close()


def card_of(board: PipelineBoard, name: str) -> PersonCard:
    return next(each for each in board.stages.cards if each.card.name == name)


def told(card: PersonCard) -> str:
    return " ".join(label.text() for label in card.findChildren(QLabel))


def test_each_stage_has_its_people(window: Window, qtbot: QtBot) -> None:
    board = turned(window, qtbot)
    names = [[c.card.name for c in column.cards] for column in board.stages.columns.values()]
    assert names == [["申一"], ["积二"], ["发三"], ["预四"], ["正五"]]
    assert board.caption.text() == "正在发展 4 人，1 人可以往下办，1 人有逾期"
    assert "2026-07-01 前" in told(card_of(board, "申一"))
    assert "可以报上级党委同意" in told(card_of(board, "积二"))
    lacking = told(card_of(board, "发三"))
    assert all(word in lacking for word in ("还差", "入党介绍人", "政治审查", "集中培训"))


def test_turning_back_shows_the_list_as_it_was(window: Window, qtbot: QtBot) -> None:
    board = turned(window, qtbot)
    assert window.space.list_page is None
    assert not window.head.search.narrows
    chip = next(b for b in board.findChildren(QPushButton) if b.text() == "名册")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    page = window.space.list_page
    assert page is not None
    assert page.isVisible()
    assert not board.isVisible()
    turned(window, qtbot)
    assert len(window.findChildren(PipelineBoard)) == 1


def test_a_click_opens_the_person_and_leaving_comes_back(window: Window, qtbot: QtBot) -> None:
    board = turned(window, qtbot)
    card = card_of(board, "发三")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    assert form.row["name"] == "发三"
    form.leave()
    assert board.isVisible()
    # The board may have asked again meanwhile, with new cards for the same people.
    qtbot.waitUntil(lambda: QApplication.focusWidget() is card_of(board, "发三"), timeout=_WAIT)


def test_the_next_step_begins_in_its_field(window: Window, qtbot: QtBot) -> None:
    board = turned(window, qtbot)
    begin = card_of(board, "申一").begin
    assert begin is not None
    begin.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    line = form.editors["talked_on"].inputs()[0]
    qtbot.waitUntil(lambda: QApplication.focusWidget() is line, timeout=_WAIT)
    qtbot.keyClicks(line, "20260610")
    form.save()
    qtbot.waitUntil(lambda: "可以确定积极分子" in told(card_of(board, "申一")), timeout=_WAIT)
    assert board.isVisible()


def test_what_is_not_possible_yet_cannot_be_begun(
    window: Window, empty_store: Store, people: dict[str, str], qtbot: QtBot
) -> None:
    board = turned(window, qtbot)
    assert card_of(board, "预四").begin is not None
    known = {"approved_on": date(2026, 6, 1), "sworn_on": date(2026, 6, 2),
             "sponsors": "王甲、李乙", "vetted_on": date(2026, 5, 1),
             "trained_on": date(2026, 5, 2), "training_hours": 24.0}  # fmt: skip
    with empty_store.write("补填") as writer:
        writer.edit("member", people["预四"], known)
    qtbot.waitUntil(lambda: card_of(board, "预四").begin is None, timeout=_WAIT)
    assert "2027-05-25 起可以讨论转正" in told(card_of(board, "预四"))
    assert card_of(board, "正五").begin is None


@pytest.mark.usefixtures("saved_as_pdf")
def test_the_steps_are_listed_and_printed(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = turned(window, qtbot)
    board.show_steps(card_of(board, "发三").card)
    qtbot.waitUntil(lambda: board.pane.isVisible(), timeout=_WAIT)
    texts = [label.text() for label in board.body.findChildren(QLabel) if label.isVisible()]
    assert board.pane.title.text() == "发三"
    assert "7. 确定发展对象" in texts
    assert "25. 材料归档" in texts
    assert texts[texts.index("7. 确定发展对象") + 1] == "2026-02-01"
    assert texts.count("✓") == 5
    assert board.pane.pill.text() == "5 / 26"
    out = tmp_path / "检查表.pdf"
    monkeypatch.setattr(
        "partydesk.desk.kit.asked_file.QFileDialog.getSaveFileName",
        lambda *_: (str(out), ""),
    )
    board.body.print.click()
    qtbot.waitUntil(lambda: out.is_file() and out.stat().st_size > 0, timeout=_WAIT)
    assert out.read_bytes().startswith(b"%PDF")
    qtbot.keyClick(board, Qt.Key.Key_Escape)
    assert not board.pane.isVisible()


@pytest.mark.parametrize("width", [911, 1366])
def test_nothing_scrolls_sideways(window: Window, qtbot: QtBot, width: int) -> None:
    board = turned(window, qtbot)
    window.resize(width, 480)
    QApplication.processEvents()
    assert window.width() == width
    qtbot.waitUntil(lambda: board.stages.narrow == (width == 911), timeout=_WAIT)
    assert board.stages.width() <= board.area.viewport().width()
    assert board.stages.minimumSizeHint().width() <= board.area.viewport().width()
    for card in board.stages.cards:
        for part in card.findChildren(QLabel):
            assert part.geometry().right() <= card.width()


def test_nobody_on_the_way_says_what_goes_here(
    empty_store: Store, add: Adding, qtbot: QtBot
) -> None:
    add("member", name="正一")
    window = show_window(empty_store, qtbot)
    board = turned(window, qtbot)
    assert board.empty.isVisible()
    board.empty.buttons[0].click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    assert form.uid is None
    assert form.editors["category"].raw() == "入党申请人"
    window.context.close()


def test_a_stage_of_many_shows_them_in_parts(empty_store: Store, qtbot: QtBot) -> None:
    with empty_store.write("很多人") as writer:
        for number in range(SHOWN + 3):
            writer.add("member", {"name": f"申{number}", "category": "applicant",
                                  "applied_on": date(2026, 6, 1)})  # fmt: skip
    window = show_window(empty_store, qtbot)
    column = turned(window, qtbot).stages.columns["applicant"]
    assert column.count.text() == f"{SHOWN + 3} 人"
    assert len(column.cards) == SHOWN
    assert column.more.text() == "还有 3 人，再看 3 人"
    column.more.click()
    assert len(column.cards) == SHOWN + 3
    assert column.more.isHidden()
    window.context.close()


def test_a_committee_looks_at_its_branches(
    empty_store: Store, people: dict[str, str], tmp_path: Path, qtbot: QtBot
) -> None:
    own = {"code": "P0000", "name": "园区党委"}
    with create(Home(tmp_path / "党委"), "committee", own) as committee:
        merge(committee, [export(empty_store, parse_period("2026"), tmp_path).file])
        window = show_window(committee, qtbot)
        board = turned(window, qtbot)
        card = card_of(board, "申一")
        assert "空支部" in told(card)
        assert card.begin is None
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        form = window.space.stack.currentWidget()
        assert isinstance(form, RecordForm)
        assert form.read_only
        window.context.close()


def test_a_step_is_ticked_in_place_and_the_card_moves_by_itself(
    window: Window, qtbot: QtBot
) -> None:
    board = turned(window, qtbot)
    card = card_of(board, "积二").card
    board.show_steps(card)
    qtbot.waitUntil(lambda: board.pane.isVisible(), timeout=_WAIT)

    def press(name: str) -> None:
        link = next(b for b in board.body.findChildren(QPushButton) if b.accessibleName() == name)
        link.click()

    press("4. 上级党委备案：记日期")
    assert board.body.ticking is not None
    board.body.ticking.day.restore("2026-06-18")
    qtbot.keyClick(board.body.ticking.note, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: any(label.text() == "2026-06-18" for label in board.body.findChildren(QLabel)),
        timeout=_WAIT,
    )
    # What is an affair of its own begins it.
    with window.context.store.write("修改") as writer:
        writer.edit("member", card.uid, {"candidate_on": date(2026, 6, 19)})
    qtbot.waitUntil(lambda: card_of(board, "积二").card.stage == "candidate", timeout=_WAIT)


def test_somebody_new_comes_into_the_column_where_one_adds(window: Window, qtbot: QtBot) -> None:
    board = turned(window, qtbot)
    board.stages.columns["candidate"].add.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    assert form.editors["category"].raw() == "发展对象"
    assert not form.editors["confirmed_on"].isVisibleTo(form)
    assert form.editors["applied_on"].isVisibleTo(form)
    form.editors["category"].restore("正式党员")
    form.editors["category"].edited.emit()
    assert form.editors["confirmed_on"].isVisibleTo(form)


def test_the_papers_of_a_person_stand_below_the_steps(
    window: Window, empty_store: Store, people: dict[str, str], qtbot: QtBot
) -> None:
    board = turned(window, qtbot)
    board.show_steps(card_of(board, "积二").card)
    qtbot.waitUntil(lambda: board.body.column.count() > 0, timeout=_WAIT)

    def said() -> list[str]:
        return [each.text() for each in board.body.findChildren(QLabel)]

    qtbot.waitUntil(lambda: "材料" in said(), timeout=_WAIT)
    assert any(words.startswith("有 ") and "样" in words for words in said())
    (papers,) = [b for b in board.body.findChildren(QPushButton) if b.text() == "打印材料"]
    assert "入党积极分子考察表（Word）" in [a.text() for a in papers.menu().actions()]
    (log,) = [b for b in board.body.findChildren(QPushButton) if b.text() == "记思想汇报"]
    log.click()
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    form.fill("theme", "体会")
    assert form.save()
    with empty_store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT m.uid, r.theme FROM thought_report r JOIN member m ON m.id = r.member"
        ).fetchall()
    assert found == [(people["积二"], "体会")]


def test_what_is_printed_is_what_stands_on_the_cards() -> None:
    card = Card(1, "u", "钱辉", "activist", 1, "甲支部", False, date(2025, 4, 11), ("派人谈话",),
                "可以报上级党委同意", "ok", True, None)  # fmt: skip
    other = replace(card, name="任乐", stage="applicant", since=None, ready=False, lacking=())
    shown = board_table([card, other], date(2026, 3, 1), branches=True)
    assert [(label, [row[0] for row in rows]) for label, rows in shown.groups] == [
        ("入党申请人", ["任乐"]), ("入党积极分子", ["钱辉"]),
    ]  # fmt: skip
    assert shown.groups[1][1] == [
        ["钱辉", "甲支部", "2025-04-11", "可以报上级党委同意", "派人谈话", "", "可以办"]
    ]
    assert len(shown.heads) == 7
    assert all(len(each) == 6 for _, rows in board_table([card], date(2026, 3, 1), False).groups
               for each in rows)  # fmt: skip
