"""The report's outline in its window: switched, moved, picked, of another kind, with a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Message
from partydesk.desk.report.gathering import file_name
from partydesk.desk.report.outline_delegate import LINE
from partydesk.desk.report.page import ReportPage
from partydesk.documents.report.choosing import MOST_PICKED
from partydesk.documents.report.content import Level, Report
from partydesk.documents.report.outline import Paragraph
from partydesk.records.periods import parse_period
from partydesk.store.store import Store

_WAIT = 30_000


@pytest.fixture
def page(qtbot: QtBot, empty_store: Store, add: Any) -> Iterator[ReportPage]:
    """The page of a branch with solved problems and a session that tells how."""
    for number in range(5):
        add("ticket", source="staff", description=f"第{number}盏灯不亮", measures="换灯",
            raised_on=date(2026, 3, 1), resolved_on=date(2026, 3, 2 + number), state="resolved",
            satisfaction="satisfied")  # fmt: skip
    context = AppContext(empty_store)
    page = ReportPage(context)
    qtbot.addWidget(page)
    page.chooser.choose(parse_period("2026"))
    page.resize(1366, 653)
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        page.show()
    yield page
    context.close()


def refreshed(qtbot: QtBot, page: ReportPage, do: Callable[[], object]) -> Report:
    with qtbot.waitSignal(page.shown, timeout=_WAIT):
        do()
    assert page.looked is not None
    return page.looked.report


def row(page: ReportPage, id: str) -> QTreeWidgetItem:
    page.side.outline.view.choose(id)
    item = page.side.outline.view.currentItem()
    assert item is not None and item.data(0, LINE).id == id
    return item


def parts(report: Report) -> list[str]:
    return [block.id for block in report.blocks if block.level is Level.PART]


def test_switches_order_and_picks_change_the_report_and_can_be_undone(
    qtbot: QtBot, page: ReportPage
) -> None:
    view, told = page.side.outline.view, list[Message]()
    page.context.told.connect(told.append)
    assert page.looked is not None
    before = page.looked.report
    assert page.side.outline.isVisible() and not page.side.figures.isVisible()

    # A click on the switch, and the way back.
    where = view.switch_rect(row(page, "thought.last_year")).center()
    after = refreshed(
        qtbot, page, lambda: qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    )
    line: Paragraph = row(page, "thought.last_year").data(0, LINE)
    assert not line.on and "thought.last_year" not in [b.id for b in after.every]
    assert told[-1].action is not None
    assert refreshed(qtbot, page, told[-1].action.do).every == before.every

    # A whole part by the keyboard; a part put above another by it and by the mouse.
    row(page, "thought")
    after = refreshed(qtbot, page, lambda: qtbot.keyClick(view, Qt.Key.Key_Space))
    assert "thought" not in parts(after)
    row(page, "work")
    alt = Qt.KeyboardModifier.AltModifier
    after = refreshed(qtbot, page, lambda: qtbot.keyClick(view, Qt.Key.Key_Up, alt))
    assert parts(after)[:2] == ["organisation", "work"]
    over = view.visualItemRect(row(page, "organisation")).center()
    after = refreshed(qtbot, page, lambda: view.drop("problems", over))
    assert parts(after)[:2] == ["problems", "organisation"]

    # A single paragraph within its part, by the keyboard and by the mouse.
    def inside(report: Report) -> list[str]:
        return [
            p.id for part in report.outline if part.id == "organisation" for p in part.paragraphs
        ]

    row(page, "organisation.last_year")
    view.choose("organisation.last_year")
    usual = inside(before)
    at = usual.index("organisation.last_year")
    after = refreshed(qtbot, page, lambda: qtbot.keyClick(view, Qt.Key.Key_Up, alt))
    assert inside(after).index("organisation.last_year") == at - 1
    over = view.visualItemRect(row(page, "organisation.numbers")).center()
    after = refreshed(qtbot, page, lambda: view.drop("organisation.last_year", over))
    assert inside(after)[0] == "organisation.last_year" and set(inside(after)) == set(usual)
    shown = [b.paragraph for b in after.blocks if b.paragraph.startswith("organisation.")]
    assert list(dict.fromkeys(shown)) == [id for id in inside(after) if id in shown]
    # Let go outside of its part it stays in it.
    over = view.visualItemRect(row(page, "annex")).center()
    after = refreshed(qtbot, page, lambda: view.drop("organisation.last_year", over))
    assert set(inside(after)) == set(usual) and inside(after)[-1] == "organisation.last_year"

    # Records picked: at most three, the latest count.
    view.pick_wanted.emit("organisation.cases")
    candidates = page.side.candidates
    assert candidates.isVisible() and page.side.outline.isVisible()
    assert sum(box.isChecked() for box in candidates.boxes.values()) == 2
    for box in list(candidates.boxes.values())[2:]:
        box.click()
    chosen = [uid for uid, box in candidates.boxes.items() if box.isChecked()]
    assert len(chosen) == MOST_PICKED
    after = refreshed(qtbot, page, candidates.put.click)
    assert {c.uid for c in after.candidates if c.picked} == set(chosen)
    cases = [b for b in after.blocks if b.paragraph == "organisation.cases"]
    assert len([b for b in cases if b.level is Level.BODY]) == MOST_PICKED
    after = refreshed(qtbot, page, candidates.none.click)
    assert not [b for b in after.blocks if b.paragraph == "organisation.cases"]


def test_another_kind_of_report_has_its_own_words_and_name(qtbot: QtBot, page: ReportPage) -> None:
    kinds = page.kinds
    codes = [kinds.itemData(at) for at in range(kinds.count())]
    assert codes == ["yearly", "half", "secretary", "firms", "brief"]  # a branch writes no bulletin
    at = kinds.findData("brief")

    def take() -> None:
        kinds.setCurrentIndex(at)
        kinds.activated.emit(at)

    brief = refreshed(qtbot, page, take)
    assert brief.kind == "brief" and brief.title.endswith("党建工作简报")
    assert page.looked is not None and file_name(page.looked, ".docx").startswith("一页简报_2026_")
    page.editing.edit("intro")
    assert page.sheet.editor is not None
    page.sheet.editor.edit.insertPlainText("改了。")
    refreshed(qtbot, page, page.editing.settle)
    kinds.setCurrentIndex(0)
    yearly = refreshed(qtbot, page, lambda: kinds.activated.emit(0))
    assert not yearly.block("intro").edited


def test_last_years_choices_are_taken_and_given_back(
    qtbot: QtBot, page: ReportPage, empty_store: Store
) -> None:
    told: list[Message] = []
    page.context.told.connect(told.append)
    page.planning.take_last()
    assert told[-1].tone == "bad" or "没有可以照用的" in told[-1].text
    refreshed(qtbot, page, lambda: page.planning.switch("work", False))
    page.editing.edit("intro", "今年的话。")
    refreshed(qtbot, page, page.editing.settle)
    next_year = parse_period("2027")
    page.chooser.choose(next_year)
    fresh = refreshed(qtbot, page, page.refresh)
    assert "work" in parts(fresh)
    taken = refreshed(qtbot, page, page.side.outline.last.click)
    assert "work" not in parts(taken) and taken.block("intro").text == "今年的话。"
    assert told[-1].action is not None
    assert refreshed(qtbot, page, told[-1].action.do).every == fresh.every


def test_a_figure_in_the_text_says_what_it_counts_and_leads_on(
    qtbot: QtBot, page: ReportPage
) -> None:
    page.sheet.figure_clicked.emit("tickets_resolved")
    strip = page.strip
    assert strip.isVisible() and strip.value.text() == "5 个"
    assert strip.evidence.text() == "看这 5 条" and not strip.fill.isVisible()
    strip.words.click()
    assert page.sheet.editor is not None and page.sheet.editor.block_id == "work.resolved"
    page.editing.drop()
    page.sheet.figure_clicked.emit("oath_renewals")
    assert strip.fill.isVisible() and not strip.evidence.isVisible()
    page.sheet.figure_clicked.emit("tickets_resolved")
    strip.evidence.click()
    assert page.places.count() == 2


def test_a_narrow_window_shows_one_thing_at_a_time(qtbot: QtBot, page: ReportPage) -> None:
    page.resize(1150, 650)
    page.side.pick("organisation.cases")
    assert page.side.candidates.isVisible() and not page.side.outline.isVisible()
    page.side.candidates.close_link.click()
    assert page.side.outline.isVisible() and not page.side.candidates.isVisible()
    page.resize(880, 420)
    assert page.sheet.isVisible()
    page.side.outline.toggle.click()
    assert page.side.outline.view.isVisible() and not page.sheet.isVisible()
    page.side.turn("figures")
    assert page.side.figures.isVisible() and not page.side.outline.isVisible()
